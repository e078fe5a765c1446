"""What the network calls itself, who may found a group in it, and who may write calls: for its coordinators."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from campaign.groups.models import Group
from campaign.lib import folding
from campaign.people.models import Person
from campaign.web import revisions
from campaign.web.models import Network
from campaign.web.viewer import Viewer


def open_to(viewer: Viewer) -> bool:
    """Whether the viewer is one of the network's coordinators."""
    return Person.objects.filter(
        pk=viewer.person or 0, is_active=True, network_role=Person.NetworkRole.COORDINATOR
    ).exists()


class Overtaken(Exception):
    """Another coordinator of the network has saved since this was opened."""


def revision() -> int:
    """How often the network's name and rules have been changed: `seen`, in the form."""
    return revisions.current("network")


@transaction.atomic(durable=True)
def present(*, name: str, about: str, founding: str, calling: str, seen: int) -> None:
    """Change them. Every page shows the name, and the common calendar bears it. Raises Overtaken."""
    revisions.bump(["network", "all"])  # first: its row is held from here on, and the second one comes after
    if revision() != seen + 1:
        raise Overtaken
    values = {"name": name, "about": about}
    values |= {"founding": Network.Founding(founding), "calling": Network.Calling(calling)}
    Network.objects.update_or_create(pk=1, defaults=values)


@transaction.atomic(durable=True)
def let_call(group: Group, *, may: bool) -> None:
    """Say whether a group's coordinators may write calls, where the network leaves that to groups it allows."""
    Group.objects.filter(pk=group.pk).update(may_call=may)


LISTED = 100  # groups on a page


@dataclass(frozen=True, slots=True)
class Page:
    """Some groups, by name, and the cursor of the next page: empty on the last one."""

    groups: list[Group]
    next: str


def page(viewer: Viewer, *, asked: str = "", only: str = "", after: str = "", today: date) -> Page:
    """The groups that stand, for the network's coordinators: by keyset, so that no page costs more than another.

    `asked`: words of the name. `only`: `orphaned`, `dormant` or `calling` (those that may write calls).
    """
    found = Group.objects.overseen_by(viewer).standing()
    for word in folding.fold(asked).split():
        found = found.filter(search__contains=word)
    if only == "orphaned":
        found = found.orphaned()
    elif only == "dormant":
        found = found.dormant(today)
    elif only == "calling":
        found = found.filter(may_call=True)
    last = None
    if after.isascii() and after.isdigit() and len(after) < 19:
        last = Group.objects.overseen_by(viewer).filter(pk=int(after)).first()
    if last is not None:
        found = found.filter(Q(search__gt=last.search) | Q(search=last.search, pk__gt=last.pk))
    groups = list(found.order_by("search", "pk")[: LISTED + 1])
    return Page(groups[:LISTED], str(groups[LISTED - 1].pk) if len(groups) > LISTED else "")
