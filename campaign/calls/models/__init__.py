"""Calls to action, and what groups answer."""

from campaign.calls.models.answer import Answer
from campaign.calls.models.call import Call, CallDay, CallQuerySet, KeyDate

__all__ = ["Answer", "Call", "CallDay", "CallQuerySet", "KeyDate"]
