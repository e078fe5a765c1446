"""Who is in a group, and as what."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from campaign.groups import dormancy
from campaign.groups.models import Group, Handover, JoinRequest, Membership
from campaign.lib import clock
from campaign.people.models import Person


class JoiningClosed(Exception):
    """The group takes nobody new for now, or only those who are invited, or asks its coordinators first."""


class LastCoordinator(Exception):
    """A group is never left without a coordinator: first somebody else has to be one."""


class NotAsked(Exception):
    """Nobody becomes a coordinator without having said yes: handover.offer asks."""


class Gone(Exception):
    """Who was to get a role has left the group meanwhile."""


@transaction.atomic(durable=True)
def join(group: Group, person: Person) -> Membership:
    """Become a member of an open group. Who is in it already stays what she is. Raises JoiningClosed."""
    present = held(group)
    place = Membership.objects.filter(group=present, person=person).first()
    if place is not None:
        return place
    if present.joining != Group.Joining.OPEN or not present.stands:
        raise JoiningClosed
    return let_in(present, person)


@transaction.atomic(durable=True)
def leave(membership: Membership) -> None:
    """Leave the group. Raises LastCoordinator."""
    held(membership.group)
    keep_a_coordinator(membership)
    Membership.objects.filter(pk=membership.pk).delete()


@transaction.atomic(durable=True)
def show_out(membership: Membership, *, now: datetime | None = None) -> None:
    """A coordinator shows somebody out of the group. Raises LastCoordinator."""
    held(membership.group)
    keep_a_coordinator(membership)
    Membership.objects.filter(pk=membership.pk).delete()
    dormancy.deed(membership.group_id, now=now or clock.now())


@transaction.atomic(durable=True)
def set_role(membership: Membership, role: str, *, now: datetime | None = None) -> Membership:
    """Make somebody a member or an organiser of the group; a coordinator may stay one.

    Raises Gone, LastCoordinator, NotAsked.
    """
    now = now or clock.now()
    held(membership.group)
    if role != Membership.Role.COORDINATOR:
        keep_a_coordinator(membership)
    place = Membership.objects.filter(pk=membership.pk)
    changed = place.exclude(role=role).update(role=Membership.Role(role))
    if not changed and not place.exists():
        raise Gone
    if changed and role == Membership.Role.COORDINATOR:
        raise NotAsked
    if role != Membership.Role.COORDINATOR:
        Handover.objects.filter(giver=membership.pk).delete()  # what one is not, one can't hand over
    dormancy.deed(membership.group_id, now=now)
    membership.role = role
    return membership


@transaction.atomic(durable=True)
def choose_mail(membership: Membership, *, announcements: bool) -> None:
    """Say whether this person wants the group's announcements by mail."""
    Membership.objects.filter(pk=membership.pk).update(wants_announcements=announcements)


def let_in(group: Group, person: Person, *, role: str = Membership.Role.MEMBER) -> Membership:
    """A place in the group for somebody who has none. A step; whatever she asked for is answered by it."""
    JoinRequest.objects.filter(group=group, person=person).delete()
    return Membership.objects.create(group=group, person=person, role=role)


def held(group: Group) -> Group:
    """The group as it stands, its row held until the transaction ends: changes of its people come one by one."""
    Group.objects.filter(pk=group.pk).update(revision=F("revision"))
    return Group.objects.get(pk=group.pk)


def keep_a_coordinator(membership: Membership) -> None:
    """Raises LastCoordinator where no other one would be left whose account is open. Under `held`."""
    if is_last_coordinator(membership):
        raise LastCoordinator


def is_last_coordinator(membership: Membership) -> bool:
    """Whether this is a coordinator, and no other one has an account that is open."""
    coordinators = Membership.objects.filter(group=membership.group_id, role=Membership.Role.COORDINATOR)
    if not coordinators.filter(pk=membership.pk).exists():
        return False
    return not coordinators.exclude(pk=membership.pk).filter(person__is_active=True).exists()
