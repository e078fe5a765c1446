"""Whether anybody looks after a group: the day of its coordinators' last deed, and nothing more of it.

Every verb that only a coordinator may do calls `deed`. Half a year without one, and the group is marked dormant
wherever it is listed; the next deed wakes it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from campaign.groups.models import Group, Membership
from campaign.lib import clock
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
