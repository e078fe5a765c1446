"""How a call to action is written, corrected, published and ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from campaign.calls.models import Call, CallDay, KeyDate
from campaign.calls.words import DEFAULTS, Defaults, OtherDate, Wording
from campaign.groups import network
from campaign.groups.models import Group
from campaign.lib import nudges
from campaign.web import revisions
from campaign.web.slugs import save_under
from campaign.web.viewer import Viewer

FOLLOW = "actions.planning.follow_call"  # the actions that answer a call follow it


class DaysMissing(Exception):
    """A call has at least one day of action."""


class LanguageTaken(Exception):
    """The original is said to be in a language into which it is translated."""


@dataclass
class Overtaken(Exception):
    """Somebody else has saved since this was opened. `call` is what now stands."""

    call: Call


def open_to(viewer: Viewer) -> bool:
    """Whether the viewer may write calls: the network's, or those of a group that is allowed to."""
    return network.open_to(viewer) or Group.objects.called_by(viewer).exists()


def wording(call: Call) -> Wording:
    """What a call says at present."""
    return Wording(
        title=call.title,
        summary=call.summary,
        text=call.text,
        days=tuple(day.date for day in call.days.all()),
        asks=call.asks,
        by=call.by,
        key_dates=tuple(OtherDate(one.date, one.title, one.words, one.text, one.pk) for one in call.key_dates.all()),
        defaults=defaults(call),
        language=call.language,
    )


def defaults(call: Call) -> Defaults:
    """What it leaves to the actions that answer it, at present."""
    return Defaults(**{name: getattr(call, f"default_{name}") for name in DEFAULTS})


@transaction.atomic(durable=True)
def write(words: Wording, *, now: datetime, slug: str | None = None, group: Group | None = None) -> Call:
    """Write a new call, the network's or a group's: a draft that only those see who may change it.

    Raises DaysMissing.
    """
    call = Call(changed_at=now, group=group)
    _put(call, words)
    save_under(call, slug or words.title, otherwise="call")
    _put_dates(call, words)
    revisions.bump(_scopes(call))
    return call


@transaction.atomic(durable=True)
def correct(call: Call, words: Wording, *, seen: int, now: datetime) -> Call:
    """Change what a call says; every untouched field of the actions that answer it says so at once.

    `seen` is the revision that was open in the form. Raises DaysMissing, LanguageTaken, and Overtaken where another
    has been saved since; then nothing is changed.
    """
    changed = Call.objects.filter(pk=call.pk, revision=seen).update(revision=F("revision") + 1, changed_at=now)
    present = Call.objects.get(pk=call.pk)
    if not changed:
        raise Overtaken(present)
    if present.translations.filter(language=words.language).exists():
        raise LanguageTaken
    before = defaults(present)
    _put(present, words)
    if words.defaults != before:
        present.defaults_revision += 1
        nudges.wake_on_commit(FOLLOW, present.pk)
    present.save()
    _put_dates(present, words)
    revisions.bump(_scopes(present))
    return present


def publish(call: Call, *, now: datetime, seen: int | None = None) -> Call:
    """Show the call to everyone. Publishing a call that had ended opens it again.

    `seen`: the revision that was read before. Raises Overtaken where another is there since.
    """
    return _become(call, Call.State.PUBLISHED, now, seen)


def end(call: Call, *, now: datetime, seen: int | None = None) -> Call:
    """Say that the call is over; it stays readable. `seen` as in publish."""
    return _become(call, Call.State.ENDED, now, seen)


@transaction.atomic(durable=True)
def _become(call: Call, state: Call.State, now: datetime, seen: int | None) -> Call:
    read = {} if seen is None else {"revision": seen}
    there = Call.objects.filter(pk=call.pk, **read).exclude(state=state)
    changed = there.update(state=state, revision=F("revision") + 1, changed_at=now)
    present = Call.objects.get(pk=call.pk)
    if changed:
        nudges.wake_on_commit(FOLLOW, call.pk)
        revisions.bump(_scopes(call))
    elif present.state != state:
        raise Overtaken(present)
    return present


def _put(call: Call, words: Wording) -> None:
    if not words.days:
        raise DaysMissing
    call.title, call.summary, call.text = words.title, words.summary, words.text
    call.asks, call.by, call.language = words.asks, words.by, words.language
    for name in DEFAULTS:
        setattr(call, f"default_{name}", getattr(words.defaults, name))


def _put_dates(call: Call, words: Wording) -> None:
    call.days.exclude(date__in=words.days).delete()
    CallDay.objects.bulk_create(
        [CallDay(call=call, date=day) for day in sorted(set(words.days))], ignore_conflicts=True
    )
    _put_key_dates(call, words.key_dates)


def _put_key_dates(call: Call, dates: Iterable[OtherDate]) -> None:
    """Rows stay themselves, since calendars know them by their uid."""
    rows = {row.pk: row for row in call.key_dates.all()}
    for one in dates:
        row = rows.pop(one.pk or 0, None) or KeyDate(call=call)
        row.date, row.title, row.words, row.text = one.date, one.title, one.words, one.text
        row.save()
    call.key_dates.filter(pk__in=rows).delete()


def _scopes(call: Call) -> Iterable[str]:
    return ["calls", f"call:{call.pk}"]
