"""Handing the coordination over, or sharing it: one offers, the other says yes or no.

Nobody becomes a coordinator of a group without having said yes, and the giver stays one until then: between the
two there is no moment without a coordinator. The offer goes when either of them leaves.
"""

from datetime import datetime

from django.db import transaction

from campaign.groups import dormancy, letters
from campaign.groups.membership import Gone, held
from campaign.groups.models import Handover, Membership
from campaign.lib import clock

Afterwards = Handover.Afterwards


class OfferGone(Exception):
    """The offer is there no more: taken back, answered, or one of the two has left or is no coordinator now."""


@transaction.atomic(durable=True)
def offer(
    giver: Membership, receiver: Membership, *, afterwards: str = Afterwards.ORGANISER, now: datetime | None = None
) -> Handover:
    """Ask another member to coordinate in one's place; a new offer replaces the last. Raises Gone, OfferGone."""
    now = now or clock.now()
    held(giver.group)
    places = Membership.objects.filter(group=giver.group_id, person__is_active=True)
    if not places.filter(pk=receiver.pk).exists():
        raise Gone
    if giver.pk == receiver.pk or not places.filter(pk=giver.pk, role=Membership.Role.COORDINATOR).exists():
        raise OfferGone
    Handover.objects.filter(giver=giver).delete()
    made = Handover.objects.create(giver=giver, receiver=receiver, afterwards=Afterwards(afterwards))
    letters.handover_offered(made, now=now)
    dormancy.deed(giver.group_id, now=now)
    return made


@transaction.atomic(durable=True)
def take_back(handover: Handover) -> None:
    """The giver stays what she is. Raises OfferGone."""
    held(handover.giver.group)
    if not Handover.objects.filter(pk=handover.pk).delete()[0]:
        raise OfferGone


@transaction.atomic(durable=True)
def decline(handover: Handover, *, now: datetime | None = None) -> None:
    """The one who was asked says no. Raises OfferGone."""
    now = now or clock.now()
    held(handover.giver.group)
    if not Handover.objects.filter(pk=handover.pk).delete()[0]:
        raise OfferGone
    letters.handover_answered(handover, accepted=False, now=now)


@transaction.atomic(durable=True)
def accept(handover: Handover, *, now: datetime | None = None) -> Membership:
    """The one who was asked coordinates from now on, and the giver is what she chose to be. Raises OfferGone."""
    now = now or clock.now()
    group = held(handover.giver.group)
    coordinating = Membership.objects.filter(pk=handover.giver_id, role=Membership.Role.COORDINATOR)
    if not coordinating.exists() or not Handover.objects.filter(pk=handover.pk).delete()[0]:
        raise OfferGone
    Membership.objects.filter(pk=handover.receiver_id).update(role=Membership.Role.COORDINATOR)
    letters.handover_answered(handover, accepted=True, now=now)
    if handover.afterwards == Afterwards.GONE:
        coordinating.delete()
    elif handover.afterwards != Afterwards.COORDINATOR:
        coordinating.update(role=Membership.Role(handover.afterwards))
    dormancy.deed(group.pk, now=now)
    return Membership.objects.get(pk=handover.receiver_id)
