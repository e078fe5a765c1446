"""Days that move: what is refused, what is kept, and who gets in when it is on again."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning.models import Action, Registration
from actions.planning.taking_part import registrations, retention
from campaign.groups.models import Group
from campaign.people.models import Person
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PAST, AHEAD = date(2025, 12, 13), date(2026, 12, 13)
PLAN = {
    "kind": "occupation",
    "title": "Close the office",
    "place": "Berlin",
    "time": "09:00",
    "meeting_point_for": "everyone",
    "visibility": "public",
}


def page(response: Any) -> str:
    return str(response.content.decode())


def test_a_wrong_year_is_refused_and_erases_nobody(planner: Client, group: Group) -> None:
    action = make.action(group, day=AHEAD, end_time=None)
    make.registered(action)
    url = f"/actions/{action.slug}/edit/"
    shown = page(planner.post(url, PLAN | {"day": "2025-12-13", "seen": str(action.revision)}))
    assert "That day is past" in shown
    retention.sweep(NOW + timedelta(minutes=1))
    action.refresh_from_db()
    assert (action.day, Registration.objects.count()) == (AHEAD, 1)
    planner.post(url, PLAN | {"day": "2026-12-14", "seen": str(action.revision)})
    action.refresh_from_db()
    assert action.day == date(2026, 12, 14)


def test_postponing_to_a_past_day_is_refused(planner: Client, group: Group) -> None:
    action = make.action(group)
    url = f"/actions/{action.slug}/postpone/"
    for state in ("announced", "postponed"):
        assert "That day is past" in page(planner.post(url, {"day": "2025-10-16", "time": "10:00"}))
        action.refresh_from_db()
        assert action.day == date(2026, 10, 9)
        if state == "announced":
            planner.post(url, {"reason": "Rain"})


def test_what_is_over_may_have_its_day_set_right(planner: Client, group: Group) -> None:
    action = make.action(group, day=date(2026, 8, 30), end_time=None)
    planner.post(f"/actions/{action.slug}/edit/", PLAN | {"day": "2026-08-29", "seen": str(action.revision)})
    action.refresh_from_db()
    assert action.day == date(2026, 8, 29)


def test_what_was_open_until_further_notice_may_say_that_it_closed(planner: Client, group: Group) -> None:
    action = make.action(group, day=date(2026, 7, 1), end_time=None, open_ended=True)
    make.registered(action)
    answers = {"day": "2026-07-01", "end_day": "2026-08-10", "seen": str(action.revision)}
    planner.post(f"/actions/{action.slug}/edit/", PLAN | answers)
    action.refresh_from_db()
    assert action.end_day == date(2026, 8, 10)
    retention.sweep(NOW + timedelta(days=14) - timedelta(seconds=1))
    assert Registration.objects.count() == 1
    retention.sweep(NOW + timedelta(days=14))
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("way", ["edit", "postpone"])
def test_what_comes_back_after_its_registrations_were_erased_has_its_places_free(
    planner: Client, group: Group, way: str
) -> None:
    action = make.action(group, seats=1)
    make.registered(action)
    make.registered(action, "noor@example.org")
    late = datetime(2026, 10, 30, 12, tzinfo=UTC)
    retention.sweep(late)
    with time_machine.travel(late, tick=False):
        planner.force_login(Person.objects.get(pseudonym="Olga"))  # her session has lapsed
        again = {"day": "2026-12-13", "time": "09:00", "seats": "1", "seen": str(action.revision)}
        planner.post(f"/actions/{action.slug}/{way}/", PLAN | again)
        shown = page(planner.get(f"/actions/{action.slug}/participants/"))
    action.refresh_from_db()
    assert (action.day, action.seats_taken, action.waiting, action.seats_past) == (AHEAD, 0, 0, 1)
    assert "1 free" in " ".join(shown.split())
    assert make.registered(action, "ada@example.org", now=late).state == "confirmed"


def test_a_new_day_lets_in_who_waits(planner: Client, group: Group, client: Client) -> None:
    action = make.action(group, seats=1)
    first, second = make.registered(action), make.registered(action, "noor@example.org")
    planner.post(f"/actions/{action.slug}/postpone/", {"reason": "Rain"})
    client.post(registrations.path(first), {"do": "cancel"})
    planner.post(f"/actions/{action.slug}/postpone/", {"day": "2026-10-16", "time": "10:00"})
    second.refresh_from_db()
    action.refresh_from_db()
    assert (second.state, action.seats_taken, action.waiting, action.state) == ("confirmed", 1, 0, "announced")


def test_the_day_of_a_postponed_action_is_set_where_it_is_on_again(planner: Client, group: Group) -> None:
    action = make.action(group)
    planner.post(f"/actions/{action.slug}/postpone/", {"reason": "Rain"})
    action.refresh_from_db()
    url = f"/actions/{action.slug}/edit/"
    shown = page(planner.get(url))
    assert "It is postponed" in shown
    assert shown.count(f'href="/actions/{action.slug}/postpone/"') == 2
    planner.post(url, PLAN | {"title": "Close it", "day": "2026-12-13", "seen": str(action.revision)})
    action.refresh_from_db()
    assert (action.title, action.day, action.time, action.state) == (
        "Close it",
        date(2026, 10, 9),
        time(9),
        "postponed",
    )


@pytest.mark.parametrize(("until", "wrong"), [("09:00", True), ("18:00", True), ("18:30", False)])
def test_on_one_day_the_end_is_after_the_start(planner: Client, group: Group, until: str, wrong: bool) -> None:
    day = {"day": "2026-12-10", "end_day": "2026-12-10", "time": "18:00", "end_time": until}
    shown = page(planner.post("/actions/new/", PLAN | day, follow=True))
    assert ("It ends before it has begun" in shown, Action.objects.exists()) == (wrong, not wrong)


def test_past_midnight_needs_no_last_day(planner: Client, group: Group) -> None:
    planner.post("/actions/new/", PLAN | {"day": "2026-12-10", "time": "18:00", "end_time": "02:00"})
    assert Action.objects.get().ends == datetime(2026, 12, 11, 1, tzinfo=UTC)


def test_announcing_a_past_day_is_said_before(planner: Client, group: Group) -> None:
    past, ahead = (make.action(group, announced=False, day=day) for day in (date(2026, 8, 1), AHEAD))
    assert "That day is past" in page(planner.get(f"/actions/{past.slug}/announce/"))
    assert "That day is past" not in page(planner.get(f"/actions/{ahead.slug}/announce/"))
