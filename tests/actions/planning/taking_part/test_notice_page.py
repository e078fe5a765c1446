"""The page on which organisers decide what those who come are told of a change."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.planning import drafting
from actions.planning.models import Action
from actions.planning.taking_part import notices, signup
from tests import make
from tests.actions.planning.taking_part.test_notices import context, told
from tests.make import NOW

pytestmark = pytest.mark.django_db
PAGE = "/actions/close-the-office/notice/"


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def organiser(client: Client) -> Client:
    client.force_login(make.person("ann"))
    return client


@pytest.fixture
def action(organiser: Client) -> Action:
    from campaign.people.models import Person

    made = make.action(make.group(by=Person.objects.get(pseudonym="ann")), seats=3)
    make.registered(made)
    signup.join(made, person=make.person("robin"), now=NOW)
    return made


def moved(action: Action, hour: int = 10) -> Action:
    drafting.edit(action, time=time(hour), now=NOW)
    return action


def test_saving_what_people_must_hear_of_leads_to_the_page(organiser: Client, action: Action) -> None:
    page = organiser.get("/actions/close-the-office/edit/")
    said = {name: value for name, value in page.context["form"].initial.items() if value not in (None, False)}
    said |= {"city": "Berlin", "time": "10:00", "end_time": "16:00", "day": "2026-10-09", "facilities": "", "route": ""}
    answer = organiser.post("/actions/close-the-office/edit/", said)
    assert (answer.status_code, answer.get("Location")) == (302, PAGE), answer.context and answer.context["form"].errors
    body = organiser.get(PAGE).content.decode()
    assert "2 people hear of this" in body
    assert "1 of those who have signed up is told by mail," in body
    assert "1 reads it on a page of one’s own only." in body
    assert "in 10 minutes" in body


def test_what_nobody_hears_leads_to_the_actions_page(organiser: Client, action: Action) -> None:
    answer = organiser.post("/actions/close-the-office/postpone/", {"reason": "Rain"})
    assert answer["Location"] == "/actions/close-the-office/"  # told at once
    assert "They are being told" in organiser.get(PAGE).content.decode()


def test_a_new_day_after_a_reason_carries_the_reason_as_its_word(organiser: Client, action: Action) -> None:
    answer = organiser.post("/actions/close-the-office/postpone/", {"reason": "Rain", "day": "2026-10-16"})
    assert answer["Location"] == PAGE
    assert "Rain" in organiser.get(PAGE).content.decode()
    notices.sweep(NOW + timedelta(minutes=10))
    assert (told(), context()["word"]) == ([("kim@example.org", "moved")], "Rain")


def test_the_page_shows_the_mail_with_the_word_and_sends_nothing(organiser: Client, action: Action) -> None:
    moved(action)
    body = organiser.post(PAGE, {"do": "preview", "seen": 1, "word": "The hall opens later."}).content.decode()
    assert "A word from Berlin:" in body
    assert body.count("The hall opens later.") == 2  # in the form and in the letter
    assert "It is no longer: Friday 9 October 2026, 9:00 to 16:00" in body
    notices.sweep(NOW)
    assert told() == []


def test_tell_them_now(organiser: Client, action: Action) -> None:
    moved(action)
    answer = organiser.post(PAGE, {"do": "tell", "seen": 1, "word": "Sorry."})
    assert answer["Location"] == "/actions/close-the-office/"
    notices.sweep(NOW)
    assert (told(), context()["word"]) == ([("kim@example.org", "moved")], "Sorry.")


def test_ask_everyone_again(organiser: Client, action: Action) -> None:
    moved(action)
    assert "1 person with a place is asked by mail." in organiser.get(PAGE).content.decode()
    said = {"do": "tell", "seen": 1, "ask": "on", "day": "2026-09-04", "time": "18:00"}
    assert organiser.post(PAGE, said).status_code == 302
    notices.sweep(NOW)
    assert context()["until"] == "Friday 4 September 2026, 18:00 (Berlin time)"


@pytest.mark.parametrize("until", [("", ""), ("2026-09-01", "15:00"), ("2026-10-09", "10:01")])
def test_an_hour_that_leaves_no_time_is_asked_for_again_and_nothing_is_lost(
    organiser: Client, action: Action, until: tuple[str, str]
) -> None:
    moved(action)
    said = {"do": "tell", "seen": 1, "ask": "on", "day": until[0], "time": until[1], "word": "Sorry."}
    page = organiser.post(PAGE, said)
    assert page.status_code == 200
    assert page.context["form"].errors["day"]
    assert "Sorry." in page.content.decode()
    action.refresh_from_db()
    assert (action.notice_word, action.ask_again_until) == ("", None)


def test_a_slip_of_the_pen_is_left_out_and_stands_in_the_history(organiser: Client, action: Action) -> None:
    moved(action)
    assert organiser.post(PAGE, {"do": "leave-out", "seen": 1}).status_code == 302
    notices.sweep(NOW + timedelta(minutes=10))
    assert told() == []
    history = organiser.get("/actions/close-the-office/history/").content.decode()
    assert "A slip of the pen: 2 people who had signed up were not told." in history
    assert "Nothing is to be told" in organiser.get(PAGE).content.decode()


def test_who_decides_about_what_is_no_longer_so_sees_it_anew_with_what_was_typed(
    organiser: Client, action: Action
) -> None:
    moved(action)
    moved(action, 11)
    for deed in ("tell", "leave-out"):
        page = organiser.post(PAGE, {"do": deed, "seen": 1, "word": "Sorry."})
        assert page.status_code == 409
        body = page.content.decode()
        assert "Nothing was sent or left out" in body
        assert 'name="seen" value="2"' in body
        assert "Sorry." in body


def test_who_comes_too_late_reads_so_and_keeps_the_words(organiser: Client, action: Action) -> None:
    moved(action)
    notices.sweep(NOW + timedelta(minutes=10))
    page = organiser.post(PAGE, {"do": "tell", "seen": 1, "word": "Sorry."})
    assert page.status_code == 409


def test_the_same_is_said_of_the_other_dates_of_a_series(organiser: Client) -> None:
    from campaign.people.models import Person

    first = make.series(make.action(make.group(by=Person.objects.get(pseudonym="ann"))))
    dates = list(Action.objects.filter(series=first.series_id).order_by("day")[:3])
    for number, one in enumerate(dates):
        make.registered(one, f"{number}@example.org")
        drafting.edit(one, time=time(10), now=NOW)
    page = f"/actions/{dates[0].slug}/notice/"
    body = organiser.get(page).content.decode()
    assert "The same for 2 other dates of its series that have changed as well:" in body
    assert organiser.post(page, {"do": "tell", "seen": 1, "word": "Sorry.", "together": "on"}).status_code == 302
    notices.sweep(NOW)
    assert sorted(told()) == [(f"{number}@example.org", "moved") for number in range(3)]
    assert context()["word"] == "Sorry."


def test_the_page_asks_the_same_for_one_and_for_three(organiser: Client, queries: Any) -> None:
    from campaign.people.models import Person

    group = make.group(by=Person.objects.get(pseudonym="ann"))
    for number in (1, 3):
        made = make.action(group)
        for person in range(number):
            make.registered(made, f"{number}-{person}@example.org")
        moved(made)
        organiser.get(f"/actions/{made.slug}/notice/")
        with queries(8):
            organiser.get(f"/actions/{made.slug}/notice/")
