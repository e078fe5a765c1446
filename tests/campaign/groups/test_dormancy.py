"""A group that no coordinator has done anything for in half a year: marked, told, woken."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from actions.announcements import composing
from campaign.groups import asking, dormancy, founding, handover, inviting, membership
from campaign.groups.models import DORMANT_AFTER, Group, JoinRequest, Membership
from campaign.mail.models import Delivery
from campaign.people.models import Person
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + DORMANT_AFTER + timedelta(days=1)
LONG_AGO = date(2026, 1, 1)


@pytest.fixture
def ann() -> Person:
    return make.person("ann", address="ann@example.org")


@pytest.fixture
def berlin(ann: Person) -> Group:
    with travel(NOW, tick=False):
        return make.group(by=ann)


def last_deed(group: Group) -> date:
    return Group.objects.values_list("last_deed", flat=True).get(pk=group.pk)


def test_half_a_year_and_a_day_after_the_last_deed_it_is_dormant(berlin: Group) -> None:
    asleep = [Group.objects.dormant((NOW + DORMANT_AFTER + timedelta(days=day)).date()).exists() for day in (0, 1)]
    assert asleep == [False, True]
    assert [berlin.is_dormant((NOW + DORMANT_AFTER + timedelta(days=day)).date()) for day in (0, 1)] == asleep


def test_everyone_sees_the_mark_and_a_coordinator_wakes_it_with_one_click(berlin: Group, ann: Person) -> None:
    with travel(LATER, tick=False):
        assert "This group is dormant" in Client().get("/groups/berlin/").text
        assert "dormant" in Client().get("/groups/").text
        client = Client()
        client.force_login(ann)
        assert "We are still here" in client.get("/groups/berlin/").text
        client.post("/groups/berlin/wake/")
        assert "dormant" not in Client().get("/groups/berlin/").text
    assert last_deed(berlin) == LATER.date()


def test_an_organiser_has_no_such_button_and_no_such_right(berlin: Group) -> None:
    bob = make.person("bob")
    Membership.objects.create(group=berlin, person=bob, role="organiser")
    client = Client()
    with travel(LATER, tick=False):
        client.force_login(bob)
        assert "We are still here" not in client.get("/groups/berlin/").text
        assert client.post("/groups/berlin/wake/").status_code == 404
    assert last_deed(berlin) == NOW.date()


def _present(group: Group, ann: Membership, bob: Membership) -> None:
    said = {"name": "Berlin", "about": "New"}
    founding.present(group, seen=group.revision, city=make.place(), words=said, now=LATER)


def _request(group: Group) -> JoinRequest:
    Group.objects.filter(pk=group.pk).update(joining="request")
    made = asking.ask(group, make.person("kim"), now=NOW)
    assert isinstance(made, JoinRequest)
    return made


def _announce(group: Group, ann: Membership, bob: Membership) -> None:
    letter = composing.write(group, composing.Words("T", "T"), by=ann.person)
    composing.send(letter, now=LATER)


Deed = Callable[[Group, Membership, Membership], Any]
DEEDS: dict[str, Deed] = {
    "page": _present,
    "role": lambda group, ann, bob: membership.set_role(bob, "organiser", now=LATER),
    "shown out": lambda group, ann, bob: membership.show_out(bob, now=LATER),
    "accept": lambda group, ann, bob: asking.accept(_request(group), now=LATER),
    "decline": lambda group, ann, bob: asking.decline(_request(group), now=LATER),
    "invite": lambda group, ann, bob: inviting.invite(group, by=Viewer(person=ann.person_id), now=LATER),
    "offer": lambda group, ann, bob: handover.offer(ann, bob, now=LATER),
    "announcement": _announce,
    "wake": lambda group, ann, bob: dormancy.wake(group, now=LATER),
}


@pytest.mark.parametrize("what", DEEDS)
def test_each_deed_of_a_coordinator_wakes_it(what: str, berlin: Group) -> None:
    bob = Membership.objects.create(group=berlin, person=make.person("bob"))
    DEEDS[what](berlin, berlin.memberships.get(role="coordinator"), bob)
    assert last_deed(berlin) == LATER.date()


NO_DEEDS: dict[str, Deed] = {
    "joins": lambda group, ann, bob: membership.join(group, make.person("kim")),
    "leaves": lambda group, ann, bob: membership.leave(bob),
    "asks": lambda group, ann, bob: _request(group),
    "an organiser invites": lambda group, ann, bob: inviting.invite(group, by=Viewer(person=bob.person_id), now=LATER),
    "mail": lambda group, ann, bob: membership.choose_mail(ann, announcements=False),
}


@pytest.mark.parametrize("what", NO_DEEDS)
def test_what_others_do_wakes_nobody(what: str, berlin: Group) -> None:
    bob = Membership.objects.create(group=berlin, person=make.person("bob"), role="organiser")
    with travel(LATER, tick=False):
        NO_DEEDS[what](berlin, berlin.memberships.get(role="coordinator"), bob)
    assert last_deed(berlin) == NOW.date()


def test_an_action_counts_where_a_coordinator_announces_it(berlin: Group, ann: Person) -> None:
    bob = make.person("bob")
    Membership.objects.create(group=berlin, person=bob, role="organiser")
    at = datetime(2027, 3, 20, 12, tzinfo=UTC)
    with travel(at, tick=False):
        for person, day in ((bob, NOW.date()), (ann, at.date())):
            action = make.action(berlin, announced=False, title=f"Of {person}", day=date(2027, 4, 1))
            client = Client()
            client.force_login(person)
            assert client.post(f"/actions/{action.slug}/announce/").status_code == 302
            assert last_deed(berlin) == day


def test_only_the_day_is_written_and_a_late_clock_never_sets_it_back(berlin: Group) -> None:
    dormancy.deed(berlin.pk, now=LATER)
    dormancy.deed(berlin.pk, now=NOW)
    assert last_deed(berlin) == LATER.date()


def test_its_coordinators_are_told_once_on_the_day_it_falls_asleep(berlin: Group, ann: Person) -> None:
    dormancy.sweep(LATER - timedelta(days=1))
    assert not Delivery.objects.exists()
    for minutes in (0, 1, 60 * 24):
        dormancy.sweep(LATER + timedelta(minutes=minutes))
    assert [delivery.mailing.template for delivery in Delivery.objects.all()] == ["groups/mail/dormant"]
    assert Delivery.objects.get().person == ann


def test_a_group_that_is_awake_or_was_asleep_long_ago_is_told_nothing(berlin: Group) -> None:
    Group.objects.update(last_deed=LONG_AGO)
    dormancy.sweep(LATER)
    assert not Delivery.objects.exists()


def test_one_that_lost_its_coordinators_says_so(berlin: Group, ann: Person) -> None:
    ann.delete()
    assert "Nobody coordinates this group at present" in Client().get("/groups/berlin/").text
    chief = Client()
    chief.force_login(make.person("cleo", network_role="coordinator"))
    assert "Berlin" in chief.get("/network/groups/?only=orphaned").text
    assert "Invite somebody to coordinate it" in chief.get("/network/groups/berlin/").text
    assert chief.get("/groups/berlin/invitations/").status_code == 200
