"""Several groups host one action: asked, answered, parted, the lead handed over."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from actions.planning import cancellation, drafting
from actions.planning.hosting import cohosting
from actions.planning.models import Action, Cohost
from actions.planning.taking_part import retention, signup
from campaign.groups.models import Group
from campaign.mail.models import Delivery
from campaign.people.models import Person
from campaign.web import revisions
from campaign.web.viewer import NOBODY, Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def berlin() -> Group:
    return make.group("Berlin", by=make.person("berlin", address="berlin@example.org"))


@pytest.fixture
def warsaw() -> Group:
    return make.group("Warsaw", city="Warsaw", by=make.person("warsaw", address="warsaw@example.org"))


def viewer(pseudonym: str) -> Viewer:
    return Viewer(person=Person.objects.get(pseudonym=pseudonym).pk)


def hosting(action: Action) -> list[str]:
    return [group.name for group in Action.objects.with_hosts().get(pk=action.pk).hosts]


def seen(name: str, action: Action) -> tuple[bool, bool, bool]:
    """Whether somebody sees, changes and leads it."""
    who = viewer(name)
    scopes = (Action.objects.visible_to(who), Action.objects.changeable_by(who), Action.objects.led_by(who))
    see, change, lead = (scope.filter(pk=action.pk).exists() for scope in scopes)
    return see, change, lead


def test_a_group_that_is_asked_sees_the_draft_and_changes_nothing(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin, announced=False)
    assert seen("warsaw", action) == (False, False, False)
    cohosting.invite(action, warsaw, now=NOW)
    assert seen("warsaw", action) == (True, False, False)
    assert hosting(action) == ["Berlin"]


def test_what_is_announced_to_members_is_not_shown_to_a_group_that_is_only_asked(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin, visibility="group")
    cohosting.invite(action, warsaw, now=NOW)
    assert seen("warsaw", action) == (False, False, False)
    assert Action.objects.arranged_with(viewer("warsaw")).filter(pk=action.pk).exists()


def test_only_organisers_of_the_group_that_is_asked_see_it(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin, announced=False)
    make.membership(warsaw, make.person("member"))
    cohosting.invite(action, warsaw, now=NOW)
    assert seen("member", action) == (False, False, False)


def test_who_accepts_changes_the_action_and_does_not_lead_it(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin, announced=False)
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    assert seen("warsaw", action) == (True, True, False)
    assert hosting(action) == ["Berlin", "Warsaw"]


def test_who_declines_sees_the_draft_no_more(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin, announced=False)
    cohosting.decline(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    assert seen("warsaw", action) == (False, False, False)
    assert hosting(action) == ["Berlin"]


def test_accepting_twice_counts_once(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(cohost, now=NOW)
    cohosting.accept(Cohost.objects.get(pk=cohost.pk), now=NOW)
    before = action.revision
    action.refresh_from_db()
    assert action.revision == before + 1


def test_what_was_taken_back_can_not_be_accepted(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.take_back(Cohost.objects.get(pk=cohost.pk))
    with pytest.raises(cohosting.NotAsked):
        cohosting.accept(cohost, now=NOW)
    assert hosting(action) == ["Berlin"]


def test_what_was_accepted_can_not_be_taken_back_as_a_question(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(cohost, now=NOW)
    with pytest.raises(drafting.NotPossible):
        cohosting.take_back(cohost)
    assert hosting(action) == ["Berlin", "Warsaw"]


def test_asking_twice_asks_once_and_after_a_no_once_more(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    first = cohosting.invite(action, warsaw, now=NOW)
    assert cohosting.invite(action, warsaw, now=NOW).pk == first.pk
    assert Delivery.objects.count() == 1
    cohosting.decline(first, now=NOW)
    assert cohosting.invite(action, warsaw, now=NOW).times_asked == 2
    assert Delivery.objects.count() == 3  # asked, declined, asked again


def test_the_group_that_leads_is_not_asked(berlin: Group) -> None:
    with pytest.raises(drafting.NotPossible, match="leads the action already"):
        cohosting.invite(make.action(berlin), berlin, now=NOW)


def test_nobody_is_asked_to_host_what_is_cancelled(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    cancellation.cancel(action, reason="", now=NOW)
    with pytest.raises(drafting.NotPossible, match="cancelled"):
        cohosting.invite(action, warsaw, now=NOW)


def test_organisers_are_told_by_mail_members_are_not(berlin: Group, warsaw: Group) -> None:
    make.membership(warsaw, make.person("second", address="second@example.org"), "organiser")
    make.membership(warsaw, make.person("member", address="member@example.org"))
    action = make.action(berlin)
    cohost = cohosting.invite(action, warsaw, now=NOW)
    told = {row.address for row in Delivery.objects.all()}
    assert told == {"warsaw@example.org", "second@example.org"}
    cohosting.accept(cohost, now=NOW)
    assert {row.address for row in Delivery.objects.all()} == told | {"berlin@example.org"}


def test_its_feed_counts_for_a_group_that_accepts_and_for_one_that_parts(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    key = f"group:{warsaw.pk}"
    cohost = cohosting.invite(action, warsaw, now=NOW)
    counted = [revisions.current(key)]
    cohosting.accept(cohost, now=NOW)
    counted.append(revisions.current(key))
    drafting.edit(action, title="Another", now=NOW)
    counted.append(revisions.current(key))
    cohosting.part(cohost, now=NOW)
    counted.append(revisions.current(key))
    drafting.edit(action, title="Yet another", now=NOW)
    counted.append(revisions.current(key))
    start = counted[0]
    assert counted == [start, start + 1, start + 2, start + 3, start + 3]


def test_the_lead_is_handed_over_and_the_old_one_co_hosts(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(cohost, now=NOW)
    cohosting.offer_lead(cohost, now=NOW)
    assert (seen("berlin", action), seen("warsaw", action)) == ((True, True, True), (True, True, False))
    cohosting.take_lead(cohost, now=NOW)
    assert hosting(action) == ["Warsaw", "Berlin"]
    assert (seen("berlin", action), seen("warsaw", action)) == ((True, True, False), (True, True, True))
    cohosting.take_lead(cohost, now=NOW)  # pressed twice
    assert hosting(action) == ["Warsaw", "Berlin"]


def test_the_lead_is_offered_to_one_at_a_time(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    paris = make.group("Paris", city="Paris")
    first, second = (cohosting.invite(action, group, now=NOW) for group in (warsaw, paris))
    for cohost in (first, second):
        cohosting.accept(cohost, now=NOW)
        cohosting.offer_lead(cohost, now=NOW)
    with pytest.raises(cohosting.NotAsked):
        cohosting.take_lead(first, now=NOW)
    cohosting.take_lead(second, now=NOW)
    assert hosting(action) == ["Paris", "Berlin", "Warsaw"]


def test_a_group_that_is_only_asked_can_not_take_the_lead(berlin: Group, warsaw: Group) -> None:
    cohost = cohosting.invite(make.action(berlin), warsaw, now=NOW)
    with pytest.raises(cohosting.NotHosting):
        cohosting.offer_lead(cohost, now=NOW)
    with pytest.raises(cohosting.NotAsked):
        cohosting.take_lead(cohost, now=NOW)


def test_a_refused_lead_stays_where_it_is(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(cohost, now=NOW)
    cohosting.offer_lead(cohost, now=NOW)
    cohosting.refuse_lead(cohost, now=NOW)
    with pytest.raises(cohosting.NotAsked):
        cohosting.take_lead(cohost, now=NOW)
    assert hosting(action) == ["Berlin", "Warsaw"]


def test_who_led_before_asks_no_groups_from_a_page_that_was_open(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(cohost, now=NOW)
    cohosting.offer_lead(cohost, now=NOW)
    opened = Action.objects.get(pk=action.pk)
    cohosting.take_lead(cohost, now=NOW)
    with pytest.raises(cohosting.LedByAnother):
        cohosting.invite(opened, make.group("Paris", city="Paris"), now=NOW)


def test_members_of_each_host_are_inside_until_their_group_parts(berlin: Group, warsaw: Group) -> None:
    member = make.person("member")
    make.membership(warsaw, member)
    action = make.action(berlin, visibility="group")
    assert not Action.objects.visible_to(viewer("member")).exists()
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(cohost, now=NOW)
    assert Action.objects.visible_to(viewer("member")).exists()
    registration = signup.join(action, person=member, now=NOW)
    retention.sweep(NOW + timedelta(minutes=1))
    registration.refresh_from_db()
    assert registration.state == "confirmed"
    cohosting.part(cohost, now=NOW)
    retention.sweep(NOW + timedelta(minutes=2))
    registration.refresh_from_db()
    action.refresh_from_db()
    assert (registration.state, action.seats_taken) == ("cancelled", 0)


def test_who_is_in_another_host_keeps_the_place_when_one_parts(berlin: Group, warsaw: Group) -> None:
    member = make.person("member")
    for group in (berlin, warsaw):
        make.membership(group, member)
    action = make.action(berlin, visibility="group")
    cohost = cohosting.invite(action, warsaw, now=NOW)
    cohosting.accept(cohost, now=NOW)
    registration = signup.join(action, person=member, now=NOW)
    cohosting.part(cohost, now=NOW)
    retention.sweep(NOW + timedelta(minutes=1))
    registration.refresh_from_db()
    assert registration.state == "confirmed"


def test_nobody_sees_more_because_groups_host_it_together(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin, announced=False)
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    make.person("stranger")
    assert not Action.objects.visible_to(NOBODY).exists()
    assert seen("stranger", action) == (False, False, False)


@pytest.mark.parametrize("number", [1, 3])
def test_hosts_take_the_same_queries_however_many(number: int, berlin: Group, queries: Callable[[int], Any]) -> None:
    action = make.action(berlin)
    for place in range(number):
        cohosting.accept(cohosting.invite(action, make.group(f"Group {place}"), now=NOW), now=NOW)
    with queries(3):
        assert len(Action.objects.with_hosts().get(pk=action.pk).hosts) == number + 1
