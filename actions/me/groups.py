"""What one's groups wait for, on one's own page: whoever gave no address hears of it here alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from campaign.groups.models import Group, Handover, JoinRequest
from campaign.web.viewer import Viewer

LONGEST_LIST = 100


@dataclass(frozen=True, slots=True)
class Asking:
    """A group that the viewer coordinates, and how many ask to join it."""

    name: str
    slug: str
    people: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """`offered`: handovers that wait for the viewer's yes or no. `asked`: groups she asks to join. `asking`: how many
    ask to join hers. `founding`: how many groups wait for her answer, where she coordinates the network."""

    offered: Sequence[Handover]
    asked: Sequence[JoinRequest]
    asking: Sequence[Asking]
    founding: int


def waiting(viewer: Viewer) -> Waiting:
    """All of it, in four queries."""
    offered = Handover.objects.offered_to(viewer).select_related("giver__person", "giver__group").order_by("pk")
    counted = JoinRequest.objects.changeable_by(viewer).values_list("group__name", "group__slug")
    return Waiting(
        offered=list(offered[:LONGEST_LIST]),
        asked=list(JoinRequest.objects.of(viewer).select_related("group").order_by("group__name", "pk")[:LONGEST_LIST]),
        asking=[Asking(*row) for row in counted.annotate(Count("pk")).order_by("group__name", "group__slug")],
        founding=Group.objects.overseen_by(viewer).filter(state=Group.State.AWAITING).count(),
    )
