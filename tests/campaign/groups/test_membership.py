"""Who is in a group, and as what."""

import pytest

from campaign.groups import membership
from campaign.groups.models import Group, Membership
from campaign.web.viewer import NOBODY, Viewer
from tests import make

pytestmark = pytest.mark.django_db
Role = Membership.Role


def test_joining_an_open_group_makes_a_member_once() -> None:
    group, ann = make.group(), make.person("ann")
    assert membership.join(group, ann) == membership.join(group, ann)
    assert group.memberships.get(person=ann).role == Role.MEMBER


def test_joining_again_keeps_the_role() -> None:
    group, ann = make.group(), make.person("ann")
    make.membership(group, ann, "organiser")
    assert membership.join(group, ann).role == Role.ORGANISER


def test_joining_a_closed_group_is_refused() -> None:
    group = make.group(joining="closed")
    with pytest.raises(membership.JoiningClosed):
        membership.join(group, make.person("ann"))
    assert group.memberships.count() == 1


def test_the_last_coordinator_can_not_leave_but_the_last_but_one_can() -> None:
    group, ann = make.group(), make.person("ann")
    first = group.memberships.get()
    with pytest.raises(membership.LastCoordinator):
        membership.leave(first)
    make.membership(group, ann, "coordinator")
    membership.leave(first)
    assert [one.person for one in group.memberships.all()] == [ann]


def test_the_last_coordinator_stays_coordinator() -> None:
    first = make.group().memberships.get()
    with pytest.raises(membership.LastCoordinator):
        membership.set_role(first, "member")
    assert membership.set_role(first, "coordinator").role == Role.COORDINATOR


def test_members_are_read_from_inside_only() -> None:
    group, ann, bob = make.group(), make.person("ann"), make.person("bob")
    make.membership(group, ann)
    seen = {who: Membership.objects.readable_by(who).count() for who in (NOBODY, Viewer(bob.pk), Viewer(ann.pk))}
    assert list(seen.values()) == [0, 0, 2]


@pytest.mark.parametrize(
    ("role", "plans", "coordinates"), [("member", 0, 0), ("organiser", 1, 0), ("coordinator", 1, 1)]
)
def test_roles_open_what_they_say(role: str, plans: int, coordinates: int) -> None:
    ann = make.person("ann")
    make.membership(make.group(), ann, role)
    make.group("Elsewhere")
    viewer = Viewer(ann.pk)
    assert Group.objects.planned_by(viewer).count() == plans
    assert Group.objects.coordinated_by(viewer).count() == coordinates
    assert Membership.objects.changeable_by(viewer).count() == 2 * coordinates


def test_an_inactive_person_has_no_role() -> None:
    ann = make.person("ann")
    make.membership(make.group(), ann, "organiser")
    type(ann).objects.filter(pk=ann.pk).update(is_active=False)
    assert not Group.objects.planned_by(Viewer(ann.pk)).exists()
