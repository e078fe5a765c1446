"""A series: which dates it makes, when, and what becomes of it."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.planning import cancellation, drafting
from actions.planning.models import Action, Series, Shift
from actions.planning.series import dates, recurrence, rules
from actions.planning.when import moments
from campaign.lib import clock
from tests import make
from tests.actions.planning.series.weekly import FIRST, WEEK, became, days, olga, rule, series_of, the
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_a_series_makes_real_actions_for_twelve_months() -> None:
    first = make.series(make.action(text="Come.", seats=12))
    made = Action.objects.filter(series=first.series).order_by("series_date")
    assert days(first.series) == [FIRST + number * WEEK for number in range(47)]
    assert days(first.series)[-1] == date(2027, 8, 27)  # a year from 1 September 2026
    assert len({one.uid for one in made} | {one.slug for one in made}) == 2 * 47
    assert {(one.state, one.text, one.seats, one.time, one.zone) for one in made} == {
        ("announced", "Come.", 12, time(9), "Europe/Berlin")
    }
    assert made[1].slug == "close-the-office-2026-10-16"


def test_the_dates_of_a_draft_are_drafts() -> None:
    first = make.series(make.action(announced=False))
    assert set(Action.objects.filter(series=first.series).values_list("state", flat=True)) == {"draft"}


def test_each_date_ends_as_many_days_later_as_the_first() -> None:
    first = make.series(make.action(end_day=FIRST + timedelta(days=2)))
    assert the(first, 1).end_day == FIRST + WEEK + timedelta(days=2)


def test_a_date_takes_over_the_shifts_of_the_one_before() -> None:
    action = make.action()
    Shift.objects.create(action=action, title="Kitchen", day=FIRST, time=time(8), end_time=time(12), most=3)
    first = make.series(action)
    shift = the(first, 2).shifts.get()
    assert (shift.title, shift.day, shift.most) == ("Kitchen", FIRST + 2 * WEEK, 3)
    assert action.shifts.count() == 1


def test_the_sweep_extends_it_day_by_day_and_twice_is_once() -> None:
    first = make.series(make.action())
    assert dates.sweep(NOW) == 0
    assert dates.sweep(NOW + timedelta(days=1)) == 0
    assert dates.sweep(NOW + timedelta(days=2)) == 1
    assert dates.sweep(NOW + timedelta(days=2)) == 0
    assert days(first.series)[-1] == date(2027, 9, 3)
    assert dates.sweep(NOW + timedelta(days=2 + 70)) == 10


def test_what_is_extended_was_missed_by_nobody_however_long_nothing_swept() -> None:
    first = make.series(make.action())
    dates.sweep(NOW + timedelta(days=500))
    assert days(first.series) == [FIRST + number * WEEK for number in range(len(days(first.series)))]


def test_a_series_with_an_end_makes_nothing_after_it() -> None:
    first = make.series(make.action(), until=date(2026, 11, 1))
    assert [day.day for day in days(first.series) if day] == [9, 16, 23, 30]
    assert dates.sweep(NOW + timedelta(days=800)) == 0


def test_the_sweep_asks_as_much_for_three_series_as_for_one_where_nothing_is_due(
    queries: Callable[[int], Any],
) -> None:
    group = make.group()
    for number in (1, 2):
        for _ in range(number):
            make.series(make.action(group), until=date(2026, 10, 20))
        with queries(1):
            dates.sweep(NOW)


def test_a_date_that_was_taken_away_is_not_made_again() -> None:
    first = make.series(make.action())
    gone = the(first, 1)
    cancellation.withdraw(gone, now=NOW)
    gone.refresh_from_db()
    assert (gone.series, gone.series_date) == (None, None)
    assert FIRST + WEEK not in days(first.series)
    again = rules.propose(rule(first, left_out=frozenset(recurrence.of(series_of(first)).left_out)), now=NOW)
    assert became(again) == {"stays": 46}


def test_a_series_goes_with_the_last_of_its_dates_and_all_it_says() -> None:
    first = make.series(make.action(text="Secret"), until=FIRST + WEEK)
    cancellation.withdraw(the(first, 1), now=NOW)
    assert Series.objects.count() == 1
    cancellation.withdraw(first, now=NOW)
    assert not Series.objects.exists()


def test_what_has_no_day_or_stays_open_can_not_be_repeated() -> None:
    group = make.group()
    for plan in ({"day": None, "time": None, "end_time": None}, {"open_ended": True, "end_time": None}):
        action = make.action(group, **plan)
        with pytest.raises(drafting.NotPossible):
            rules.propose(rule(action), now=NOW)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from(["Berlin", "Santiago", "Cairo"]),
    hour=st.times(min_value=time(5)).map(lambda at: at.replace(second=0, microsecond=0)),
    start=st.dates(date(2026, 9, 2), date(2027, 8, 1)),
    monthly=st.booleans(),
)
def test_each_date_is_at_the_same_hour_by_the_clock_there(place: str, hour: time, start: date, monthly: bool) -> None:
    where = make.place(place)
    group = make.group(f"{place} {clock.now().timestamp()} {Action.objects.count()}", by=olga())
    action = make.action(group, day=start, time=hour, end_time=None, place=where)
    ordinal = recurrence.ordinal_of(start) if monthly else None
    first = make.series(action, frequency="monthly" if monthly else "weekly", ordinal=ordinal)
    for one in Action.objects.filter(series=first.series):
        assert one.starts is not None
        shown = moments.local(one.starts, where.zone)
        assert (shown.date(), shown.time()) == (one.series_date, hour)
