"""Whether anybody looks after a group: the day of its coordinators' last deed, and nothing more of it.

Every verb that only a coordinator may do calls `deed`. Half a year without one, and the group is marked dormant
wherever it is listed; the next deed wakes it.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from campaign.groups import letters
from campaign.groups.models import DORMANT_AFTER, Group, Membership
from campaign.lib import clock, sweeps
from campaign.web.viewer import Viewer


def deed(group_id: int, *, now: datetime) -> None:
    """A coordinator has done something for the group: a step of a verb. Writes once a day at most."""
    Group.objects.filter(pk=group_id, last_deed__lt=now.date()).update(last_deed=now.date())


def deed_of(viewer: Viewer, group_id: int, *, now: datetime) -> None:
    """The same for what organisers may do as well: it counts where the viewer coordinates the group. One statement."""
    coordinating = Membership.objects.of(viewer).filter(group=OuterRef("pk"), role=Membership.Role.COORDINATOR)
    Group.objects.filter(Exists(coordinating), pk=group_id, last_deed__lt=now.date()).update(last_deed=now.date())


@transaction.atomic(durable=True)
def wake(group: Group, *, now: datetime | None = None) -> None:
    """A coordinator says that the group is still there."""
    deed(group.pk, now=now or clock.now())


def sweep(now: datetime) -> int:
    """Tell the coordinators of a group that it is marked dormant from today on: once, as the letter's key says."""
    first = now.date() - DORMANT_AFTER - timedelta(days=1)  # the last deed of those that fell asleep today
    asleep = Group.objects.standing().filter(last_deed__gte=first - timedelta(days=1), last_deed__lte=first)
    return sweeps.each(
        asleep.values_list("pk", flat=True), lambda pk: _tell(pk, now), "Telling of the dormancy of group"
    )


@transaction.atomic(durable=True)
def _tell(pk: int, now: datetime) -> int:
    group = Group.objects.dormant(now.date()).filter(pk=pk).first()
    return letters.dormant(group, now=now) if group else 0
