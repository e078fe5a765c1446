"""The form of a call, through the whole stack."""

import html
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from campaign.calls import editing
from campaign.calls.models import Call
from campaign.calls.words import OtherDate, Wording
from campaign.lib import clock
from tests import make

pytestmark = pytest.mark.django_db
CALL = {
    "title": "October 2002",
    "summary": "Three days.",
    "text": "## Why\n\n**Because.**",
    "first_day": "2002-10-11",
    "last_day": "2002-10-13",
    "language": "en",
    "days-TOTAL_FORMS": "2",
    "days-INITIAL_FORMS": "0",
    "dates-TOTAL_FORMS": "2",
    "dates-INITIAL_FORMS": "0",
}
OCTOBER = [date(2002, 10, day) for day in (11, 12, 13)]


@pytest.fixture
def page() -> Client:
    """The browser of one of the network's coordinators."""
    client = Client()
    client.force_login(make.person("cleo", network_role="coordinator"))
    return client


def days(call: Call) -> list[date]:
    return [day.date for day in call.days.all()]


def test_a_call_is_written_as_a_draft(page: Client) -> None:
    answer = page.post("/calls/new/", CALL)
    call = Call.objects.get()
    assert answer.headers["Location"] == "/calls/october-2002/edit/"
    assert (call.state, days(call)) == ("draft", OCTOBER)


def test_one_day_and_single_days_make_the_days(page: Client) -> None:
    page.post("/calls/new/", CALL | {"last_day": "", "days-0-date": "2002-10-20", "days-1-date": "2002-10-11"})
    assert days(Call.objects.get()) == [date(2002, 10, 11), date(2002, 10, 20)]


def test_publishing_from_the_form_saves_and_leads_to_what_it_sets_going(page: Client) -> None:
    answer = page.post("/calls/new/", CALL | {"deed": "publish"})
    assert answer.headers["Location"] == "/calls/october-2002/publish/"
    assert Call.objects.get().state == "draft"


def test_preview_shows_the_call_and_saves_nothing(page: Client) -> None:
    answer = page.post("/calls/new/", CALL | {"deed": "preview"})
    assert "<strong>Because.</strong>" in answer.text
    assert not Call.objects.exists()


def test_more_rows_keep_what_was_typed_and_save_nothing(page: Client) -> None:
    answer = page.post("/calls/new/", CALL | {"deed": "more-dates", "dates-1-title": "The camp closes"})
    assert 'name="dates-3-title"' in answer.text
    assert "The camp closes" in answer.text
    assert not Call.objects.exists()


def test_rows_that_most_calls_leave_empty_are_folded_away_until_they_are_used(page: Client) -> None:
    folded, unfolded = '<details class="more">', '<details class="more" open>'
    fresh = page.get("/calls/new/").text
    assert (fresh.count(folded), fresh.count(unfolded)) == (3, 0)
    filled = page.post("/calls/new/", CALL | {"title": "", "dates-1-title": "The camp closes"}).text
    assert unfolded in filled
    assert filled.count(unfolded) == page.post("/calls/new/", CALL | {"deed": "more-dates"}).text.count(unfolded)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"last_day": "2002-10-10"}, "comes before the first"),
        ({"last_day": "2003-10-10"}, "more than a month"),
        ({"first_day": ""}, "This needs an answer"),
        ({"dates-0-title": "The camp closes"}, "Give the date"),
        ({"dates-0-date": "2002-12-03"}, "Say what happens"),
        ({"days-0-date": "soon"}, "We can’t read this as a day"),
    ],
)
def test_what_can_not_be_saved_says_so_at_its_place(page: Client, wrong: dict[str, str], words: str) -> None:
    answer = page.post("/calls/new/", CALL | wrong)
    assert (answer.status_code, words in answer.text) == (200, True)
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "link"),
    [
        ({"dates-1-title": "The camp closes"}, '<a href="#id_dates-1-date">Date: Give the date'),
        ({"dates-0-date": "2002-12-03"}, '<a href="#id_dates-0-title">What happens: Say what happens'),
        ({"days-1-date": "soon"}, '<a href="#id_days-1-date">Another day: We can’t read this'),
    ],
)
def test_the_summary_leads_to_the_row_that_is_wrong(page: Client, wrong: dict[str, str], link: str) -> None:
    text = page.post("/calls/new/", CALL | wrong).text
    assert link in text
    assert text.count("<details") - text.count('<details class="more">') == 1  # and its row is not folded away


