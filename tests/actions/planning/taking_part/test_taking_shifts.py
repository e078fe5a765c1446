"""Shifts on pages: on the action's, at sign-up and on one's registration; why one can't stands there too."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from actions.planning import cancellation
from actions.planning.models import Registration, Shift, ShiftPlace
from actions.planning.taking_part import registrations, shift_places, shift_table, signup
from actions.planning.taking_part.shift_table import How
from campaign.people.models import Person
from tests import make
from tests.actions.planning.taking_part.test_shift_places import DAY, party, shift, taken
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def kim() -> Person:
    return make.person("Kim", address="kim@example.net")


@pytest.fixture
def browser(kim: Person) -> Client:
    client = Client()
    client.force_login(kim)
    return client


def words(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)).replace(" ,", ",")


def held_by(person: Person) -> list[tuple[str, bool]]:
    places = ShiftPlace.objects.filter(registration__person=person).order_by("shift__time")
    return list(places.values_list("shift__title", "held"))


def test_missing_and_free_are_said_apart_and_never_set_against_each_other(client: Client) -> None:
    action = make.action()
    shift(action, least=2, most=4)
    shift(action, "First aid", 12, 16, least=1, most=9)
    Shift.objects.filter(title="First aid").update(taken=5)
    said = words(client.get("/actions/close-the-office/"))
    assert "1 shift needs people: 2 are missing. Room for 8 more." in said
    assert "8:00–12:00 Kitchen 2 missing, 4 free" in said
    assert "12:00–16:00 First aid 4 free" in said


def test_shifts_are_chosen_in_the_same_step_as_signing_up(client: Client) -> None:
    action = make.action()
    kitchen, door = shift(action), shift(action, "Door", 12, 16)
    page = client.get("/actions/close-the-office/")
    assert page.text.count('form="sign-up"') == 2
    assert 'id="sign-up"' in page.text
    said = {"name": "Kim", "address": "kim@example.org", "shifts": [str(kitchen.pk), str(door.pk)]}
    assert client.post("/actions/close-the-office/signup/", said).status_code == 302
    registration = Registration.objects.get()
    assert taken(kitchen, door) == [0, 0]
    mine = client.get(registrations.path(registration))
    assert "wished for" in words(mine)
    client.post(registrations.path(registration), {"do": "confirm"})
    assert taken(kitchen, door) == [1, 1]
    assert "You do: Kitchen, Friday 9 October, 8:00–12:00 Door" in words(client.get(registrations.path(registration)))


def test_what_was_ticked_stays_ticked_when_something_else_is_wrong(client: Client) -> None:
    kitchen = shift(make.action())
    page = client.post("/actions/close-the-office/signup/", {"name": "Kim", "address": "no", "shifts": str(kitchen.pk)})
    assert re.search(rf'value="{kitchen.pk}"\s+form="sign-up"\s+checked', page.text)


def test_a_shift_that_filled_meanwhile_is_named_and_nobody_signs_up_without_knowing(client: Client) -> None:
    action = make.action()
    kitchen = shift(action, most=1)
    party(action, "first", kitchen)
    said = {"name": "Kim", "address": "kim@example.org", "shifts": str(kitchen.pk)}
    page = client.post("/actions/close-the-office/signup/", said)
    assert "You can’t take Kitchen, Friday 9 October, 8:00–12:00: full." in words(page)
    page = client.post("/actions/close-the-office/signup/", said | {"shifts": "999"})
    assert "A shift that you chose is not there any more." in words(page)
    assert Registration.objects.count() == 1


def test_with_an_account_one_click_takes_a_place_and_the_shift(browser: Client, kim: Person) -> None:
    action = make.action()
    kitchen, _door = shift(action), shift(action, "Door", 12, 16)
    page = browser.get("/actions/close-the-office/")
    assert f'<button name="shifts" value="{kitchen.pk}">' in page.text
    answer = browser.post("/actions/close-the-office/signup/", {"do": "shift", "shifts": str(kitchen.pk)})
    assert answer.status_code == 302
    assert held_by(kim) == [("Kitchen", True)]


def test_who_comes_takes_another_by_one_click_and_leaves_it_by_one(browser: Client, kim: Person) -> None:
    action = make.action()
    kitchen = shift(action)
    mine = registrations.path(signup.join(action, person=kim, now=NOW))
    assert f'action="{mine}"' in browser.get("/actions/close-the-office/").text
    assert browser.post(mine, {"do": "shift", "shifts": str(kitchen.pk)}).headers["Location"] == f"{mine}#shifts"
    assert (held_by(kim), taken(kitchen)) == ([("Kitchen", True)], [1])
    browser.post(mine, {"do": "shift", "leave": str(kitchen.pk)})
    assert (held_by(kim), taken(kitchen)) == ([], [0])


def test_two_at_the_same_time_are_refused_where_both_would_be_held(browser: Client, kim: Person) -> None:
    action = make.action()
    kitchen, aid = shift(action), shift(action, "First aid", 11, 15)
    both = {"shifts": [str(kitchen.pk), str(aid.pk)]}
    page = browser.post("/actions/close-the-office/signup/", both)
    assert "8:00–12:00 and First aid, Friday 9 October, 11:00–15:00 are at the same time: choose one" in words(page)
    assert not Registration.objects.exists()
    mine = registrations.path(signup.join(action, person=kim, now=NOW))
    browser.post(mine, {"do": "shift", "shifts": str(kitchen.pk)})
    page = browser.get("/actions/close-the-office/")
    assert "at the same time as your Kitchen, 8:00–12:00" in words(page)
    assert f'<button name="shifts" value="{aid.pk}">' not in page.text
    page = browser.post(mine, {"do": "shift", "shifts": str(aid.pk)})
    assert page.status_code == 409
    assert "You can’t take it: at the same time as your Kitchen, 8:00–12:00." in words(page)


def test_two_at_the_same_time_are_a_warning_while_they_are_wishes(client: Client) -> None:
    action = make.action()
    kitchen, aid = shift(action), shift(action, "First aid", 11, 15)
    said = {"name": "Kim", "address": "kim@example.org", "shifts": [str(kitchen.pk), str(aid.pk)]}
    assert client.post("/actions/close-the-office/signup/", said).status_code == 302
    mine = registrations.path(Registration.objects.get())
    assert "Some of your wishes are at the same time" in words(client.get(mine))
    client.post(mine, {"do": "confirm"})
    shown = words(client.get(mine))
    assert "Some of your wishes are at the same time" not in shown
    assert "wished for at the same time as your Kitchen, 8:00–12:00" in shown


def test_who_waits_wishes(browser: Client, kim: Person) -> None:
    action = make.action(seats=1)
    kitchen = shift(action)
    first = party(action, "first")
    assert "Wish for it" in words(browser.get("/actions/close-the-office/"))
    browser.post("/actions/close-the-office/signup/", {"shifts": str(kitchen.pk)})
    assert (held_by(kim), taken(kitchen)) == ([("Kitchen", False)], [0])
    signup.withdraw(first, now=NOW)
    assert (held_by(kim), taken(kitchen)) == ([("Kitchen", True)], [1])


@pytest.mark.parametrize("reason", ["full", "over", "sign-up is closed"])
def test_why_one_cannot_stands_in_the_buttons_place(browser: Client, reason: str, time_machine: Any) -> None:
    action = make.action(open_ended=True, end_time=None)
    kitchen = shift(action, most=1)
    shift(action, "Night watch", 22, 6)
    if reason == "full":
        party(action, "first", kitchen)
    elif reason == "over":
        time_machine.move_to(NOW.replace(month=10, day=9, hour=11), tick=False)
    else:
        cancellation.cancel(action, reason="Rain", now=NOW)
        reason = "cancelled"
        table = shift_table.of(action, NOW, how=How.CLICK, closed="Cancelled")
        assert table is not None
        assert {row.reason for row in table.rows} == {reason}
        return
    page = browser.get("/actions/close-the-office/")
    assert f"{reason} 22:00–6:00 Night watch" in words(page)
    assert f'<button name="shifts" value="{kitchen.pk}">' not in page.text
    assert "Take it" in words(page)


def test_a_shift_that_has_gone_and_one_of_another_action_are_not_taken(client: Client) -> None:
    action = make.action()
    others = shift(make.action(of=make.group("Warsaw", city="Warsaw"), title="Elsewhere"), "Elsewhere")
    mine = registrations.path(party(action))
    for shift_id in ("999999", str(others.pk)):
        page = client.post(mine, {"do": "shift", "shifts": shift_id})
        assert page.status_code == 409
        assert "This shift is not there any more." in words(page)
    assert client.post(mine, {"do": "shift", "shifts": "nonsense"}).status_code == 302
    assert not ShiftPlace.objects.exists()


def test_a_link_that_is_used_takes_no_shift(client: Client) -> None:
    action = make.action()
    kitchen = shift(action)
    mine = party(action)
    path = registrations.path(mine)
    signup.withdraw(mine, now=NOW)
    assert client.post(path, {"do": "shift", "shifts": str(kitchen.pk)}).status_code == 410
    assert taken(kitchen) == [0]


def test_one_who_only_reads_sees_no_button(client: Client) -> None:
    action = make.action()
    shift(action)
    cancellation.cancel(action, reason="", now=NOW)
    page = client.get("/actions/close-the-office/")
    assert "Kitchen" in page.text
    assert "Take it" not in page.text


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_however_many_shifts_there_are(
    browser: Client, kim: Person, queries: Any, number: int
) -> None:
    action = make.action(open_ended=True, end_time=None)
    several = [shift(action, day=DAY + timedelta(days=later)) for later in range(number)]
    registration = signup.join(action, person=kim, now=NOW)
    for one in several:
        shift_places.take(registration, one.pk, now=NOW)
    with queries(ACTION_PAGE):
        browser.get("/actions/close-the-office/")
    with queries(REGISTRATION_PAGE):
        browser.get(registrations.path(registration))


ACTION_PAGE, REGISTRATION_PAGE = 13, 8
