"""A person's own page."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from actions.me import agenda
from actions.planning import cancellation
from actions.planning.models import Action, Registration, Shift, ShiftPlace
from actions.planning.taking_part import shift_places, signup
from campaign.groups import asking, handover
from campaign.people.models import Person
from campaign.web.models import Network
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return make.person("ann")


@pytest.fixture
def page(ann: Person) -> Client:
    client = Client()
    client.force_login(ann)
    return client


def test_a_newcomer_is_led_to_a_first_step(page: Client) -> None:
    text = page.get("/me/").text
    assert all(words in text for words in ("Find an action", "Find one near you", "found one", "You gave no address"))


def test_an_address_that_waits_for_its_link_is_no_missing_one() -> None:
    client = Client()
    client.force_login(make.person("bob", address="bob@example.org", verified=False))
    text = client.get("/me/").text
    assert "Your address waits for its link" in text
    assert "You gave no address" not in text


def test_a_visitor_is_sent_to_sign_in_and_back() -> None:
    assert Client().get("/me/").headers["Location"] == "/accounts/login/?next=/me/"


def test_what_she_signed_up_for_stands_day_by_day(ann: Person) -> None:
    group = make.group()
    later = make.action(group, title="Later", day=date(2026, 10, 11))
    first = make.action(group, title="First")
    second = make.action(group, title="Second", time=None, end_time=None)
    someday = make.action(group, title="Someday", day=None, time=None, end_time=None)
    for action in (someday, later, second, first):
        signup.join(action, person=ann, now=NOW)
    days = agenda.of(Viewer(ann.pk), NOW).days
    assert [[entry.action.title for entry in day.entries] for day in days] == [
        ["Second", "First"],
        ["Later"],
        ["Someday"],
    ]


def test_what_is_over_or_cancelled_by_her_is_gone_and_what_others_signed_up_for_never_came(ann: Person) -> None:
    group, bob = make.group(), make.person("bob")
    been, left, foreign = (make.action(group, title=title) for title in ("Been", "Left", "Foreign"))
    signup.join(been, person=ann, now=NOW)
    signup.withdraw(signup.join(left, person=ann, now=NOW), now=NOW)
    signup.join(foreign, person=bob, now=NOW)
    assert [day.entries[0].action.title for day in agenda.of(Viewer(ann.pk), NOW).days] == ["Been"]
    assert been.ends is not None
    assert not agenda.of(Viewer(ann.pk), been.ends + timedelta(seconds=1)).days


def test_a_cancelled_action_says_so_and_why(page: Client, ann: Person) -> None:
    action = make.action()
    signup.join(action, person=ann, now=NOW)
    cancellation.cancel(action, reason="The hall is closed", now=NOW)
    days = agenda.of(Viewer(ann.pk), NOW).days
    assert days[0].entries[0].gone


def test_within_a_day_it_stands_at_the_top_with_its_meeting_point(ann: Person) -> None:
    action = make.action(meeting_point="The bridge", meeting_point_for="registered", meeting_point_hours=12)
    signup.join(action, person=ann, now=NOW)
    assert action.starts is not None
    near = {hours: agenda.of(Viewer(ann.pk), action.starts - timedelta(hours=hours)).soon for hours in (25, 24, 11)}
    assert [[str(entry.meeting_point or "") for entry in soon] for soon in near.values()] == [[], [""], ["The bridge"]]


def test_drafts_stand_with_those_who_plan_only(ann: Person) -> None:
    group, bob = make.group(), make.person("bob")
    make.membership(group, ann, "organiser")
    make.membership(group, bob)
    make.action(group, announced=False, title="Draft")
    assert [one.action.title for one in agenda.of(Viewer(ann.pk), NOW).drafts] == ["Draft"]
    assert not agenda.of(Viewer(bob.pk), NOW).drafts


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_however_much_is_on_it(
    page: Client, ann: Person, number: int, queries: Any, time_machine: Any
) -> None:
    time_machine.move_to(NOW)
    for one in range(number):
        group = make.group(f"Group {one}", by=ann)
        action = make.action(group, meeting_point="The bridge", meeting_point_for="registered")
        make.action(group, announced=False)
        mine = signup.join(action, person=ann, now=NOW)
        shift_places.take(mine, _work(action, "Kitchen", 8).pk, now=NOW)
        make.series(make.action(group, announced=False), until=date(2026, 10, 16))
    page.get("/me/")
    with queries(28):
        page.get("/me/")


def test_a_series_stands_once_and_says_how_many_more_there_are(page: Client, ann: Person) -> None:
    group = make.group(by=ann)
    make.action(group, title="Alone", announced=False)
    weekly = make.series(make.action(group, title="Weekly", announced=False), until=date(2026, 10, 30))
    mine = agenda.of(Viewer(ann.pk), NOW)
    assert {one.action.title: one.more for one in mine.drafts} == {"Alone": 0, "Weekly": 3}
    assert [one.action.day for one in mine.drafts if one.more] == [weekly.day]
    with travel(NOW, tick=False):
        assert "and 3 dates more" in page.get("/me/").text


def test_an_offer_stands_there_with_its_limit(page: Client, ann: Person) -> None:
    mine = signup.join(make.action(), person=ann, now=NOW)
    until = NOW + timedelta(hours=3)
    Registration.objects.filter(pk=mine.pk).update(state="offered", line=1, offered_until=until)
    with travel(NOW, tick=False):
        text = " ".join(page.get("/me/").text.split())
    assert "A place is offered to you until Tuesday 1 September 2026, 17:00 (Berlin time)." in text
    assert "Do you still come?" not in text


def test_who_is_unsure_is_asked_there_and_her_shifts_are_named(page: Client, ann: Person) -> None:
    action = make.action()
    mine = signup.join(action, person=ann, now=NOW)
    shift_places.take(mine, _work(action, "Kitchen", 8).pk, now=NOW)
    ShiftPlace.objects.create(shift=_work(action, "Bar", 14), registration=mine)  # wished for, not held
    Registration.objects.filter(pk=mine.pk).update(unsure_until=NOW + timedelta(hours=3))
    with travel(NOW, tick=False):
        text = " ".join(page.get("/me/").text.split())
    assert "Do you still come? Say so by Tuesday 1 September 2026, 17:00 (Berlin time)" in text
    assert "Your shift: Kitchen, Friday 9 October, 8:00–12:00" in text
    assert "Bar," not in text


def _work(action: Action, title: str, hour: int) -> Shift:
    assert action.day is not None
    hours = {"day": action.day, "time": time(hour), "end_time": time(hour + 4)}
    return Shift.objects.create(action=action, title=title, most=4, **hours)


def test_what_her_groups_wait_for_stands_here_for_whoever_gets_no_mail(page: Client, ann: Person) -> None:
    berlin = make.group(by=ann, joining="request")
    asking.ask(berlin, make.person("bob"))
    lyon = make.group("Lyon", city="Lyon")
    giver = lyon.memberships.get()
    handover.offer(giver, make.membership(lyon, ann))
    asking.ask(make.group("Paris", city="Paris", joining="request"), ann)
    text = " ".join(page.get("/me/").text.split())
    assert "1 person asks to join Berlin" in text
    assert f"{giver.person} asks you to coordinate Lyon" in text
    assert "You have asked to join Paris" in text
    assert "await your answer" not in text


def test_a_group_that_awaits_approval_leads_to_nothing_that_is_not_there(page: Client, ann: Person) -> None:
    Network.objects.update(founding="approval")
    make.group(by=ann)
    text = page.get("/me/").text
    assert ("awaits approval" in text, "/groups/berlin/members/" in text) == (True, False)
    page.force_login(make.person("cleo", network_role="coordinator"))
    assert "1 group awaits your answer" in page.get("/me/").text
