"""What every page knows."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from campaign.web.models import Network
from campaign.web.viewer import NOBODY


def network(request: HttpRequest) -> dict[str, object]:
    """The network's row, read once where a page names it, and who is looking."""
    return {"network": SimpleLazyObject(Network.current), "viewer": getattr(request, "viewer", NOBODY)}
