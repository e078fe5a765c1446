"""Where the network asks for it: its coordinators say whether a group is founded.

Until then the group is there for its founder and for them alone. Each answer is a compare-and-set on its state, so that
of two who answer at once the second is told what the first has said.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from campaign.groups import letters
from campaign.groups.founding import AlreadyThere, named_like
from campaign.groups.models import Group
from campaign.lib import clock
from campaign.web import revisions

KEPT_DECLINED = timedelta(days=60)


class AlreadyAnswered(Exception):
    """Another coordinator of the network has answered, or the founder has taken it back."""


def approve(group: Group, *, now: datetime | None = None) -> Group:
    """Found it: from now on everyone sees it. Raises AlreadyAnswered, AlreadyThere."""
    now = now or clock.now()
    try:
        with transaction.atomic(durable=True):
            _answer(group, Group.State.STANDING, now=now)
            group.refresh_from_db()
            letters.founding_answered(group, now=now)
            revisions.bump(["groups", f"group:{group.pk}"])
    except IntegrityError:
        there = named_like(group)
        if there is None:
            raise
        raise AlreadyThere(there) from None
    return group


@transaction.atomic(durable=True)
def decline(group: Group, *, because: str, now: datetime | None = None) -> Group:
    """Say no, with a word why: the founder alone reads it. Raises AlreadyAnswered."""
    now = now or clock.now()
    _answer(group, Group.State.DECLINED, now=now, declined_because=because)
    group.refresh_from_db()
    letters.founding_answered(group, now=now)
    return group


@transaction.atomic(durable=True)
def ask_again(group: Group, *, now: datetime | None = None) -> Group:
    """The founder asks once more, with other words on the group's page. Raises AlreadyAnswered."""
    now = now or clock.now()
    again = Group.objects.filter(pk=group.pk, state=Group.State.DECLINED)
    if not again.update(state=Group.State.AWAITING, declined_because="", revision=F("revision") + 1):
        raise AlreadyAnswered
    group.refresh_from_db()
    letters.founding_asked(group, now=now)
    return group


@transaction.atomic(durable=True)
def take_back(group: Group) -> None:
    """The founder no longer wants it, and nothing stays of it. Raises AlreadyAnswered where it is founded by now."""
    if not Group.objects.filter(pk=group.pk).exclude(state=Group.State.STANDING).update(revision=F("revision") + 1):
        raise AlreadyAnswered
    Group.objects.filter(pk=group.pk).delete()


def sweep(now: datetime) -> int:
    """Forget what was declined two months ago."""
    long_ago = (now - KEPT_DECLINED).date()
    return Group.objects.filter(state=Group.State.DECLINED, last_deed__lt=long_ago).delete()[0]


def _answer(group: Group, state: Group.State, *, now: datetime, declined_because: str = "") -> None:
    awaiting = Group.objects.filter(pk=group.pk, state=Group.State.AWAITING)
    values = {"state": state, "declined_because": declined_because, "last_deed": now.date()}
    if not awaiting.update(revision=F("revision") + 1, **values):
        raise AlreadyAnswered
