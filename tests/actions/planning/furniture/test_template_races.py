"""Templates, shifts and checklists, when two change them at once, on real connections."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from functools import partial

import pytest

from actions.planning import drafting
from actions.planning.furniture import checklist, shifts, templating
from actions.planning.furniture.checklist import Due
from actions.planning.furniture.shifts import Far, Work
from actions.planning.kinds.pattern import Pattern
from actions.planning.models import Action, ChecklistItem, Shift, Template
from campaign.groups.models import Group, Membership
from campaign.lib import clock
from tests import make
from tests.campaign.groups.test_races import at_once, both_begun

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]
DAY = date(2046, 10, 9)
KITCHEN = Work("Kitchen", time(8), time(12), 2, 4)


def house(group: Group | None = None) -> Action:
    return make.action(group or make.group(), now=clock.now(), day=DAY, open_ended=True, end_time=None)


def failures(results: list[object]) -> list[str]:
    return [type(one).__name__ for one in results if isinstance(one, Exception)]


def test_of_two_who_change_a_groups_template_at_once_one_is_told() -> None:
    berlin = make.group()

    def save(title: str) -> Callable[[], object]:
        return lambda: templating.change(berlin, "vigil", Pattern(title=title), seen=0)

    assert failures(both_begun(berlin, save("One"), save("Another"))) == ["Overtaken"]
    assert Template.objects.count() == 1


def test_of_two_who_change_the_networks_template_at_once_one_is_told() -> None:
    results = at_once(*(partial(templating.change, None, "vigil", Pattern(title=title)) for title in ("One", "Two")))
    assert failures(results) == ["Overtaken"]
    assert Template.objects.count() == 1


def test_of_two_who_keep_an_action_under_one_name_one_is_told() -> None:
    action = house()
    keep = partial(templating.keep, action, name="Our house")
    assert failures(both_begun(action.group, keep, keep)) == ["NameTaken"]


def test_of_two_who_take_something_on_at_once_one_has_it() -> None:
    action = house()
    item = checklist.add(action, title="Fetch the key", due=Due())
    places = [Membership.objects.get(group=action.group)]
    places.append(make.membership(action.group, make.person("Kim"), "organiser"))
    assert sorted(map(str, at_once(*(partial(checklist.take_on, item, place) for place in places)))) == [
        "False",
        "True",
    ]
    assert ChecklistItem.objects.get().owner in places


def test_of_two_who_change_one_shift_at_once_one_is_told() -> None:
    action = house()
    shifts.plan(action, KITCHEN, shifts.run_of(DAY, date(2046, 10, 11)))
    first = action.shifts.first()
    assert first is not None
    deeds = [
        partial(
            shifts.change, Shift.objects.get(pk=first.pk), replace(KITCHEN, most=most), day=DAY, far=Far.ALL, seen=1
        )
        for most in (6, 9)
    ]
    results = at_once(*deeds)
    assert failures(results) == ["Overtaken"]
    assert len(set(action.shifts.values_list("most", flat=True))) == 1


def test_a_shift_planned_while_the_action_moves_is_on_its_day() -> None:
    """Whichever comes first: it moves along, or is planned on the day that was typed; none is lost or moved twice."""
    action = house()
    shifts.plan(action, KITCHEN, [DAY])
    door = replace(KITCHEN, title="Door")
    at_once(
        partial(shifts.plan, Action.objects.get(), door, [DAY]),
        partial(drafting.edit, Action.objects.get(), day=date(2046, 10, 19)),
    )
    assert [one.day for one in Shift.objects.filter(title="Kitchen")] == [date(2046, 10, 19)]
    assert Shift.objects.get(title="Door").day in (DAY, date(2046, 10, 19))
