"""A programme: actions as lines, day by day, as on a printed sheet. Two queries, however many lines: the actions, and
what lacks people of those to come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.planning.models import Action, Kind
from actions.planning.models.action import ActionQuerySet
from actions.planning.series import recurrence
from actions.planning.series.recurrence import Rule
from actions.planning.taking_part import lacking
from actions.planning.taking_part.lacking import Lack
from actions.planning.when import moments
from campaign.calls.models import CallDay
from campaign.calls.reading import ReadDate
from campaign.web import gazetteer
from campaign.web.spots import near_town
from campaign.web.templatetags import times

DROPPED = (Action.State.POSTPONED, Action.State.CANCELLED)
SCARCE = 5  # with less than a fifth of the places left, their number is a thing to do now
COLUMNS = (
    *("id", "slug", "title", "kind", "state", "reason", "languages", "visibility", "meeting_point_for", "group__name"),
    *("day", "time", "end_day", "end_time", "open_ended", "zone", "starts", "ends"),
    *("city", "city_key", "place_name", "country", "latitude", "longitude"),
    *("seats", "seats_taken", "waiting"),
    *("series__frequency", "series__interval", "series__weekday", "series__ordinal"),
    *("report__id", "report__number", "report__number_of"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One action as a line of a programme, in words."""

    id: int
    url: str
    title: str
    place: str
    kind: str
    group: str
    hour: str
    word: str  # on now, over, postponed, cancelled; empty where there is nothing to say
    reason: str
    more: tuple[str, ...]
    places: str
    urgent: bool
    lack: str  # how many of its shifts need people
    gone: bool
    struck: bool
    today: bool
    timeless: bool
    day: date | None
    last: date | None  # the day until which it goes on; the last of all where its end is open
    starts: datetime | None
    city: str
    city_key: str
    country: str
    latitude: float | None
    longitude: float | None


@dataclass(slots=True)
class Section:
    """A day of a programme, with its lines and what else falls on it; without a date: days to be told.

    `going`: what began on an earlier day of the same programme and goes on; `since`: a section of nothing else;
    `month`: whether the month has to be said.
    """

    date: date | None
    lines: list[Line] = field(default_factory=list)
    going: list[Line] = field(default_factory=list)
    key_dates: list[ReadDate] = field(default_factory=list)
    month: bool = True
    since: bool = False
    more: str = ""  # where the agenda has the others of this day, if there are any

    @property
    def anchor(self) -> str:
        """What a link to this day ends on: `day-2002-10-11`."""
        if self.since:
            return "going-on"
        return f"day-{self.date.isoformat()}" if self.date else "day-to-be-told"


@dataclass(frozen=True, slots=True)
class Numeral:
    """One of a call's days, as the large numerals show it; `month` only at the end of each month."""

    date: date
    today: bool
    month: bool

    @property
    def anchor(self) -> str:
        """The day's section."""
        return f"#day-{self.date.isoformat()}"


def lines(actions: ActionQuerySet, at: datetime, *, lacks: bool = True) -> list[Line]:
    """The actions as lines, in the order in which they are asked for; `lacks`: with what lacks people."""
    rows = list(actions.values(*COLUMNS))
    short = lacking.of([row["id"] for row in rows if lacks and _is_ahead(row, at)], at)
    return [line(row, at, short.get(row["id"])) for row in rows]


def _is_ahead(row: dict[str, Any], at: datetime) -> bool:
    """Whether people can still come: what is dropped, over, or waits for its day lacks nobody."""
    return row["state"] == Action.State.ANNOUNCED and row["day"] is not None and not (row["ends"] and row["ends"] <= at)


def line(row: dict[str, Any], at: datetime, lack: Lack | None = None) -> Line:
    """One row of an action as a line."""
    said = _Said(**{name: row[name] for name in ("day", "time", "end_day", "end_time", "open_ended", "zone")})
    over = row["ends"] is not None and row["ends"] <= at
    running = row["starts"] is not None and row["starts"] <= at and not over and row["time"] is not None
    dropped = row["state"] in DROPPED
    today = not dropped and is_today(said, at)
    places, urgent = ("", False) if dropped or over else places_words(row["seats"], row["seats_taken"], row["waiting"])
    if over and not dropped:
        places = told_words(row["report__id"], row["report__number"], row["report__number_of"])
    return Line(
        id=row["id"],
        url=reverse("action", args=[row["slug"]]),
        title=row["title"],
        place=place_words(row["city"], row["city_key"], row["country"], row["place_name"]),
        kind=str(Kind(row["kind"]).label),
        group=row["group__name"],
        hour=times.hour(row["time"]) if row["day"] is not None else "",
        word=state_word(row["state"], over=over and today, running=running),
        reason=row["reason"] if dropped else "",
        more=tuple(more(row, said)) if not dropped else (),
        places=places,
        urgent=urgent,
        lack=str(lack) if lack else "",
        gone=over,
        struck=dropped,
        today=today,
        timeless=row["time"] is None,
        day=row["day"],
        last=date.max if row["open_ended"] else row["end_day"] or row["day"],
        starts=row["starts"],
        city=row["city"],
        city_key=row["city_key"],
        country=row["country"],
        latitude=row["latitude"],
        longitude=row["longitude"],
    )


