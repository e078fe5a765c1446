"""Who may read where to meet: every rule, for every viewer, at every hour that makes a difference."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from actions.planning import drafting
from actions.planning.models import Action
from actions.planning.taking_part import signup
from actions.planning.where import meeting_point, openings
from actions.planning.where.meeting_point import Meeting, Stop
from campaign.lib.points import Point
from campaign.web.viewer import NOBODY, Link, Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db

START = datetime(2026, 10, 9, 7, tzinfo=UTC)  # 9:00 in Berlin
EARLY, EVE, MORNING = NOW, datetime(2026, 10, 8, 16, tzinfo=UTC), START - timedelta(hours=3)  # the eve: 18:00 there
WHEN = {"early": EARLY, "before the eve": EVE - timedelta(seconds=1), "eve": EVE, "morning": MORNING}
MEETING = Meeting("Under the clock", Point(52.52, 13.41), (Stop("The bridge", Point(52.5, 13.4)), Stop("The office")))
PLAN: dict[str, Any] = {
    "meeting_point": "Under the clock",
    "meeting_latitude": 52.52,
    "meeting_longitude": 13.41,
    "route": [{"words": "The bridge", "at": [52.5, 13.4]}, {"words": "The office"}],
    "seats": 1,
}
ALL = {"nobody", "stranger", "pending", "waiting", "confirmed", "member", "organiser"}
SIGNED_UP, PLACE, NONE = {"waiting", "confirmed", "organiser"}, {"confirmed", "organiser"}, {"organiser"}
INSIDE = {"member", "organiser"}
RULES: dict[str, tuple[dict[str, Any], tuple[set[str], set[str], set[str], set[str]]]] = {
    "everyone, at once": ({}, (ALL, ALL, ALL, ALL)),
    "everyone, from three hours before": ({"meeting_point_hours": 3}, (NONE, NONE, NONE, ALL)),
    "everyone, from the evening before": ({"meeting_point_time": time(18)}, (NONE, NONE, ALL, ALL)),
    "those with a place, at once": ({"meeting_point_for": "registered"}, (PLACE, PLACE, PLACE, PLACE)),
    "those with a place, from three hours before": (
        {"meeting_point_for": "registered", "meeting_point_hours": 3},
        (NONE, NONE, NONE, PLACE),
    ),
    "the waiting list too, from the evening before": (
        {"meeting_point_for": "signed-up", "meeting_point_time": time(18)},
        (NONE, NONE, SIGNED_UP, SIGNED_UP),
    ),
    "those with a place at once, everyone three hours before": (
        {"meeting_point_for": "registered", "meeting_point_open_hours": 3},
        (PLACE, PLACE, PLACE, ALL),
    ),
    "those with a place the evening before, everyone three hours before": (
        {"meeting_point_for": "registered", "meeting_point_time": time(18), "meeting_point_open_hours": 3},
        (NONE, NONE, PLACE, ALL),
    ),
    "those who signed up at once, everyone the evening before": (
        {"meeting_point_for": "signed-up", "meeting_point_open_time": time(18)},
        (SIGNED_UP, SIGNED_UP, ALL, ALL),
    ),
    "everyone first, whatever stands under later": (
        {"meeting_point_for": "everyone", "meeting_point_time": time(18), "meeting_point_open_hours": 100},
        (NONE, NONE, ALL, ALL),
    ),
    "opened to everyone before those it is for": (
        {"meeting_point_for": "registered", "meeting_point_hours": 3, "meeting_point_open_time": time(18)},
        (NONE, NONE, ALL, ALL),
    ),
    "to be announced": ({"meeting_point_to_come": True}, (NONE, NONE, NONE, NONE)),
    "to be announced to those with a place": (
        {"meeting_point_to_come": True, "meeting_point_for": "registered"},
        (NONE, NONE, NONE, NONE),
    ),
}


def cast(action: Action) -> dict[str, Viewer]:
    """One of each; the only place is taken, so that who comes after waits."""
    olga, mara = make.person("olga"), make.person("mara")
    make.membership(action.group, olga, "organiser")
    make.membership(action.group, mara)
    ada = make.person("ada")
    signup.join(action, person=ada, now=NOW)
    return {
        "nobody": NOBODY,
        "stranger": Viewer(person=make.person("stranger").pk),
        "confirmed": Viewer(person=ada.pk),
        "waiting": Viewer(link=Link("registration", make.registered(action, "w@example.org").pk)),
        "pending": Viewer(link=Link("registration", make.requested(action, "p@example.org").pk)),
        "member": Viewer(person=mara.pk),
        "organiser": Viewer(person=olga.pk),
    }


def readers(action: Action, viewers: dict[str, Viewer], at: datetime) -> set[str]:
    told = {name: meeting_point.reveal(action, viewer, at) for name, viewer in viewers.items()}
    assert set(told.values()) <= {None, MEETING}, "words, point and route are told together, or nothing is"
    return {name for name, meeting in told.items() if meeting is not None}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_tells_whom_it_is_for_from_its_hour_on(rule: str) -> None:
    plan, expected = RULES[rule]
    action = make.action(**PLAN | plan)
    viewers = cast(action)
    assert {when: readers(action, viewers, at) for when, at in WHEN.items()} == dict(zip(WHEN, expected, strict=True))


@pytest.mark.parametrize("rule", RULES)
def test_a_groups_own_action_opens_to_its_members_and_no_farther(rule: str) -> None:
    plan, expected = RULES[rule]
    action = make.action(**PLAN | plan, visibility="group")
    olga, mara, ada = make.person("olga"), make.person("mara"), make.person("ada")
    make.membership(action.group, olga, "organiser")
    make.membership(action.group, mara)
    left = make.membership(action.group, ada)
    signup.join(action, person=ada, now=NOW)
    viewers = {"nobody": NOBODY, "confirmed": Viewer(person=ada.pk)}
    viewers |= {"member": Viewer(person=mara.pk), "organiser": Viewer(person=olga.pk)}
    inside = [one & {"confirmed", "member", "organiser"} for one in expected]
    assert [readers(action, viewers, at) for at in WHEN.values()] == inside
    left.delete()
    assert [readers(action, viewers, at) for at in WHEN.values()] == [one - {"confirmed"} for one in inside]


@pytest.mark.parametrize("rule", RULES)
def test_a_draft_tells_those_who_plan_it_alone(rule: str) -> None:
    action = make.action(**PLAN | RULES[rule][0], announced=False)
    olga = make.person("olga")
    make.membership(action.group, olga, "organiser")
    viewers = {"nobody": NOBODY, "stranger": Viewer(person=make.person("stranger").pk)}
    viewers["organiser"] = Viewer(person=olga.pk)
    assert [readers(action, viewers, at) for at in WHEN.values()] == [{"organiser"}] * 4


@pytest.mark.parametrize("rule", [name for name, (plan, _) in RULES.items() if "meeting_point_time" in plan])
def test_postponed_no_hour_comes(rule: str) -> None:
    action = make.action(**PLAN | RULES[rule][0])
    drafting.postpone(action, now=NOW)
    assert meeting_point.reveal(action, NOBODY, START) is None


@pytest.mark.parametrize("rule", RULES)
def test_what_a_mail_to_somebody_with_a_place_tells_is_what_she_may_read(rule: str) -> None:
    plan, expected = RULES[rule]
    action = make.action(**PLAN | plan)
    told = [meeting_point.reveal_to_registered(action, at) is not None for at in WHEN.values()]
    assert told == ["confirmed" in one for one in expected]


@pytest.mark.parametrize("rule", RULES)
def test_it_counts_as_a_change_when_it_becomes_everybodys(rule: str) -> None:
    plan, expected = RULES[rule]
    action = make.action(**PLAN | plan)
    opens = [at for at, one in zip(WHEN.values(), expected, strict=True) if one == ALL]
    late = bool(opens) and opens[0] != EARLY
    assert action.meeting_point_due == (opens[0] if late else None)
    assert meeting_point.sweep(START) == int(late)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({}, ""),
        ({"meeting_point_to_come": True}, "to be announced"),
        ({"meeting_point_time": time(18)}, "told here from Thursday 8 October, 18:00"),
        ({"meeting_point_for": "signed-up"}, "told to those who have signed up"),
        (
            {"meeting_point_for": "registered", "meeting_point_open_hours": 3},
            "told to those who have signed up; told here from Friday 9 October, 06:00",
        ),
        (
            {"meeting_point_for": "registered", "meeting_point_time": time(18), "meeting_point_open_hours": 3},
            "told to those who have signed up, from Thursday 8 October, 18:00; told here from Friday 9 October, 06:00",
        ),
        (
            {"meeting_point_time": time(18), "day": None, "time": None, "end_time": None},
            "told here from 18:00 of the day before",
        ),
    ],
)
def test_who_may_not_read_it_reads_when_it_is_told_and_to_whom(plan: dict[str, Any], words: str) -> None:
    assert meeting_point.words(make.action(**PLAN | plan), NOW) == words


def test_the_evening_before_is_by_the_clock_there_across_a_change_of_clocks() -> None:
    action = make.action(day=date(2026, 10, 25), meeting_point="The bridge", meeting_point_time=time(18))
    assert openings.for_everyone(action) == datetime(2026, 10, 24, 16, tzinfo=UTC)  # summer time still
    assert action.starts == datetime(2026, 10, 25, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "changed",
    [
        {"meeting_latitude": 52.6},
        {"route": [{"words": "The office"}]},
        {"meeting_point_to_come": True},
        {"meeting_point": "At the bridge"},
    ],
)
def test_another_point_or_route_is_told_like_another_meeting_point(changed: dict[str, Any]) -> None:
    action = make.action(**PLAN)
    before = bytes(action.editions.get(sequence=0).meeting_point_index)
    drafting.edit(action, now=NOW, **changed)
    assert (action.sequence, action.notice_due is not None) == (1, True)
    assert bytes(action.editions.get(sequence=1).meeting_point_index) != before


def test_the_same_point_and_route_again_is_no_change() -> None:
    action = make.action(**PLAN)
    drafting.edit(action, now=NOW, route=[dict(stop) for stop in PLAN["route"]], meeting_latitude=52.52)
    assert action.sequence == 0
