"""What the network calls itself, who may found a group in it, and who may write calls: for its coordinators."""

from django.db import transaction

from campaign.groups.models import Group
from campaign.people.models import Person
from campaign.web import revisions
from campaign.web.models import Network
from campaign.web.viewer import Viewer


def open_to(viewer: Viewer) -> bool:
    """Whether the viewer is one of the network's coordinators."""
    return Person.objects.filter(
        pk=viewer.person or 0, is_active=True, network_role=Person.NetworkRole.COORDINATOR
    ).exists()


@transaction.atomic(durable=True)
def present(*, name: str, about: str, founding: str, calling: str) -> None:
    """Change them. Every page shows the name, and the common calendar bears it."""
    values = {"name": name, "about": about}
    values |= {"founding": Network.Founding(founding), "calling": Network.Calling(calling)}
    Network.objects.update_or_create(pk=1, defaults=values)
    revisions.bump(["network", "all"])


@transaction.atomic(durable=True)
def let_call(group: Group, *, may: bool) -> None:
    """Say whether a group's coordinators may write calls, where the network leaves that to groups it allows."""
    Group.objects.filter(pk=group.pk).update(may_call=may)
