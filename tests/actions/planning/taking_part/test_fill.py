"""How full an action is, in numbers and in words."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning.models import Registration
from actions.planning.taking_part import fill, signup
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def unsure(registration: Registration) -> Registration:
    registration.unsure_until = NOW + timedelta(days=2)
    registration.save()
    return registration


def test_unsure_places_stay_taken_and_are_counted_apart() -> None:
    action = make.action(seats=5)
    unsure(make.registered(action, seats=2))
    make.registered(action, "robin@example.org")
    make.registered(action, "sam@example.org", seats=3)
    action.refresh_from_db()
    full = fill.of(action)
    assert full == fill.Fill(seats=5, taken=3, free=2, unsure=2, offered=0, waiting=1)
    assert full.sure == 1
    assert fill.words(full) == (
        "3 of 5 places are taken. 2 places are unsure: their people are asked whether they still come. 1 party waits."
    )


def test_without_a_limit_nothing_is_free_or_full() -> None:
    action = make.action()
    make.registered(action)
    action.refresh_from_db()
    full = fill.of(action)
    assert (full.seats, full.free) == (None, None)
    assert (fill.words(full), fill.unsettled(full)) == ("1 place is taken.", [])


def test_it_is_one_query_for_one_and_for_three(queries: Any) -> None:
    group = make.group()
    for number in (1, 3):
        action = make.action(group, seats=9)
        for person in range(number):
            unsure(make.registered(action, f"{person}@example.org"))
        action.refresh_from_db()
        with queries(1):
            assert fill.of(action).unsure == number


def test_the_actions_page_and_ones_own_say_what_is_unsure(client: Client) -> None:
    kim = make.person("kim")
    group = make.group(by=kim)
    action = make.action(group, seats=5)
    unsure(signup.join(action, person=kim, seats=2, now=NOW))
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/actions/{action.slug}/").content.decode()
        client.force_login(kim)
        mine = client.get("/me/").content.decode()
        box = client.get(f"/actions/{action.slug}/").content.decode()
    assert "2 places are unsure" in page
    assert "2 come, 2 of them unsure" in mine
    assert "does it still work for you?" in mine
    assert "Say whether you still come" in box
