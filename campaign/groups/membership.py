"""Who is in a group, and as what."""

from django.db import transaction
from django.db.models import F

from campaign.groups.models import Group, Membership
from campaign.people.models import Person


class JoiningClosed(Exception):
    """The group takes nobody new for now."""


class LastCoordinator(Exception):
    """A group is never left without a coordinator: first somebody else has to be one."""


@transaction.atomic(durable=True)
def join(group: Group, person: Person) -> Membership:
    """Become a member of an open group. Who is in it already stays what she is. Raises JoiningClosed."""
    present = _held(group)
    place = Membership.objects.filter(group=present, person=person).first()
    if place is not None:
        return place
    if present.joining != Group.Joining.OPEN:
        raise JoiningClosed
    return Membership.objects.create(group=present, person=person)


@transaction.atomic(durable=True)
def leave(membership: Membership) -> None:
    """Leave the group, or be shown out of it by a coordinator. Raises LastCoordinator."""
    _held(membership.group)
    _keep_a_coordinator(membership)
    Membership.objects.filter(pk=membership.pk).delete()


@transaction.atomic(durable=True)
def set_role(membership: Membership, role: str) -> Membership:
    """Make somebody a member, an organiser or a coordinator of the group. Raises LastCoordinator."""
    _held(membership.group)
    if role != Membership.Role.COORDINATOR:
        _keep_a_coordinator(membership)
    Membership.objects.filter(pk=membership.pk).update(role=Membership.Role(role))
    membership.role = role
    return membership


@transaction.atomic(durable=True)
def choose_mail(membership: Membership, *, announcements: bool) -> None:
    """Say whether this person wants the group's announcements by mail."""
    Membership.objects.filter(pk=membership.pk).update(wants_announcements=announcements)


def _held(group: Group) -> Group:
    """The group as it stands, its row held until the transaction ends: changes of its people come one by one."""
    Group.objects.filter(pk=group.pk).update(revision=F("revision"))
    return Group.objects.get(pk=group.pk)


def _keep_a_coordinator(membership: Membership) -> None:
    coordinators = Membership.objects.filter(group=membership.group_id, role=Membership.Role.COORDINATOR)
    if not coordinators.exclude(pk=membership.pk).exists() and coordinators.filter(pk=membership.pk).exists():
        raise LastCoordinator
