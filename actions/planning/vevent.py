"""An action as a VEVENT, and the calendar round it (RFC 5545), for feeds and for mailed .ics files.

Decided here:

* The wall clock and its zone are written (`DTSTART;TZID=`), never an instant: where the rules of a zone change, the
  action stays at the hour people were told.
* An action whose hour is to be announced lasts whole days. One whose *day* is to be announced is no VEVENT, since
  RFC 5545 asks for a DTSTART: `render` gives the empty text, and pages say so.
* An open-ended action is the event of its opening day, with the open end in words: a calendar program can't draw
  what has no end.
* GEO is the meeting point on the map, for those who may read it. The gazetteer knows the middle of a town only, and
  a program would lead people there.
* No ORGANIZER and no ATTENDEE: nobody's address, and no program that answers invitations.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext, pgettext
from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from actions.planning.models import Action
from actions.planning.when import moments
from actions.planning.where import access
from actions.planning.where.meeting_point import Meeting
from actions.planning.words import inheritance
from actions.planning.words.plain_text import one_line, plain
from campaign.calls.models import KeyDate
from campaign.web.forms import EARLIEST, LATEST
from campaign.web.gazetteer import country_name
from campaign.web.spots import near_town
from campaign.web.templatetags import times

PRODID = "-//campaign//calendar//EN"
TAIL = "END:VCALENDAR\r\n"
UTC_ZONES = frozenset({"UTC", "Etc/UTC"})  # these are written with a Z and need no VTIMEZONE

STATUS = {
    Action.State.ANNOUNCED: "CONFIRMED",
    Action.State.POSTPONED: "TENTATIVE",
    Action.State.CANCELLED: "CANCELLED",
}
DayOrTime = date | datetime


def render(action: Action, *, meeting_point: Meeting | None, waiting: bool = False) -> str:
    """The action's VEVENT, folded, with CRLF; empty while its day is to be announced.

    `meeting_point` is what meeting_point.reveal told for whoever will read it; `waiting` says that the reader has no
    place yet. Words are in the language in use.
    """
    if action.day is None:
        return ""
    event = Event()
    event.add("uid", action.uid)
    changed_at = inheritance.changed_at(action).astimezone(UTC)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", action.sequence)
    for name, value in zip(("dtstart", "dtend"), _times(action), strict=True):
        if value is not None:
            event.add(name, value)
    if action.withdrawn_at is not None:
        _bury(event)
        return _text(event)
    status = STATUS.get(Action.State(action.state), "TENTATIVE")
    event.add("status", "TENTATIVE" if waiting and status == "CONFIRMED" else status)
    if action.state == Action.State.CANCELLED:
        event.add("transp", "TRANSPARENT")
    event.add("summary", _summary(action, waiting=waiting))
    event.add("description", _description(action, meeting_point))
    event.add("location", _location(action, meeting_point))
    if meeting_point is not None and meeting_point.point is not None:
        event.add("geo", (meeting_point.point.latitude, meeting_point.point.longitude))
    event.add("categories", [str(action.get_kind_display())])
    event.add("url", address(action))
    return _text(event)


def render_key_date(key_date: KeyDate) -> str:
    """A date on a call's timeline that is no action: a whole day that keeps nobody busy. Asks for its call."""
    event = Event()
    event.add("uid", str(key_date.uid))
    event.add("dtstamp", key_date.call.changed_at.astimezone(UTC))
    event.add("sequence", key_date.call.revision)
    event.add("dtstart", key_date.date)
    event.add("dtend", key_date.date + timedelta(days=1))
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("summary", one_line(key_date.title))
    url = f"{settings.SITE_URL}/calls/{key_date.call.slug}/"
    parts = [one_line(key_date.words), plain(key_date.text), url]
    event.add("description", "\n\n".join(part for part in parts if part))
    event.add("url", url)
    return _text(event)


def document(*actions: Action, meeting_points: Mapping[int, Meeting | None] | None = None) -> str:
    """A whole calendar of these actions for a mail: METHOD:PUBLISH. `meeting_points` by the action's id."""
    told = meeting_points or {}
    fragments = [render(action, meeting_point=told.get(action.pk)) for action in actions]
    return join(fragments, zones=(zone_years(action) for action in actions))


def join(
    fragments: Iterable[str], *, zones: Iterable[tuple[str, int, int] | None], about: Mapping[str, str] | None = None
) -> str:
    """Head, each zone once for the years in use, the fragments as they come, tail. `about`: more of the head."""
    years: dict[str, tuple[int, int]] = {}
    for zone in zones:
        if zone is not None:
            name, first, last = zone
            before = years.get(name, (first, last))
            years[name] = (min(before[0], first), max(before[1], last))
    timezones = [vtimezone(name, *years[name]) for name in sorted(years)]
    texts = list(filter(None, fragments))
    if not timezones and not texts:
        timezones = [vtimezone("Etc/UTC", 1970, 1970)]  # a calendar holds at least one component (3.6)
    return "".join([_head(about or {}), *timezones, *texts, TAIL])


def _head(about: Mapping[str, str]) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for name, value in about.items():
        calendar.add(name, value if name == "url" else vText(value))
    if about:  # RFC 7986 and what programs understood before it: ask again every hour
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    return _text(calendar).removesuffix(TAIL)


