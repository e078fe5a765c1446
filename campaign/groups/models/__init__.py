"""Groups, the people in them, and the ways in."""

from campaign.groups.models.group import Group, GroupQuerySet, Membership, MembershipQuerySet
from campaign.groups.models.joining import Handover, Invitation, JoinRequest

__all__ = ["Group", "GroupQuerySet", "Handover", "Invitation", "JoinRequest", "Membership", "MembershipQuerySet"]
