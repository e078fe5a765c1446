"""The page on which organisers decide how one takes part."""

from typing import Any

import pytest
from django.test import Client

from actions.planning.furniture import templating
from actions.planning.models import Action, Question, Registration, Template
from campaign.groups.models import Group
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ROWS: dict[str, str] = {
    "asks-0-text": "Do you bring a tent?",
    "asks-0-kind": "yes-no",
    "asks-0-place": "2",
    "asks-1-text": "Which evening?",
    "asks-1-kind": "choice",
    "asks-1-choices": "Friday\r\nSaturday\r\n",
    "asks-1-required": "1",
    "asks-1-place": "1",
}


def organised(client: Client) -> Group:
    organiser = make.person("organiser")
    client.force_login(organiser)
    return make.group(by=organiser)


def answers(action: Action, **said: str) -> dict[str, str]:
    action.refresh_from_db()
    first = {"most_guests": "2", "day_before_at": "11:00", "hours_before": "3", "seen": str(action.revision)}
    return first | said


def save(client: Client, action: Action, **said: str) -> Any:
    return client.post(f"/actions/{action.slug}/taking-part/", answers(action, **said))


def test_what_is_decided_there_is_said_by_the_action_and_stands_in_its_history(client: Client) -> None:
    action = make.action(organised(client))
    sequence = action.sequence
    response = save(
        client,
        action,
        most_guests="4",
        by_approval="on",
        closes_hours="24",
        asks_needs="on",
        asks_languages="on",
        **ROWS,
    )
    assert response.status_code == 302
    action.refresh_from_db()
    assert (action.most_guests, action.by_approval, action.closes_hours) == (4, True, 24)
    assert (action.asks_needs, action.asks_languages, action.sequence) == (True, True, sequence)
    assert [(one.text, one.kind, one.required) for one in action.questions.all()] == [
        ("Which evening?", "choice", True),
        ("Do you bring a tent?", "yes-no", False),
    ]
    history = client.get(f"/actions/{action.slug}/history/").content.decode()
    assert "Which evening? (Friday, Saturday; has to be answered)" in history


def test_a_question_is_mended_moved_and_taken_away_and_only_then_its_replies_go(client: Client) -> None:
    action = make.action(organised(client))
    save(client, action, **ROWS)
    evening, tent = action.questions.all()
    registration = make.registered(action)
    for question in (evening, tent):
        registration.replies.create(question=question, text="Friday")
    rows = {
        "asks-0-key": str(tent.key),
        "asks-0-text": "Do you bring a tent, or two?",
        "asks-0-kind": "yes-no",
        "asks-1-key": str(evening.key),
        "asks-1-text": "",
    }
    assert save(client, action, **rows).status_code == 302
    assert [(one.pk, one.text) for one in action.questions.all()] == [(tent.pk, "Do you bring a tent, or two?")]
    assert [reply.question_id for reply in registration.replies.all()] == [tent.pk]


def test_a_new_question_gets_no_replies_of_one_that_is_taken_away(client: Client) -> None:
    action = make.action(organised(client))
    save(client, action, **ROWS)
    keys = set(action.questions.values_list("key", flat=True))
    last = max(keys)
    rows = {f"asks-0-{part}": value for part, value in (("key", str(last)), ("text", ""))}
    rows |= {"asks-1-text": "Who drives?", "asks-1-kind": "text"}
    save(client, action, **rows)
    (question,) = action.questions.all()
    assert question.key not in keys


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"asks-0-text": "Which?", "asks-0-kind": "choice", "asks-0-choices": "one"}, "Question 1: Give two to 12"),
        ({"asks-0-text": "", "asks-0-choices": "one\ntwo", "asks-0-kind": "choice"}, "Question 1: It has choices"),
        ({"asks-0-text": "Which?", "asks-0-kind": "essay"}, "Question 1: Choose one of those on offer."),
        ({"most_guests": "10"}, "9 or fewer."),
    ],
)
def test_what_can_not_be_asked_is_said_and_nothing_is_saved(
    client: Client, rows: dict[str, str], sentence: str
) -> None:
    action = make.action(organised(client))
    response = save(client, action, **rows)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Question.objects.exists()


