"""Who may read where to meet, and when."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from actions.planning import cancellation, drafting
from actions.planning.models import Action
from actions.planning.taking_part import signup
from actions.planning.where import meeting_point
from actions.planning.where.meeting_point import Meeting
from campaign.web import revisions
from campaign.web.viewer import NOBODY, Link, Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
POINT = "Under the clock"


def hidden(**plan: Any) -> Action:
    return make.action(**({"meeting_point": POINT, "meeting_point_for": "registered"} | plan))


def read(action: Action, viewer: Viewer, at: datetime) -> str | None:
    told = meeting_point.reveal(action, viewer, at)
    return None if told is None else told.words


def start(action: Action) -> Any:
    assert action.starts
    return action.starts


def test_a_public_one_is_everybodys() -> None:
    action = make.action(meeting_point=POINT)
    assert read(action, NOBODY, NOW) == POINT
    assert meeting_point.words(action, NOW) == ""


def test_one_for_those_who_have_signed_up_is_nobody_elses() -> None:
    action = hidden()
    assert read(action, NOBODY, NOW) is None
    assert read(action, Viewer(person=make.person("stranger").pk), NOW) is None
    assert meeting_point.words(action, NOW) == "told to those who have signed up"


def test_who_has_a_place_reads_it_by_account_and_by_link() -> None:
    action = hidden()
    person = make.person("ada")
    signup.join(action, person=person, now=NOW)
    by_link = Link("registration", make.registered(action).pk)
    assert read(action, Viewer(person=person.pk), NOW) == POINT
    assert read(action, Viewer(link=by_link), NOW) == POINT


def test_a_link_to_another_action_opens_nothing_here() -> None:
    group = make.group()
    action, other = make.action(group, meeting_point=POINT, meeting_point_for="registered"), make.action(group)
    link = Link("registration", make.registered(other).pk)
    assert read(action, Viewer(link=link), NOW) is None


@pytest.mark.parametrize("state", ["pending", "waiting", "cancelled"])
def test_who_has_no_place_does_not(state: str) -> None:
    action = hidden(seats=1)
    if state == "waiting":
        make.registered(action, "first@example.org")
    registration = make.requested(action)
    if state != "pending":
        signup.confirm(registration, now=NOW)
    if state == "cancelled":
        signup.withdraw(registration, now=NOW)
    assert registration.state == state
    assert read(action, Viewer(link=Link("registration", registration.pk)), NOW) is None


def test_it_is_told_from_its_hour_on() -> None:
    action = hidden(meeting_point_hours=12)
    viewer = Viewer(link=Link("registration", make.registered(action).pk))
    hour = start(action) - timedelta(hours=12)
    assert read(action, viewer, hour - timedelta(seconds=1)) is None
    assert read(action, viewer, hour) == POINT
    assert (
        meeting_point.words(action, hour - timedelta(days=1)) == "told to those who have signed up, from Thursday 21:00"
    )


def test_without_a_day_its_hour_never_comes() -> None:
    action = hidden(meeting_point_hours=12, day=None, time=None, end_time=None)
    viewer = Viewer(link=Link("registration", make.registered(action).pk))
    assert read(action, viewer, NOW + timedelta(days=99)) is None


def test_postponed_its_hour_does_not_come() -> None:
    action = hidden(meeting_point_hours=12)
    viewer = Viewer(link=Link("registration", make.registered(action).pk))
    drafting.postpone(action, now=NOW)
    assert read(action, viewer, start(action)) is None


def test_who_plans_always_reads_it_even_in_a_draft() -> None:
    olga = make.person("Olga")
    action = make.action(make.group(by=olga), announced=False, meeting_point=POINT, meeting_point_hours=1)
    assert read(action, Viewer(person=olga.pk), NOW) == POINT
    assert read(action, NOBODY, NOW) is None


def test_a_groups_own_action_tells_its_members_only() -> None:
    group, member = make.group(), make.person("member")
    make.membership(group, member)
    action = make.action(group, meeting_point=POINT, visibility="group")
    assert read(action, NOBODY, NOW) is None
    assert read(action, Viewer(person=make.person("stranger").pk), NOW) is None
    assert read(action, Viewer(person=member.pk), NOW) == POINT


def test_a_withdrawn_action_has_none() -> None:
    action = make.action(meeting_point=POINT)
    cancellation.withdraw(action, now=NOW)
    assert read(action, NOBODY, NOW) is None


def test_when_a_public_ones_hour_comes_one_change_is_counted() -> None:
    action = make.action(meeting_point=POINT, meeting_point_hours=24)
    hour = start(action) - timedelta(hours=24)
    before, counted = action.revision, revisions.current("all")
    assert meeting_point.sweep(hour - timedelta(seconds=1)) == 0
    assert [meeting_point.sweep(hour), meeting_point.sweep(hour)] == [1, 0]
    action.refresh_from_db()
    assert (action.revision, action.sequence, action.changed_at) == (before + 1, 0, hour)
    assert revisions.current("all") == counted + 1


def test_one_for_those_who_have_signed_up_counts_no_change() -> None:
    action = hidden(meeting_point_hours=24)
    assert meeting_point.sweep(start(action)) == 0


def test_many_are_read_with_as_many_queries_as_one(queries: Callable[[int], Any]) -> None:
    group, person = make.group(), make.person("ada")
    actions = [make.action(group, meeting_point=POINT, meeting_point_for="registered") for _ in range(3)]
    for action in actions:
        signup.join(action, person=person, now=NOW)
    for some in (actions[:1], actions):
        with queries(2):
            assert meeting_point.reveal_many(some, Viewer(person=person.pk), NOW) == {
                one.pk: Meeting(POINT) for one in some
            }
