"""The page about calendars."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import make
from tests.actions.calendars.cast import announced

pytestmark = pytest.mark.django_db


def test_it_offers_all_actions_in_every_form(client: Client) -> None:
    page = client.get("/calendars/").content.decode()
    assert 'href="webcal://' in page
    assert "/calendars/all.ics" in page
    assert "<svg" in page
    assert "style=" not in page
    assert "Thunderbird" in page


def test_it_sets_no_cookie_on_a_visitor(client: Client) -> None:
    assert not client.get("/calendars/").cookies


@pytest.mark.parametrize("key", ["calls/days", "groups/berlin", "actions/close-the-office"])
def test_it_opens_any_public_feed(client: Client, key: str) -> None:
    announced(make.group(), call=make.call("Days"))
    page = client.get(f"/calendars/?feed={key}").content.decode()
    assert f"/calendars/{key}.ics" in page
    assert f'title="{ {"c": "Days", "g": "Berlin", "a": "Close the office"}[key[0]] }"' in page


@pytest.mark.parametrize("key", ["calls/none", "groups/", "kinds/vigil", "../all", "%00", "all/x"])
def test_what_is_no_feed_is_not_found(client: Client, key: str) -> None:
    assert client.get("/calendars/", {"feed": key}).status_code == 404


def test_a_draft_call_is_not_named(client: Client) -> None:
    call = make.call("MARKER", state="draft")
    assert "MARKER" not in client.get("/calendars/").content.decode()
    assert client.get(f"/calendars/?feed=calls/{call.slug}").status_code == 404


def test_a_group_is_found_by_its_city_however_it_is_spelled(client: Client) -> None:
    make.group("No one is illegal", city="Warsaw")
    make.group("Berlin")
    page = client.get("/calendars/?q=WARSAW").content.decode()
    assert "No one is illegal" in page
    assert "groups/berlin" not in page
    assert "No group of that name or city" in client.get("/calendars/?q=nowhere").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_the_same_queries_for_any_number_of_rows(
    client: Client, queries: Callable[[int], Any], rows: int
) -> None:
    for number in range(rows):
        make.group(f"Group {number}")
        make.call(f"Call {number}")
    with queries(4):
        client.get("/calendars/")
