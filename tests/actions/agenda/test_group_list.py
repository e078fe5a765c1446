"""The list of all groups: its order, its pages, what it costs."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning.hosting import cohosting
from campaign.groups.models import Group
from tests import make

pytestmark = pytest.mark.django_db
COUNTRIES = ("DE", "PL", "IT")


def crowd(number: int) -> None:
    Group.objects.bulk_create(
        (
            Group(slug=f"g{one}", name=f"Group {one:04}", search=f"group {one:04}", country=COUNTRIES[one % 3])
            for one in range(number)
        ),
        batch_size=500,
    )


def names(text: str) -> list[str]:
    return re.findall(r'<a href="/groups/g\d+/">([^<]+)</a>', text)


def test_page_by_page_each_group_stands_once_by_country_and_name(client: Client) -> None:
    crowd(450)
    address, found, heads = "/groups/", [], []
    for _turn in range(3):
        text = client.get(address).text
        found += names(text)
        heads += re.findall(r'<h2 class="date country">\s*([^<]+?)\s*</h2>', text)
        following = re.search(r'href="(\?after=\d+)"', text)
        address = "/groups/" + following[1] if following else ""
    assert address == ""
    order = (0, 2, 1)  # Germany, Italy, Poland
    assert found == [f"Group {one:04}" for rest in order for one in range(rest, 450, 3)]
    assert list(dict.fromkeys(heads)) == ["Germany", "Italy", "Poland"]


@pytest.mark.parametrize("number", [3, 3_000])
def test_it_takes_the_same_queries_however_many_there_are(client: Client, number: int, queries: Any) -> None:
    crowd(number)
    with queries(5):
        text = client.get("/groups/").text
    assert len(names(text)) == min(number, 200)
    assert ("?after=" in text) == (number > 200)


def test_one_finds_by_name_and_by_country(client: Client) -> None:
    crowd(12)
    assert names(client.get("/groups/?q=GROUP 0007").text) == ["Group 0007"]
    assert names(client.get("/groups/?country=PL").text) == ["Group 0001", "Group 0004", "Group 0007", "Group 0010"]
    assert "No such group" in client.get("/groups/?q=nowhere").text


def test_a_cursor_that_nobody_made_begins_anew(client: Client) -> None:
    crowd(2)
    for after in ("nonsense", "99999999", "-1", "9" * 40):
        assert names(client.get(f"/groups/?after={after}").text) == ["Group 0000", "Group 0001"]


def test_a_short_list_asks_nothing(client: Client) -> None:
    make.group()
    assert 'role="search"' not in client.get("/groups/").text


def test_what_a_group_co_hosts_counts_for_it_and_what_it_is_only_asked_for_does_not(
    client: Client, time_machine: time_machine.TimeMachineFixture
) -> None:
    time_machine.move_to(make.NOW)
    action, warsaw = make.action(make.group("Berlin")), make.group("Warsaw", city="Warsaw")
    cohost = cohosting.invite(action, warsaw, now=make.NOW)
    assert client.get("/groups/").text.count("1 action to come") == 1
    cohosting.accept(cohost, now=make.NOW)
    assert client.get("/groups/").text.count("1 action to come") == 2


def test_a_byte_that_no_database_takes_is_left_out_of_the_question(client: Client) -> None:
    crowd(2)
    assert names(client.get("/groups/?q=%000001").text) == ["Group 0001"]
    member = make.person("ann", network_role="coordinator")
    client.force_login(member)
    make.group(by=member)
    for address in ("/groups/berlin/members/?q=%00ann", "/network/groups/?q=%00berlin&after=%00&only=%00"):
        assert client.get(address).status_code == 200
