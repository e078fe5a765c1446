"""An action as a calendar program reads it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from actions.planning import vevent
from actions.planning.models import Action, Kind
from actions.planning.where.meeting_point import Meeting
from actions.planning.words.plain_text import clean, one_line, plain

CHANGED = datetime(2002, 9, 1, 12, 30, tzinfo=UTC)
ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "Europe/London",
        "Africa/Casablanca",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "UTC",
    ]
)
WORDS = st.text(max_size=300).filter(lambda words: r"\N" not in words)  # icalendar writes a typed \N as a line break


def action(**fields: object) -> Action:
    said: dict[str, object] = {
        "uid": "0b7c1f2e-6c6e-4b8e-9f53-3f0a3a1d5f10",
        "slug": "berlin-iom-office",
        "title": "Close the IOM office",
        "city": "Berlin",
        "country": "DE",
        "zone": "Europe/Berlin",
        "day": date(2002, 10, 11),
        "time": time(9),
        "end_time": time(16),
        "state": Action.State.ANNOUNCED,
        "kind": Kind.OCCUPATION,
        "changed_at": CHANGED,
    }
    return Action(**(said | fields))


def read(it: Action, meeting_point: str | None = None) -> Event:
    """The one event of a mailed document, through icalendar's own parser."""
    text = vevent.document(it, meeting_points={it.pk: Meeting(meeting_point) if meeting_point else None})
    calendar = Calendar.from_ical(text)
    (event,) = calendar.events
    assert not event.errors
    return event


def assert_well_formed(text: str) -> None:
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "\r" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_an_announced_action_says_when_where_and_what() -> None:
    event = read(action(summary="We go in.", text="**Bring** [friends](https://example.org/)", bring="Tea"), "The gate")
    assert event["UID"] == "0b7c1f2e-6c6e-4b8e-9f53-3f0a3a1d5f10"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert event.DTSTAMP == CHANGED
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event.start == datetime(2002, 10, 11, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert event.end == datetime(2002, 10, 11, 16, tzinfo=ZoneInfo("Europe/Berlin"))
    assert event["SUMMARY"] == "Close the IOM office"
    assert event["LOCATION"] == "The gate, Berlin"
    assert event["URL"].endswith("/actions/berlin-iom-office/")
    assert event["CATEGORIES"].cats == ["Occupation"]
    description = str(event["DESCRIPTION"])
    assert description.startswith("We go in.\n\nBring friends (https://example.org/)\n\nBring: Tea\n\nhttp")
    assert "ORGANIZER" not in event
    assert "ATTENDEE" not in event


def test_a_meeting_point_that_was_not_told_is_not_in_it() -> None:
    text = vevent.document(action(meeting_point="MARKER"))
    assert "MARKER" not in text
    assert "LOCATION:Berlin" in text


def test_a_cancelled_action_says_so_in_its_title_too() -> None:
    event = read(action(state=Action.State.CANCELLED, reason="The hall is closed.", sequence=3))
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "Cancelled: Close the IOM office"
    assert event["SEQUENCE"] == 3
    assert str(event["DESCRIPTION"]).startswith("The hall is closed.")


def test_a_postponed_action_is_tentative() -> None:
    event = read(action(state=Action.State.POSTPONED))
    assert event["STATUS"] == "TENTATIVE"
    assert event["SUMMARY"] == "Postponed: Close the IOM office"


def test_an_hour_to_be_announced_takes_whole_days() -> None:
    event = read(action(time=None, end_time=None, end_day=date(2002, 10, 13)))
    assert event.start == date(2002, 10, 11)
    assert event.end == date(2002, 10, 14)


def test_a_day_to_be_announced_is_no_event() -> None:
    assert vevent.render(action(day=None, time=None, end_time=None), meeting_point=None) == ""


def test_an_open_end_is_said_in_words_on_the_opening_day() -> None:
    event = read(action(open_ended=True, end_time=None))
    assert event["DTSTART"].dt.date() == date(2002, 10, 11)
    assert "DTEND" not in event
    assert "Opens on Friday 11 October 2002 and stays open until further notice." in event["DESCRIPTION"]


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({"end_time": None}, None),
        ({"time": time(22), "end_time": time(4)}, datetime(2002, 10, 12, 4)),  # noqa: DTZ001 - wall clock
        ({"end_day": date(2002, 10, 13)}, datetime(2002, 10, 13, 16)),  # noqa: DTZ001
        ({"end_day": date(2002, 10, 13), "end_time": None}, datetime(2002, 10, 14)),  # noqa: DTZ001
        ({"end_day": date(2002, 10, 11), "end_time": time(8)}, None),
    ],
)
def test_an_end_comes_after_the_start_or_is_left_out(fields: dict[str, object], end: datetime | None) -> None:
    event = read(action(**fields))
    found = event["DTEND"].dt.replace(tzinfo=None) if "DTEND" in event else None
    assert found == end


