"""What the clock says to those who organise: 48 hours ahead what still lacks people, in the morning who comes today,
and afterwards “how did it go?”.

When each is due is derived with the action's other times (moments.notes), never at night, and indexed. A row says that
it happened for this start: it is written with the mails, in one transaction that holds the action. So it happens once,
anew where the action is moved, and not at all for what is cancelled, postponed or withdrawn. Where nothing lacks people
the first one is looked at, and not written. The mails count; who comes stands on the action's own pages.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import translation

from actions.planning.hosting import organisers
from actions.planning.models import Action, HostNote, Registration, Shift
from actions.planning.taking_part import fill, shift_words
from actions.planning.taking_part import seats as counter
from actions.planning.when import moments
from campaign.lib.sweeps import each
from campaign.mail import outbox
from campaign.web.spots import near_town
from campaign.web.templatetags import times

TEMPLATE = "planning/mail/host_note"
Kind = HostNote.Kind


@dataclass(frozen=True, slots=True)
class Note:
    """`column` says when it is due; `late`: how long afterwards it still makes sense, where a sweep was held up."""

    kind: HostNote.Kind
    column: str
    late: timedelta
    ahead: bool = True  # it makes sense before the start only


NOTES = (
    Note(Kind.LACKS, "note_lacks", timedelta(hours=24)),
    Note(Kind.MORNING, "note_morning", timedelta(hours=11)),
    Note(Kind.AFTER, "note_after", timedelta(days=3), ahead=False),
)


def sweep(now: datetime) -> int:
    """Tell organisers what is due; how many actions that were."""
    return sum(each(_due(note, now), partial(tell, note=note, now=now), "Telling hosts of action") for note in NOTES)


def _due(note: Note, now: datetime) -> list[int]:
    """The actions of which this note is due and was not told: one question, by the index of its column."""
    told = HostNote.objects.filter(action=OuterRef("pk"), kind=note.kind, local_start=OuterRef("local_start"))
    due = {f"{note.column}__gt": now - note.late, f"{note.column}__lte": now}
    rows = Action.objects.filter(~Exists(told), **due, state=Action.State.ANNOUNCED, withdrawn_at=None)
    found = rows.order_by("pk").values_list("pk", "zone", "starts")
    return [pk for pk, zone, starts in found if _makes_sense(note, zone, starts, now)]


def _makes_sense(note: Note, zone: str, starts: datetime | None, now: datetime) -> bool:
    """A sweep that was held up wakes nobody, and tells nobody what lacks people once it has begun."""
    return not moments.is_quiet(now, zone) and not (note.ahead and starts is not None and starts <= now)


def tell(action_id: int, *, note: Note, now: datetime) -> int:
    """Write one action's note to those who organise it, where it is still due; 1, or 0 where another one did."""
    with transaction.atomic(durable=True):
        counter.hold(action_id)
        action = Action.objects.select_related("group").filter(pk=action_id, state=Action.State.ANNOUNCED).first()
        due: datetime | None = getattr(action, note.column, None)
        if action is None or due is None or not now - note.late < due <= now:
            return 0
        once = {"action": action, "kind": note.kind, "local_start": action.local_start}
        if HostNote.objects.filter(**once).exists():
            return 0
        HostNote.objects.create(**once, told_at=now)
        if note.kind != Kind.LACKS or _lacking(action, now):
            _write(action, note.kind, now)
    return 1


def _write(action: Action, kind: HostNote.Kind, now: datetime) -> None:
    """One text for all who organise it and read the same language."""
    key = f"host-note:{action.pk}:{kind}:{action.local_start}"
    for language, readers in organisers.recipients(organisers.of_action(action)).items():
        with translation.override(language):
            context = _context(action, kind, now)
        mailing = outbox.begin(TEMPLATE, context=context, now=now)
        outbox.add(mailing, ((f"{key}:{to.person}", to, {}) for to in readers), now)


def _context(action: Action, kind: HostNote.Kind, now: datetime) -> dict[str, Any]:
    page = f"{settings.SITE_URL}/actions/{action.slug}/"
    lacking = [] if kind == Kind.AFTER else _lacking(action, now)
    full = fill.of(action)
    return {
        "kind": str(kind),
        "from_name": action.group.name,
        "title": action.title,
        "when": times.when(action),
        "today": moments.local(now, action.zone).date() == action.day,
        "city": near_town(action.place_name, action.city),
        "lacking": [{"line": shift_words.line(shift), "missing": shift.missing} for shift in lacking],
        "missing": sum(shift.missing for shift in lacking),
        "words": fill.words(full),
        "taken": full.taken,
        "requested": action.registrations.filter(state=Registration.State.REQUESTED).count(),
        "url": page,
        "link": f"{page}report/" if kind == Kind.AFTER else f"{page}participants/",
        "shifts_link": f"{page}shifts/",
    }


def _lacking(action: Action, now: datetime) -> list[Shift]:
    """The shifts to come that lack people, in order of time."""
    short = Shift.objects.filter(action=action, taken__lt=F("least"), counted_from=None)
    return [shift for shift in short if not shift_words.is_over(shift, action, now)]
