"""What the call says otherwise since an action said something of its own: take it over, or keep one's own words.

Both say which version of the action and of the call was read (`seen`, `defaults_seen`); where either has changed
since, ChangedMeanwhile is raised and nothing is decided.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from actions.planning import changes, drafting
from actions.planning.drafting import Plan
from actions.planning.models import Action
from actions.planning.words import own_words
from actions.planning.words.inheritance import Text
from campaign.lib import clock


def take_over(
    action: Action,
    fields: Collection[Text],
    *,
    seen: int,
    defaults_seen: int,
    now: datetime | None = None,
    role: str = "",
) -> None:
    """Follow the call in these fields. One's own words stay in the history, and can be put back from there."""
    _must_stand(action, defaults_seen)
    emptied: Plan = {}
    for field in fields:
        emptied[field] = ""
    drafting.edit(action, seen=seen, now=now, role=role, **emptied)


def keep(action: Action, *, seen: int, defaults_seen: int, now: datetime | None = None) -> None:
    """Go on with one's own words wherever that was open; nobody is asked again before the call says something new."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        changes.lock(action, expect=seen)
        _must_stand(action, defaults_seen)
        own_words.settle(action, [one.field for one in own_words.corrections(action)])


def _must_stand(action: Action, defaults_seen: int) -> None:
    if action.call is None or action.call.defaults_revision != defaults_seen:
        raise changes.ChangedMeanwhile
