"""The same action once more: on other days, in another city, by another group.

Copied are its words, its hours and how long it goes on, its places, who is told the meeting point and when, its shifts
and its checklist. Never copied: who comes, what became of it, and who hosts it beside the group that leads. What
belongs to a place stays behind in another one (the meeting point itself, how people get in), and what belongs to a
group stays with that group (its meeting points, whom one can ask).
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from actions.planning import changes, drafting
from actions.planning.furniture import furnishing
from actions.planning.life import NotPossible
from actions.planning.models import Action
from actions.planning.series import values
from campaign.groups.models import Group
from campaign.lib import clock
from campaign.web.gazetteer import Place

MOST = 60  # dates at once
MOST_SHIFTS = 5000  # of all copies together: more keeps everybody waiting
OF_A_PLACE = ("access", "facilities")
OF_A_GROUP = ("contact",)
RULE = tuple(f"meeting_point_{rule}" for rule in ("for", "hours", "time", "open_hours", "open_time"))
POINT = "meeting_point"


def copy(
    source: Action,
    group: Group,
    *,
    days: Sequence[date | None],
    place: Place | None = None,
    now: datetime | None = None,
    role: str = "",
) -> list[Action]:
    """A draft of the group for each of these days (None: the day is to be announced); in `place`, else where it was.

    All of them or none. A button that was pressed twice makes them once. Raises NotPossible.
    """
    now = now or clock.now()
    if len(days) * source.shifts.count() > MOST_SHIFTS:
        raise NotPossible(gettext("With its shifts that is too much at once: copy it to fewer days."))
    with transaction.atomic(durable=True):
        drafts = []
        for day in days:
            action = _like(source, group, day, place)
            if (made := drafting.just_made(action, now)) is None:
                changes.begin(action, name=_name(action), now=now, role=role)
                furnishing.copy(source, action)
            drafts.append(made or action)
    return drafts


def _like(source: Action, group: Group, day: date | None, place: Place | None) -> Action:
    action = Action(group=group, day=day, open_ended=source.open_ended, state=Action.State.DRAFT)
    elsewhere = place is not None and place.key != source.place_key
    left = {*(OF_A_PLACE if elsewhere else ()), *(OF_A_GROUP if group != source.group else ())}
    units = [unit for unit in values.units() if unit.key not in left]
    if day is None:  # hours need a day
        units = [unit for unit in units if unit.key != "hours"]
    if elsewhere or group != source.group:
        units = [unit for unit in units if unit.key != POINT]
        for field in RULE:
            setattr(action, field, getattr(source, field))
    values.put(action, values.of(source), units)
    if elsewhere:
        action.locate(place)
    return action


def _name(action: Action) -> str:
    return f"{action.title[:60]} {action.day.isoformat()}" if action.day else action.title
