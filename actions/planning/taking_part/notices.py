"""Notices: a change of when, where or whether is told to everyone who has signed up, once.

Each registration holds the sequence that its person knows (`told_sequence`); an action whose sequence rose has a
`notice_due`. Telling claims a batch by comparing and setting that number, with the deliveries in the same
transaction: a sweep that is killed leaves the rest to the next one, and of two at once none tells anybody twice.
What several edits changed is told as one, from what each person knew; whoever knows all of it already gets nothing.

Where the organisers ask everyone again, or somebody has not answered yet whom they asked before, the same letter asks,
and the seats are unsure from the same transaction on (asking_again.py).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import translation

from actions.planning import changes
from actions.planning.models import Action, Registration
from actions.planning.taking_part import asking_again, letters, notice_letters, registrations
from actions.planning.taking_part import seats as counter
from campaign.lib import codes
from campaign.lib.sweeps import each
from campaign.mail import outbox

BATCH = 200
State = Action.State
Claimed = dict[int, int]  # registration's id → the sequence that was known


class Alike(NamedTuple):
    """What readers share who get the same text: what they knew, their language, whether they may read where to meet,
    and until when they are asked to answer."""

    sequence: int
    language: str
    has_place: bool
    until: datetime | None


TOLD = ", ".join(f"'{state}'" for state in Registration.TOLD)
CLAIM = """
UPDATE planning_registration SET told_sequence = %s
WHERE told_sequence < %s AND state IN ({told}) AND id IN ({ids}) RETURNING id
"""


def sweep(now: datetime) -> int:
    """Tell what is due; how many people were told."""
    due = Action.objects.filter(notice_due__lte=now).order_by("notice_due", "pk").values_list("pk", flat=True)
    return each(due, lambda id: tell(id, now), "Telling what changed in action")


def tell(action_id: int, now: datetime) -> int:
    """Tell all who have signed up for one action what changed, where that is due; how many."""
    told = 0
    while True:
        action = Action.objects.select_related("group", "call").filter(pk=action_id, notice_due__lte=now).first()
        if action is None:
            return told
        claimed = _tell_some(action, now)
        told += claimed
        if not claimed:
            changes.noticed(action.pk, sequence=action.sequence)
            return told


def _tell_some(action: Action, now: datetime) -> int:
    """Claim a batch and write its mails, in one transaction; how many were claimed."""
    behind = Registration.objects.told().filter(action=action, told_sequence__lt=action.sequence)
    with transaction.atomic(durable=True):
        counter.hold(action.pk)  # whoever moves the line writes these rows as well, in another order
        knew: Claimed = dict(behind.order_by("pk").values_list("pk", "told_sequence")[:BATCH])
        if not knew:
            return 0
        claimed = _claim(list(knew), action.sequence)
        if claimed:
            _write_mails(action, {id: knew[id] for id in claimed}, now)
    return len(knew)


def _claim(ids: list[int], sequence: int) -> list[int]:
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(CLAIM.format(ids=marks, told=TOLD), [sequence, sequence, *ids])
        return [row[0] for row in cursor.fetchall()]


def _write_mails(action: Action, knew: Claimed, now: datetime) -> None:
    """One text for those who are alike; who is asked in it is unsure from now on."""
    if action.ends is not None and action.ends <= now and action.state != State.CANCELLED:
        return  # what is over is corrected without disturbing anybody
    rows = list(Registration.objects.filter(pk__in=knew).present().order_by("pk"))
    verified = registrations.verified_of(rows)
    editions = {edition.sequence: edition for edition in action.editions.filter(sequence__in=set(knew.values()))}
    together: dict[Alike, list[tuple[Registration, outbox.Recipient]]] = defaultdict(list)
    for row in rows:
        to, old = registrations.recipient(row, verified), editions.get(knew[row.pk])
        if to is not None and notice_letters.tells(action, old):
            until = asking_again.asked_until(row, action, old, now)
            has_place = row.state == Registration.State.CONFIRMED
            together[Alike(knew[row.pk], row.language, has_place, until)].append((row, to))
    for alike, several in together.items():
        old = editions.get(alike.sequence)
        with translation.override(alike.language):
            context = notice_letters.context(action, old, now, has_place=alike.has_place, until=alike.until)
        letter = notice_letters.name(action, until=alike.until)
        mailing = outbox.begin(f"{letters.TEMPLATES}/{letter}", context=context, now=now)
        outbox.add(mailing, _recipients(several, action, has_place=alike.has_place), now)
        asking_again.ask([row for row, _to in several], until=alike.until)


def _recipients(
    several: Iterable[tuple[Registration, outbox.Recipient]], action: Action, *, has_place: bool
) -> Iterable[tuple[str, outbox.Recipient, dict[str, str]]]:
    for row, to in several:
        own = {"link": registrations.link(row)}
        if has_place:
            own["code"] = codes.spaced(registrations.code(row))
        yield asking_again.key(row.pk, action.sequence), to, own
