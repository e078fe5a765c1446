"""The pages on which shifts are planned."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from actions.planning import drafting
from actions.planning.furniture import shifts
from actions.planning.furniture.shifts import Far, Work
from actions.planning.models import Action, Shift
from campaign.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 9)
KITCHEN = Work("Kitchen", time(8), time(12), 2, 4)
ANSWERS = {"title": "Kitchen", "time": "08:00", "end_time": "12:00", "least": "2", "most": "4", "day": "2026-10-09"}


@pytest.fixture
def action(olga: Person) -> Action:
    return make.action(make.group(by=olga), kind="welcome-centre", title="House", open_ended=True, end_time=None)


def planned(action: Action, days: int = 3) -> list[Shift]:
    shifts.plan(action, KITCHEN, shifts.run_of(DAY, DAY + timedelta(days=days - 1)))
    return list(action.shifts.all())


def of(shift: Shift) -> str:
    return f"/actions/{shift.action.slug}/shifts/{shift.pk}/"


def test_two_weeks_of_a_kitchen_are_planned_by_one_form(planner: Client, action: Action) -> None:
    shown = planner.post(f"/actions/{action.slug}/shifts/", ANSWERS | {"last": "2026-10-22"}, follow=True).text
    assert "14 shifts are added." in shown
    assert "Thursday 22 October 2026" in shown
    assert "2 to 4 people" in shown
    assert {(one.time, one.end_time, one.least, one.most) for one in action.shifts.all()} == {(time(8), time(12), 2, 4)}
    assert (
        "all of it stands there already" in planner.post(f"/actions/{action.slug}/shifts/", ANSWERS, follow=True).text
    )


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"most": "1"}, "fewer than at least"),
        ({"end_time": "08:00"}, "ends when it begins"),
        ({"last": "2026-10-08"}, "before the first one"),
        ({"last": "2027-01-09"}, "more than 92 days at once"),
        ({"day": ""}, "needs an answer"),
        ({"title": " "}, "needs an answer"),
        ({"least": "0"}, "1 or more"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_added(
    planner: Client, action: Action, answers: dict[str, str], sentence: str
) -> None:
    assert sentence in planner.post(f"/actions/{action.slug}/shifts/", ANSWERS | answers).text
    assert not Shift.objects.exists()


def test_the_templates_shifts_are_offered_while_there_are_none(planner: Client, action: Action) -> None:
    assert "Add the template’s shifts" in planner.get(f"/actions/{action.slug}/shifts/").text
    assert "98 shifts are added." in planner.post(f"/actions/{action.slug}/shifts/", {"bring": "1"}, follow=True).text
    assert "Add the template’s shifts" not in planner.get(f"/actions/{action.slug}/shifts/").text


def test_too_many_are_refused_with_a_sentence(planner: Client, action: Action, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shifts, "MOST", 3)
    for answers in (ANSWERS | {"last": "2026-10-12"}, {"bring": "1"}):
        assert "3 shifts at most" in planner.post(f"/actions/{action.slug}/shifts/", answers).text
    assert not Shift.objects.exists()


def test_a_change_reaches_all_days_by_one_form(planner: Client, action: Action) -> None:
    second = planned(action)[1]
    change = ANSWERS | {"day": "2026-10-10", "time": "09:00", "far": Far.ALL, "seen": "1"}
    assert "Saved on 3 days." in planner.post(of(second), change, follow=True).text
    assert {one.time for one in action.shifts.all()} == {time(9)}


def test_what_stands_alone_is_not_asked_how_far(planner: Client, action: Action) -> None:
    (only,) = planned(action, 1)
    assert "On which days?" not in planner.get(of(only)).text
    assert planner.post(of(only), ANSWERS | {"most": "6", "seen": "1"}).status_code == 302
    assert action.shifts.get().most == 6


@pytest.mark.parametrize(("far", "left"), [("this", 2), ("onward", 1), ("all", 0), ("", 2)])
def test_a_shift_is_taken_away_as_far_as_is_said(planner: Client, action: Action, far: str, left: int) -> None:
    planner.post(of(planned(action)[1]), {"drop": "1", "far": far, "seen": "1"})
    assert action.shifts.count() == left


def test_taking_away_without_saying_what_was_seen_takes_nothing_away(planner: Client, action: Action) -> None:
    assert planner.post(of(planned(action)[1]), {"drop": "1"}).status_code == 200
    assert action.shifts.count() == 3


def test_of_two_who_save_one_shift_the_second_sees_both(planner: Client, action: Action) -> None:
    first = planned(action)[0]
    planner.post(of(first), ANSWERS | {"most": "9", "far": "this", "seen": "1"})
    mine = ANSWERS | {"title": "Kitchen and bread", "far": "this", "seen": "1"}
    second = planner.post(of(first), mine)
    assert second.status_code == 409
    assert "Somebody else has saved" in second.text
    assert 'value="Kitchen and bread"' in second.text
    assert {found.question: found.answer for found in second.context["differences"]} == {
        "What work?": "Kitchen",
        "At most?": "9",
    }
    assert planner.post(of(first), mine | {"seen": "2"}).status_code == 302
    first.refresh_from_db()
    assert (first.title, first.most) == ("Kitchen and bread", 4)


def test_who_takes_away_what_another_has_just_changed_sees_it_first(planner: Client, action: Action) -> None:
    first = planned(action)[0]
    planner.post(of(first), ANSWERS | {"most": "9", "far": "this", "seen": "1"})
    shown = planner.post(of(first), {"drop": "1", "far": "all", "seen": "1"})
    assert (shown.status_code, action.shifts.count()) == (409, 3)
    assert 'value="9"' in shown.text


def test_an_action_without_a_day_says_that_its_shifts_wait(planner: Client, action: Action) -> None:
    planned(action)
    drafting.edit(action, day=None, time=None, open_ended=False, now=make.NOW)
    assert "as soon as it has one again" in planner.get(f"/actions/{action.slug}/shifts/").text


def test_the_page_asks_the_same_however_many_there_are(
    planner: Client, action: Action, queries: Callable[[int], Any]
) -> None:
    for days in (1, 3):
        planned(action, days)
        with queries(6):
            planner.get(f"/actions/{action.slug}/shifts/")
