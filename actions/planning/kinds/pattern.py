"""What an action of a kind begins with: hours, places, who is told where to meet, words, shifts, and what is to do.

A pattern is a value. Those of the software stand in this folder, one readable file a kind; those of the network and of
groups are kept as plain values (`stored`, `read`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as Clock  # noqa: N812 - `time` is the name of a field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

Words = Any  # a string, or one that is still to be said in somebody's language

LONGEST_RUN = 92  # days for which shifts are planned at once
WORDS = ("title", "summary", "text", "bring", "access")
OF_SIGN_UP = ("most_guests", "by_approval", "closes_hours", "asks_needs", "asks_languages", "asks", "hours_before")
PLAIN = ("open_ended", "seats", "meeting_point_for", "meeting_point_hours", "visibility", "run", *OF_SIGN_UP)
HOURS = ("time", "end_time")
REMINDED = "day_before_at"  # 11:00 where nothing is kept of it, none where that is kept
TAKING_PART = (*OF_SIGN_UP, REMINDED)


class On(models.TextChoices):
    """On which of the action's days there is a shift."""

    EACH = "each", _("every day")
    FIRST = "first", _("the first day")
    LAST = "last", _("the last day")
    EVE = "eve", _("the day before")


@dataclass(frozen=True, slots=True)
class Work:
    """A shift by its rule. One of every day keeps its hours; one of a single day starts as long after the action's."""

    title: Words
    time: Clock
    end_time: Clock  # not after `time`: the next day
    least: int
    most: int
    on: str = On.EACH

    @property
    def on_words(self) -> str:
        """“every day”."""
        return str(On(self.on).label)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: so many `days` before the first day (negative: after it) `at` an hour of the wall clock there,
    or so many `hours` before the start; neither: whenever."""

    title: Words
    days: int | None = None
    at: Clock | None = None
    hours: int | None = None

    def due(self, day: date | None, start: Clock | None) -> tuple[date | None, Clock | None]:
        """Day and hour on which it is due, for an action on that day at that hour. Wall clock, as people count."""
        if day is None:
            return None, None
        if self.days is not None:
            return day - timedelta(days=self.days), self.at
        if self.hours is None:
            return None, None
        due = datetime.combine(day, start or Clock(0)) - timedelta(hours=self.hours)
        return due.date(), due.time() if start else None


@dataclass(frozen=True, slots=True)
class Pattern:
    """All of it. `run`: for how many days shifts are planned where the action has no last day."""

    short: Words = ""  # one sentence on what it is good for; only those of the software say it
    title: Words = ""
    time: Clock | None = None
    end_time: Clock | None = None
    open_ended: bool = False
    seats: int | None = None
    meeting_point_for: str = "everyone"
    meeting_point_hours: int | None = None
    visibility: str = "public"
    summary: Words = ""
    text: Words = ""
    bring: Words = ""
    access: Words = ""
    run: int = 1
    most_guests: int = 2
    by_approval: bool = False
    closes_hours: int | None = None
    asks_needs: bool = False
    asks_languages: bool = False
    asks: Sequence[Mapping[str, Any]] = field(default_factory=list)  # as an action holds them
    day_before_at: Clock | None = Clock(11)
    hours_before: int | None = 3
    works: tuple[Work, ...] = field(default=())
    tasks: tuple[Task, ...] = field(default=())

    @property
    def goes_on(self) -> bool:
        """Whether there are shifts of every day, so that it matters for how many days."""
        return any(work.on == On.EACH for work in self.works)


def stored(pattern: Pattern) -> dict[str, Any]:
    """The pattern as plain values, its words as they read in the language of whoever keeps it."""
    plain: dict[str, Any] = {name: getattr(pattern, name) for name in PLAIN}
    plain |= {name: str(getattr(pattern, name)) for name in WORDS}
    plain |= {name: _told(getattr(pattern, name)) for name in (*HOURS, REMINDED)}
    plain["works"] = [
        [str(work.title), _told(work.time), _told(work.end_time), work.least, work.most, str(work.on)]
        for work in pattern.works
    ]
    plain["tasks"] = [[str(task.title), task.days, _told(task.at), task.hours] for task in pattern.tasks]
    return plain


def read(plain: Mapping[str, Any]) -> Pattern:
    """The pattern that `stored` has made these values of. What it doesn't name is as in an empty one."""
    said = {name: plain[name] for name in (*PLAIN, *WORDS) if name in plain}
    said |= {name: _hour(plain.get(name)) for name in HOURS}
    if REMINDED in plain:
        said[REMINDED] = _hour(plain[REMINDED])
    works = [
        Work(title, Clock.fromisoformat(start), Clock.fromisoformat(end), least, most, on)
        for title, start, end, least, most, on in plain.get("works", ())
    ]
    tasks = [Task(title, days, _hour(at), hours) for title, days, at, hours in plain.get("tasks", ())]
    return Pattern(**said, works=tuple(works), tasks=tuple(tasks))


def _told(hour: Clock | None) -> str | None:
    return hour.isoformat("minutes") if hour else None


def _hour(told: str | None) -> Clock | None:
    return Clock.fromisoformat(told) if told else None
