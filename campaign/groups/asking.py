"""Joining by request: somebody asks, a coordinator says yes or no, or she takes it back."""

from datetime import datetime, timedelta

from django.db import transaction

from campaign.groups import dormancy, letters
from campaign.groups.membership import JoiningClosed, held, let_in
from campaign.groups.models import Group, JoinRequest, Membership
from campaign.lib import clock
from campaign.people.models import Person

KEPT = timedelta(days=60)  # without an answer


class NoLongerAsked(Exception):
    """The request is gone: taken back, or answered by another coordinator."""


@transaction.atomic(durable=True)
def ask(group: Group, person: Person, *, words: str = "", now: datetime | None = None) -> JoinRequest | Membership:
    """Ask to be let in, once; asking again says other words. Who is in already stays so. Raises JoiningClosed."""
    now = now or clock.now()
    present = held(group)
    place = Membership.objects.filter(group=present, person=person).first()
    if place is not None:
        return place
    if present.joining != Group.Joining.REQUEST or not present.stands:
        raise JoiningClosed
    request, new = JoinRequest.objects.update_or_create(
        group=present, person=person, defaults={"words": words or None, "asked_on": now.date()}
    )
    if new:
        letters.request_made(request, now=now)
    return request


@transaction.atomic(durable=True)
def take_back(request: JoinRequest) -> None:
    """No longer ask. Raises NoLongerAsked where it has been answered."""
    held(request.group)
    if not JoinRequest.objects.filter(pk=request.pk).delete()[0]:
        raise NoLongerAsked


@transaction.atomic(durable=True)
def accept(request: JoinRequest, *, now: datetime | None = None) -> Membership:
    """Let her in. Raises NoLongerAsked."""
    now = now or clock.now()
    group = held(request.group)
    if not JoinRequest.objects.filter(pk=request.pk).delete()[0]:
        raise NoLongerAsked
    place = let_in(group, request.person)
    letters.request_answered(request, accepted=True, now=now)
    dormancy.deed(group.pk, now=now)
    return place


@transaction.atomic(durable=True)
def decline(request: JoinRequest, *, now: datetime | None = None) -> None:
    """Say no; nothing is kept of it. Raises NoLongerAsked."""
    now = now or clock.now()
    group = held(request.group)
    if not JoinRequest.objects.filter(pk=request.pk).delete()[0]:
        raise NoLongerAsked
    letters.request_answered(request, accepted=False, now=now)
    dormancy.deed(group.pk, now=now)


def sweep(now: datetime) -> int:
    """Forget what nobody has answered in two months; whoever still wants to join asks again."""
    return JoinRequest.objects.filter(asked_on__lt=(now - KEPT).date()).delete()[0]
