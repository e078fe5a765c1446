"""What the page of a registration offers and tells, and what the mail tells that leads to it."""

import json
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.test import Client

from actions.planning import cancellation
from actions.planning.models import Action, Registration
from actions.planning.taking_part import registrations, reminders, signup
from campaign.mail.models import Mailing
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HIDDEN: dict[str, Any] = {"meeting_point": "THE-BRIDGE", "meeting_point_for": "registered", "meeting_point_hours": 15}


def page(response: Any) -> str:
    return " ".join(str(response.content.decode()).split())


@pytest.mark.parametrize("state", ["pending", "waiting", "confirmed"])
def test_of_a_cancelled_action_it_offers_only_to_delete_name_and_address(client: Client, state: str) -> None:
    action = make.action(seats=1)
    if state == "waiting":
        make.registered(action, "first@example.org")
    registration = make.requested(action) if state == "pending" else make.registered(action)
    assert registration.state == state
    cancellation.cancel(action, reason="Rain", now=NOW)
    link = registrations.path(registration)
    main = page(client.get(link)).partition("<main")[2].partition("</main")[0]
    assert "<h1>The action is cancelled</h1>" in main
    assert "Delete my name and address now" in main
    assert (main.count("<button"), "How many are you?" in main) == (1, False)
    gone = page(client.post(link, {"do": "cancel"}))
    assert "Your name and address are deleted." in gone
    assert "You can sign up again" not in gone
    assert not Registration.objects.exclude(state="cancelled").filter(pk=registration.pk).exists()


def test_who_has_a_place_reads_where_the_meeting_point_will_stand(client: Client) -> None:
    action = make.action(**HIDDEN)
    link = registrations.path(make.registered(action))
    assert "stands here from Thursday 8 October, 18:00" in page(client.get(link))
    ann = make.person("ann")
    signup.join(action, person=ann, now=NOW)
    client.force_login(ann)
    assert "Meeting point: stands here from Thursday 8 October, 18:00" in page(client.get("/me/"))


def test_who_waits_reads_to_whom_it_is_told(client: Client) -> None:
    action = make.action(seats=1, **HIDDEN)
    make.registered(action, "first@example.org")
    ann = make.person("ann")
    waits = signup.join(action, person=ann, now=NOW)
    client.force_login(ann)
    for address in ("/me/", registrations.path(waits)):
        assert "told to those who have signed up, from Thursday 8 October, 18:00" in page(client.get(address))


def test_a_reminder_says_on_which_page_it_will_stand() -> None:
    make.registered(make.action(time=time(9), **HIDDEN))
    reminders.sweep(datetime(2026, 10, 8, 9, tzinfo=UTC))
    context = json.loads(Mailing.objects.get(template="planning/mail/reminder").context or "")
    assert context["meeting_point_words"] == "stands on your registration’s page (link below) from Thursday 18:00"


def test_without_a_day_it_says_how_many_hours_before(client: Client) -> None:
    action = make.action(day=None, time=None, end_time=None, **HIDDEN)
    assert "stands here 15 hours before" in page(client.get(registrations.path(make.registered(action))))


def test_nobody_has_a_place_yet_where_somebody_waits(client: Client) -> None:
    olga = make.person("Olga")
    action = make.action(make.group(by=olga), seats=1)
    client.force_login(olga)
    url = f"/actions/{action.slug}/participants/"
    assert "Nobody has signed up yet" in page(client.get(url))
    first = make.registered(action, seats=1)
    make.registered(action, "noor@example.org", name="Noor", seats=2)
    signup.withdraw(first, now=NOW)
    shown = page(client.get(url))
    assert "Noor" in shown
    assert "Nobody has signed up yet" not in shown
    assert "0 of 1 places are taken. 1 party waits." in " ".join(shown.split())


def test_the_page_says_when_one_is_reminded_and_keeps_another_choice(client: Client) -> None:
    registration = make.registered(make.action(time=time(14), end_time=time(18)))
    path = registrations.path(registration)
    first = page(client.get(path))
    assert "Thursday 8 October, 11:00 <br> Friday 9 October, 11:00" in first
    assert client.post(path, {"do": "reminders", "hours_before": "on"}).status_code == 302
    then = page(client.get(path))
    assert "Friday 9 October, 11:00" in then
    assert "Thursday 8 October, 11:00" not in then
    registration.refresh_from_db()
    assert (registration.wants_day_before, registration.wants_hours_before) == (False, True)


def test_what_an_action_does_not_send_is_not_asked_and_the_wish_for_it_stays(client: Client) -> None:
    registration = make.registered(make.action(time=time(14), end_time=time(18)))
    Action.objects.update(day_before_at=None, remind_day=None)
    path = registrations.path(registration)
    assert 'name="day_before"' not in page(client.get(path))
    client.post(path, {"do": "reminders"})
    registration.refresh_from_db()
    assert (registration.wants_day_before, registration.wants_hours_before) == (True, False)


def test_an_action_that_sends_no_reminders_says_nothing_of_them(client: Client) -> None:
    registration = make.registered(make.action())
    Action.objects.update(day_before_at=None, hours_before=None, remind_day=None, remind_evening=None)
    assert "reminders do you want" not in page(client.get(registrations.path(registration)))
