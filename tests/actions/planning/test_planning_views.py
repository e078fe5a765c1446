"""The pages on which an organiser plans."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning import drafting
from actions.planning.models import Action
from campaign.groups.models import Group
from campaign.people.models import Person
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PLAN = {
    "kind": "leafleting",
    "title": "Leaflets at the market",
    "place": "Warsaw",
    "day": "2026-10-10",
    "time": "11:00",
    "end_time": "14:00",
    "seats": "12",
    "meeting_point": "Under the clock",
    "meeting_point_for": "registered",
    "meeting_point_hours": "24",
    "visibility": "public",
}


def page(response: Any) -> str:
    return str(response.content.decode())


def test_a_draft_is_saved_from_the_form(planner: Client, group: Group) -> None:
    response = planner.post("/actions/new/", PLAN, follow=True)
    action = Action.objects.get()
    assert response.redirect_chain == [(f"/actions/{action.slug}/edit/", 302)]
    assert "The draft is saved" in page(response)
    assert (action.state, action.group, action.city, action.zone) == ("draft", group, "Warsaw", "Europe/Warsaw")
    assert (action.day, action.time, action.end_time, action.seats) == (date(2026, 10, 10), time(11), time(14), 12)
    assert (action.meeting_point_for, action.meeting_point_hours) == ("registered", 24)


def test_a_button_pressed_twice_makes_one_draft_and_a_minute_later_another(planner: Client, group: Group) -> None:
    addresses = {planner.post("/actions/new/", PLAN).headers["Location"] for _ in range(2)}
    assert addresses == {"/actions/leaflets-at-the-market/edit/"}
    planner.post("/actions/new/", PLAN | {"day": "2026-10-11"})
    with time_machine.travel(NOW + timedelta(minutes=1)):
        planner.post("/actions/new/", PLAN)
    assert Action.objects.count() == 3


def test_the_address_fills_the_form_in(planner: Client, group: Group) -> None:
    call = make.call()
    shown = page(planner.get(f"/actions/new/?kind=other&group={group.slug}&call={call.slug}&day=2002-10-12"))
    assert f'<option value="{call.slug}" selected' in shown
    assert 'value="2002-10-12"' in shown
    assert "Berlin" in shown


def test_the_one_call_whose_days_are_ahead_is_proposed(planner: Client, group: Group) -> None:
    make.call("Past", days=(date(2026, 8, 1),))
    make.call("A draft", days=(date(2026, 10, 9),), state="draft")
    call = make.call("Ahead", days=(date(2026, 10, 9), date(2026, 10, 11)))
    shown = page(planner.get("/actions/new/?kind=other"))
    assert f'<option value="{call.slug}" selected>Ahead, 9 to 11 October 2026</option>' in shown


def test_of_two_calls_ahead_none_is_proposed(planner: Client, group: Group) -> None:
    for title in ("One", "Another"):
        make.call(title, days=(date(2026, 10, 9), date(2026, 10, 10)))
    assert '<option value="" selected>none</option>' in page(planner.get("/actions/new/?kind=other"))


def test_a_first_draft_is_asked_little_and_an_answer_is_never_folded_away(planner: Client, group: Group) -> None:
    fresh = page(planner.get("/actions/new/?kind=other"))
    assert (fresh.count('<details class="more">'), fresh.count("(optional)")) == (4, 0)
    action = make.action(group, meeting_point="Under the clock")
    assert page(planner.get(f"/actions/{action.slug}/edit/")).count('<details class="more" open>') == 1
    wrong = page(planner.post("/actions/new/", {"title": "Vigil", "contact": "x" * 300}))
    assert wrong.count('<details class="more" open>') == 2


def test_groups_of_one_name_are_told_apart_by_their_town(planner: Client, group: Group, olga: Person) -> None:
    for city in ("Vienna", "Bologna"):
        make.group("Welcome", city=city, by=olga)
    shown = page(planner.get("/actions/new/?kind=other"))
    assert ">Welcome, Vienna</option>" in shown
    assert ">Welcome, Bologna</option>" in shown


def test_who_plans_in_several_groups_chooses(planner: Client, group: Group, olga: Person) -> None:
    warsaw = make.group("Warsaw", city="Warsaw", by=olga)
    assert f'<option value="{warsaw.slug}" selected' in page(
        planner.get(f"/actions/new/?kind=other&group={warsaw.slug}")
    )
    planner.post("/actions/new/", PLAN | {"group": warsaw.slug})
    assert Action.objects.get().group == warsaw


def test_a_group_in_which_one_does_not_plan_can_not_be_chosen(planner: Client, group: Group) -> None:
    other = make.group("Vienna", city="Vienna")
    planner.post(f"/actions/new/?group={other.slug}", PLAN | {"group": other.slug})
    assert Action.objects.get().group == group


def test_who_plans_nowhere_is_shown_the_first_step(client: Client) -> None:
    client.force_login(make.person("stranger"))
    assert "/groups/new/" in page(client.get("/actions/new/"))
    assert "/groups/new/" in page(client.post("/actions/new/", PLAN))
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"title": ""}, "This needs an answer"),
        ({"day": ""}, "needs the day"),
        ({"end_day": "2026-10-09"}, "before the first one"),
        ({"open_ended": "on", "end_day": "2026-10-12"}, "has no last day"),
        ({"time": ""}, "from which hour"),
        ({"time_to_come": "on"}, "Either an hour, or that it is to be announced"),
        ({"seats": "0"}, "1 or more."),
        ({"place": "Nowhereville-upon-nothing"}, "We know no place"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_saved(planner: Client, group: Group, answers: Any, sentence: str) -> None:
    shown = page(planner.post("/actions/new/", PLAN | answers))
    assert sentence in shown
    assert "Under the clock" in shown
    assert not Action.objects.exists()


def test_all_that_is_to_be_announced_may_be_left_empty(planner: Client, group: Group) -> None:
    bare = {"kind": "other", "title": "Action", "place": "Belgium", "visibility": "public"}
    planner.post("/actions/new/", bare | {"meeting_point_for": "everyone"})
    action = Action.objects.get()
    assert (action.day, action.time, action.city, action.country, action.seats) == (None, None, "", "BE", None)


def test_an_hour_is_said_to_be_announced_apart_from_being_left_empty(planner: Client, group: Group) -> None:
    planner.post("/actions/new/", PLAN | {"time": "", "end_time": "", "time_to_come": "on"})
    action = Action.objects.get()
    assert (action.time, action.time_to_come) == (None, True)
    url = f"/actions/{action.slug}/edit/"
    assert 'name="time_to_come" id="id_time_to_come" checked' in page(planner.get(url)).replace('checked=""', "checked")
    planner.post(url, PLAN | {"seen": str(action.revision)})
    action.refresh_from_db()
    assert (action.time, action.time_to_come) == (time(11), False)


def test_show_me_how_it_looks_saves_the_draft_and_leads_to_its_page(planner: Client, group: Group) -> None:
    response = planner.post("/actions/new/", PLAN | {"preview": "1"})
    assert response.headers["Location"] == f"/actions/{Action.objects.get().slug}/"


def test_of_two_who_save_at_once_the_second_sees_both_and_loses_nothing(planner: Client, group: Group) -> None:
    action = make.action(group, announced=False)
    url = f"/actions/{action.slug}/edit/"
    seen = {"seen": str(action.revision)}
    planner.post(url, PLAN | seen | {"title": "The first one’s title"})
    response = planner.post(url, PLAN | seen | {"title": "The second one’s title"})
    assert response.status_code == 409
    shown = page(response)
    assert "Somebody else has saved" in shown
    assert "The first one’s title" in shown
    assert 'value="The second one’s title"' in shown
    action.refresh_from_db()
    assert action.title == "The first one’s title"
    planner.post(url, PLAN | {"seen": str(action.revision), "title": "The second one’s title"})
    action.refresh_from_db()
    assert action.title == "The second one’s title"


def test_fewer_places_than_are_taken_are_said_at_the_field(planner: Client, group: Group) -> None:
    action = make.action(group, seats=3)
    make.registered(action, seats=3)
    action.refresh_from_db()
    shown = page(planner.post(f"/actions/{action.slug}/edit/", PLAN | {"seats": "2", "seen": str(action.revision)}))
    assert "3 places are taken already" in shown
    action.refresh_from_db()
    assert action.title == "Close the office"


def test_the_form_says_what_announcing_does_and_the_button_does_it(planner: Client, group: Group) -> None:
    action = make.action(group, announced=False)
    assert "/announce/" in page(planner.get(f"/actions/{action.slug}/edit/"))
    assert "Announce the action" in page(planner.get(f"/actions/{action.slug}/announce/"))
    planner.post(f"/actions/{action.slug}/announce/")
    action.refresh_from_db()
    assert action.state == "announced"
    assert planner.post(f"/actions/{action.slug}/announce/").status_code == 409


def test_cancelling_says_how_many_it_tells(planner: Client, group: Group) -> None:
    action = make.action(group, seats=1)
    make.registered(action)
    make.registered(action, "noor@example.org")
    make.requested(action, "pending@example.org")
    assert "Cancel it and tell 2 people" in page(planner.get(f"/actions/{action.slug}/cancel/"))
    planner.post(f"/actions/{action.slug}/cancel/", {"reason": "Rain"})
    action.refresh_from_db()
    assert (action.state, action.reason) == ("cancelled", "Rain")
    assert planner.post(f"/actions/{action.slug}/cancel/", {"reason": "Rain"}).status_code == 409


def test_postponing_with_and_without_a_new_day(planner: Client, group: Group) -> None:
    action = make.action(group)
    url = f"/actions/{action.slug}/postpone/"
    planner.post(url, {"reason": "Rain"})
    action.refresh_from_db()
    assert action.state == "postponed"
    assert "An hour needs its day" in page(planner.post(url, {"time": "10:00"}))
    planner.post(url, {"day": "2026-10-16", "time": "10:00"})
    action.refresh_from_db()
    assert (action.state, action.day, action.time) == ("announced", date(2026, 10, 16), time(10))


def test_withdrawing_leads_back_to_the_group(planner: Client, group: Group) -> None:
    action = make.action(group, text="Secret")
    assert "Take it away" in page(planner.get(f"/actions/{action.slug}/withdraw/"))
    response = planner.post(f"/actions/{action.slug}/withdraw/")
    assert response.headers["Location"] == f"/groups/{group.slug}/"
    assert planner.get(f"/actions/{action.slug}/edit/").status_code == 404


PAGES = ("edit", "announce", "postpone", "cancel", "withdraw", "participants")


@pytest.mark.parametrize("name", PAGES)
def test_only_who_plans_in_the_group_reaches_its_pages(group: Group, name: str) -> None:
    action = make.action(group, announced=name != "announce")
    url = f"/actions/{action.slug}/{name}/"
    member, organiser = make.person("member"), make.person("organiser")
    make.membership(group, member)
    make.membership(group, organiser, "organiser")
    codes = []
    for person in (None, make.person("stranger"), member, organiser):
        client = Client()
        if person:
            client.force_login(person)
        codes.append(client.get(url).status_code)
    assert codes == [302, 404, 404, 200]
    missing = Client().get(f"/actions/there-is-none/{name}/")
    assert missing.status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_red_button_at_most(planner: Client, group: Group, name: str) -> None:
    action = make.action(group, announced=name != "announce")
    shown = page(planner.get(f"/actions/{action.slug}/{name}/"))
    assert shown.count('class="now"') + shown.count("button now") <= 1


def test_a_moved_start_keeps_its_history_for_the_notice(planner: Client, group: Group) -> None:
    action = make.action(group)
    drafting.edit(action, time=time(10), now=NOW + timedelta(minutes=1))
    assert list(action.editions.order_by("sequence").values_list("time", flat=True)) == [time(9), time(10)]
