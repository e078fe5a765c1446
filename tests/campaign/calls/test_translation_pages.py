"""A call beside its translation, through the whole stack."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from campaign.calls import editing
from campaign.calls.models import Call, CallTranslation
from campaign.calls.words import Defaults, OtherDate
from campaign.lib import clock
from tests import make
from tests.campaign.calls.forms_sent import sent_back

pytestmark = pytest.mark.django_db
LATER = OtherDate(date(2002, 12, 3), "The camp closes", "in December", "So they say.")
POLISH = {"title": "Dni", "summary": "Przyjdź.", "text": "## Wszyscy\n\nPrzyjdźcie."}
ADDRESS = "/calls/days-of-action/translations/pl/"


@pytest.fixture
def page() -> Client:
    """The browser of one of the network's coordinators."""
    client = Client()
    client.force_login(make.person("cleo", network_role="coordinator"))
    return client


@pytest.fixture
def call() -> Call:
    return make.call(key_dates=(LATER,), asks="Plan", by="All", defaults=Defaults("What happens", "Tea", "Press"))


def opened(page: Client) -> dict[str, str]:
    return sent_back(page.get(ADDRESS).text)


def correct(call: Call, **words: str) -> Call:
    return editing.correct(call, replace(editing.wording(call), **words), seen=call.revision, now=clock.now())


def test_all_languages_are_offered_but_those_that_are_there(page: Client, call: Call) -> None:
    make.translation(call, "pl")
    listed = page.get("/calls/days-of-action/translations/").text
    assert '<option value="ar" lang="ar">العربية</option>' in listed
    assert '<option value="pl"' not in listed
    assert '<option value="en"' not in listed
    answer = page.get("/calls/days-of-action/translations/?language=ar")
    assert answer.headers["Location"] == "/calls/days-of-action/translations/ar/"


def test_each_text_that_the_original_has_is_asked_beside_it(page: Client, call: Call) -> None:
    text = page.get(ADDRESS).text
    pk = call.key_dates.get().pk
    asked = {"title", "summary", "by", "text", "asks", "default_text", "default_bring", "default_contact"}
    asked |= {f"date-{pk}-title", f"date-{pk}-words", f"date-{pk}-text", "seen", "beside"}
    assert set(re.findall(r' name="([^"]+)"', text[text.rindex("<form") :])) == asked | {"csrfmiddlewaretoken", "deed"}
    assert 'id="original-title"' in text
    assert re.search(r'<textarea name="text"[^>]* rows="14"[^>]* lang="pl" dir="ltr"', text)
    assert text.count('lang="pl" dir="ltr"') > len(asked) - 2


def test_one_into_a_script_from_the_right_is_written_from_the_right(page: Client, call: Call) -> None:
    assert 'lang="ar" dir="rtl"' in page.get(ADDRESS.replace("/pl/", "/ar/")).text


def test_it_is_kept_for_ourselves_then_shown_then_hidden_again(page: Client, call: Call) -> None:
    visitor = Client()
    for deed, shown in (("save", False), ("show", True), ("save", True), ("hide", False)):
        answer = page.post(ADDRESS, opened(page) | POLISH | {"deed": deed})
        assert answer.headers["Location"] == "/calls/days-of-action/translations/"
        assert CallTranslation.objects.get().shown is shown
        assert ("Dni" in visitor.get("/calls/days-of-action/?language=pl").text) is shown


def test_preview_shows_it_as_it_will_look_with_the_rest_in_the_original_and_saves_nothing(
    page: Client, call: Call
) -> None:
    shown = page.post(ADDRESS, opened(page) | POLISH | {"deed": "preview"}).text
    preview = shown[shown.index('id="preview"') : shown.index("</section>")]
    assert all(words in preview for words in ("Dni", ">Wszyscy</h2>", "Plan", "The camp closes"))
    assert not CallTranslation.objects.exists()


def test_what_must_not_be_empty_says_so_at_the_top_and_at_its_place(page: Client, call: Call) -> None:
    shown = page.post(ADDRESS, opened(page) | POLISH | {"title": "", "by": "\u202e"}).text
    assert '<a href="#id_title">What the call is called: This needs an answer.' in shown
    assert '<a href="#id_by">Who calls: There is an invisible character' in shown
    assert "Przyjdź." in shown
    assert not CallTranslation.objects.exists()


def test_saving_it_as_it_came_changes_nothing_and_is_not_behind(page: Client, call: Call) -> None:
    made = make.translation(call, "pl", text="Pierwszy.\n\nDrugi.")
    assert page.post(ADDRESS, opened(page)).status_code == 302
    after = CallTranslation.objects.get()
    assert (after.text, after.original, after.revision) == (made.text, made.original, made.revision + 1)
    assert "up to date" in page.get("/calls/days-of-action/translations/").text


