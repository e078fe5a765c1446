"""Groups, the people in them, and the ways in."""

from campaign.groups.models.group import DORMANT_AFTER, Group, GroupQuerySet, Membership, MembershipQuerySet
from campaign.groups.models.joining import Handover, Invitation, JoinRequest

__all__ = [
    "DORMANT_AFTER",
    "Group",
    "GroupQuerySet",
    "Handover",
    "Invitation",
    "JoinRequest",
    "Membership",
    "MembershipQuerySet",
]
