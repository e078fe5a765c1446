"""Wall clock and instants. An action keeps what people say (day, hour, zone); the instants here are derived from it.

A local time that a change of clocks leaves out is read with the offset before the gap, one that happens twice is
the first of the two (RFC 5545, section 3.3.5): Python's `fold=0` says both.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as Clock  # noqa: N812 - `time` is the name of a field
from typing import Protocol
from zoneinfo import ZoneInfo

from campaign.web.templatetags.times import Timed

MIDNIGHT = Clock(0)
DAY = timedelta(days=1)
SHORTEST = timedelta(hours=2)  # how long something lasts at least, where nobody said until when
QUIET_FROM, QUIET_UNTIL, EVENING = Clock(22), Clock(7), Clock(21)
HOUR = timedelta(hours=1)
LACKS_BEFORE = timedelta(hours=48)
NEXT_MORNING = Clock(9)


@dataclass(frozen=True, slots=True)
class Rules:
    """When an action reminds those who come: at an hour of the day before, and hours before. Either may be off."""

    day_before_at: Clock | None = Clock(11)
    hours_before: int | None = 3


class Closing(Timed, Protocol):
    """What says when its sign-up ends."""

    closes_hours: int | None


@dataclass(frozen=True, slots=True)
class Reminders:
    """When the reminders go out; at night (22 to 7) `evening` takes the place of `hours`."""

    day: datetime | None = None
    hours: datetime | None = None
    evening: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notes:
    """When those who organise hear what lacks people, who comes today, and are asked how it went."""

    lacks: datetime | None = None
    morning: datetime | None = None
    after: datetime | None = None


def instant(day: date, hour: Clock, zone: str) -> datetime:
    """The instant, in UTC, at which clocks in `zone` show `hour` on `day`."""
    return datetime.combine(day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local(at: datetime, zone: str) -> datetime:
    """What clocks in `zone` show at that instant."""
    return at.astimezone(ZoneInfo(zone))


def last_day(action: Timed) -> date | None:
    """The day it ends on, as people say it: an hour that is not after the first one is on the next day."""
    if action.day is None or action.open_ended:
        return None
    if action.end_day is not None:
        return action.end_day
    past_midnight = action.end_time is not None and action.time is not None and action.end_time <= action.time
    return action.day + DAY if past_midnight else action.day


def starts(action: Timed) -> datetime | None:
    """The first instant; midnight where the hour is to be announced, nothing where the day is."""
    return None if action.day is None else instant(action.day, action.time or MIDNIGHT, action.zone)


def ends(action: Timed) -> datetime | None:
    """The instant after which it is over; nothing where it is open-ended or has no day."""
    first, until = starts(action), last_day(action)
    if first is None or until is None:
        return None
    if action.end_time is not None:
        return max(instant(until, action.end_time, action.zone), first)
    return max(instant(until + DAY, MIDNIGHT, action.zone), first + SHORTEST)


def closes(action: Closing) -> datetime | None:
    """The instant at which sign-up ends; nothing where that is when the action is over, or its day is to come.

    While the hour is to be announced it is counted from midnight.
    """
    first = starts(action)
    return None if first is None or action.closes_hours is None else first - timedelta(hours=action.closes_hours)


def local_start(action: Timed) -> str | None:
    """The start as people say it: “2002-10-11T09:00”, the day alone where the hour is to be announced."""
    if action.day is None:
        return None
    if action.time is None:
        return action.day.isoformat()
    return f"{action.day.isoformat()}T{action.time.isoformat('minutes')}"


def midnight(at: datetime, zone: str) -> datetime:
    """When the day began that a calendar in `zone` shows at that instant."""
    return instant(local(at, zone).date(), MIDNIGHT, zone)


def is_quiet(at: datetime, zone: str) -> bool:
    """Whether people sleep there at that instant."""
    return not QUIET_FROM > local(at, zone).time() >= QUIET_UNTIL


def evening_before(at: datetime, zone: str) -> datetime:
    """21:00 of the evening on which the night began that holds that instant."""
    shown = local(at, zone)
    return instant(shown.date() if shown.time() >= QUIET_FROM else shown.date() - DAY, EVENING, zone)


def reminders(action: Timed, rules: Rules = Rules()) -> Reminders:
    """At that hour of the day before, and so many hours before; where that is in the quiet hours, 21:00 before them."""
    first = starts(action)
    if first is None or action.day is None:
        return Reminders()
    at = rules.day_before_at
    day = None if at is None else instant(action.day - DAY, at, action.zone)
    if action.time is None or rules.hours_before is None:
        return Reminders(day=day)
    hours = first - rules.hours_before * HOUR
    if is_quiet(hours, action.zone):
        return Reminders(day=day, evening=evening_before(hours, action.zone))
    return Reminders(day=day, hours=hours)


def notes(action: Timed) -> Notes:
    """48 hours ahead, at 7:00 on the day, an hour after the end; never at night.

    What begins before 8:00 has its morning note the evening before. What ends late is asked about at 9:00.
    """
    first, last = starts(action), ends(action)
    if first is None or action.day is None:
        return Notes()
    lacks = first - LACKS_BEFORE
    if is_quiet(lacks, action.zone):
        lacks = evening_before(lacks, action.zone)
    morning = instant(action.day, QUIET_UNTIL, action.zone)
    if action.time is not None and first < morning + HOUR:
        morning = instant(action.day - DAY, EVENING, action.zone)
    return Notes(lacks, morning, None if last is None else _afterwards(last + HOUR, action.zone))


def _afterwards(at: datetime, zone: str) -> datetime:
    if not is_quiet(at, zone):
        return at
    shown = local(at, zone)
    return instant(shown.date() + DAY if shown.time() >= QUIET_FROM else shown.date(), NEXT_MORNING, zone)
