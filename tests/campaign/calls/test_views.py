"""The form of a call, through the whole stack."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from campaign.calls import asking, editing
from campaign.calls.models import Answer, Call
from campaign.calls.words import Defaults, OtherDate, Wording
from campaign.groups import network
from campaign.groups.models import Group
from campaign.lib import clock
from campaign.people.models import Person
from campaign.web.viewer import Viewer
from tests import make
from tests.campaign.calls.forms_sent import sent_back

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


def test_a_number_of_rows_that_no_page_sends_is_none(page: Client) -> None:
    said = CALL | {"deed": "more-dates", "dates-TOTAL_FORMS": "9" * 5000}
    assert page.post("/calls/new/", said).status_code == 200


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
        ({"default_end_time": "12:00"}, "needs from which hour"),
        ({"default_time": "12:00", "default_end_time": "12:00"}, "It ends as it begins"),
        ({"default_time": "noon"}, "We can’t read this as an hour"),
        ({"default_kind": "riot"}, "Choose one of those on offer"),
        ({"language": "xx"}, "Choose one of those on offer"),
        ({"text": ""}, "This needs an answer"),
        ({"text": "\u200b\u2800"}, "invisible character"),
        ({"text": "turned \u202e round"}, "in line 1, after “turned”"),
        ({"title": "\x00"}, "invisible character"),
        ({"summary": "s" * 501}, "at most 500 characters, and these are 501"),
        ({"text": "t" * 50_001}, "at most 50000 characters"),
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


def test_saving_the_form_as_it_came_changes_nothing(page: Client) -> None:
    later = OtherDate(date(2002, 12, 3), "The camp closes", "in December", "So they say.\n\n“Soon.”")
    leaves = Defaults("Come.\n\n& stay", "Tea", "press@example.org", "vigil", time(18), time(2))
    days = (*OCTOBER, date(2002, 10, 20))
    call = make.call(key_dates=(later,), days=days, asks="Plan", by="All", defaults=leaves, language="ar")
    before = editing.wording(call)
    page.post(f"/calls/{call.slug}/edit/", sent_back(page.get(f"/calls/{call.slug}/edit/").text))
    after = Call.objects.get()
    assert editing.wording(after) == before
    assert after.key_dates.get().uid == call.key_dates.get().uid
    assert (after.revision, after.defaults_revision) == (call.revision + 1, call.defaults_revision)


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
    page.post(f"/calls/{call.slug}/end/", sent_back(said))
    assert Call.objects.get().state == "ended"
    assert "Corrected" in Client().get(call.get_absolute_url()).text


def test_nobody_else_writes_or_corrects(page: Client) -> None:
    call = make.call()
    page.force_login(make.person("ann", network_role="moderator"))
    for address in ("/calls/new/", f"/calls/{call.slug}/edit/"):
        assert page.post(address, CALL).status_code == 404
    assert Call.objects.get().title == "Days of action"


def test_what_it_leaves_to_its_actions_is_asked_and_kept(page: Client) -> None:
    leaves = {"text": "Come.", "bring": "Tea", "contact": "press@example.org", "kind": "vigil", "time": "18:00"}
    page.post("/calls/new/", CALL | {f"default_{name}": said for name, said in leaves.items()})
    assert editing.defaults(Call.objects.get()) == Defaults("Come.", "Tea", "press@example.org", "vigil", time(18))


@pytest.mark.parametrize(
    "text", ["שלום " * 4000, "<script>alert(1)</script>\n" * 700, "[x](javascript:x) `" * 1000, "#" * 20_000]
)
def test_whatever_is_written_is_kept_and_shown_as_words(page: Client, text: str) -> None:
    page.post("/calls/new/", CALL | {"text": text, "default_text": text, "deed": "save"})
    call = Call.objects.get()
    assert (call.text, call.default_text) == (text.strip(), text.strip())
    for address in (f"/calls/{call.slug}/", f"/calls/{call.slug}/edit/", f"/calls/{call.slug}/publish/"):
        shown = page.get(address)
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text
        assert 'href="javascript' not in shown.text


def test_a_row_of_hidden_answers_that_nobody_sends_breaks_nothing(page: Client) -> None:
    call = make.call()
    for seen in ("", "-1", "nine", "9" * 40):
        answer = page.post(f"/calls/{call.slug}/edit/", CALL | {"seen": seen, "dates-TOTAL_FORMS": "9" * 30})
        assert answer.status_code in (200, 409)
    assert Call.objects.get().title == "Days of action"


def test_a_group_that_may_call_writes_in_its_own_name_and_the_network_in_whichever(page: Client) -> None:
    ann, cleo = make.person("ann"), make.person("cleo the second", network_role="coordinator")
    berlin, lyon = make.group("Berlin", by=ann), make.group("Lyon", city="Lyon", by=cleo)
    for group in (berlin, lyon):
        network.let_call(group, may=True)
    network.present(name="Us", about="", founding="open", calling="groups", seen=network.revision())
    page.force_login(ann)
    assert ">the network’s<" not in page.get("/calls/new/").text
    assert "Choose one" in page.post("/calls/new/", CALL | {"whose": "lyon"}).text
    assert "This needs an answer" in page.post("/calls/new/", CALL).text
    page.post("/calls/new/", CALL | {"whose": "berlin"})
    assert Call.objects.get().group == berlin
    page.force_login(cleo)
    assert ">the network’s<" in page.get("/calls/new/").text
    for whose, group in (("", None), ("lyon", lyon)):
        page.post("/calls/new/", CALL | {"whose": whose})
        assert Call.objects.latest("pk").group == group


def test_a_language_into_which_it_is_translated_is_refused_as_its_own(page: Client) -> None:
    call = make.call()
    make.translation(call, "pl")
    typed = sent_back(page.get(f"/calls/{call.slug}/edit/").text) | {"language": "pl"}
    assert "There is a translation into this language" in page.post(f"/calls/{call.slug}/edit/", typed).text
    assert Call.objects.get().language == "en"


# Publishing and ending


def test_publishing_says_first_what_it_sets_going_and_shows_the_call(page: Client) -> None:
    call = make.call(state="draft", text="**Because.**", days=(date(2002, 10, 11),))
    make.translation(call, "pl", shown=False)
    said = page.get(f"/calls/{call.slug}/publish/").text
    assert all(words in said for words in ("Nobody is written to", "not shown yet", "<strong>Because.</strong>"))
    assert "Its days are past" in said
    answer = page.post(f"/calls/{call.slug}/publish/", sent_back(said))
    assert answer.headers["Location"] == call.get_absolute_url()
    assert Call.objects.get().state == "published"


def test_ending_says_how_many_have_not_answered_yet(page: Client) -> None:
    call, cleo = make.call(), Viewer(Person.objects.get(pseudonym="cleo").pk)
    for number in range(2):
        make.group(f"Group {number}")
    asking.ask(call, Group.objects.all(), now=clock.now())
    assert Answer.objects.readable_by(cleo).silent().count() == 2
    assert "2 groups have not answered yet" in page.get(f"/calls/{call.slug}/end/").text


@pytest.mark.parametrize(("deed", "before"), [("publish", "draft"), ("end", "published")])
def test_what_was_corrected_meanwhile_is_read_again_before_it_is_published_or_ended(
    page: Client, deed: str, before: str
) -> None:
    call = make.call(state=before)
    said = page.get(f"/calls/{call.slug}/{deed}/").text
    words = replace(editing.wording(call), title="Corrected meanwhile")
    editing.correct(call, words, seen=call.revision, now=clock.now())
    answer = page.post(f"/calls/{call.slug}/{deed}/", sent_back(said))
    assert (answer.status_code, Call.objects.get().state) == (409, before)
    assert "Nothing was done" in answer.text
    assert "Corrected meanwhile" in answer.text
    assert page.post(f"/calls/{call.slug}/{deed}/", sent_back(answer.text)).status_code == 302
    assert Call.objects.get().state != before


def test_what_is_published_or_ended_already_leads_to_the_call(page: Client) -> None:
    call = make.call()
    assert page.get(f"/calls/{call.slug}/publish/").headers["Location"] == call.get_absolute_url()
    editing.end(call, now=clock.now())
    assert page.get(f"/calls/{call.slug}/end/").headers["Location"] == call.get_absolute_url()


def test_an_ended_call_is_opened_again_and_readable_all_along(page: Client) -> None:
    call = make.call(state="ended")
    assert Client().get(call.get_absolute_url()).status_code == 200
    said = page.get(f"/calls/{call.slug}/publish/").text
    assert "Open the call again" in said
    page.post(f"/calls/{call.slug}/publish/", sent_back(said))
    assert Call.objects.get().state == "published"
