"""When a freed seat is offered rather than given, and how long it is kept for somebody.

A day before the beginning people have made other plans: whoever gets a seat then must say that she comes. She has
three waking hours, and never more than half of those that are left before it begins, so that there is time for the
next one to come; a quarter of an hour at least. The quiet hours (22 to 7) don't count. No offer outlasts the beginning:
in a night before an early one, it is the limit.
"""

from datetime import datetime, timedelta

from actions.planning.models import Action
from actions.planning.when import waking

NEAR = timedelta(hours=24)
LONGEST = timedelta(hours=3)
SHORTEST = timedelta(minutes=15)


def is_on(action: Action, now: datetime) -> bool:
    """Whether a seat can be had: it is announced, and not over."""
    on = action.state == Action.State.ANNOUNCED and action.withdrawn_at is None
    return on and (action.ends is None or action.ends > now)


def is_near(action: Action, now: datetime) -> bool:
    """Whether it begins within a day, and has not yet."""
    return action.starts is not None and action.starts - NEAR <= now < action.starts


def is_due(action: Action, now: datetime) -> bool:
    """Whether a freed seat is offered. Where there is no limit nobody waits for another's answer, and where it has
    begun there is no time left: both give the seat."""
    return action.seats is not None and is_near(action, now)


def until(action: Action, now: datetime) -> datetime:
    """How long a seat that is offered now is kept, for an action that is near."""
    assert action.starts is not None  # noqa: S101 - it is near
    left = waking.hours(now, action.starts, action.zone)
    if not left:
        return action.starts
    return min(waking.after(now, max(SHORTEST, min(LONGEST, left / 2)), action.zone), action.starts)
