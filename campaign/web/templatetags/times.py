"""Times as people say them: weekday, date, hour, and the zone's city when it is not the reader's.

What is shown keeps a wall clock: anything with `day`, `time`, `end_day`, `end_time`, `open_ended` and `zone`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as Clock  # noqa: N812 - the protocol below has a field of the name
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

register = template.Library()
NO_ZONE = "UTC"  # an account begins with it: most who have it never said where they are


class Timed(Protocol):
    """A wall clock's times. An empty day or hour is still to be announced."""

    day: date | None
    time: Clock | None
    end_day: date | None
    end_time: Clock | None
    open_ended: bool
    zone: str


@register.filter
def weekday(value: date | None) -> str:
    """Friday."""
    return date_format(value, "l") if value else ""


@register.filter
def month(value: date | None) -> str:
    """October 2002."""
    return date_format(value, pgettext("month and year", "F Y")) if value else ""


@register.filter
def day_month(value: date | None) -> str:
    """Friday 11 October."""
    return date_format(value, pgettext("weekday, day and month", "l j F")) if value else _("day to be told")


@register.filter
def full_date(value: date | None) -> str:
    """Friday 11 October 2002."""
    return date_format(value, pgettext("weekday and date", "l j F Y")) if value else _("day to be told")


@register.filter
def plain_date(value: date | None) -> str:
    """11 October 2002."""
    return date_format(value, pgettext("date", "j F Y")) if value else ""


@register.filter
def to_date(first: date | None, last: date | None) -> str:
    """From one day to another, saying month and year once: “11 to 13 October 2002”."""
    if first is None or last is None or first == last:
        return plain_date(first or last)
    if (first.year, first.month) == (last.year, last.month):
        start = date_format(first, pgettext("the first day of several in one month", "j"))
    elif first.year == last.year:
        start = date_format(first, pgettext("the first day of several in one year", "j F"))
    else:
        start = plain_date(first)
    return _("%(first)s to %(last)s") % {"first": start, "last": plain_date(last)}


@register.filter
def hour(value: Clock | datetime | None) -> str:
    """9:00; “to be told” where there is none yet."""
    return time_format(value, pgettext("hour", "G:i")) if value else _("to be told")


@register.filter
def hours(value: Timed) -> str:
    """From when until when, on one day: “9:00 to 16:00”, “from 11:00, open until further notice”."""
    if value.time is None:
        return _("open until further notice") if value.open_ended else _("hour to be told")
    if value.open_ended:
        return _("from %(start)s, open until further notice") % {"start": hour(value.time)}
    if value.end_time is None:
        return hour(value.time)
    if value.end_day is not None and value.end_day != value.day:
        return _("%(start)s to %(day)s, %(end)s") % {
            "start": hour(value.time),
            "day": day_month(value.end_day),
            "end": hour(value.end_time),
        }
    return _("%(start)s to %(end)s") % {"start": hour(value.time), "end": hour(value.end_time)}


@register.filter
def when(value: Timed, readers_zone: str | None = None) -> str:
    """The whole: “Friday 11 October 2002, 9:00 to 16:00 (Berlin time)”."""
    times = _Times(value.day, value.time, value.end_day, value.end_time, value.open_ended, value.zone)
    return _when(get_language(), times, readers_zone)


@dataclass(unsafe_hash=True, slots=True)
class _Times:
    day: date | None
    time: Clock | None
    end_day: date | None
    end_time: Clock | None
    open_ended: bool
    zone: str


@lru_cache(maxsize=1024)
def _when(language: str | None, value: _Times, readers_zone: str | None) -> str:
    """Kept by language: one action's times are said to all who sign up."""
    if value.day is None:
        return _("Day and hour to be told")
    if value.time is None and value.end_day is not None and value.end_day != value.day:
        said = _("%(first)s to %(last)s") % {"first": day_month(value.day), "last": full_date(value.end_day)}
    else:
        said = f"{full_date(value.day)}, {hours(value)}"
    zone = ", ".join(filter(None, (zone_words(value, readers_zone), readers_clock(value, readers_zone))))
    return f"{said} ({zone})" if zone else said


@register.filter
def zone_words(value: Timed, readers_zone: str | None = None) -> str:
    """“Berlin time”, unless the reader's own clock shows the same, or there is no hour to mistake."""
    if value.time is None or value.day is None or readers_zone == value.zone:
        return ""
    if readers_zone:
        at = datetime.combine(value.day, value.time)
        if at.replace(tzinfo=ZoneInfo(value.zone)) == at.replace(tzinfo=ZoneInfo(readers_zone)):
            return ""
    return _("%(city)s time") % {"city": zone_city(value.zone)}


@register.filter
def readers_clock(value: Timed, readers_zone: str | None = None) -> str:
    """“18:00 by your clock”, with the day where it is another one; empty where both clocks show the same."""
    if value.day is None or value.time is None or readers_zone in (None, "", NO_ZONE):
        return ""
    if not zone_words(value, readers_zone):
        return ""
    start = datetime.combine(value.day, value.time, tzinfo=ZoneInfo(value.zone)).astimezone(ZoneInfo(readers_zone))
    said = {"day": day_month(start.date()), "hour": hour(start.time())}
    if start.date() == value.day:
        return _("%(hour)s by your clock") % said
    return _("%(day)s, %(hour)s by your clock") % said


@register.filter
def zone_city(zone: str) -> str:
    """The city after which a zone is named: “Europe/Berlin” is Berlin."""
    return zone.rpartition("/")[2].replace("_", " ")
