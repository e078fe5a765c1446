"""What the network calls itself, and who may found a group in it: for its coordinators."""

from django.db import transaction

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
def present(*, name: str, about: str, founding: str) -> None:
    """Change them. Every page shows the name, and the common calendar bears it."""
    values = {"name": name, "about": about, "founding": Network.Founding(founding)}
    Network.objects.update_or_create(pk=1, defaults=values)
    revisions.bump(["network", "all"])
