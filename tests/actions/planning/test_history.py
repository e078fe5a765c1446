"""What changed, when and in which part; never who. Any text can be put back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from actions.planning import cancellation, changes, drafting, history
from actions.planning.history import NothingToPutBack
from actions.planning.hosting import roles
from actions.planning.models import Action, Change
from campaign.groups.models import Group
from campaign.people.models import Person
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def nell() -> Person:
    return make.person("nell")


@pytest.fixture
def berlin(nell: Person) -> Group:
    return make.group(by=nell)


@pytest.fixture
def planner(client: Client, nell: Person) -> Client:
    client.force_login(nell)
    return client


def said(action: Action) -> list[dict[str, Any]]:
    return list(action.history.order_by("revision").values_list("said", flat=True))


def test_each_change_is_one_row_with_old_and_new_values(berlin: Group) -> None:
    action = make.action(berlin, text="We go in.")
    drafting.edit(action, text="We stay.", day=date(2026, 10, 10), now=NOW, role="organiser")
    assert said(action) == [
        {},
        {"state": ["draft", "announced"]},
        {"day": ["2026-10-09", "2026-10-10"], "text": ["We go in.", "We stay."]},
    ]
    last = action.history.latest("revision")
    assert (last.role, last.at, last.revision) == ("organiser", NOW, action.revision)


def test_what_changed_nothing_leaves_no_row(berlin: Group) -> None:
    action = make.action(berlin)
    drafting.edit(action, title=action.title, now=NOW)
    assert action.history.count() == 2


def test_the_role_is_kept_and_never_a_person(berlin: Group, nell: Person) -> None:
    action = make.action(berlin)
    assert roles.of(action, Viewer(person=nell.pk)) == "coordinator"
    organiser = make.person("organiser")
    make.membership(berlin, organiser, "organiser")
    assert roles.of(action, Viewer(person=organiser.pk)) == "organiser"
    assert roles.of(action, Viewer(person=make.person("stranger").pk)) == ""
    assert not [field for field in Change._meta.get_fields() if field.related_model is Person]


def test_withdrawn_it_has_no_history_left(berlin: Group) -> None:
    action = make.action(berlin, meeting_point="By the fountain")
    drafting.edit(action, meeting_point="By the bridge", now=NOW)
    cancellation.withdraw(action, now=NOW)
    assert not Change.objects.exists()


def test_a_text_put_back_is_a_change_like_any_other(berlin: Group, nell: Person) -> None:
    action = make.action(berlin, text="We go in.")
    drafting.edit(action, text="We stay.", now=NOW)
    change = action.history.latest("revision")
    history.put_back(action, change, "text", seen=action.revision, now=NOW, role="coordinator")
    assert action.text == "We go in."
    assert said(action)[-1] == {"text": ["We stay.", "We go in."]}


def test_a_meeting_point_put_back_is_told_like_any_move(berlin: Group) -> None:
    action = make.action(berlin, meeting_point="By the fountain")
    drafting.edit(action, meeting_point="By the bridge", now=NOW)
    change, before = action.history.latest("revision"), action.sequence
    history.put_back(action, change, "meeting_point", seen=action.revision, now=NOW)
    assert (action.meeting_point, action.sequence) == ("By the fountain", before + 1)
    assert action.notice_due is not None


def test_nothing_is_put_back_that_was_not_changed_or_is_no_text(berlin: Group) -> None:
    action = make.action(berlin)
    drafting.edit(action, day=date(2026, 10, 10), now=NOW)
    change = action.history.latest("revision")
    for field in ("text", "day", "group"):
        with pytest.raises(NothingToPutBack):
            history.put_back(action, change, field, seen=action.revision, now=NOW)


def test_nothing_is_put_back_over_what_somebody_else_has_just_saved(berlin: Group) -> None:
    action = make.action(berlin, text="We go in.")
    drafting.edit(action, text="We stay.", now=NOW)
    change, seen = action.history.latest("revision"), action.revision
    drafting.edit(action, title="Another", now=NOW)
    with pytest.raises(changes.ChangedMeanwhile):
        history.put_back(action, change, "text", seen=seen, now=NOW)
    action.refresh_from_db()
    assert action.text == "We stay."


def test_the_page_shows_words_that_went_and_came_and_puts_them_back(planner: Client, berlin: Group) -> None:
    action = make.action(berlin, text="We go in quietly.")
    drafting.edit(action, text="We go in singing.", seats=70, now=NOW, role="delegate")
    page = planner.get(f"/actions/{action.slug}/history/").content.decode()
    assert "<del>quietly</del>" in page
    assert "<ins>singing</ins>" in page
    assert "a delegate" in page
    assert "<del>no limit</del> → <ins>70</ins>" in page
    assert "Written down for the first time." in page
    sent = {"field": "text", "revision": action.revision, "seen": action.revision}
    assert planner.post(f"/actions/{action.slug}/history/", sent).status_code == 302
    action.refresh_from_db()
    assert action.text == "We go in quietly."
    assert action.history.latest("revision").role == "coordinator"
    assert planner.post(f"/actions/{action.slug}/history/", sent).status_code == 409


def test_another_actions_change_is_not_put_back_here(planner: Client, berlin: Group) -> None:
    action = make.action(berlin)
    other = make.action(make.group("Warsaw", city="Warsaw"), text="Theirs.")
    drafting.edit(other, text="New.", title="Other", now=NOW)
    drafting.edit(other, text="Newer.", now=NOW)
    sent = {"field": "text", "revision": other.revision, "seen": action.revision}
    assert planner.post(f"/actions/{action.slug}/history/", sent).status_code == 404


def test_a_long_history_is_read_page_by_page_newest_first(berlin: Group, nell: Person) -> None:
    action = make.action(berlin)
    for number in range(50):
        drafting.edit(action, title=f"Title {number}", now=NOW + timedelta(minutes=number))
    seen: list[int] = []
    below: int | None = None
    while True:
        page = history.read(action, Viewer(person=nell.pk), below=below)
        seen += [chapter.change.revision for chapter in page.chapters]
        if not page.next:
            break
        below = page.next
    assert seen == list(range(52, 0, -1))


def test_a_call_that_the_reader_does_not_see_is_not_named(planner: Client, berlin: Group) -> None:
    action = make.action(berlin)
    drafting.edit(action, call=make.call("Secret days", state="draft"), now=NOW)
    page = planner.get(f"/actions/{action.slug}/history/").content.decode()
    assert "Secret days" not in page
    assert "one that you don’t see" in page


@pytest.mark.parametrize("many", [1, 3])
def test_it_takes_the_same_questions_however_long_it_is(
    berlin: Group, nell: Person, many: int, queries: Callable[[int], Any]
) -> None:
    action = make.action(berlin)
    for number in range(many):
        drafting.edit(action, call=make.call(f"Call {number}"), title=f"Title {number}", now=NOW)
    with queries(2):
        history.read(action, Viewer(person=nell.pk))


def test_two_who_save_at_once_still_see_both_versions(planner: Client, berlin: Group) -> None:
    action = make.action(berlin, text="We go in.")
    form = planner.get(f"/actions/{action.slug}/edit/").context["form"]
    answers = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    answers["place"] = "Berlin"
    drafting.edit(action, text="We stay.", now=NOW)
    second = planner.post(f"/actions/{action.slug}/edit/", answers | {"text": "We leave."})
    page = second.content.decode()
    assert second.status_code == 409
    assert "We stay." in page
    assert "We leave." in page
    action.refresh_from_db()
    assert (action.text, action.history.count()) == ("We stay.", 3)
