"""Hours at which people are awake: all but the quiet ones (22 to 7), by the clock there."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from actions.planning.when import moments
from actions.planning.when.moments import DAY, QUIET_FROM, QUIET_UNTIL


def hours(first: datetime, last: datetime, zone: str) -> timedelta:
    """How long people are awake between the two."""
    return sum((end - begin for begin, end in _spans(first, last, zone)), timedelta())


def after(first: datetime, long: timedelta, zone: str) -> datetime:
    """The instant by which people have been awake so long since `first`."""
    last = first + long + DAY * 2 + DAY * (long // (DAY / 2))
    for begin, end in _spans(first, last, zone):
        if end - begin >= long:
            return begin + long
        long -= end - begin
    raise AssertionError("a day has fifteen waking hours")


def _spans(first: datetime, last: datetime, zone: str) -> Iterator[tuple[datetime, datetime]]:
    day, final = moments.local(first, zone).date(), moments.local(last, zone).date()
    while day <= final:
        begin = max(first, moments.instant(day, QUIET_UNTIL, zone))
        end = min(last, moments.instant(day, QUIET_FROM, zone))
        if begin < end:
            yield begin, end
        day += DAY
