"""What has to be done, by whom and until when."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from actions.planning import cancellation
from actions.planning.furniture import checklist
from actions.planning.furniture.checklist import Due
from actions.planning.kinds.pattern import Task
from actions.planning.models import Action, ChecklistItem
from campaign.groups import membership as memberships
from campaign.groups.models import Membership
from campaign.people.models import Person
from campaign.web.viewer import Viewer
from tests import make

pytestmark = pytest.mark.django_db
BEFORE = Due(days=2, at=time(18))  # Wednesday 7 October, 18:00 in Berlin


@pytest.fixture
def action(olga: Person) -> Action:
    return make.action(make.group(by=olga))


def place(action: Action, person: Person) -> Membership:
    return Membership.objects.get(group=action.group, person=person)


def line(action: Action, viewer: Person, at: datetime) -> checklist.Line:
    return checklist.lines(action, Viewer(person=viewer.pk), at)[0]


def test_it_is_due_on_the_wall_clock_of_the_action(action: Action) -> None:
    item = checklist.add(action, title="Fetch the key", due=BEFORE)
    assert (item.due_day, item.due_time) == (date(2026, 10, 7), time(18))
    assert checklist.deadline(item, action.zone) == datetime(2026, 10, 7, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "marks"),
    [
        (datetime(2026, 10, 4, 15, 59, tzinfo=UTC), (False, False)),
        (datetime(2026, 10, 4, 16, 1, tzinfo=UTC), (True, False)),
        (datetime(2026, 10, 7, 15, 59, tzinfo=UTC), (True, False)),
        (datetime(2026, 10, 7, 16, tzinfo=UTC), (False, True)),
    ],
)
def test_it_is_marked_three_days_before_and_when_it_is_overdue(
    action: Action, olga: Person, at: datetime, marks: tuple[bool, bool]
) -> None:
    item = checklist.add(action, title="Fetch the key", due=BEFORE)
    found = line(action, olga, at)
    assert (found.soon, found.overdue) == marks
    checklist.tick(item)
    done = line(action, olga, at)
    assert (done.soon, done.overdue) == (False, False)


def test_without_an_hour_it_is_overdue_when_the_day_is(action: Action, olga: Person) -> None:
    checklist.add(action, title="Paint", due=Due(day=date(2026, 10, 7)))
    assert not line(action, olga, datetime(2026, 10, 7, 21, 59, tzinfo=UTC)).overdue
    assert line(action, olga, datetime(2026, 10, 7, 22, tzinfo=UTC)).overdue


def test_the_tally_counts_what_is_open_and_what_is_late(action: Action) -> None:
    first = checklist.add(action, title="One", due=BEFORE)
    checklist.add(action, title="Two", due=BEFORE)
    checklist.add(action, title="Three", due=Due())
    checklist.tick(first)
    counted = checklist.tally(action, datetime(2026, 10, 8, tzinfo=UTC))
    assert (counted.all, counted.done, counted.open, counted.overdue) == (3, 1, 2, 1)


def test_what_is_done_stands_below_what_is_to_do_each_by_its_day(action: Action, olga: Person) -> None:
    late = checklist.add(action, title="late", due=Due(days=1))
    checklist.add(action, title="whenever", due=Due())
    checklist.add(action, title="early", due=Due(days=5))
    checklist.add(action, title="done", due=Due(days=9))
    checklist.tick(ChecklistItem.objects.get(title="done"))
    titles = [one.item.title for one in checklist.lines(action, Viewer(person=olga.pk), make.NOW)]
    assert titles == ["early", late.title, "whenever", "done"]


def test_of_two_who_take_it_on_one_has_it(action: Action, olga: Person) -> None:
    item = checklist.add(action, title="Fetch the key", due=Due())
    kim = make.membership(action.group, make.person("Kim"), "organiser")
    assert checklist.take_on(item, place(action, olga))
    assert not checklist.take_on(item, kim)
    checklist.let_go(item, kim)
    assert line(action, olga, make.NOW).owner == "Olga"
    checklist.let_go(item, place(action, olga))
    assert line(action, olga, make.NOW).owner == ""


def test_who_leaves_leaves_it_without_an_owner(action: Action, olga: Person) -> None:
    kim = make.membership(action.group, make.person("Kim"), "organiser")
    checklist.add(action, title="Fetch the key", due=Due(), owner=kim)
    assert line(action, olga, make.NOW).owner == "Kim"
    memberships.leave(kim)
    assert line(action, olga, make.NOW).owner == ""


def test_who_is_erased_leaves_it_without_an_owner(action: Action, olga: Person) -> None:
    kim = make.person("Kim")
    checklist.add(action, title="Fetch the key", due=Due(), owner=make.membership(action.group, kim, "organiser"))
    kim.delete()
    assert line(action, olga, make.NOW).owner == ""


def test_nobody_outside_a_group_reads_who_of_it_has_taken_something_on(action: Action, olga: Person) -> None:
    checklist.add(action, title="Fetch the key", due=Due(), owner=place(action, olga))
    assert line(action, make.person("Somebody"), make.NOW).owner == "somebody of another group"


def test_only_those_who_plan_can_take_something_on_and_only_inside_are_they_named(action: Action, olga: Person) -> None:
    make.membership(action.group, make.person("Member"))
    make.membership(action.group, make.person("Kim"), "organiser")
    names = [str(one.person) for one in checklist.candidates(action, Viewer(person=olga.pk))]
    assert names == ["Olga", "Kim"]
    assert not checklist.candidates(action, Viewer(person=make.person("Somebody").pk))


def test_of_two_who_change_it_at_once_the_second_is_told(action: Action) -> None:
    item = checklist.add(action, title="Fetch the key", due=BEFORE)
    checklist.change(item, title="Fetch both keys", due=BEFORE, owner=None, seen=1)
    with pytest.raises(checklist.Overtaken) as told:
        checklist.change(item, title="Fetch a key", due=BEFORE, owner=None, seen=1)
    assert told.value.item is not None
    assert told.value.item.title == "Fetch both keys"
    checklist.drop(item)
    with pytest.raises(checklist.Overtaken) as gone:
        checklist.change(item, title="Fetch a key", due=BEFORE, owner=None, seen=2)
    assert gone.value.item is None


def test_what_is_due_by_hand_no_longer_follows_a_rule(action: Action) -> None:
    item = checklist.add(action, title="Fetch the key", due=BEFORE)
    changed = checklist.change(item, title=item.title, due=Due(day=date(2026, 9, 30)), owner=None, seen=1)
    assert (changed.follows, changed.due_day, changed.due_time) == (False, date(2026, 9, 30), None)
    assert checklist.due_of(changed) == Due(day=date(2026, 9, 30))


def test_my_overdue_items_are_those_i_took_on_of_actions_i_may_change(action: Action, olga: Person) -> None:
    later = datetime(2026, 10, 8, tzinfo=UTC)
    mine = checklist.add(action, title="Mine", due=BEFORE, owner=place(action, olga))
    kim = make.membership(action.group, make.person("Kim"), "organiser")
    checklist.add(action, title="Kim's", due=BEFORE, owner=kim)
    viewer = Viewer(person=olga.pk)
    assert checklist.overdue_of(viewer, later) == [mine]
    assert checklist.overdue_of(viewer, later - timedelta(days=3)) == []
    assert len(checklist.overdue_of(Viewer(person=kim.person_id), later)) == 1
    memberships.set_role(kim, "member")
    assert checklist.overdue_of(Viewer(person=kim.person_id), later) == []
    cancellation.cancel(action, reason="Rain", now=make.NOW)
    assert checklist.overdue_of(viewer, later) == []


def test_what_a_pattern_brings_is_added_once(action: Action) -> None:
    tasks = (Task("One", days=1), Task("Two"))
    checklist.add(action, title="Two", due=Due())
    assert (checklist.add_all(action, tasks), checklist.add_all(action, tasks)) == (1, 0)


def test_a_list_grows_no_longer_than_anybody_looks_through(action: Action, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checklist, "MOST", 1)
    checklist.add(action, title="One", due=Due())
    with pytest.raises(checklist.TooMany):
        checklist.add(action, title="Two", due=Due())
    with pytest.raises(checklist.TooMany):
        checklist.add_all(action, [Task("Two")])
    assert ChecklistItem.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"days_before": 1, "hours_before": 1}, {"due_time": time(9)}])
def test_the_database_refuses_two_rules_and_an_hour_without_a_day(action: Action, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ChecklistItem.objects.create(action=action, title="One", **wrong)
