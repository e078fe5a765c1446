"""The composer, the preview and the page with the bar."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from actions.announcements import composing, expansion
from actions.announcements.models import Announcement
from actions.planning.models import Action
from campaign.groups.models import Group
from campaign.lib import clock
from campaign.mail import sending
from campaign.people.models import Person
from tests import make
from tests.engines.mail import Sink


@pytest.fixture
def browser(coordinator: Person, berlin: Group) -> Client:
    client = Client()
    client.force_login(coordinator)
    return client


def test_a_draft_is_written_seen_changed_and_sent_off(browser: Client, berlin: Group, settings: Any) -> None:
    answer = browser.post(
        "/groups/berlin/announcements/", {"audience": "members", "title": "Trains", "text": "*Late.*"}, follow=True
    )
    assert "To the members of Berlin: 1 person." in answer.text
    assert "Dear coordinator," in answer.text
    assert "<em>Late.</em>" in answer.text
    page = answer.redirect_chain[-1][0]
    browser.post(f"{page}edit/", {"audience": "members", "title": "All trains", "text": "Late."})
    assert "All trains" in browser.get(page).text
    answer = browser.post(f"{page}send/", follow=True)
    assert answer.headers["Refresh"] == "4"
    assert "0 of 1 sent" in answer.text
    announcement = Announcement.objects.get()
    expansion.expand(announcement.pk, clock.now())
    sending.run()
    answer = browser.get(page)
    assert "1 of 1 sent" in answer.text
    assert "Refresh" not in answer.headers
    assert "Stop what is not sent yet" not in answer.text
    assert browser.post(f"{page}send/").status_code == 409


def test_nothing_typed_is_lost_when_something_is_missing(browser: Client) -> None:
    answer = browser.post("/groups/berlin/announcements/", {"audience": "members", "title": "", "text": "Long words."})
    assert "Long words." in answer.text
    assert not Announcement.objects.exists()


@travel(make.NOW)
def test_an_organiser_writes_to_those_who_come_and_not_to_all_members(berlin: Group, blockade: Action) -> None:
    organiser = make.person("organiser")
    make.membership(berlin, organiser, "organiser")
    browser = Client()
    browser.force_login(organiser)
    data = {"audience": "members", "title": "T", "text": "T"}
    assert "Choose one of those on offer" in browser.post("/groups/berlin/announcements/", data).text
    answer = browser.post("/groups/berlin/announcements/", data | {"audience": str(blockade.pk)}, follow=True)
    assert "Nobody would get it" in answer.text


@travel(make.NOW)
def test_the_link_from_an_action_chooses_those_who_come(browser: Client, blockade: Action) -> None:
    page = browser.get(f"/groups/berlin/announcements/?action={blockade.slug}").text
    assert f'<option value="{blockade.pk}" selected>' in page


def test_a_draft_can_be_thrown_away_and_a_mailing_stopped(
    browser: Client, to_members: Announcement, to_participants: Announcement
) -> None:
    browser.post(f"{to_participants.get_absolute_url()}discard/")
    composing.send(to_members, now=clock.now())
    expansion.expand(to_members.pk, clock.now())
    answer = browser.post(f"{to_members.get_absolute_url()}stop/", follow=True)
    assert "0 of 1 sent" in answer.text
    assert "Stopped" in answer.text
    assert Announcement.objects.get().state == "stopped"


def test_the_list_takes_the_same_queries_with_one_and_three(
    browser: Client, berlin: Group, to_members: Announcement, coordinator: Person, django_assert_num_queries: Any
) -> None:
    browser.get("/groups/berlin/announcements/")
    with django_assert_num_queries(7):
        browser.get("/groups/berlin/announcements/")
    for _ in range(2):
        composing.write(berlin, composing.Words("More", "More."), by=coordinator)
    with django_assert_num_queries(7):
        browser.get("/groups/berlin/announcements/")


@travel(make.NOW)
def test_two_actions_of_one_title_are_told_apart_by_their_day(browser: Client, berlin: Group, blockade: Action) -> None:
    again = make.action(berlin, title=blockade.title, day=date(2026, 10, 10))
    page = browser.get("/groups/berlin/announcements/").text
    assert "Those who come to “Close the office”, Friday 9 October</option>" in page
    assert "Those who come to “Close the office”, Saturday 10 October</option>" in page
    data = {"audience": str(again.pk), "title": "T", "text": "T"}
    answer = browser.post("/groups/berlin/announcements/", data, follow=True)
    assert "To everyone who comes to “Close the office”, Saturday 10 October, or waits for a place" in answer.text


def test_what_has_gone_out_is_called_sent_before_the_next_sweep(
    browser: Client, to_members: Announcement, sink: Sink, settings: Any
) -> None:
    settings.EMAIL_URL = sink.url
    composing.send(to_members, now=clock.now())
    expansion.expand(to_members.pk, clock.now())
    assert "being sent" in browser.get("/groups/berlin/announcements/").text
    sending.run()
    page, listed = browser.get(to_members.get_absolute_url()), browser.get("/groups/berlin/announcements/")
    assert "1 of 1 sent" in page.text
    assert "being sent" not in page.text + listed.text
    assert "Refresh" not in page.headers
