"""Shifts: planned one by one or for many days at once, changed and dropped for as many days as wanted."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Clock  # noqa: N812 - `time` is the name of a field
from itertools import groupby

from django.db import models, transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actions.planning import changes
from actions.planning.furniture import furnishing
from actions.planning.kinds.pattern import LONGEST_RUN, Pattern
from actions.planning.models import Action, Shift, ShiftPlace
from actions.planning.models.shift import ShiftQuerySet
from actions.planning.taking_part import shift_letters
from actions.planning.taking_part.shift_letters import Changed
from actions.planning.when import moments
from campaign.lib import clock
from campaign.web.templatetags import times

MOST = 1000  # shifts of one action
SAID_TO_PEOPLE = frozenset(("title", "time", "end_time"))  # what concerns who has a shift; and its day
NEAR = 4  # days that a page shows unfolded


class TooMany(Exception):
    """More shifts than anybody would look through."""

    def __init__(self) -> None:
        super().__init__(gettext("An action can have %(most)d shifts at most.") % {"most": MOST})


@dataclass
class Overtaken(Exception):
    """Somebody else has saved this shift since it was opened. `shift` is what now stands; None: it is gone."""

    shift: Shift | None


class HeldByMore(Exception):
    """More people have a shift than there should be room for."""

    def __init__(self, shift: Shift) -> None:
        words = ngettext(
            "%(taken)d person has taken it on %(day)s. Fewer than that can’t be the most.",
            "%(taken)d people have taken it on %(day)s. Fewer than that can’t be the most.",
            shift.taken,
        )
        super().__init__(words % {"taken": shift.taken, "day": times.day_month(shift.day)})


class Far(models.TextChoices):
    """To which days of the same work a change reaches."""

    THIS = "this", _("this day only")
    ONWARD = "onward", _("this day and all later ones")
    ALL = "all", _("all days")


@dataclass(frozen=True, slots=True)
class Work:
    """What a shift says, but for its day."""

    title: str
    time: Clock
    end_time: Clock  # not after `time`: the next day
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Programme:
    """Shifts by day: the next few days, and all others."""

    near: list[tuple[date, list[Shift]]]
    rest: list[tuple[date, list[Shift]]]


def by_day(action: Action) -> list[tuple[date, list[Shift]]]:
    """All of them, day by day."""
    return [(day, list(found)) for day, found in groupby(action.shifts.all(), key=lambda shift: shift.day)]


def programme(action: Action, at: datetime) -> Programme | None:
    """What people read of them: nothing while the action's day, and so theirs, is to be announced.

    What is past goes last; where all is past, it is told as it was.
    """
    days = by_day(action)
    if not days or action.day is None:
        return None
    today = moments.local(at, action.zone).date()
    coming = [one for one in days if one[0] >= today] or days
    past = [one for one in days if one not in coming]
    return Programme(coming[:NEAR], coming[NEAR:] + past)


def plan(action: Action, work: Work, days: Iterable[date]) -> int:
    """Add the work on these days, but for those on which it stands already; how many were added. Raises TooMany."""
    with transaction.atomic(durable=True):
        changes.lock(action)
        return _add(action, [Shift(action=action, day=day, **_said(work)) for day in days])


def plan_by(action: Action, pattern: Pattern, *, run: int | None = None) -> int:
    """Add the shifts that a pattern brings, but for those that stand already. Raises TooMany."""
    with transaction.atomic(durable=True):
        changes.lock(action)
        return _add(action, furnishing.shifts_of(action, pattern, run=run))


def _add(action: Action, shifts: list[Shift]) -> int:
    there = {_mark(shift) for shift in Shift.objects.filter(action=action)}
    new = [shift for shift in shifts if _mark(shift) not in there]
    if len(there) + len(new) > MOST:
        raise TooMany
    Shift.objects.bulk_create(new)
    return len(new)


def _mark(shift: Shift) -> tuple[object, ...]:
    return shift.title, shift.day, shift.time, shift.end_time


def change(shift: Shift, work: Work, *, day: date, far: str, seen: int, now: datetime | None = None) -> int:
    """Say something else of a shift, and of the same work on other days; how many were changed.

    Raises Overtaken, and HeldByMore where fewer could take it than have. Whoever has it, or wishes for it, is told.

    `day` is the shift's own; others move by as many days. Only what differs from before is changed there, so that a
    day that has been given more people keeps them when the hours are moved.
    """
    with transaction.atomic(durable=True):
        changes.lock(shift.action)
        present = _seen(shift, seen)
        differing = {name: value for name, value in _said(work).items() if value != getattr(present, name)}
        later = day - present.day
        reached = list(alike(present, far))
        before = [copy(one) for one in reached]
        for one in reached:
            for name, value in differing.items():
                setattr(one, name, value)
            one.least = min(one.least, one.most) if "most" in differing else one.least
            one.most = max(one.least, one.most)
            one.day += later
            one.saves += 1
            if one.most < one.taken:
                raise HeldByMore(one)
        if later or differing.keys() & SAID_TO_PEOPLE:
            changed = [Changed(was, one) for was, one in zip(before, reached, strict=True)]
            shift_letters.tell(shift.action, changed, shift_letters.whose(reached), now=now or clock.now())
        Shift.objects.bulk_update(reached, ["title", "day", "time", "end_time", "least", "most", "saves"])
    return len(reached)


def drop(shift: Shift, *, far: str, seen: int, now: datetime | None = None) -> int:
    """Take a shift away, and the same work on other days; how many went. Raises Overtaken.

    Whoever has it, or wishes for it, is told.
    """
    with transaction.atomic(durable=True):
        changes.lock(shift.action)
        reached = list(alike(_seen(shift, seen), far))
        changed = [Changed(one, None) for one in reached]
        shift_letters.tell(shift.action, changed, shift_letters.whose(reached), now=now or clock.now())
        Shift.objects.filter(pk__in=[one.pk for one in reached]).delete()
    return len(reached)


def having(shift: Shift) -> dict[str, int]:
    """How many people have it, or wish for it: on its day, and on all days of the same work."""
    places = ShiftPlace.objects.filter(shift__in=alike(shift, Far.ALL).order_by().values("pk"))
    return {"here": places.filter(shift=shift).count(), "all": places.values("registration").distinct().count()}


def alike(shift: Shift, far: str) -> ShiftQuerySet:
    """The same work at the same hours: on this day, from it on, or on all days."""
    same = Shift.objects.filter(
        action=shift.action_id, title=shift.title, time=shift.time, end_time=shift.end_time
    ).order_by("day", "pk")
    if far == Far.ALL:
        return same
    return same.filter(day__gte=shift.day) if far == Far.ONWARD else same.filter(pk=shift.pk)


def run_of(first: date, last: date | None) -> list[date]:
    """Each day from the first to the last, as far as shifts are planned at once."""
    days = min(((last or first) - first).days, LONGEST_RUN - 1)
    return [first + timedelta(days=number) for number in range(days + 1)]


def _seen(shift: Shift, seen: int) -> Shift:
    present = Shift.objects.filter(pk=shift.pk).first()
    if present is None or present.saves != seen:
        raise Overtaken(present)
    return present


def _said(work: Work) -> dict[str, object]:
    return {
        "title": work.title,
        "time": work.time,
        "end_time": work.end_time,
        "least": work.least,
        "most": work.most,
    }