def test_the_second_of_two_who_save_at_once_sees_both_versions(client: Client) -> None:
    action = make.action(organised(client))
    mine = answers(action, most_guests="5", **ROWS)
    save(client, action, most_guests="1", **{"asks-0-text": "Theirs?", "asks-0-kind": "text"})
    response = client.post(f"/actions/{action.slug}/taking-part/", mine)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Theirs? (a few words)" in text
    assert "Which evening?" in text
    action.refresh_from_db()
    assert action.most_guests == 1
    again = client.post(f"/actions/{action.slug}/taking-part/", mine | {"seen": str(action.revision)})
    assert again.status_code == 302
    action.refresh_from_db()
    assert action.most_guests == 5


def test_saving_what_stands_changes_nothing(client: Client) -> None:
    action = make.action(organised(client))
    save(client, action, **ROWS)
    action.refresh_from_db()
    revision, evening, tent = action.revision, *action.questions.all()
    rows = {
        "asks-0-key": str(evening.key),
        "asks-0-text": evening.text,
        "asks-0-kind": "choice",
        "asks-0-choices": evening.choices,
        "asks-0-required": "1",
        "asks-1-key": str(tent.key),
        "asks-1-text": tent.text,
        "asks-1-kind": "yes-no",
    }
    save(client, action, **rows)
    action.refresh_from_db()
    assert action.revision == revision


def test_all_dates_of_a_series_are_asked_alike_but_for_one_with_questions_of_its_own(client: Client) -> None:
    first = make.series(make.action(organised(client)))
    assert first.series is not None
    second, third = first.series.dates.order_by("series_date")[1:3]
    assert (
        save(client, third, **{"asks-0-text": "Only then?", "asks-0-kind": "text", "reach": "this"}).status_code == 302
    )
    assert third.questions.count() == 1
    said = answers(first, reach="all", closes_hours="48", **ROWS)
    address = f"/actions/{first.slug}/taking-part/"
    shown = client.post(address, said)
    assert shown.status_code == 200
    assert "Before it is saved" in shown.content.decode()
    assert not first.questions.exists()
    response = client.post(address, said | {"shown": shown.context["proposal"].seen})
    assert response.status_code == 302
    texts = [[one.text for one in date.questions.all()] for date in (first, second, third)]
    assert texts == [["Which evening?", "Do you bring a tent?"]] * 2 + [["Only then?"]]
    third.refresh_from_db()
    assert third.closes_hours == 48
    assert third.closes is not None


def test_whoever_does_not_organise_it_finds_no_such_page(client: Client) -> None:
    action = make.action()
    client.force_login(make.person("stranger"))
    assert client.get(f"/actions/{action.slug}/taking-part/").status_code == 404
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_however_many_questions_there_are(
    client: Client, django_assert_num_queries: Any, number: int
) -> None:
    asks = [
        {"key": key, "text": f"{key}?", "kind": "text", "choices": [], "required": False}
        for key in range(1, number + 1)
    ]
    action = make.action(organised(client), asks=asks)
    with django_assert_num_queries(4):
        client.get(f"/actions/{action.slug}/taking-part/")


def test_an_action_begun_from_a_template_asks_what_that_keeps(client: Client) -> None:
    group = organised(client)
    action = make.action(group)
    save(client, action, most_guests="5", day_before_at="", **ROWS)
    action.refresh_from_db()
    kept = templating.keep(action, name="Like that")
    changed = client.post(f"/groups/{group.slug}/templates/{kept.pk}/", template(kept, name="Like this"))
    assert changed.status_code == 302
    page = {"kind": action.kind, "title": "Anew", "brought": str(kept.pk), "place": "Berlin"}
    page |= {"group": group.slug, "visibility": "public", "meeting_point_for": "everyone"}
    response = client.post("/actions/new/", page)
    assert response.status_code == 302, response.context["form"].errors
    made = Action.objects.get(title="Anew")
    assert (made.most_guests, made.day_before_at, made.questions.count()) == (5, None, 2)


def template(kept: Template, *, name: str) -> dict[str, str]:
    empty = {f"{rows}-{what}_FORMS": "0" for rows in ("works", "tasks") for what in ("TOTAL", "INITIAL")}
    words = {"name": name, "meeting_point_for": "everyone", "visibility": "public", "run": "1"}
    return empty | words | {"seen": str(kept.saves)}
