"""`/actions/`: its questions, its pages."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client

from actions.agenda import filters
from actions.planning import cancellation, drafting
from actions.planning.models import Action
from campaign.groups import founding
from campaign.groups.models import Group
from tests import make


def titles(client: Client, **query: Any) -> list[str]:
    """The titles on a page, in its order."""
    page = client.get("/actions/", query)
    assert page.status_code == 200
    return [line.title for section in page.context["sections"] for line in section.lines]


@pytest.fixture
def berlin() -> Group:
    return make.group("Berlin group", languages="German")


@pytest.fixture
def _three(berlin: Group) -> None:
    """Past, soon and later, in three places."""
    call = make.call("Open the borders", days=(date(2026, 10, 9),))
    make.action(berlin, title="Past", day=date(2026, 8, 1))
    make.action(berlin, title="Soon", call=call, languages="German, English")
    warsaw = make.group("Warsaw group", city="Warsaw")
    make.action(warsaw, title="Later", day=date(2026, 11, 1), kind="leafleting", summary="At the market.")


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Soon", "Later"]),
        ({"from": "2026-10-10"}, ["Later"]),
        ({"to": "2026-10-09"}, ["Past", "Soon"]),
        ({"from": "2026-08-01", "to": "2026-08-01"}, ["Past"]),
        ({"country": "PL"}, ["Later"]),
        ({"city": "Warschau"}, ["Later"]),
        ({"city": "Nowhere at all"}, []),
        ({"kind": "leafleting"}, ["Later"]),
        ({"group": "berlin-group"}, ["Soon"]),
        ({"call": "open-the-borders"}, ["Soon"]),
        ({"language": "de"}, ["Soon"]),
        ({"language": "english"}, ["Soon"]),
        ({"q": "market"}, ["Later"]),
        ({"q": "market berlin"}, []),
        ({"country": "PL", "kind": "occupation"}, []),
    ],
)
def test_the_agenda_answers_what_it_is_asked(client: Client, query: dict[str, str], found: list[str]) -> None:
    assert titles(client, **query) == found


@pytest.mark.parametrize("words", ["münchen", "MUNCHEN", "Μπαλκόνι", "ΜΠΑΛΚΟΝΙ", "ПЛОЩАДЬ", "площадь", "tur leaf"])
def test_a_search_asks_for_no_case_no_accents_and_no_order(client: Client, words: str) -> None:
    group = make.group("München für alle", city="Munich")
    make.action(group, title="Turm", summary="Μπαλκόνι, Площадь", kind="leafleting")
    make.action(make.group("Łódź razem", city="Warsaw"), title="Elsewhere")
    assert titles(client, q=words) == ["Turm"]


@pytest.mark.parametrize("words", ["łódź", "LODZ", "lodz else"])
def test_a_search_knows_the_group_by_its_name_of_today(client: Client, words: str) -> None:
    group = make.group("Before", city="Warsaw")
    make.action(group, title="Elsewhere")
    assert titles(client, q=words) == []
    said = {"name": "Łódź razem", "about": "", "languages": "", "contact": "", "joining": "open"}
    founding.present(group, seen=group.revision, city=make.place("Warsaw"), words=said)
    assert titles(client, q=words) == ["Elsewhere"]
    assert titles(client, q="before") == []


def test_a_search_finds_neither_other_names_of_a_town_nor_the_meeting_point(client: Client) -> None:
    action = make.action(make.group(city="Bologna"), title="House", meeting_point="side gate")
    assert titles(client, q="Bolonia") == titles(client, q="gate") == []
    drafting.edit(action, title="Yard", now=make.NOW)
    assert titles(client, q="house") == []
    assert titles(client, q="yard bologna") == ["Yard"]


def test_signs_alone_ask_for_nothing(client: Client) -> None:
    make.action(title="100% ours")
    assert titles(client, q="%_!") == ["100% ours"]


@pytest.mark.usefixtures("_three")
def test_a_question_without_sense_is_named_and_left_out(client: Client) -> None:
    page = client.get("/actions/", {"from": "soon", "kind": "party"})
    assert page.context["total"] == 2
    assert "We can’t read this as a day." in page.content.decode()
    assert "Choose one of those on offer." in page.content.decode()


def test_drafts_and_what_only_the_group_sees_are_not_in_it(client: Client, berlin: Group) -> None:
    make.action(berlin, title="Draft", announced=False)
    make.action(berlin, title="For the group", visibility="group")
    assert titles(client) == []


def test_members_see_what_is_for_the_group(client: Client, berlin: Group) -> None:
    member = make.person("member")
    make.membership(berlin, member)
    make.action(berlin, title="For the group", visibility="group")
    client.force_login(member)
    assert titles(client) == ["For the group"]


def test_cancelled_actions_stay_with_their_reason(client: Client, berlin: Group) -> None:
    cancellation.cancel(make.action(berlin), reason="The hall is gone.", now=make.NOW)
    page = client.get("/actions/").content.decode()
    assert "<s>Close the office</s>" in page
    assert "The hall is gone." in page


def test_an_empty_agenda_offers_the_first_step(client: Client) -> None:
    page = client.get("/actions/").content.decode()
    assert "Nothing is announced yet" in page
    assert "/actions/new/" in page


def test_every_action_is_on_one_page_only_in_order(
    client: Client, berlin: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "PAGE", 3)
    for number in range(5):
        make.action(berlin, title=f"Day {number}", day=date(2026, 10, 9) + timedelta(days=number // 2))
    for number in range(3):
        make.action(berlin, title=f"Some day {number}", day=None, time=None, end_time=None)
    seen, query = [], ""
    for _page in range(4):
        page = client.get(f"/actions/?{query}")
        seen += [line.title for section in page.context["sections"] for line in section.lines]
        query = page.context["next"]
        if not query:
            break
    assert seen == [*(f"Day {number}" for number in range(5)), *(f"Some day {number}" for number in range(3))]
    assert query == ""


def test_paging_keeps_the_questions(client: Client, berlin: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "PAGE", 1)
    for number in range(2):
        make.action(berlin, title=f"Day {number}", time=time(9 + number))
    assert "kind=occupation" in client.get("/actions/?kind=occupation").context["next"]


def test_what_is_not_offered_can_still_be_asked_for(
    client: Client, berlin: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "OFFERED", 0)
    make.action(berlin, title="Soon", call=make.call("Open the borders"))
    for query in ({"group": "berlin-group"}, {"call": "open-the-borders"}, {"country": "DE"}):
        assert titles(client, **query) == ["Soon"]
    assert titles(client, country="PL") == []


@pytest.mark.parametrize("after", ["", "x", "_x", "2026_1", "nonsense_12", "2026-13-99T00:00:00Z_1", "_" + "9" * 40])
def test_a_cursor_that_nobody_made_starts_at_the_beginning(client: Client, berlin: Group, after: str) -> None:
    make.action(berlin, title="Soon")
    assert titles(client, after=after) == ["Soon"]


def test_a_cursor_reads_back_as_it_was_written() -> None:
    assert filters.read_cursor("2026-10-09T07:00:00Z_12") == (datetime(2026, 10, 9, 7, tzinfo=UTC), 12)
    assert filters.read_cursor("_12") == (None, 12)


def test_counting_stops(berlin: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "COUNTED", 2)
    for number in range(4):
        make.action(berlin, title=f"Day {number}")
    assert filters.count(Action.objects.all()) == 3


def test_more_than_can_be_counted_is_said_in_words(
    client: Client, berlin: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "COUNTED", 1)
    for number in range(2):
        make.action(berlin, title=f"Day {number}")
    assert "More than 1 actions" in client.get("/actions/").content.decode()
