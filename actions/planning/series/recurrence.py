"""The dates that a rule makes. Wall-clock dates only: no zone and no instant, so a change of clocks moves nothing.

The rule is that of RFC 5545 (3.3.10), as far as people say it: every so many weeks on a weekday, or every so many
months on the first, second, third, fourth or last such weekday. Weeks begin on Monday.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

MONTHS_AHEAD = 12
LAST = -1
AHEAD_AT_MOST = 120  # dates of one series that are to come: a rule makes 53 in a year, the others were added
MONDAY = date(2001, 1, 1)  # a Monday, to name the weekdays by


class Stored(Protocol):
    """A rule as the model keeps it: dates in lists of ISO 8601."""

    frequency: str
    interval: int
    weekday: int
    ordinal: int | None
    first: date
    until: date | None
    left_out: list[str]
    added: list[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """`ordinal` is None for weeks; 1 to 4, or LAST, for months. `weekday` is 0 for Monday."""

    frequency: str
    interval: int
    weekday: int
    ordinal: int | None
    first: date
    until: date | None = None
    left_out: frozenset[date] = field(default_factory=frozenset)
    added: frozenset[date] = field(default_factory=frozenset)


def of(stored: Stored) -> Rule:
    """The rule of a series."""
    return Rule(
        frequency=stored.frequency,
        interval=stored.interval,
        weekday=stored.weekday,
        ordinal=stored.ordinal,
        first=stored.first,
        until=stored.until,
        left_out=_days(stored.left_out),
        added=_days(stored.added),
    )


def _days(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def horizon(today: date) -> date:
    """The last day up to which dates are made."""
    ahead: date = today + relativedelta(months=MONTHS_AHEAD)
    return ahead


def dates(rule: Rule, *, since: date, to: date) -> list[date]:
    """All dates from `since` to `to`, both included, in order: by the rule and added, without those left out."""
    made = set(_by_rule(rule, max(since, rule.first), min(to, rule.until or to)))
    made |= {day for day in rule.added if since <= day <= to}
    return sorted(made - rule.left_out)


def makes(rule: Rule, day: date) -> bool:
    """Whether there is a date of the rule on that day."""
    return dates(rule, since=day, to=day) == [day]


def _by_rule(rule: Rule, since: date, to: date) -> list[date]:
    if since > to:
        return []
    found = rrule(
        MONTHLY if rule.ordinal else WEEKLY,
        interval=rule.interval,
        byweekday=weekday(rule.weekday, rule.ordinal) if rule.ordinal else weekday(rule.weekday),
        wkst=0,
        dtstart=_midnight(rule.first.replace(day=1) if rule.ordinal else rule.first),  # the month counts, not its day
    )
    return [day.date() for day in found.between(_midnight(since), _midnight(to), inc=True)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def ordinal_of(day: date) -> int:
    """Which such weekday of its month a day is: 1 to 4; the fifth is the last one."""
    number = (day.day - 1) // 7 + 1
    return LAST if number == 5 else number


def words(rule: Rule) -> str:
    """“every second Tuesday”, “on the last Friday of each month”."""
    said = {"weekday": weekday_name(rule.weekday), "number": rule.interval}
    if rule.ordinal is None:
        if rule.interval == 1:
            return _("every %(weekday)s") % said
        if rule.interval == 2:
            return _("every second %(weekday)s") % said
        return _("every %(number)d weeks on %(weekday)s") % said
    said["which"] = which(rule.ordinal)
    if rule.interval == 1:
        return _("on the %(which)s %(weekday)s of each month") % said
    if rule.interval == 2:
        return _("on the %(which)s %(weekday)s of every second month") % said
    return _("every %(number)d months on the %(which)s %(weekday)s") % said


def weekday_name(number: int) -> str:
    """Monday for 0."""
    return date_format(MONDAY + timedelta(days=number), "l")


def which(ordinal: int) -> str:
    """“second”, of the weekdays of a month."""
    return {
        1: pgettext("weekday of a month", "first"),
        2: pgettext("weekday of a month", "second"),
        3: pgettext("weekday of a month", "third"),
        4: pgettext("weekday of a month", "fourth"),
        LAST: pgettext("weekday of a month", "last"),
    }[ordinal]