@dataclass(slots=True)
class _Said:
    """The wall clock of a row."""

    day: Any
    time: Any
    end_day: Any
    end_time: Any
    open_ended: bool
    zone: str


def state_word(state: str, *, over: bool, running: bool) -> str:
    """What an action is, where that has to be said."""
    if state == Action.State.CANCELLED:
        return _("Cancelled")
    if state == Action.State.POSTPONED:
        return _("Postponed")
    if over:
        return _("Over")
    return _("On now") if running else ""


def places_words(seats: int | None, taken: int, waiting: int) -> tuple[str, bool]:
    """Free places in words, and whether they are few."""
    if seats is None:
        return _("come along"), False
    free = seats - taken
    if free <= 0 or waiting:
        return _("full: waiting list"), False
    words = ngettext("%(free)d of %(seats)d places free", "%(free)d of %(seats)d places free", free)
    return words % {"free": free, "seats": seats}, free * SCARCE <= seats


def told_words(report: int | None, number: int | None, number_of: str | None) -> str:
    """What is told of an action that is over: how many came, or only that there is something to read."""
    if report is None:
        return ""
    if number is None:
        return _("what happened")
    return f"{number} {number_of or _('people')}"


def place_words(city: str, city_key: str, country: str, place_name: str = "") -> str:
    """The town in the reader's language, before it the place that has a name of its own; the country where no town is
    named yet."""
    if not city:
        return near_town(place_name, gazetteer.country_name(country))
    found = gazetteer.get(city_key) if city_key else None
    return near_town(place_name, found.local_name if found is not None and found.name == city else city)


def more(row: dict[str, Any], said: _Said) -> Iterable[str]:
    """The small print of a line: how often, until when, in which languages, how one learns where to meet."""
    if row["series__interval"]:
        rule = {part: row[f"series__{part}"] for part in ("frequency", "interval", "weekday", "ordinal")}
        yield recurrence.words(Rule(**rule, first=row["day"]))
    if row["open_ended"]:
        yield _("stays open")
    elif row["end_day"] is not None and row["end_day"] != row["day"]:
        yield _("until %(day)s") % {"day": times.day_month(row["end_day"])}
    if row["meeting_point_for"] != Action.MeetingPointFor.EVERYONE:
        yield _("meeting point told to those who sign up")
    if row["languages"]:
        yield row["languages"]
    if row["visibility"] == Action.Visibility.GROUP:
        yield _("for the group only")


def is_today(said: times.Timed, at: datetime) -> bool:
    """Whether it falls on the day that calendars there show at that instant."""
    if said.day is None:
        return False
    here = moments.local(at, said.zone).date()
    last = moments.last_day(said)
    return said.day <= here if last is None else said.day <= here <= last


def sections(rows: Iterable[Line], *, at: datetime, going_on: bool = True) -> list[Section]:
    """Lines by day: first, if wanted apart, what began earlier and goes on; last what has no day yet."""
    begun, today = Section(None, since=True), at.date()
    by_day: dict[date | None, Section] = {}
    for row in rows:
        if going_on and row.day is not None and row.day < today and not row.gone and not row.struck:
            begun.lines.append(row)
        else:
            by_day.setdefault(row.day, Section(row.day)).lines.append(row)
    for section in by_day.values():
        section.going = goes_on(by_day, section.date, open_ended=False)
    return ([begun] if begun.lines else []) + in_order(by_day.values())


def goes_on(by_day: Mapping[date | None, Section], day: date | None, *, open_ended: bool) -> list[Line]:
    """What began on an earlier one of these days, and is on that day as well; what is dropped goes on no more."""
    return [
        row
        for first, section in by_day.items()
        for row in section.lines
        if first is not None and day is not None and row.last is not None
        if first < day <= row.last and not row.struck and (open_ended or row.last != date.max)
    ]


def in_order(days: Iterable[Section]) -> list[Section]:
    """Days by date, what has none last; within a day, what has no hour yet last."""
    for day in days:
        day.lines.sort(key=lambda row: row.timeless)
    return sorted(days, key=lambda section: section.date or date.max)


def numerals(days: Sequence[CallDay], at: datetime) -> list[Numeral]:
    """The days of a call as large numerals."""
    dates = [day.date for day in days]
    today = at.date()
    return [
        Numeral(day, day == today, following is None or (following.year, following.month) != (day.year, day.month))
        for day, following in zip(dates, [*dates[1:], None], strict=True)
    ]