def zone_years(action: Action) -> tuple[str, int, int] | None:
    """The zone that the action's VEVENT names, with the first and last year it needs; None where it names none."""
    if action.day is None:
        return None
    start, end = _times(action)
    if not isinstance(start, datetime) or action.zone in UTC_ZONES:
        return None
    return action.zone, start.year, (end or start).year


def address(action: Action) -> str:
    """Where the action's page stands, absolute."""
    return f"{settings.SITE_URL}/actions/{action.slug}/"


def _times(action: Action) -> tuple[DayOrTime, DayOrTime | None]:
    """DTSTART and DTEND (exclusive, RFC 5545 3.6.1); no DTEND where only the start is known."""
    assert action.day is not None  # noqa: S101 - both callers have asked
    until = moments.last_day(action) or action.day
    if action.time is None:
        return action.day, until + moments.DAY
    zone = UTC if action.zone in UTC_ZONES else ZoneInfo(action.zone)
    start = datetime.combine(action.day, action.time, zone)
    if action.end_time is not None and not action.open_ended:
        end = datetime.combine(until, action.end_time, zone)
        return start, end if end > start else None
    if until > action.day:
        return start, datetime.combine(until + moments.DAY, moments.MIDNIGHT, zone)
    return start, None


def _summary(action: Action, *, waiting: bool) -> str:
    title = one_line(action.title)
    if action.state == Action.State.CANCELLED:
        return gettext("Cancelled: %(title)s") % {"title": title}
    if action.state == Action.State.POSTPONED:
        return gettext("Postponed: %(title)s") % {"title": title}
    if waiting:
        return gettext("Waiting list: %(title)s") % {"title": title}
    return title


def _bury(event: Event) -> None:
    """What is left of a withdrawn action: it is off, and nothing else is said."""
    event.add("status", "CANCELLED")
    event.add("transp", "TRANSPARENT")
    event.add("summary", gettext("Cancelled"))


def _description(action: Action, meeting_point: Meeting | None) -> str:
    parts: list[str] = []
    if action.reason and action.state in (Action.State.CANCELLED, Action.State.POSTPONED):
        parts.append(plain(action.reason))
    parts += [plain(action.summary), plain(inheritance.said(action, "text"))]
    if action.time is None:
        parts.append(gettext("The hour is to be announced."))
    if action.open_ended:
        opens = times.full_date(action.day)
        parts.append(gettext("Opens on %(day)s and stays open until further notice.") % {"day": opens})
    if meeting_point is not None and meeting_point.route:
        stops = "\n".join(f"{number}. {stop}" for number, stop in enumerate(meeting_point.route, 1))
        parts.append(gettext("Route:") + "\n" + stops)
    if action.has_meeting and meeting_point is None:
        parts.append(gettext("The meeting point is not public: the page says who is told, and when."))
    labels = (
        (pgettext("label before a list", "Bring"), inheritance.said(action, "bring")),
        (pgettext("label before a list", "Access"), access.words(action)),
        (pgettext("label before a list", "Languages"), action.languages),
        (pgettext("label before a list", "Contact"), inheritance.said(action, "contact")),
    )
    parts += [f"{label}: {plain(words)}" for label, words in labels if words.strip()]
    parts.append(address(action))
    return "\n\n".join(part for part in parts if part)


def _location(action: Action, meeting_point: Meeting | None) -> str:
    town = one_line(action.city) or country_name(action.country)
    meet = one_line(str(meeting_point)) if meeting_point is not None else ""
    return ", ".join(part for part in (meet, near_town(one_line(action.place_name), town)) if part)


def _text(component: Component) -> str:
    text: str = component.to_ical().decode()
    return text


@lru_cache(maxsize=512)
def vtimezone(name: str, first: int, last: int) -> str:
    """The VTIMEZONE of an IANA zone with every change of its offset from the first year to the last, both whole.

    Not Timezone.from_tzinfo of icalendar: it writes an onset by the clock after the change, where RFC 5545 (3.6.5)
    asks for the clock before it.
    """
    first, last = max(first, EARLIEST.year), min(last, LATEST.year + 3)  # whatever a row says
    zone = ZoneInfo(name)
    component = Timezone()
    component.add("tzid", name)
    start = datetime(first, 1, 1, tzinfo=zone)
    component.add_component(_observance(start.replace(tzinfo=None), start, start))
    instant = start.astimezone(UTC)
    end = datetime(last + 1, 1, 1, tzinfo=zone).astimezone(UTC) + timedelta(days=1)
    while instant < end:
        following = instant + timedelta(days=1)
        before, after = instant.astimezone(zone), following.astimezone(zone)
        if before.utcoffset() != after.utcoffset():
            onset = _first_after(instant, following, zone)
            before, after = (onset - timedelta(seconds=1)).astimezone(zone), onset.astimezone(zone)
            component.add_component(_observance(onset + (before.utcoffset() or timedelta()), before, after))
        instant = following
    return _text(component)


def _first_after(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The instant between `low` and `high` at which the zone's offset changes, to the second."""
    old = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == old else (low, middle)
    return high


def _observance(onset: datetime, before: datetime, after: datetime) -> Component:
    part: Component = TimezoneDaylight() if after.dst() else TimezoneStandard()
    part.add("dtstart", onset.replace(tzinfo=None))
    part.add("tzoffsetfrom", before.utcoffset())
    part.add("tzoffsetto", after.utcoffset())
    part.add("tzname", after.tzname())
    return part
