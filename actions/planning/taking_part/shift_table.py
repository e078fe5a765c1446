"""The table of an action's shifts, day by day: what each lacks, what is free, and what a reader can do about it.

Missing and free are counted apart, shift by shift: too many in the kitchen never make up for nobody at the door.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from django.db import models
from django.utils.translation import gettext

from actions.planning.furniture import shifts
from actions.planning.models import Action, Registration, Shift
from actions.planning.taking_part import shift_places, shift_words

State = Registration.State
Days = list[tuple[date, "list[Row]"]]


class How(models.TextChoices):
    """How a reader takes a shift."""

    READ = "read"  # not at all
    TICK = "tick"  # with the form of signing up, several at once
    CLICK = "click"  # at once: with an account that signs up by it, or with a registration


@dataclass(frozen=True, slots=True)
class Mine:
    """The shifts that a registration holds and those that it wished for, in order of time."""

    registration: Registration | None = None
    held: Sequence[Shift] = ()
    wished: Sequence[Shift] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One shift. `reason`: why it can't be taken, as it stands in the button's place."""

    shift: Shift
    hours: str
    over: bool
    held: bool
    wished: bool
    reason: str

    @property
    def missing(self) -> int:
        return 0 if self.over else self.shift.missing

    @property
    def free(self) -> int:
        return 0 if self.over else self.shift.free

    @property
    def mine(self) -> bool:
        """Whether there is something to give back."""
        return self.held or self.wished


@dataclass(frozen=True, slots=True)
class Table:
    """All of it: the next few days, and all others. `wish`: what is taken now is a wish, until there is a place."""

    near: Days
    rest: Days
    how: How
    wish: bool = False
    held: Sequence[Shift] = ()  # the reader's own
    wished: Sequence[Shift] = ()

    @property
    def rows(self) -> list[Row]:
        return [row for _day, rows in (*self.near, *self.rest) for row in rows]

    @property
    def yours(self) -> list[str]:
        """What the reader holds, in words."""
        return [shift_words.line(shift) for shift in self.held]

    @property
    def both(self) -> list[tuple[str, str]]:
        """Shifts of the reader's that overlap: organisers have moved one since."""
        return _at_once(self.held)

    @property
    def either(self) -> list[tuple[str, str]]:
        """Wishes that overlap: of these one can be held."""
        return _at_once(self.wished) if self.wish else []

    @property
    def lacking(self) -> int:
        """How many shifts lack people."""
        return sum(row.missing > 0 for row in self.rows)

    @property
    def missing(self) -> int:
        """How many people they lack together."""
        return sum(row.missing for row in self.rows)

    @property
    def free(self) -> int:
        """How many people more can take one."""
        return sum(row.free for row in self.rows)


def of(
    action: Action,
    at: datetime,
    *,
    how: How,
    mine: Registration | None = None,
    closed: str = "",
    wish: bool = False,
) -> Table | None:
    """The table as one reader sees it; nothing while there are no shifts, or their day is to be announced.

    `mine` is the reader's own registration. `closed` says why nobody can sign up, for who has none.
    """
    found = shifts.programme(action, at)
    if found is None:
        return None
    own = _mine(mine)
    reason = gettext("sign-up is closed") if closed else ""
    days = [
        [(day, [_row(shift, action, own, at, reason) for shift in several]) for day, several in part]
        for part in (found.near, found.rest)
    ]
    wish = wish if mine is None else mine.state != State.CONFIRMED
    return Table(days[0], days[1], how, wish, own.held, own.wished)


def _at_once(several: Sequence[Shift]) -> list[tuple[str, str]]:
    return [
        (shift_words.line(one), shift_words.line(other))
        for one, other in combinations(several, 2)
        if one.overlaps(other)
    ]


def _mine(registration: Registration | None) -> Mine:
    if registration is None:
        return Mine()
    places = list(shift_places.places_of(registration))
    held = [place.shift for place in places if place.held]
    return Mine(registration, held, [place.shift for place in places if not place.held])


def _row(shift: Shift, action: Action, mine: Mine, at: datetime, closed: str) -> Row:
    held, wished = shift in mine.held, shift in mine.wished
    reason = "" if held else shift_words.why_not(shift, action, held=mine.held, at=at)
    if mine.registration is None and closed and not reason:
        reason = closed
    return Row(
        shift=shift,
        hours=shift_words.hours(shift),
        over=shift_words.is_over(shift, action, at),
        held=held,
        wished=wished,
        reason=reason,
    )
