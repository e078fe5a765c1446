"""Shifts are planned, changed and dropped, one by one or for many days at once."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from actions.planning.furniture import shifts
from actions.planning.furniture.shifts import Far, Work
from actions.planning.kinds.pattern import LONGEST_RUN, Pattern
from actions.planning.kinds.pattern import Work as Rule
from actions.planning.models import Action, Shift
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 9)
KITCHEN = Work("Kitchen", time(8), time(12), 2, 4)


@pytest.fixture
def action() -> Action:
    return make.action(open_ended=True, end_time=None)


def planned(action: Action, days: int = 4, work: Work = KITCHEN) -> list[Shift]:
    shifts.plan(action, work, shifts.run_of(DAY, DAY + timedelta(days=days - 1)))
    return list(Shift.objects.filter(action=action, title=work.title))


def said(action: Action) -> list[tuple[int, str, str, int, int]]:
    rows = Shift.objects.filter(action=action)
    return [(one.day.day, one.title, f"{one.time:%H}-{one.end_time:%H}", one.least, one.most) for one in rows]


def test_one_work_is_planned_for_two_weeks_at_once(action: Action) -> None:
    days = [shift.day for shift in planned(action, 14)]
    assert days == [DAY + timedelta(days=number) for number in range(14)]


def test_a_run_is_no_longer_than_a_quarter_of_a_year() -> None:
    assert len(shifts.run_of(DAY, date(2036, 1, 1))) == LONGEST_RUN
    assert shifts.run_of(DAY, None) == [DAY]


def test_what_stands_already_is_not_added_again(action: Action) -> None:
    planned(action, 2)
    assert shifts.plan(action, KITCHEN, shifts.run_of(DAY, DAY + timedelta(days=2))) == 1
    assert shifts.plan(action, replace(KITCHEN, time=time(9)), [DAY]) == 1


@pytest.mark.parametrize(("far", "hours"), [(Far.THIS, [8, 9, 8]), (Far.ONWARD, [8, 9, 9]), (Far.ALL, [9, 9, 9])])
def test_a_change_reaches_as_far_as_was_said(action: Action, far: str, hours: list[int]) -> None:
    _first, second, _third = planned(action, 3)
    shifts.change(second, replace(KITCHEN, time=time(9)), day=second.day, far=far, seen=1)
    found = Shift.objects.filter(action=action).order_by("day").values_list("time", flat=True)
    assert [hour.hour for hour in found] == hours


@pytest.mark.parametrize(("far", "left"), [(Far.THIS, [9, 11]), (Far.ONWARD, [9]), (Far.ALL, [])])
def test_dropping_reaches_as_far_as_was_said(action: Action, far: str, left: list[int]) -> None:
    second = planned(action, 3)[1]
    planned(action, 3, replace(KITCHEN, title="Door"))
    shifts.drop(second, far=far, seen=1)
    assert [shift.day.day for shift in Shift.objects.filter(title="Kitchen")] == left
    assert Shift.objects.filter(title="Door").count() == 3


def test_a_day_that_was_given_more_people_keeps_them_when_the_hours_move(action: Action) -> None:
    first, second = planned(action, 2)
    shifts.change(second, replace(KITCHEN, most=9), day=second.day, far=Far.THIS, seen=1)
    shifts.change(first, replace(KITCHEN, time=time(9)), day=first.day, far=Far.ALL, seen=1)
    assert said(action) == [(9, "Kitchen", "09-12", 2, 4), (10, "Kitchen", "09-12", 2, 9)]


def test_least_and_most_never_cross_on_days_that_differ(action: Action) -> None:
    first, second = planned(action, 2)
    shifts.change(second, replace(KITCHEN, least=4), day=second.day, far=Far.THIS, seen=1)
    shifts.change(first, replace(KITCHEN, most=3), day=first.day, far=Far.ALL, seen=1)
    assert [row[3:] for row in said(action)] == [(2, 3), (3, 3)]
    first.refresh_from_db()
    shifts.change(first, Work("Kitchen", time(8), time(12), 1, 1), day=first.day, far=Far.ALL, seen=first.saves)
    assert [row[3:] for row in said(action)] == [(1, 1), (1, 1)]


def test_another_day_moves_all_that_it_reaches_by_as_many(action: Action) -> None:
    first, _second = planned(action, 2)
    shifts.change(first, KITCHEN, day=DAY + timedelta(days=5), far=Far.ALL, seen=1)
    assert [row[0] for row in said(action)] == [14, 15]


def test_of_two_who_change_it_at_once_the_second_is_told(action: Action) -> None:
    (first,) = planned(action, 1)
    shifts.change(first, replace(KITCHEN, most=9), day=DAY, far=Far.THIS, seen=1)
    with pytest.raises(shifts.Overtaken) as told:
        shifts.change(first, KITCHEN, day=DAY, far=Far.THIS, seen=1)
    assert told.value.shift is not None
    assert told.value.shift.most == 9
    with pytest.raises(shifts.Overtaken):
        shifts.drop(first, far=Far.THIS, seen=1)
    shifts.drop(first, far=Far.THIS, seen=2)
    with pytest.raises(shifts.Overtaken) as gone:
        shifts.change(first, KITCHEN, day=DAY, far=Far.THIS, seen=2)
    assert gone.value.shift is None


def test_what_a_kind_brings_is_added_later_too_and_once(action: Action) -> None:
    pattern = Pattern(run=14, works=(Rule("Kitchen", time(8), time(12), 2, 4),))
    planned(action, 2)
    assert shifts.plan_by(action, pattern, run=3) == 1
    assert shifts.plan_by(action, pattern) == 11
    assert shifts.plan_by(action, pattern) == 0


def test_shifts_of_another_action_are_out_of_reach(action: Action) -> None:
    other = make.action(action.group, title="Another")
    planned(other, 2)
    (first,) = planned(action, 1)
    shifts.drop(first, far=Far.ALL, seen=1)
    assert Shift.objects.filter(action=other).count() == 2


def test_not_more_are_planned_than_anybody_looks_through(action: Action, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shifts, "MOST", 3)
    with pytest.raises(shifts.TooMany, match="3 shifts at most"):
        planned(action, 4)
    assert not Shift.objects.exists()
