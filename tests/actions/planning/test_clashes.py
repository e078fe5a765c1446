"""What else is on that day: in the same town, with the groups that host it; never what the viewer may not see."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from actions.planning import cancellation, clashes, drafting
from actions.planning.hosting import cohosting
from actions.planning.models import Action
from campaign.calls.editing import OtherDate
from campaign.groups.models import Group
from campaign.people.models import Person
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 9)


@pytest.fixture
def ann() -> Person:
    return make.person("ann")


@pytest.fixture
def berlin(ann: Person) -> Group:
    return make.group("Berlin", by=ann)


@pytest.fixture
def others() -> Group:
    return make.group("Others")


@pytest.fixture
def mine(berlin: Group) -> Action:
    return make.action(berlin, title="Mine", announced=False)


def found(action: Action, viewer: Person) -> list[tuple[str, bool]]:
    return [(clash.title, clash.overlaps) for clash in clashes.of(action, Viewer(person=viewer.pk)) or []]


def test_what_is_on_in_the_same_town_at_the_same_hours_comes_first(mine: Action, others: Group, ann: Person) -> None:
    make.action(others, title="Early", time=time(6), end_time=time(9))
    make.action(others, title="Overlaps", time=time(15, 59), end_time=time(20))
    make.action(others, title="Late", time=time(16), end_time=time(20))
    assert found(mine, ann) == [("Overlaps", True), ("Early", False), ("Late", False)]


def test_what_is_on_elsewhere_or_on_another_day_is_none(mine: Action, others: Group, ann: Person) -> None:
    make.action(others, title="In Paris", place=make.place("Paris"))
    make.action(others, title="The day after", day=date(2026, 10, 10))
    make.action(others, title="No day yet", day=None, time=None, end_time=None)
    assert found(mine, ann) == []


def test_what_its_hosts_do_elsewhere_is_one(mine: Action, others: Group, ann: Person) -> None:
    make.action(others, title="In Paris", place=make.place("Paris"))
    cohost = cohosting.invite(mine, others, now=NOW)
    assert found(mine, ann) == [("In Paris", True)]
    cohosting.decline(cohost, now=NOW)
    assert found(mine, ann) == []


def test_what_others_only_draft_or_keep_to_themselves_never_appears(mine: Action, others: Group, ann: Person) -> None:
    make.action(others, title="Hidden draft", announced=False)
    make.action(others, title="For members", visibility="group")
    cohosting.accept(cohosting.invite(mine, others, now=NOW), now=NOW)
    assert found(mine, ann) == []
    make.membership(others, ann)
    assert found(mine, ann) == [("For members", True)]


def test_one_s_own_drafts_appear_and_are_called_so(mine: Action, berlin: Group, ann: Person) -> None:
    make.action(berlin, title="Another draft", announced=False)
    (clash,) = clashes.of(mine, Viewer(person=ann.pk)) or []
    assert (clash.title, clash.draft) == ("Another draft", True)


def test_what_is_cancelled_or_postponed_is_in_nobody_s_way(mine: Action, others: Group, ann: Person) -> None:
    cancellation.cancel(make.action(others, title="Cancelled"), reason="", now=NOW)
    drafting.postpone(make.action(others, title="Postponed"), now=NOW)
    cancellation.withdraw(make.action(others, title="Withdrawn"), now=NOW)
    assert found(mine, ann) == []


def test_what_goes_on_for_days_or_past_midnight_is_on_that_day_too(mine: Action, others: Group, ann: Person) -> None:
    make.action(others, title="Days", day=date(2026, 10, 7), end_day=date(2026, 10, 9))
    make.action(others, title="Over", day=date(2026, 10, 7), end_day=date(2026, 10, 8))
    make.action(others, title="Night", day=date(2026, 10, 8), time=time(22), end_time=time(5))
    make.action(others, title="Evening", day=date(2026, 10, 8), time=time(20), end_time=time(22))
    make.action(others, title="Open", day=date(2026, 9, 20), open_ended=True, end_time=None)
    assert found(mine, ann) == [("Days", True), ("Open", False), ("Night", False)]


def test_what_has_no_hour_yet_is_on_the_same_day_and_no_more(mine: Action, others: Group, ann: Person) -> None:
    make.action(others, title="Some time", time=None, end_time=None)
    assert found(mine, ann) == [("Some time", False)]


def test_days_and_key_dates_of_other_calls_are_named(mine: Action, ann: Person) -> None:
    make.call("Another call", days=(DAY,), key_dates=(OtherDate(DAY, "A court decides"),))
    make.call("Hidden call", state="draft", days=(DAY,), key_dates=(OtherDate(DAY, "A hidden date"),))
    make.call("On another day", days=(date(2026, 10, 10),))
    assert found(mine, ann) == [("Another call", False), ("A court decides", False)]


def test_without_a_day_there_is_nothing_to_say(berlin: Group, ann: Person) -> None:
    action = make.action(berlin, announced=False, day=None, time=None, end_time=None)
    assert clashes.of(action, Viewer(person=ann.pk)) is None


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_the_same_queries_however_much_is_on(
    number: int, mine: Action, others: Group, ann: Person, queries: Callable[[int], Any]
) -> None:
    for place in range(number):
        action = make.action(others, title=f"Number {place}")
        cohosting.accept(cohosting.invite(action, make.group(f"Group {place}"), now=NOW), now=NOW)
        make.call(f"Call {place}", days=(DAY,), key_dates=(OtherDate(DAY, f"Date {place}"),))
    with queries(7):
        assert len(found(mine, ann)) == 3 * number


def page(client: Client, ann: Person) -> Client:
    client.force_login(ann)
    return client


def test_the_form_says_so_where_the_draft_stands_and_before_it_is_announced(
    client: Client, mine: Action, others: Group, ann: Person
) -> None:
    make.action(others, title="Overlaps")
    for address in ("edit", "announce"):
        answer = page(client, ann).get(f"/actions/{mine.slug}/{address}/").text
        assert "Overlaps" in answer
        assert "At the same hours" in answer


def test_asked_while_planning_nothing_is_saved_and_nothing_typed_is_lost(
    client: Client, berlin: Group, others: Group, ann: Person
) -> None:
    make.action(others, title="Overlaps")
    typed = {"kind": "vigil", "title": "", "text": "A long thought", "place": "Berlin", "day": "2026-10-09"}
    answer = page(client, ann).post("/actions/new/?kind=vigil", typed | {"time": "10:00", "clashes": "1"})
    assert "Overlaps" in answer.text
    assert "A long thought" in answer.text
    assert "Please check" not in answer.text
    assert not Action.objects.filter(group=berlin).exists()


def test_asked_while_editing_it_is_about_the_day_that_was_typed(
    client: Client, mine: Action, others: Group, ann: Person
) -> None:
    make.action(others, title="On the other day", day=date(2026, 10, 12))
    form = page(client, ann).get(f"/actions/{mine.slug}/edit/").context["form"]
    typed = {name: value for name, value in form.initial.items() if value is not None}
    typed |= {"day": "2026-10-12", "title": "Another title", "time": "09:00", "end_time": "16:00", "clashes": "1"}
    answer = page(client, ann).post(f"/actions/{mine.slug}/edit/", typed)
    assert "On the other day" in answer.text
    assert "Another title" in answer.text
    mine.refresh_from_db()
    assert (mine.title, mine.day) == ("Mine", DAY)


def test_asked_while_postponing_it_is_about_the_new_day_and_nothing_is_moved(
    client: Client, berlin: Group, others: Group, ann: Person
) -> None:
    action = make.action(berlin, title="Mine", slug="mine-too")
    make.action(others, title="On the new day", day=date(2026, 10, 12))
    typed = {"day": "2026-10-12", "reason": "Rain", "clashes": "1"}
    answer = page(client, ann).post("/actions/mine-too/postpone/", typed)
    assert "On the new day" in answer.text
    assert "At the same hours" in answer.text
    assert "Rain" in answer.text
    action.refresh_from_db()
    assert (action.day, action.state, action.reason) == (DAY, "announced", "")
    assert "As soon as there is a day" in client.post("/actions/mine-too/postpone/", typed | {"day": ""}).text


def test_what_is_hidden_stays_so_whatever_is_typed(client: Client, mine: Action, others: Group, ann: Person) -> None:
    make.action(others, title="Hidden draft", announced=False)
    typed = {"title": "x", "place": "Berlin", "day": "2026-10-09", "clashes": "1"}
    for address in ("/actions/new/?kind=vigil", f"/actions/{mine.slug}/edit/"):
        assert "Hidden draft" not in page(client, ann).post(address, typed).text
