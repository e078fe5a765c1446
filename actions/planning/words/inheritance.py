"""What an action leaves unsaid is as its call says: texts are read through, hours are derived.

A text left empty is read from the call each time somebody reads it, so a correction is everywhere at once. Hours are
kept in the action's own columns, since instants, reminders and the order of every list hang on them: `settle` derives
them, `hours_from_call` says that they are the call's. A call that isn't published says nothing yet.
"""

from datetime import datetime, time
from typing import Literal, get_args

from actions.planning.models import Action
from campaign.calls.models import Call

Text = Literal["text", "bring", "contact"]
TEXTS: tuple[Text, ...] = get_args(Text)
DERIVED = ("time", "end_time", "hours_from_call", "defaults_seen")
FIXED = (Action.State.POSTPONED, Action.State.CANCELLED)  # they keep the hours at which they will not be


def said(action: Action, field: Text) -> str:
    """The action's own words, else those of its call. Asks for the call, where that isn't loaded."""
    if action.withdrawn_at is not None:
        return ""
    return getattr(action, field) or offered(action.call, field)


def follows(action: Action, field: Text) -> bool:
    """Whether this field says what the call says."""
    return not getattr(action, field) and bool(said(action, field))


def offered(call: Call | None, field: Text) -> str:
    """What a call says for those who answer it; nothing while only its writers may read it."""
    shown = _shown(call)
    return getattr(shown, f"default_{field}") if shown else ""


def offered_hours(call: Call | None) -> tuple[time | None, time | None]:
    """From when until when, as the call says."""
    shown = _shown(call)
    return (shown.default_time, shown.default_end_time) if shown else (None, None)


def own_hours(action: Action) -> tuple[time | None, time | None]:
    """The hours that the action says itself."""
    return (None, None) if action.hours_from_call else (action.time, action.end_time)


def let_go(action: Action) -> None:
    """Leave the call's hours: what remains is what the action says itself."""
    action.time, action.end_time = own_hours(action)
    action.hours_from_call = False


def settle(action: Action) -> None:
    """Derive the hours that come from the call, and note which of its corrections that took in."""
    shown = _shown(action.call)
    action.defaults_seen = shown.defaults_revision if shown else 0
    if action.state in FIXED and not action.time_to_come:
        return
    let_go(action)
    start, end = offered_hours(shown)
    if start and action.day and action.time is None and not action.time_to_come:
        action.time, action.end_time = start, None if action.open_ended else end
        action.hours_from_call = True


def changed_at(action: Action) -> datetime:
    """When what it says changed last, be it by a correction of the call that it follows."""
    shown = _shown(action.call) if any(not getattr(action, field) for field in TEXTS) else None
    offers = shown is not None and any(follows(action, field) for field in TEXTS)
    return max(action.changed_at, shown.changed_at) if shown and offers else action.changed_at


def _shown(call: Call | None) -> Call | None:
    return call if call is not None and call.state != Call.State.DRAFT else None
