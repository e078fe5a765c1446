"""The pages on which organisers keep track of what is to do."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from actions.planning.furniture import checklist
from actions.planning.furniture.checklist import Due
from actions.planning.hosting import cohosting
from actions.planning.models import Action, ChecklistItem
from campaign.groups.models import Membership
from campaign.people.models import Person
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def action(olga: Person) -> Action:
    return make.action(make.group(by=olga), title="House")


@pytest.fixture
def planner(olga: Person) -> Client:
    return signed_in(olga)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def of(action: Action) -> str:
    return f"/actions/{action.slug}/checklist/"


def test_something_to_do_is_put_on_the_list(planner: Client, action: Action, olga: Person) -> None:
    place = Membership.objects.get(person=olga)
    answers = {"title": "Fetch the key", "owner": str(place.pk), "until": "days", "number": "2", "at": "18:00"}
    shown = planner.post(of(action), answers, follow=True).text
    assert "Fetch the key" in shown
    assert "Wednesday 7 October, 18:00" in shown
    assert ChecklistItem.objects.get().owner == place


@pytest.mark.parametrize(
    ("answers", "due"),
    [
        ({"until": "days", "number": "0", "at": ""}, (date(2026, 10, 9), None)),
        ({"until": "hours", "number": "3", "at": "18:00"}, (date(2026, 10, 9), time(6))),
        ({"until": "after", "number": "3", "at": "19:00"}, (date(2026, 10, 12), time(19))),
        ({"until": "day", "day": "2026-10-01", "at": "12:00"}, (date(2026, 10, 1), time(12))),
        ({"until": "never", "number": "3", "at": "18:00"}, (None, None)),
    ],
    ids=str,
)
def test_it_can_be_due_in_five_ways_and_stays_so_when_saved_again(
    planner: Client, action: Action, answers: dict[str, str], due: Any
) -> None:
    planner.post(of(action), {"title": "Key"} | answers)
    item = ChecklistItem.objects.get()
    assert (item.due_day, item.due_time) == due
    said = planner.get(f"{of(action)}{item.pk}/").context["form"]
    again = {bound.name: bound.value() for bound in said if bound.value() is not None}
    planner.post(f"{of(action)}{item.pk}/", again | {"title": "Key and lamp"})
    item.refresh_from_db()
    assert (item.title, (item.due_day, item.due_time)) == ("Key and lamp", due)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"title": ""}, "needs an answer"),
        ({"number": ""}, "How many, in digits?"),
        ({"number": "-1"}, "0 or more"),
        ({"until": "day"}, "Which day?"),
        ({"until": "soon"}, "one of those on offer"),
        ({"owner": "999999"}, "one of those on offer"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_added(
    planner: Client, action: Action, answers: dict[str, str], sentence: str
) -> None:
    assert sentence in planner.post(of(action), {"title": "Key", "until": "days", "number": "1"} | answers).text
    assert not ChecklistItem.objects.exists()


def test_buttons_tick_take_and_leave(planner: Client, action: Action, olga: Person) -> None:
    item = checklist.add(action, title="Fetch the key", due=Due())
    for button, found in (
        ("take", (False, "Olga")),
        ("tick", (True, "Olga")),
        ("tick", (True, "Olga")),
        ("untick", (False, "Olga")),
        ("leave", (False, None)),
    ):
        planner.post(of(action), {button: item.pk})
        item.refresh_from_db()
        assert (item.done, str(item.owner.person) if item.owner else None) == found, button


def test_what_somebody_was_faster_to_take_on_stays_hers(planner: Client, action: Action) -> None:
    kim = make.membership(action.group, make.person("Kim"), "organiser")
    item = checklist.add(action, title="Fetch the key", due=Due(), owner=kim)
    shown = planner.post(of(action), {"take": item.pk}, follow=True).text
    assert "Somebody else has taken this on already." in shown
    assert "Kim" in shown


@pytest.mark.parametrize("pk", ["", "x", "99999999999999999999", "²", "0"])
def test_a_button_for_nothing_is_not_there(planner: Client, action: Action, pk: str) -> None:
    assert planner.post(of(action), {"tick": pk}).status_code == 404


def test_what_is_overdue_is_said_in_red(planner: Client, action: Action) -> None:
    checklist.add(action, title="Fetch the key", due=Due(day=date(2026, 8, 30)))
    checklist.add(action, title="Paint", due=Due(day=date(2026, 9, 2)))
    shown = planner.get(of(action)).text
    assert '<strong class="now">overdue</strong>' in shown
    assert "1 is overdue." in " ".join(shown.split())
    assert "<strong>soon</strong>" in shown


def test_the_template_is_offered_while_the_list_is_empty(planner: Client, action: Action) -> None:
    assert "Add the template’s list" in planner.get(of(action)).text
    assert "11 things to do are added." in planner.post(of(action), {"bring": "1"}, follow=True).text
    assert "Add the template’s list" not in planner.get(of(action)).text


def test_of_two_who_save_one_item_the_second_sees_both(planner: Client, action: Action) -> None:
    item = checklist.add(action, title="Fetch the key", due=Due(days=1))
    answers = {"title": "Fetch both keys", "until": "days", "number": "2", "seen": "1"}
    planner.post(f"{of(action)}{item.pk}/", answers)
    second = planner.post(f"{of(action)}{item.pk}/", answers | {"title": "Fetch a key"})
    assert second.status_code == 409
    assert [(found.question, found.answer) for found in second.context["differences"]] == [
        ("What is to do?", "Fetch both keys")
    ]
    assert 'value="Fetch a key"' in second.text
    planner.post(f"{of(action)}{item.pk}/", answers | {"title": "Fetch a key", "seen": "2"})
    item.refresh_from_db()
    assert item.title == "Fetch a key"


def test_what_another_has_taken_off_leads_back_to_the_list(planner: Client, action: Action) -> None:
    item = checklist.add(action, title="Fetch the key", due=Due(days=1))
    assert planner.post(f"{of(action)}{item.pk}/", {"drop": "1"}, follow=True).text.count("off the list")
    assert planner.post(f"{of(action)}{item.pk}/", {"drop": "1"}).status_code == 404


def test_a_cohosts_organiser_does_not_read_who_of_another_group_does_it(action: Action, olga: Person) -> None:
    paula = make.person("Paula")
    warsaw = make.group("Warsaw", city="Warsaw", by=paula)
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    item = checklist.add(action, title="Fetch the key", due=Due(), owner=Membership.objects.get(person=olga))
    theirs = signed_in(paula)
    shown = theirs.get(of(action)).text
    assert "somebody of another group" in shown
    assert "Olga" not in shown
    page = theirs.get(f"{of(action)}{item.pk}/")
    assert "Olga" not in page.text
    said = {bound.name: bound.value() for bound in page.context["form"] if bound.value() is not None}
    theirs.post(f"{of(action)}{item.pk}/", said | {"title": "Fetch the keys"})
    item.refresh_from_db()
    assert (item.title, str(item.owner.person)) == ("Fetch the keys", "Olga")  # type: ignore[union-attr]


def test_a_host_that_leaves_leaves_its_items_without_an_owner(action: Action, olga: Person) -> None:
    paula = make.person("Paula")
    warsaw = make.group("Warsaw", city="Warsaw", by=paula)
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(cohost, now=NOW)
    hers = checklist.add(action, title="Hers", due=Due(), owner=Membership.objects.get(person=paula))
    olgas = checklist.add(action, title="Olga's", due=Due(), owner=Membership.objects.get(person=olga))
    cohosting.part(cohost, now=NOW)
    hers.refresh_from_db()
    olgas.refresh_from_db()
    assert (hers.owner, str(olgas.owner.person)) == (None, "Olga")  # type: ignore[union-attr]


def test_a_member_who_does_not_plan_sees_no_list(action: Action) -> None:
    kim = make.person("Kim")
    make.membership(action.group, kim)
    assert signed_in(kim).get(of(action)).status_code == 404


def test_the_page_asks_the_same_however_long_the_list_is(
    planner: Client, action: Action, olga: Person, queries: Callable[[int], Any]
) -> None:
    place = Membership.objects.get(person=olga)
    for number in (1, 2):
        for _each in range(number):
            checklist.add(action, title="Key", due=Due(days=1), owner=place)
        with queries(9):
            planner.get(of(action))


def test_overdue_items_of_mine_stand_on_my_page(planner: Client, action: Action, olga: Person) -> None:
    place = Membership.objects.get(person=olga)
    checklist.add(action, title="Fetch the key", due=Due(day=date(2026, 8, 30)), owner=place)
    checklist.add(action, title="Whose is this", due=Due(day=date(2026, 8, 30)))
    shown = planner.get("/me/").text
    assert "Fetch the key" in shown
    assert of(action) in shown
    assert "Whose is this" not in shown
