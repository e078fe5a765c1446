"""Notices: a change of when, where or whether is told to everyone who has signed up, once.

Each registration holds the sequence that its person knows (`told_sequence`); an action whose sequence rose has a
`notice_due`. Telling claims a batch by comparing and setting that number, with the deliveries in the same
transaction: a sweep that is killed leaves the rest to the next one, and of two at once none tells anybody twice.
What several edits changed is told as one, from what each person knew; whoever knows all of it already gets nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import translation

from actions.planning import changes
from actions.planning.models import Action, Edition, Registration
from actions.planning.taking_part import letters, registrations
from campaign.lib.sweeps import each
from campaign.mail import outbox
from campaign.web.spots import near_town
from campaign.web.templatetags import times

BATCH = 200
State = Action.State
Claimed = dict[int, int]  # registration's id → the sequence that was known

CLAIM = """
UPDATE planning_registration SET told_sequence = %s
WHERE told_sequence < %s AND state IN ('confirmed', 'waiting') AND id IN ({ids}) RETURNING id
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
        cursor.execute(CLAIM.format(ids=marks), [sequence, sequence, *ids])
        return [row[0] for row in cursor.fetchall()]


def _write_mails(action: Action, knew: Claimed, now: datetime) -> None:
    """One text for those who knew the same, read the same language, and may read the same meeting point."""
    if action.ends is not None and action.ends <= now and action.state != State.CANCELLED:
        return  # what is over is corrected without disturbing anybody
    rows = list(Registration.objects.filter(pk__in=knew).present().order_by("pk"))
    verified = registrations.verified_of(rows)
    editions = {edition.sequence: edition for edition in action.editions.filter(sequence__in=set(knew.values()))}
    together: dict[tuple[int, str, bool], list[Registration]] = defaultdict(list)
    for row in rows:
        together[knew[row.pk], row.language, row.state == Registration.State.CONFIRMED].append(row)
    for (sequence, language, has_place), several in together.items():
        old = editions.get(sequence)
        if old is not None and (_knew_it_is_off(action, old) or not _differs(action, old)):
            continue
        recipients = list(_recipients(several, verified, action.sequence))
        if recipients:
            with translation.override(language):
                context = _context(action, old, now, has_place=has_place)
            mailing = outbox.begin(f"{letters.TEMPLATES}/{_letter(action)}", context=context, now=now)
            outbox.add(mailing, recipients, now)


def _knew_it_is_off(action: Action, old: Edition) -> bool:
    """Where and when something that is called off would have been disturbs nobody."""
    return action.state == old.state == State.CANCELLED


def _differs(action: Action, old: Edition) -> bool:
    """Whether anything that people should know is not as it was."""
    if any(getattr(action, field) != getattr(old, field) for field in changes.EDITION_FIELDS):
        return True
    return bytes(old.meeting_point_index) != changes.meeting_point_index(action)


def _letter(action: Action) -> str:
    if action.state == State.CANCELLED:
        return "called_off"
    return "postponed" if action.state == State.POSTPONED else "moved"


def _context(action: Action, old: Edition | None, now: datetime, *, has_place: bool) -> dict[str, Any]:
    context = letters.facts(action, at=now, told=has_place) | {"reason": action.reason}
    if old is not None:
        context["on_again"] = old.state == State.CANCELLED and action.state == State.ANNOUNCED
        was = times.when(old)
        context["when_before"] = was if was != context["when"] else ""
        place = near_town(old.place_name, old.city)
        context["city_before"] = place if place != context["city"] else ""
        context["point_changed"] = bytes(old.meeting_point_index) != changes.meeting_point_index(action)
    if has_place and (calendar := letters.calendar(action, at=now)):
        context["ics"] = calendar
    return context


def _recipients(
    rows: Iterable[Registration], verified: dict[int, str], sequence: int
) -> Iterable[tuple[str, outbox.Recipient, dict[str, str]]]:
    for row in rows:
        if to := registrations.recipient(row, verified):
            yield f"notice:{row.pk}:{sequence}", to, {"link": registrations.link(row)}
