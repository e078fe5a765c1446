"""How a call is put into other languages, and how one sees that the original has moved on."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from campaign.calls import editing, reading, translating
from campaign.calls.models import Call, CallTranslation
from campaign.calls.words import Defaults, OtherDate
from campaign.lib import clock
from campaign.web.viewer import NOBODY, Viewer
from tests import make

pytestmark = pytest.mark.django_db
LATER = OtherDate(date(2002, 12, 3), "The camp closes", words="in December")


def put(call: Call, language: str = "pl", **said: Any) -> CallTranslation:
    """Saved from a form that showed the original as it stands."""
    seen = {"seen": 0, "caught_up": True, "shown": True} | said.pop("how", {})
    beside = translating.digest(translating.original(call))
    words = {"title": "Dni", "summary": "Przyjdź.", "text": "Wszyscy."} | said
    return translating.put(call, language, words, **({"beside": beside, "now": clock.now()} | seen))


def correct(call: Call, **words: Any) -> Call:
    return editing.correct(call, replace(editing.wording(call), **words), seen=call.revision, now=clock.now())


def read(call: Call, asked: str = "", accepted: str = "") -> reading.Reading:
    return reading.read(Call.objects.get(pk=call.pk), NOBODY, asked=asked, accepted=accepted)


def test_the_original_asks_only_for_what_it_says() -> None:
    call = make.call("Days", key_dates=(LATER,))
    pk = call.key_dates.get().pk
    dates = {f"date-{pk}-title": "The camp closes", f"date-{pk}-words": "in December"}
    assert translating.original(call) == {"title": "Days", "summary": "Come.", "text": "Come all."} | dates


def test_a_translation_says_what_the_original_does_and_remembers_from_which_revision() -> None:
    call = correct(make.call(key_dates=(LATER,)), asks="Plan")
    made = make.translation(call, "pl")
    assert translating.texts(made) == {name: f"pl {text}" for name, text in translating.original(call).items()}
    assert (made.made_from, translating.moved_on(made, translating.original(call))) == (call.revision, [])


def test_a_correction_of_the_words_shows_what_moved_and_one_of_the_days_moves_nothing() -> None:
    call = make.call("Days", asks="Plan")
    made = make.translation(call)
    call = correct(call, days=(date(2002, 10, 19),))
    assert translating.moved_on(made, translating.original(call)) == []
    call = correct(call, title="Nights", asks="", by="All")
    moved = {(one.name, one.before, one.now) for one in translating.moved_on(made, translating.original(call))}
    assert moved == {("title", "Days", "Nights"), ("asks", "Plan", ""), ("by", "", "All")}


def test_saving_catches_up_only_where_that_is_said() -> None:
    call = make.call("Days")
    made = put(call)
    call = correct(call, title="Nights")
    made = put(call, title="Noce?", how={"seen": made.revision, "caught_up": False})
    assert [one.name for one in translating.moved_on(made, translating.original(call))] == ["title"]
    made = put(call, title="Noce", how={"seen": made.revision})
    assert (translating.moved_on(made, translating.original(call)), made.made_from) == ([], call.revision)


def test_the_second_of_two_translators_changes_nothing_and_learns_what_stands() -> None:
    call = make.call()
    made = put(call)
    put(call, title="Pierwsza", how={"seen": made.revision})
    for seen in (made.revision, 0):
        with pytest.raises(translating.Overtaken) as error:
            put(call, title="Druga", how={"seen": seen})
        assert error.value.translation is not None
        assert error.value.translation.title == "Pierwsza"
    assert CallTranslation.objects.get().title == "Pierwsza"


def test_a_translation_that_was_taken_away_meanwhile_is_not_made_again_unasked() -> None:
    call = make.call()
    made = put(call)
    translating.remove(made, seen=made.revision)
    with pytest.raises(translating.Overtaken) as error:
        put(call, how={"seen": made.revision})
    assert (error.value.translation, CallTranslation.objects.exists()) == (None, False)


def test_what_was_saved_meanwhile_is_not_taken_away() -> None:
    call = make.call()
    made = put(call)
    put(call, title="Nowe", how={"seen": made.revision})
    with pytest.raises(translating.Overtaken):
        translating.remove(made, seen=made.revision)
    assert CallTranslation.objects.get().title == "Nowe"


def test_an_original_that_is_corrected_meanwhile_is_shown_before_anything_is_saved() -> None:
    call = make.call()
    beside = translating.digest(translating.original(call))
    correct(call, title="Nights")
    with pytest.raises(translating.OriginalMoved):
        put(call, how={"beside": beside})
    assert not CallTranslation.objects.exists()


@pytest.mark.parametrize("language", ["en", "xx", ""])
def test_there_is_no_translation_into_its_own_or_an_unknown_language(language: str) -> None:
    with pytest.raises(translating.NoSuchLanguage):
        put(make.call(), language)


def test_the_original_cannot_be_in_a_language_into_which_it_is_translated() -> None:
    call = make.call()
    put(call)
    with pytest.raises(editing.LanguageTaken):
        correct(call, language="pl")
    assert correct(call, language="de").language == "de"


def test_what_the_original_says_no_more_is_kept_for_when_it_says_it_again() -> None:
    call = make.call(asks="Plan")
    made = put(call, asks="Planuj")
    call = correct(call, asks="")
    put(call, how={"seen": made.revision})
    assert str(read(call, "pl").asks) == ""
    call = correct(call, asks="Plan")
    assert str(read(call, "pl").asks) == "Planuj"


def test_a_key_date_that_goes_takes_its_translation_along() -> None:
    call = make.call(key_dates=(LATER,))
    made = make.translation(call)
    assert made.key_dates.count() == 1
    correct(call, key_dates=())
    assert made.key_dates.count() == 0


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("pl", "de", "pl"),
        ("PL", "", "pl"),
        ("", "pl-PL,en;q=0.5", "pl"),
        ("", "en,pl", "en"),
        ("", "fr,*", "en"),
        ("fr", "pl", "en"),
        ("ar", "pl", "en"),  # not shown yet
        ("<b>", "pl", "en"),
        ("", "", "en"),
    ],
)
def test_a_reader_gets_the_language_she_asks_for_else_the_original(asked: str, accepted: str, language: str) -> None:
    call = make.call("Days")
    make.translation(call, "pl", title="Dni")
    make.translation(call, "ar", shown=False)
    got = read(call, asked, accepted)
    assert (got.language, str(got.title)) == (language, "Dni" if language == "pl" else "Days")
    assert [(one.language, one.here) for one in got.versions] == [("en", language == "en"), ("pl", language == "pl")]


def test_what_is_not_translated_is_read_in_the_original_and_says_in_which_language_that_is() -> None:
    call = make.call(asks="Plan", by="All", key_dates=(LATER,), language="ar")
    put(call, "pl")
    got = read(call, "pl")
    (later,) = got.key_dates
    assert (got.title.language, got.title.direction) == ("pl", "ltr")
    assert [(str(one), one.direction) for one in (got.asks, got.by, later.title)] == [
        ("Plan", "rtl"),
        ("All", "rtl"),
        ("The camp closes", "rtl"),
    ]


def test_a_reader_is_told_that_a_translation_is_behind() -> None:
    call = make.call("Days")
    make.translation(call)
    assert not read(call, "pl").behind
    call = correct(call, title="Nights")
    assert read(call, "pl").behind
    assert not read(call).behind


def test_headings_of_several_calls_are_each_read_in_what_there_is() -> None:
    first, second = make.call("First"), make.call("Second")
    make.translation(first, "pl", title="Pierwsze")
    make.translation(second, "pl", title="Drugie", shown=False)
    said = reading.headings(Call.objects.order_by("pk"), NOBODY, accepted="pl")
    assert [str(said[call.pk]["title"]) for call in (first, second)] == ["Pierwsze", "Second"]


def test_what_it_leaves_to_its_actions_is_read_translated_only_while_the_original_says_the_same() -> None:
    call = make.call(defaults=Defaults("Come at nine.", "Tea", ""))
    make.translation(call, "pl", default_text="O dziewiątej.", default_bring="")

    def left(accepted: str) -> dict[str, tuple[str, str]]:
        said = reading.defaults(Call.objects.get(), NOBODY, accepted=accepted)
        return {name: (str(one), one.language) for name, one in said.items()}

    assert left("pl") == {"text": ("O dziewiątej.", "pl"), "bring": ("Tea", "en"), "contact": ("", "en")}
    assert left("de")["text"] == ("Come at nine.", "en")
    correct(call, defaults=Defaults("Come at ten.", "Tea", ""))
    assert left("pl")["text"] == ("Come at ten.", "en")


def test_translations_of_a_draft_are_seen_by_those_who_write_it() -> None:
    call = make.call(state="draft")
    make.translation(call)
    ann, cleo = make.person("ann"), make.person("cleo", network_role="coordinator")
    for scope in (CallTranslation.objects.visible_to, CallTranslation.objects.changeable_by):
        assert [scope(who).count() for who in (NOBODY, Viewer(ann.pk), Viewer(cleo.pk))] == [0, 0, 1]
