"""Wall clock and instants."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from datetime import time as Clock  # noqa: N812
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.planning.when import moments

ZONES = ("Europe/Berlin", "Europe/Warsaw", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")


@dataclass
class Timed:
    day: date | None = date(2002, 10, 11)
    time: Clock | None = Clock(9)
    end_day: date | None = None
    end_time: Clock | None = None
    open_ended: bool = False
    zone: str = "Europe/Berlin"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_an_hour_is_read_in_the_actions_zone() -> None:
    assert moments.starts(Timed()) == utc(2002, 10, 11, 7)


def test_a_day_without_an_hour_starts_at_its_midnight_and_lasts_until_the_next() -> None:
    timed = Timed(time=None)
    assert moments.starts(timed) == utc(2002, 10, 10, 22)
    assert moments.ends(timed) == utc(2002, 10, 11, 22)


def test_without_a_day_there_is_no_instant() -> None:
    timed = Timed(day=None, time=None)
    assert (moments.starts(timed), moments.ends(timed), moments.local_start(timed)) == (None, None, None)


def test_an_hour_left_out_by_the_clocks_is_read_with_the_offset_before() -> None:
    assert moments.starts(Timed(day=date(2026, 3, 29), time=time(2, 30))) == utc(2026, 3, 29, 1, 30)


def test_an_hour_that_comes_twice_is_the_first_of_the_two() -> None:
    assert moments.starts(Timed(day=date(2026, 10, 25), time=time(2, 30))) == utc(2026, 10, 25, 0, 30)


def test_an_end_that_is_not_after_the_start_is_on_the_next_day() -> None:
    assert moments.ends(Timed(time=time(22), end_time=time(2))) == utc(2002, 10, 12, 0)


def test_an_end_after_the_start_is_on_the_same_day() -> None:
    assert moments.ends(Timed(time=time(22), end_time=time(23))) == utc(2002, 10, 11, 21)


def test_several_days_end_with_the_last_one() -> None:
    assert moments.ends(Timed(end_day=date(2002, 10, 13))) == utc(2002, 10, 13, 22)


def test_what_is_open_ended_has_no_end() -> None:
    assert moments.ends(Timed(open_ended=True, end_time=time(16))) is None


@pytest.mark.parametrize(
    ("hour", "words"), [(time(9), "2002-10-11T09:00"), (None, "2002-10-11")], ids=["with an hour", "without"]
)
def test_the_local_start_is_what_people_say(hour: time | None, words: str) -> None:
    assert moments.local_start(Timed(time=hour)) == words


def test_reminders_go_out_the_day_before_at_eleven_and_three_hours_before() -> None:
    reminders = moments.reminders(Timed(time=time(14)))
    assert reminders == moments.Reminders(day=utc(2002, 10, 10, 9), hours=utc(2002, 10, 11, 9))


@pytest.mark.parametrize("hour", [time(9, 59), time(1), time(2, 59)])
def test_at_night_the_second_reminder_moves_to_the_evening_before(hour: time) -> None:
    reminders = moments.reminders(Timed(time=hour))
    assert (reminders.hours, reminders.evening) == (None, utc(2002, 10, 10, 19))


@pytest.mark.parametrize("hour", [time(10), time(0), time(0, 59)])
def test_beside_the_night_it_does_not(hour: time) -> None:
    assert moments.reminders(Timed(time=hour)).evening is None


def test_without_an_hour_only_the_day_before_is_reminded() -> None:
    assert moments.reminders(Timed(time=None)) == moments.Reminders(day=utc(2002, 10, 10, 9))


days = st.dates(date(1990, 1, 1), date(2040, 12, 31))
hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(days, hours, st.sampled_from(ZONES))
def test_an_instant_shows_the_hour_it_was_made_from_unless_the_clocks_left_it_out(
    day: date, hour: time, zone: str
) -> None:
    instant = moments.instant(day, hour, zone)
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    said = datetime.combine(day, hour)
    gap = shown - said
    assert timedelta(0) <= gap <= timedelta(hours=2)
    if gap:  # then no instant at all shows that hour
        for minutes in range(-180, 181, 30):
            other = instant + timedelta(minutes=minutes)
            assert other.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != said
    else:  # and of two instants that show it this is the first
        earlier = [instant - timedelta(minutes=minutes) for minutes in (30, 60, 120)]
        assert all(other.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != said for other in earlier)


@given(
    st.builds(
        Timed,
        day=days,
        time=st.none() | hours,
        end_time=st.none() | hours,
        open_ended=st.booleans(),
        zone=st.sampled_from(ZONES),
    ),
    st.none() | st.integers(0, 9),
)
def test_nothing_ends_before_it_starts_and_reminders_come_before(timed: Timed, more_days: int | None) -> None:
    assert timed.day
    if more_days is not None and not timed.open_ended:
        timed.end_day = timed.day + timedelta(days=more_days)
        if more_days == 0 and timed.time and timed.end_time and timed.end_time < timed.time:
            timed.end_day = None
    starts, ends, reminders = moments.starts(timed), moments.ends(timed), moments.reminders(timed)
    assert starts is not None
    assert (ends is None) == timed.open_ended
    assert ends is None or ends >= starts
    assert reminders.day
    assert reminders.day < starts
    assert (reminders.hours or reminders.evening or reminders.day) < starts
    assert not (reminders.hours and reminders.evening)
    for at in (reminders.hours, reminders.evening):
        assert at is None or 7 <= at.astimezone(ZoneInfo(timed.zone)).hour < 22