def test_what_was_withdrawn_tells_only_that_it_is_off() -> None:
    it = action(withdrawn_at=CHANGED, title="MARKER", summary="MARKER", city="MARKER", sequence=4)
    text = vevent.document(it, meeting_points={it.pk: Meeting("MARKER")})
    assert "MARKER" not in text
    assert "STATUS:CANCELLED" in text
    assert "SUMMARY:Cancelled\r\n" in text
    assert "SEQUENCE:4" in text


def test_a_waiting_person_reads_that_there_is_no_place_yet() -> None:
    text = vevent.render(action(), meeting_point=None, waiting=True)
    assert "STATUS:TENTATIVE" in text
    assert "SUMMARY:Waiting list: Close the IOM office" in text


def test_a_zone_covers_the_years_in_use_and_stands_once() -> None:
    text = vevent.document(action(), action(uid="other", day=date(2003, 6, 1)))
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert text.count("BEGIN:DAYLIGHT") == 2
    assert "DTSTART:20020331T020000" in text  # the clock before the change (RFC 5545, 3.6.5)
    assert "DTSTART:20021027T030000" in text
    assert "20040328" not in text


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia"])
def test_a_zone_says_what_the_rules_say_on_every_day(zone: str) -> None:
    (component,) = Calendar.from_ical(vevent.join([], zones=[(zone, 2011, 2011)])).timezones
    onsets = sorted(
        (part["DTSTART"].dt - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td) for part in component.subcomponents
    )
    instant = datetime(2011, 1, 2, 12, tzinfo=UTC)
    while instant.year == 2011:
        offset = [to for onset, to in onsets if onset <= instant.replace(tzinfo=None)][-1]
        assert offset == instant.astimezone(ZoneInfo(zone)).utcoffset(), instant
        instant += timedelta(hours=6)


def test_an_empty_calendar_still_holds_a_component() -> None:
    assert Calendar.from_ical(vevent.join([], zones=[])).subcomponents


@given(title=WORDS, summary=WORDS, text=WORDS, bring=WORDS, city=WORDS, point=WORDS, zone=ZONES)
def test_any_words_come_back_as_they_went(
    title: str, summary: str, text: str, bring: str, city: str, point: str, zone: str
) -> None:
    it = action(title=title, summary=summary, text=text, bring=bring, city=city, zone=zone)
    document = vevent.document(it, meeting_points={it.pk: Meeting(point) if point else None})
    assert_well_formed(document)
    (event,) = Calendar.from_ical(document).events
    assert not event.errors
    assert event["SUMMARY"] == one_line(title)
    place = ", ".join(filter(None, [one_line(point), one_line(city) or "Germany"]))
    assert event["LOCATION"] == place
    for words in (summary, text):
        assert plain(words) in str(event["DESCRIPTION"])
    assert event.start.replace(tzinfo=None) == datetime(2002, 10, 11, 9)  # noqa: DTZ001 - wall clock


@given(
    day=st.dates(date(1971, 1, 2), date(2199, 12, 30)),
    start=st.times(),
    end=st.none() | st.times(),
    days=st.integers(0, 40),
    zone=ZONES,
)
def test_any_time_comes_back_by_the_wall_clock(day: date, start: time, end: time | None, days: int, zone: str) -> None:
    start = start.replace(microsecond=0)
    end = end.replace(microsecond=0) if end else None
    it = action(day=day, time=start, end_time=end, end_day=day + timedelta(days=days) if days else None, zone=zone)
    event = read(it)
    assert event["DTSTART"].dt.replace(tzinfo=None) == datetime.combine(day, start)
    if "DTEND" in event:
        assert event["DTEND"].dt.replace(tzinfo=None) > datetime.combine(day, start)


@given(WORDS)
def test_clean_text_has_one_kind_of_line_end_and_no_controls(text: str) -> None:
    assert not [letter for letter in clean(text) if ord(letter) < 32 and letter not in "\t\n"]


def test_a_link_within_the_site_says_which_site_is_meant(settings: LazySettings) -> None:
    settings.SITE_URL = "https://campaign.example"
    assert plain("[How](/resources/how/)") == "How (https://campaign.example/resources/how/)"
    assert plain("[There](//example.org/)") == "There (//example.org/)"
