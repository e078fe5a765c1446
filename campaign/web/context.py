"""What every page knows."""

from django.http import HttpRequest

from campaign.web.models import Network
from campaign.web.viewer import NOBODY


def network(request: HttpRequest) -> dict[str, object]:
    """The network's row and who is looking."""
    return {"network": Network.current, "viewer": getattr(request, "viewer", NOBODY)}
