"""From which instant on who may read where to meet: pure rules over what an action says.

An opening is an instant; AT_ONCE where there is no hour to wait for; nothing where the hour can't come, since the
day is not known, or never shall.
"""

from datetime import UTC, datetime, time, timedelta

from actions.planning.models import Action
from actions.planning.when import moments

AT_ONCE = datetime.min.replace(tzinfo=UTC)
For = Action.MeetingPointFor


def for_those_it_is_for(action: Action) -> datetime | None:
    """For the audience that is told first; that may be everyone."""
    if not has_hour(action):
        return AT_ONCE
    return _opening(action, action.meeting_point_hours, action.meeting_point_time)


def for_everyone(action: Action) -> datetime | None:
    """For everyone who may see the action."""
    if action.meeting_point_for == For.EVERYONE:
        return for_those_it_is_for(action)
    if not opens_later(action):
        return None
    return _opening(action, action.meeting_point_open_hours, action.meeting_point_open_time)


def for_signed_up(action: Action) -> datetime | None:
    """For those whom it is for, and they are everyone a little later perhaps: whichever comes first."""
    found = [one for one in (for_those_it_is_for(action), for_everyone(action)) if one is not None]
    return min(found, default=None)


def has_hour(action: Action) -> bool:
    """Whether those whom it is for are told it at some hour only."""
    return action.meeting_point_hours is not None or action.meeting_point_time is not None


def opens_later(action: Action) -> bool:
    """Whether everyone is told later what is for some at first."""
    hours, clock = action.meeting_point_open_hours, action.meeting_point_open_time
    return action.meeting_point_for != For.EVERYONE and (hours is not None or clock is not None)


def _opening(action: Action, hours: int | None, clock: time | None) -> datetime | None:
    """Hours before the start, or that hour of the day before. Without a day that holds it doesn't come."""
    if action.day is None or action.starts is None or action.state == Action.State.POSTPONED:
        return None
    if clock is not None:
        return moments.instant(action.day - moments.DAY, clock, action.zone)
    return action.starts - timedelta(hours=hours or 0)
