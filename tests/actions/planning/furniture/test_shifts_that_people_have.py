"""Shifts that people have are changed and taken away: everyone concerned is told once, nobody loses one silently."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.test import Client

from actions.planning import cancellation, copying, drafting
from actions.planning.furniture import shifts
from actions.planning.furniture.shifts import Far, Work
from actions.planning.models import Action, Registration, Shift, ShiftPlace
from actions.planning.taking_part import notices, registrations, shift_places, signup
from campaign.groups.models import Group
from campaign.mail.models import Delivery
from tests import make
from tests.actions.planning.taking_part.test_shift_places import party, taken
from tests.make import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 9)
KITCHEN = Work("Kitchen", time(8), time(12), 1, 3)


@pytest.fixture
def action(group: Group) -> Action:
    return make.action(group, open_ended=True, end_time=None)


@pytest.fixture
def days(action: Action) -> list[Shift]:
    shifts.plan(action, KITCHEN, shifts.run_of(DAY, DAY + timedelta(days=2)))
    return list(action.shifts.all())


def told() -> dict[str, str]:
    """To whom which shifts were told, as a mail server would get it; one letter a person."""
    letters = Delivery.objects.filter(mailing__template="planning/mail/shifts_changed").select_related("mailing")
    assert len({one.address for one in letters}) == len(letters)
    return {one.address.partition("@")[0]: one.mailing.context for one in letters}


def test_a_shift_that_is_taken_away_is_told_once_to_who_has_it_and_who_wishes_for_it(
    action: Action, days: list[Shift]
) -> None:
    action.seats = 2
    action.save()
    party(action, "both", days[0], days[1])
    party(action, "other", days[2])
    waits = party(action, "waits", days[1])
    assert waits.state == "waiting"
    shifts.drop(days[0], far=Far.ALL, seen=1, now=NOW)
    letters = told()
    assert sorted(letters) == ["both", "other", "waits"]
    assert letters["both"].count("Kitchen, ") == 2
    assert "Saturday 10 October" in letters["waits"]
    assert "Friday" not in letters["waits"].replace("Friday 9 October 2026", "")
    assert not ShiftPlace.objects.exists()
    assert set(action.registrations.values_list("state", flat=True)) == {"confirmed", "waiting"}


def test_only_who_is_concerned_is_told(action: Action, days: list[Shift]) -> None:
    party(action, "friday", days[0])
    party(action, "nothing")
    party(action, "sunday", days[2])
    assert shifts.drop(days[0], far=Far.THIS, seen=1, now=NOW) == 1
    assert sorted(told()) == ["friday"]


def test_another_hour_is_told_with_the_old_one_and_the_place_is_kept(action: Action, days: list[Shift]) -> None:
    one = party(action, "kim", days[0])
    shifts.change(days[0], replace(KITCHEN, time=time(9)), day=DAY, far=Far.THIS, seen=1, now=NOW)
    (letter,) = told().values()
    assert "8:00\\u201312:00" in letter
    assert "9:00\\u201312:00" in letter
    assert [shift.time for shift in shift_places.held(one)] == [time(9)]


def test_other_numbers_disturb_nobody(action: Action, days: list[Shift]) -> None:
    party(action, "kim", days[0])
    shifts.change(days[0], replace(KITCHEN, most=9), day=DAY, far=Far.ALL, seen=1, now=NOW)
    assert not told()


def test_what_is_over_disturbs_nobody(action: Action, days: list[Shift]) -> None:
    party(action, "kim", days[0])
    shifts.drop(days[0], far=Far.THIS, seen=1, now=NOW.replace(month=10, day=9, hour=12))
    assert not told()


def test_nobody_is_put_out_by_a_smaller_number(action: Action, days: list[Shift], planner: Client) -> None:
    for name in ("a", "b"):
        party(action, name, days[1])
    with pytest.raises(shifts.HeldByMore, match="2 people have taken it on Saturday 10 October"):
        shifts.change(days[0], replace(KITCHEN, most=1), day=DAY, far=Far.ALL, seen=1, now=NOW)
    assert {one.most for one in action.shifts.all()} == {3}
    answers = {"title": "Kitchen", "time": "08:00", "end_time": "12:00", "least": "1", "most": "1", "seen": "1"}
    path = f"/actions/{action.slug}/shifts/{days[0].pk}/"
    page = planner.post(path, answers | {"day": "2026-10-09", "far": "all"})
    assert "Fewer than that can’t be the most." in page.text
    assert "On all days together they are 2." in " ".join(page.text.split())
    shifts.change(days[0], replace(KITCHEN, most=2), day=DAY, far=Far.ALL, seen=1, now=NOW)
    assert {one.most for one in action.shifts.all()} == {2}


def test_what_overlaps_after_a_change_is_kept_and_said(action: Action, days: list[Shift], client: Client) -> None:
    door = Shift.objects.create(action=action, title="Door", day=DAY, time=time(12), end_time=time(14), most=2)
    one = party(action, "kim", days[0], door)
    shifts.change(door, Work("Door", time(11), time(14), 1, 2), day=DAY, far=Far.THIS, seen=1, now=NOW)
    assert taken(days[0], door) == [1, 1]
    assert "Two of your shifts are at the same time" in client.get(registrations.path(one)).text


def test_the_number_of_shifts_taken_away_is_that_of_shifts(action: Action, days: list[Shift]) -> None:
    for name in ("a", "b"):
        party(action, name, *days)
    assert shifts.drop(days[0], far=Far.ALL, seen=1, now=NOW) == 3


def test_shifts_move_with_their_action_and_stay_taken(action: Action, days: list[Shift]) -> None:
    one = party(action, "kim", days[0])
    drafting.edit(action, day=DAY + timedelta(days=7), now=NOW)
    assert [shift.day for shift in shift_places.held(one)] == [DAY + timedelta(days=7)]
    assert not told(), "the notice of the action tells it"
    notices.sweep(NOW + timedelta(hours=1))
    (letter,) = Delivery.objects.filter(mailing__template="planning/mail/moved")
    assert '"shifts_moved": true' in letter.mailing.context


def test_copies_and_dates_of_a_series_begin_with_nobody(action: Action) -> None:
    one = make.action(action.group, title="Weekly")
    kitchen = Shift.objects.create(action=one, title="Kitchen", day=DAY, time=time(8), end_time=time(12), most=3)
    party(one, "kim", kitchen)
    (made,) = copying.copy(one, one.group, days=[DAY + timedelta(days=1)], now=NOW)
    assert [(shift.taken, shift.places.count()) for shift in made.shifts.all()] == [(0, 0)]
    make.series(one)
    later = Shift.objects.filter(action__series=one.series_id).exclude(action=one)
    assert later.exists()
    assert {shift.taken for shift in later} == {0}
    assert taken(kitchen) == [1]


def test_withdrawing_an_action_takes_its_shifts_and_their_people_along(action: Action, days: list[Shift]) -> None:
    party(action, "kim", days[0])
    cancellation.withdraw(action, now=NOW)
    assert not Shift.objects.exists()
    assert signup.withdraw(Registration.objects.get(), now=NOW) is None
