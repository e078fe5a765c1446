"""Telling afterwards what happened, and how many came."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning import cancellation
from actions.planning.models import Action
from actions.planning.models.door import Arrival
from actions.reports import publishing
from actions.reports.models import Report
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 10, 9, 17, tzinfo=UTC)


@pytest.fixture
def action() -> Action:
    return make.action(make.group(by=make.person("olga")))


def organiser(client: Client) -> Client:
    from campaign.people.models import Person

    client.force_login(Person.objects.get(pseudonym="olga"))
    return client


def told(client: Client, action: Action, at: datetime = AFTER, **words: Any) -> Any:
    with time_machine.travel(at, tick=False):
        organiser(client)
        return client.post(f"/actions/{action.slug}/report/", {"text": "It went well.", "number": "70"} | words)


def test_who_organised_it_tells_what_happened_and_how_many_came(client: Client, action: Action) -> None:
    answer = told(client, action)
    assert (answer.status_code, answer["Location"]) == (302, f"/actions/{action.slug}/#report")
    report = Report.objects.get(action=action)
    assert (report.text, report.number, report.published_at) == ("It went well.", 70, AFTER)


def test_nobody_need_have_counted(client: Client, action: Action) -> None:
    told(client, action, number="")
    assert Report.objects.get(action=action).number is None


def test_what_the_list_at_the_door_has_counted_is_proposed(client: Client, action: Action) -> None:
    Arrival.objects.create(action=action, day=action.day, people=37, counted=37, uid=uuid.uuid4())
    with time_machine.travel(AFTER, tick=False):
        assert 'value="37"' in organiser(client).get(f"/actions/{action.slug}/report/").content.decode()


@pytest.mark.parametrize("state", ["not begun", "cancelled"])
def test_what_has_not_taken_place_is_not_told_of(client: Client, action: Action, state: str) -> None:
    if state == "cancelled":
        cancellation.cancel(action, reason="", now=NOW)
    answer = told(client, action, at=NOW if state == "not begun" else AFTER)
    assert (answer.status_code, Report.objects.count()) == (409, 0)


def test_without_words_it_is_asked_again_and_the_number_stays(client: Client, action: Action) -> None:
    answer = told(client, action, text="")
    assert (answer.status_code, Report.objects.count()) == (200, 0)
    assert 'value="70"' in answer.content.decode()


def test_of_two_who_tell_it_the_second_sees_both_and_loses_nothing(client: Client, action: Action) -> None:
    publishing.publish(action, text="OTHERS-WORDS", number=60)
    answer = told(client, action, seen="")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "OTHERS-WORDS" in page
    assert "It went well." in page
    assert Report.objects.get(action=action).text == "OTHERS-WORDS"
    seen = publishing.mark(Report.objects.get(action=action))
    assert seen in page
    assert told(client, action, seen=seen).status_code == 302


def test_telling_it_anew_keeps_what_was_counted(client: Client, action: Action) -> None:
    report = publishing.publish(action, text="Before", number=60, number_of="could live there", source="the group")
    told(client, action, seen=publishing.mark(report))
    report.refresh_from_db()
    assert (report.text, report.number, report.number_of, report.source) == (
        "It went well.",
        70,
        "could live there",
        "the group",
    )
