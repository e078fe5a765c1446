"""Wall clock and instants. An action keeps what people say (day, hour, zone); the instants here are derived from it.

A local time that a change of clocks leaves out is read with the offset before the gap, one that happens twice is
the first of the two (RFC 5545, section 3.3.5): Python's `fold=0` says both.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as Clock  # noqa: N812 - `time` is the name of a field
from zoneinfo import ZoneInfo

from campaign.web.templatetags.times import Timed

MIDNIGHT = Clock(0)
DAY = timedelta(days=1)
SHORTEST = timedelta(hours=2)  # how long something lasts at least, where nobody said until when
QUIET_FROM, QUIET_UNTIL, EVENING = Clock(22), Clock(7), Clock(21)
REMINDER_HOUR = Clock(11)
HOURS_BEFORE = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Reminders:
    """When the default reminders go out; at night (22 to 7) `evening` takes the place of `hours`."""

    day: datetime | None = None
    hours: datetime | None = None
    evening: datetime | None = None


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


def local_start(action: Timed) -> str | None:
    """The start as people say it: “2002-10-11T09:00”, the day alone where the hour is to be announced."""
    if action.day is None:
        return None
    if action.time is None:
        return action.day.isoformat()
    return f"{action.day.isoformat()}T{action.time.isoformat('minutes')}"


def reminders(action: Timed) -> Reminders:
    """The day before at 11:00, and three hours before; where that is in the quiet hours, 21:00 the evening before."""
    first = starts(action)
    if first is None or action.day is None:
        return Reminders()
    eve = action.day - DAY
    day = instant(eve, REMINDER_HOUR, action.zone)
    if action.time is None:
        return Reminders(day=day)
    hours = first - HOURS_BEFORE
    clock = local(hours, action.zone).time()
    if QUIET_UNTIL <= clock < QUIET_FROM:
        return Reminders(day=day, hours=hours)
    return Reminders(day=day, evening=instant(eve, EVENING, action.zone))
