"""Times as people say them."""

from dataclasses import dataclass
from datetime import date
from datetime import time as wall

from campaign.web.templatetags import times

NINE, FOUR = wall(9), wall(16)
FRIDAY = date(2002, 10, 11)


@dataclass
class Clock:
    day: date | None = FRIDAY
    time: wall | None = NINE
    end_day: date | None = None
    end_time: wall | None = FOUR
    open_ended: bool = False
    zone: str = "Europe/Berlin"


def test_a_day_and_its_hours() -> None:
    assert times.when(Clock(), "Europe/Berlin") == "Friday 11 October 2002, 9:00 to 16:00"


def test_the_zones_city_is_named_when_the_readers_clock_differs() -> None:
    assert (
        times.when(Clock(), "Europe/London")
        == "Friday 11 October 2002, 9:00 to 16:00 (Berlin time, 8:00 by your clock)"
    )


def test_the_zones_city_is_left_out_when_the_readers_clock_shows_the_same() -> None:
    assert times.when(Clock(), "Europe/Paris") == "Friday 11 October 2002, 9:00 to 16:00"


def test_an_unknown_reader_is_told_the_zones_city() -> None:
    assert times.when(Clock()).endswith("(Berlin time)")


def test_a_day_to_be_announced() -> None:
    assert times.when(Clock(day=None, time=None, end_time=None)) == "Day and hour to be told"


def test_an_hour_to_be_announced() -> None:
    assert times.when(Clock(time=None, end_time=None)) == "Friday 11 October 2002, hour to be told"


def test_several_days_without_an_hour() -> None:
    clock = Clock(time=None, end_time=None, end_day=date(2002, 10, 13))
    assert times.when(clock) == "Friday 11 October to Sunday 13 October 2002"


def test_an_end_on_another_day_is_named_with_its_day() -> None:
    assert times.hours(Clock(end_day=date(2002, 10, 12))) == "9:00 to Saturday 12 October, 16:00"


def test_an_open_end_is_said_in_words() -> None:
    assert times.hours(Clock(open_ended=True, end_time=None)) == "from 9:00, open until further notice"


def test_no_end_is_left_open() -> None:
    assert times.hours(Clock(end_time=None)) == "9:00"


def test_from_one_day_to_another_says_month_and_year_once() -> None:
    assert times.to_date(FRIDAY, date(2002, 10, 13)) == "11 to 13 October 2002"
    assert times.to_date(FRIDAY, date(2002, 11, 1)) == "11 October to 1 November 2002"
    assert times.to_date(FRIDAY, date(2003, 1, 1)) == "11 October 2002 to 1 January 2003"
    assert times.to_date(FRIDAY, FRIDAY) == "11 October 2002"
    assert times.to_date(None, None) == ""
