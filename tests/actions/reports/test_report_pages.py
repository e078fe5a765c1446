"""What happened: on the latest reports, and day by day on a call's round-up. Nothing hidden leaks through a report."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from actions.planning.models import Action
from actions.reports import publishing, round_up
from actions.reports.models import Report
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.web.viewer import NOBODY, Viewer
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return make.call("Days of action")


@pytest.fixture
def berlin() -> Group:
    return make.group("Berlin")


def acted(group: Group, call: Call, title: str, *, day: int = 11, city: str = "Berlin", **plan: Any) -> Action:
    plan = {"day": date(2002, 10, day), "place": make.place(city), **plan}
    return make.action(group, title=title, call=call, **plan)


def reported(group: Group, call: Call, title: str, **plan: Any) -> Report:
    number, number_of = plan.pop("number", None), plan.pop("number_of", "")
    action = acted(group, call, title, **plan)
    return publishing.publish(action, text=f"{title} happened.\n\nMore of it.", number=number, number_of=number_of)


def test_a_round_up_tells_day_by_day_and_city_by_city(client: Client, call: Call, berlin: Group) -> None:
    reported(berlin, call, "The centre", day=12, city="Bologna", number=60, number_of="could live there")
    reported(berlin, call, "The market", day=11, city="Warsaw")
    reported(berlin, call, "The office", day=11, city="Berlin", number=70, number_of="people")
    page = client.get("/calls/days-of-action/round-up/").content.decode()
    order = [
        page.index(words)
        for words in (
            *('<span class="numeral">11</span>', "<h3>Berlin</h3>", ">70</span> people", "<h3>Warsaw</h3>", "not told"),
            *('<span class="numeral">12</span>', "<h3>Bologna</h3>", ">60</span> could live there"),
        )
    ]
    assert order == sorted(order)
    assert "The market happened." in page
    assert "More of it." not in page  # the whole stands on the action's page


def test_a_round_up_names_who_has_told_nothing_yet(client: Client, call: Call, berlin: Group) -> None:
    reported(berlin, call, "The office")
    acted(berlin, call, "Something in Helsinki", city="Helsinki")
    page = client.get("/calls/days-of-action/round-up/").content.decode()
    assert "2 places; 1 of them have reported." in page
    assert page.index("Not told yet") < page.index("Helsinki. Something in Helsinki")


def test_a_place_without_a_town_is_told_by_its_country(client: Client, call: Call, berlin: Group) -> None:
    reported(berlin, call, "Somewhere", city="Belgium")
    assert "<h3>Belgium</h3>" in client.get("/calls/days-of-action/round-up/").content.decode()


def test_a_round_up_without_reports_says_what_will_be_there(client: Client, call: Call) -> None:
    assert "Nothing is told yet" in client.get("/calls/days-of-action/round-up/").content.decode()


def test_the_round_up_of_a_draft_is_not_there(client: Client) -> None:
    make.call("Not yet", state="draft")
    assert client.get("/calls/not-yet/round-up/").status_code == 404
    assert client.get("/calls/nowhere/round-up/").status_code == 404


def test_what_a_stranger_may_not_see_is_not_told(client: Client, call: Call, berlin: Group) -> None:
    reported(berlin, call, "Seen by everyone")
    reported(berlin, call, "Among ourselves", visibility="group")
    coordinator = berlin.memberships.get().person
    assert round_up.of(call, NOBODY).told == 1
    assert round_up.of(call, Viewer(person=coordinator.pk)).told == 2
    for address in ("/reports/", "/calls/days-of-action/round-up/"):
        page = client.get(address).content.decode()
        assert "Seen by everyone" in page
        assert "Among ourselves" not in page


def test_the_reports_are_listed_with_their_numbers_and_round_ups(client: Client, call: Call, berlin: Group) -> None:
    reported(berlin, call, "The office", number=70)
    page = client.get("/reports/").content.decode()
    assert "Berlin. The office" in page
    assert "70 people" in page
    assert 'href="/calls/days-of-action/round-up/"' in page


def test_no_reports_at_all_say_what_will_be_there(client: Client) -> None:
    assert "Nothing is told yet" in client.get("/reports/").content.decode()


def test_reports_are_only_read(client: Client, call: Call) -> None:
    assert client.post("/reports/").status_code == 405
    assert client.post("/calls/days-of-action/round-up/").status_code == 405


def test_publishing_again_changes_the_report_and_keeps_its_date(call: Call, berlin: Group) -> None:
    first = reported(berlin, call, "The office", number=7)
    again = publishing.publish(first.action, text="Seventy, we counted again.", number=70)
    assert (again.pk, again.number, again.published_at) == (first.pk, 70, first.published_at)


def test_a_hostile_report_does_nothing(client: Client, call: Call, berlin: Group) -> None:
    publishing.publish(acted(berlin, call, "The office"), text="<script>alert(1)</script> [a](javascript:alert(1))")
    page = client.get("/calls/days-of-action/round-up/").content.decode()
    assert "<script" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_number_of_queries(
    client: Client, queries: Callable[[int], Any], call: Call, berlin: Group, rows: int
) -> None:
    for row in range(rows):
        reported(berlin, call, f"Told {row}", day=11 + row)
        acted(berlin, call, f"Untold {row}")
    with queries(3):  # the network, the reports, the calls with round-ups
        client.get("/reports/")
    with queries(4):  # the network, the call, its reports, the actions of which nothing is told
        client.get("/calls/days-of-action/round-up/")
