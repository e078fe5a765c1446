"""The link at the end of every announcement that stops them, for one group or one action."""

from django.conf import settings

from actions.planning.models import Registration
from campaign.lib import links

OF_GROUP, OF_ACTION = "unsubscribe-group", "unsubscribe-action"


def for_member(membership: int) -> str:
    """The absolute address that stops a group's announcements to one member."""
    return f"{settings.SITE_URL}/unsubscribe/{links.sign(OF_GROUP, membership)}/"


def for_participant(registration: Registration) -> str:
    """The absolute address that stops an action's announcements to whoever holds this registration."""
    return f"{settings.SITE_URL}/unsubscribe/{links.sign(OF_ACTION, registration.pk, registration.generation)}/"
