"""Calls to action, in several languages, and what groups answer."""

from campaign.calls.models.answer import Answer, AnswerQuerySet
from campaign.calls.models.call import Call, CallDay, CallQuerySet, KeyDate
from campaign.calls.models.translation import CallTranslation, KeyDateTranslation

__all__ = [
    "Answer",
    "AnswerQuerySet",
    "Call",
    "CallDay",
    "CallQuerySet",
    "CallTranslation",
    "KeyDate",
    "KeyDateTranslation",
]