def test_what_the_original_says_otherwise_since_is_marked_until_the_translator_says_that_it_is_in(
    page: Client, call: Call
) -> None:
    make.translation(call, "pl")
    correct(call, text="Come all to the square.", asks="")
    listed = page.get("/calls/days-of-action/translations/").text
    assert "The original has moved on since" in listed
    assert "2 texts to look at" in listed
    shown = page.get(ADDRESS).text
    assert "<ins> to the square</ins>" in shown
    assert "<del>Plan</del>" in shown
    page.post(ADDRESS, opened(page) | {"title": "Literówka"})
    assert "2 texts to look at" in page.get("/calls/days-of-action/translations/").text
    page.post(ADDRESS, opened(page) | {"text": "Wszyscy na plac.", "caught_up": "on"})
    assert "up to date" in page.get("/calls/days-of-action/translations/").text
    assert "<ins>" not in page.get(ADDRESS).text


def test_the_second_of_two_translators_sees_both_and_saves_over_it_knowingly(page: Client, call: Call) -> None:
    make.translation(call, "pl")
    mine, theirs = opened(page) | {"title": "Moje"}, opened(page) | {"title": "Ich", "summary": "Ich słowa."}
    page.post(ADDRESS, theirs)
    answer = page.post(ADDRESS, mine)
    assert answer.status_code == 409
    assert all(words in answer.text for words in ("Somebody else has saved", "Moje", "Ich słowa."))
    assert CallTranslation.objects.get().title == "Ich"
    page.post(ADDRESS, sent_back(answer.text))
    assert (CallTranslation.objects.get().title, CallTranslation.objects.get().summary) == ("Moje", "pl Come.")


def test_two_who_begin_the_same_language_lose_nothing_either(page: Client, call: Call) -> None:
    mine, theirs = opened(page) | POLISH | {"title": "Moje"}, opened(page) | POLISH | {"title": "Ich"}
    page.post(ADDRESS, theirs)
    answer = page.post(ADDRESS, mine)
    assert (answer.status_code, "Ich" in answer.text, "Moje" in answer.text) == (409, True, True)


def test_an_original_corrected_meanwhile_is_shown_beside_what_was_typed(page: Client, call: Call) -> None:
    typed = opened(page) | POLISH
    correct(call, title="Nights of action")
    answer = page.post(ADDRESS, typed)
    assert answer.status_code == 409
    assert all(words in answer.text for words in ("was corrected while you were writing", "Nights of action", "Dni"))
    assert not CallTranslation.objects.exists()
    page.post(ADDRESS, sent_back(answer.text))
    assert CallTranslation.objects.get().original["title"] == "Nights of action"


def test_taking_it_away_asks_first_and_leaves_the_original(page: Client, call: Call) -> None:
    make.translation(call, "pl", title="Dni")
    asked = page.get(f"{ADDRESS}remove/").text
    assert "All its words are erased" in asked
    page.post(f"{ADDRESS}remove/", sent_back(asked))
    assert not CallTranslation.objects.exists()
    assert "Days of action" in Client().get("/calls/days-of-action/?language=pl").text


def test_what_was_saved_meanwhile_is_read_again_before_it_is_taken_away(page: Client, call: Call) -> None:
    make.translation(call, "pl")
    asked = page.get(f"{ADDRESS}remove/").text
    page.post(ADDRESS, opened(page) | {"title": "Nowe"})
    answer = page.post(f"{ADDRESS}remove/", sent_back(asked))
    assert (answer.status_code, "Nowe" in answer.text) == (409, True)
    assert CallTranslation.objects.exists()


def test_what_somebody_took_away_meanwhile_can_be_brought_back(page: Client, call: Call) -> None:
    made = make.translation(call, "pl")
    typed = opened(page) | {"title": "Moje"}
    CallTranslation.objects.filter(pk=made.pk).delete()
    answer = page.post(ADDRESS, typed)
    assert (answer.status_code, "taken this translation away" in answer.text) == (409, True)
    page.post(ADDRESS, sent_back(answer.text))
    assert CallTranslation.objects.get().title == "Moje"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_languages_asks_as_much_for_one_as_for_three(
    page: Client, call: Call, rows: int, django_assert_num_queries: object
) -> None:
    for language in ("pl", "ar", "fr")[:rows]:
        make.translation(call, language)
    page.get("/calls/days-of-action/translations/")
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert page.get("/calls/days-of-action/translations/").status_code == 200