def sent_back(text: str) -> dict[str, str]:
    """The form on a page as a browser sends it when nothing is typed."""
    form = text[text.index('<form class="form"') :]
    typed = dict(re.findall(r'<input type="(?:text|date|hidden|number)" name="([^"]+)" value="([^"]*)"', form))
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S)
    chosen = re.findall(r'<select name="([^"]+)".*?value="([^"]*)" selected', form, re.S)
    return typed | {name: html.unescape(text) for name, text in [*areas, *chosen]}


def sent_back_alone(text: str) -> dict[str, str]:
    """A form of which nothing but hidden answers and a button is there."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))


def test_saving_the_form_as_it_came_changes_nothing(page: Client) -> None:
    later = OtherDate(date(2002, 12, 3), "The camp closes", "in December", "So they say.")
    call = make.call(key_dates=(later,), days=(*OCTOBER, date(2002, 10, 20)), asks="Plan", by="All")
    before = editing.wording(call)
    page.post(f"/calls/{call.slug}/edit/", sent_back(page.get(f"/calls/{call.slug}/edit/").text))
    after = Call.objects.get()
    assert editing.wording(after) == before
    assert after.key_dates.get().uid == call.key_dates.get().uid
    assert after.revision == call.revision + 1


def test_emptying_a_row_takes_the_key_date_away(page: Client) -> None:
    call = make.call(key_dates=(OtherDate(date(2002, 12, 3), "The camp closes"),))
    typed = sent_back(page.get(f"/calls/{call.slug}/edit/").text)
    page.post(f"/calls/{call.slug}/edit/", typed | {"dates-0-date": "", "dates-0-title": ""})
    assert not call.key_dates.exists()


def test_the_second_editor_sees_both_and_saves_over_it_knowingly(page: Client) -> None:
    call = make.call()
    typed: dict[str, Any] = sent_back(page.get(f"/calls/{call.slug}/edit/").text) | {"title": "My title"}
    theirs = Wording("Their title", "Come.", "Their words", (date(2002, 10, 19),))
    editing.correct(call, theirs, seen=call.revision, now=clock.now())
    answer = page.post(f"/calls/{call.slug}/edit/", typed)
    assert answer.status_code == 409
    assert all(words in answer.text for words in ("My title", "Their title", "Their words", "19 October 2002"))
    assert Call.objects.get().title == "Their title"
    page.post(f"/calls/{call.slug}/edit/", sent_back(answer.text))
    assert (Call.objects.get().title, days(call)) == ("My title", OCTOBER)


def test_ending_keeps_it_readable(page: Client) -> None:
    call = make.call()
    typed = sent_back(page.get(f"/calls/{call.slug}/edit/").text) | {"deed": "end", "title": "Corrected"}
    assert page.post(f"/calls/{call.slug}/edit/", typed).headers["Location"] == f"/calls/{call.slug}/end/"
    assert Call.objects.get().state == "published"
    said = page.get(f"/calls/{call.slug}/end/").text
    assert "Everyone can go on reading it" in said
    page.post(f"/calls/{call.slug}/end/", sent_back_alone(said))
    assert Call.objects.get().state == "ended"
    assert "Corrected" in Client().get(call.get_absolute_url()).text


def test_nobody_else_writes_or_corrects(page: Client) -> None:
    call = make.call()
    page.force_login(make.person("ann", network_role="moderator"))
    for address in ("/calls/new/", f"/calls/{call.slug}/edit/"):
        assert page.post(address, CALL).status_code == 404
    assert Call.objects.get().title == "Days of action"
