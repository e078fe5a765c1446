"""The dates that a rule makes, against arithmetic of its own, and the wall clock across changes of clocks."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.planning.series import recurrence
from actions.planning.series.recurrence import LAST, Rule
from actions.planning.when import moments

TUESDAY, FRIDAY = 1, 4
YEAR = timedelta(days=366)
ZONES = ("Europe/Berlin", "America/Santiago", "Africa/Cairo")


def weekly(first: date, *, interval: int = 1, weekday: int = TUESDAY, until: date | None = None) -> Rule:
    return Rule("weekly", interval, weekday, None, first, until)


def monthly(first: date, ordinal: int, *, weekday: int = TUESDAY, interval: int = 1) -> Rule:
    return Rule("monthly", interval, weekday, ordinal, first)


def in_october(rule: Rule) -> list[int]:
    return [day.day for day in recurrence.dates(rule, since=date(2026, 10, 1), to=date(2026, 10, 31))]


def test_every_week_and_every_second_week() -> None:
    assert in_october(weekly(date(2026, 9, 1))) == [6, 13, 20, 27]
    assert in_october(weekly(date(2026, 9, 1), interval=2)) == [13, 27]
    assert in_october(weekly(date(2026, 9, 8), interval=2)) == [6, 20]


def test_the_week_of_the_first_day_counts_even_where_its_weekday_is_past() -> None:
    assert in_october(weekly(date(2026, 9, 30), interval=2)) == [13, 27]  # a Wednesday: Tuesday of that week is past


def test_monthly_by_the_weekday() -> None:
    assert in_october(monthly(date(2026, 9, 1), 2)) == [13]
    assert in_october(monthly(date(2026, 9, 1), LAST, weekday=FRIDAY)) == [30]
    assert in_october(monthly(date(2026, 9, 20), 1, interval=2)) == []
    november = recurrence.dates(
        monthly(date(2026, 9, 20), 1, interval=2), since=date(2026, 11, 1), to=date(2026, 11, 30)
    )
    assert november == [date(2026, 11, 3)]


def test_until_a_date_with_one_left_out_and_one_added() -> None:
    rule = Rule(
        "weekly",
        1,
        TUESDAY,
        None,
        date(2026, 9, 1),
        date(2026, 10, 20),
        left_out=frozenset({date(2026, 10, 13)}),
        added=frozenset({date(2026, 10, 29), date(2026, 10, 13)}),
    )
    assert in_october(rule) == [6, 20, 29]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (weekly(date(2026, 9, 1)), "every Tuesday"),
        (weekly(date(2026, 9, 1), interval=2), "every second Tuesday"),
        (weekly(date(2026, 9, 1), interval=3), "every 3 weeks on Tuesday"),
        (monthly(date(2026, 9, 1), 2), "on the second Tuesday of each month"),
        (monthly(date(2026, 9, 1), LAST, weekday=FRIDAY, interval=2), "on the last Friday of every second month"),
        (monthly(date(2026, 9, 1), 1, interval=3), "every 3 months on the first Tuesday"),
    ],
    ids=str,
)
def test_a_rule_in_words(rule: Rule, said: str) -> None:
    assert recurrence.words(rule) == said


def test_the_fifth_weekday_of_a_month_is_its_last() -> None:
    assert [recurrence.ordinal_of(date(2026, 9, day)) for day in (1, 8, 15, 22, 29)] == [1, 2, 3, 4, LAST]


def test_twelve_months_ahead_also_from_a_leap_day() -> None:
    assert recurrence.horizon(date(2028, 2, 29)) == date(2029, 2, 28)


days = st.dates(date(2026, 1, 1), date(2035, 12, 31))
rules = st.builds(
    Rule,
    frequency=st.just("either"),
    interval=st.integers(1, 6),
    weekday=st.integers(0, 6),
    ordinal=st.sampled_from([None, 1, 2, 3, 4, LAST]),
    first=days,
    until=st.none() | days,
    left_out=st.frozensets(days, max_size=3),
    added=st.frozensets(days, max_size=3),
)


def by_hand(rule: Rule, day: date) -> bool:
    """Whether the rule makes that day: arithmetic that knows no calendar library."""
    if day in rule.left_out:
        return False
    if day in rule.added:
        return True
    if day < rule.first or (rule.until and day > rule.until) or day.weekday() != rule.weekday:
        return False
    if rule.ordinal is None:
        week = (day - timedelta(days=day.weekday())) - (rule.first - timedelta(days=rule.first.weekday()))
        return week.days // 7 % rule.interval == 0
    months = (day.year - rule.first.year) * 12 + day.month - rule.first.month
    last = (day + timedelta(days=7)).month != day.month
    right = last if rule.ordinal == LAST else (day.day - 1) // 7 + 1 == rule.ordinal
    return right and months % rule.interval == 0


@given(rules, days)
def test_a_year_of_dates_is_what_one_counts_by_hand(rule: Rule, since: date) -> None:
    to = since + YEAR
    counted = [since + timedelta(days=number) for number in range((to - since).days + 1)]
    assert recurrence.dates(rule, since=since, to=to) == [day for day in counted if by_hand(rule, day)]


@given(rules, days, st.integers(0, 366))
def test_dates_made_in_two_steps_are_those_made_in_one(rule: Rule, since: date, step: int) -> None:
    middle, to = since + timedelta(days=step), since + YEAR
    first = recurrence.dates(rule, since=since, to=middle)
    assert first + recurrence.dates(rule, since=middle + timedelta(days=1), to=to) == recurrence.dates(
        rule, since=since, to=to
    )


@given(st.sampled_from(ZONES), st.times().map(lambda hour: hour.replace(microsecond=0, second=0)), days)
def test_the_wall_clock_stays_across_both_changes_of_clocks(zone: str, hour: time, first: date) -> None:
    """A year of dates: each is at that hour by the clock there, but where a change leaves that hour out."""
    for day in recurrence.dates(weekly(first, weekday=first.weekday()), since=first, to=first + YEAR):
        at = moments.local(moments.instant(day, hour, zone), zone)
        skipped = at.replace(tzinfo=None) != datetime.combine(day, hour)
        assert not skipped or _is_left_out(day, hour, zone)


def _is_left_out(day: date, hour: time, zone: str) -> bool:
    """Whether clocks in the zone never show that hour on that day: no instant of it does."""
    start = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=15)
    shown = (start + timedelta(minutes=number) for number in range(54 * 60))
    return all(at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != datetime.combine(day, hour) for at in shown)


@pytest.mark.parametrize("zone", ZONES)
def test_both_changes_of_clocks_are_within_the_year_that_is_tried(zone: str) -> None:
    tuesdays = recurrence.dates(weekly(date(2026, 9, 1)), since=date(2026, 9, 1), to=date(2027, 8, 31))
    instants = [moments.instant(day, time(19), zone) for day in tuesdays]
    apart = {later - earlier for earlier, later in itertools.pairwise(instants)}
    week, hour = timedelta(days=7), timedelta(hours=1)
    assert apart == {week - hour, week, week + hour}
