"""A person's own feed, its secret address, and the page that offers it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar, Event

from actions.calendars import private
from actions.planning import cancellation
from actions.planning.models import Action
from actions.planning.taking_part import signup
from campaign.people.models import Person
from tests import make
from tests.actions.calendars.cast import OCTOBER, announced

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(OCTOBER, tick=False) as clock:
        yield clock


@pytest.fixture
def kim() -> Person:
    return make.person("kim")


def read(client: Client, person: Person) -> dict[str, Event]:
    response = client.get(private.path(person))
    assert response.status_code == 200
    return {str(event["UID"]): event for event in Calendar.from_ical(response.content).events}


def test_it_holds_what_the_person_signed_up_for_and_nothing_else(client: Client, kim: Person) -> None:
    group = make.group()
    mine, other = announced(group, "Mine"), announced(group, "Other")
    signup.join(mine, person=kim, seats=1, now=OCTOBER)
    signup.join(other, person=make.person("robin"), seats=1, now=OCTOBER)
    assert list(read(client, kim)) == [mine.uid]


def test_it_tells_the_meeting_point_that_the_person_is_told(client: Client, kim: Person) -> None:
    hidden = {"meeting_point": "MARKER", "meeting_point_for": Action.MeetingPointFor.REGISTERED}
    told = announced(make.group(), "Told", **hidden)
    later = announced(make.group("Bologna", city="Bologna"), "Later", meeting_point_hours=24, **hidden)
    for action in (told, later):
        signup.join(action, person=kim, seats=1, now=OCTOBER)
    events = read(client, kim)
    assert events[told.uid]["LOCATION"] == "MARKER, Berlin"
    assert "MARKER" not in events[later.uid].to_ical().decode()


def test_who_waits_reads_that_she_waits(client: Client, kim: Person) -> None:
    full = announced(make.group(), "Full", seats=1, meeting_point="MARKER", meeting_point_for="registered")
    signup.join(full, person=make.person("robin"), seats=1, now=OCTOBER)
    signup.join(full, person=kim, seats=1, now=OCTOBER)
    event = read(client, kim)[full.uid]
    assert event["SUMMARY"] == "Waiting list: Full"
    assert event["STATUS"] == "TENTATIVE"
    assert "MARKER" not in event.to_ical().decode()


def test_what_is_cancelled_says_so_and_what_she_left_is_gone(client: Client, kim: Person) -> None:
    group = make.group()
    off, left = announced(group, "Off"), announced(group, "Left")
    registrations = [signup.join(action, person=kim, seats=1, now=OCTOBER) for action in (off, left)]
    cancellation.cancel(off, reason="Rain.", now=OCTOBER)
    signup.withdraw(registrations[1], now=OCTOBER)
    events = read(client, kim)
    assert list(events) == [off.uid]
    assert events[off.uid]["STATUS"] == "CANCELLED"


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_the_same_queries_for_any_number_of_actions(
    client: Client, kim: Person, queries: Callable[[int], Any], rows: int
) -> None:
    group = make.group()
    for number in range(rows):
        action = announced(group, f"Action {number}", meeting_point="There", meeting_point_for="registered")
        signup.join(action, person=kim, seats=1, now=OCTOBER)
    address = private.path(kim)
    with queries(6):
        client.get(address)


def test_it_is_never_kept_by_anyone(client: Client, kim: Person) -> None:
    response = client.get(private.path(kim))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    again = client.get(private.path(kim), headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Cache-Control"] == "private, no-store"


def test_a_new_address_silences_the_old_one(client: Client, kim: Person) -> None:
    old = private.path(kim)
    client.force_login(kim)
    assert client.post("/calendars/renew/").status_code == 302
    new = private.path(kim)
    assert new != old
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    client.post("/calendars/renew/")
    assert client.get(new).status_code == 404


@pytest.mark.parametrize(
    "spoil", [lambda token: token[:-1], lambda token: "9" + token, lambda token: token + "A", str.upper]
)
def test_a_spoilt_address_opens_nothing(client: Client, kim: Person, spoil: Callable[[str], str]) -> None:
    token = private.path(kim).removeprefix("/calendars/private/").removesuffix(".ics")
    assert client.get(f"/calendars/private/{spoil(token)}.ics").status_code == 404


def test_the_address_of_somebody_who_was_shut_out_opens_nothing(client: Client, kim: Person) -> None:
    address = private.path(kim)
    Person.objects.filter(pk=kim.pk).update(is_active=False)
    assert client.get(address).status_code == 404


def test_a_stranger_renews_nothing(client: Client, kim: Person) -> None:
    address = private.path(kim)
    assert client.post("/calendars/renew/").status_code == 302
    assert client.get(address).status_code == 200


def test_its_page_is_for_those_who_are_signed_in(client: Client, kim: Person) -> None:
    assert client.get("/calendars/?feed=private").status_code == 302
    client.force_login(kim)
    response = client.get("/calendars/?feed=private")
    assert private.path(kim) in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"


def test_old_actions_leave_and_come_back_never(client: Client, kim: Person, october: time_machine.Traveller) -> None:
    action = announced(make.group())
    signup.join(action, person=kim, seats=1, now=OCTOBER)
    cancellation.withdraw(action, now=OCTOBER)
    assert read(client, kim)[action.uid]["STATUS"] == "CANCELLED"
    october.shift(timedelta(days=31))
    assert read(client, kim) == {}
