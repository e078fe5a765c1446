"""What a notice says: what is other than somebody knew, and whether that asks for an answer."""

from datetime import datetime
from typing import Any

from actions.planning import changes
from actions.planning.models import Action, Edition
from actions.planning.taking_part import letters
from campaign.web.spots import near_town
from campaign.web.templatetags import times

State = Action.State
DAY_HOUR_OR_CITY = ("day", "time", "end_day", "end_time", "zone", "city", "place_name", "country")


def tells(action: Action, old: Edition | None) -> bool:
    """Whether who knew the old edition hears anything: not what was changed back, nor where something that is off
    would have been."""
    if old is None:
        return True
    if action.state == old.state == State.CANCELLED:
        return False
    if any(getattr(action, field) != getattr(old, field) for field in changes.EDITION_FIELDS):
        return True
    return bytes(old.meeting_point_index) != changes.meeting_point_index(action)


def moved(action: Action, old: Edition | None) -> bool:
    """Whether it is on another day, at another hour or in another city than somebody knew."""
    return old is not None and any(getattr(action, field) != getattr(old, field) for field in DAY_HOUR_OR_CITY)


def name(action: Action, *, until: datetime | None) -> str:
    """Which letter it is. `until`: the reader is asked whether she still comes."""
    if action.state == State.CANCELLED:
        return "called_off"
    if action.state == State.POSTPONED:
        return "postponed"
    return "still" if until is not None else "moved"


def context(
    action: Action, old: Edition | None, now: datetime, *, has_place: bool, until: datetime | None = None
) -> dict[str, Any]:
    """What all share who knew the same and have, or have no, place; in the language in use."""
    said = letters.facts(action, at=now, told=has_place)
    said |= {"reason": action.reason, "word": action.notice_word, "has_place": has_place}
    if until is not None:
        said["until"] = letters.hour_words(until, action.zone)
    if old is not None:
        said["on_again"] = old.state == State.CANCELLED and action.state == State.ANNOUNCED
        was = times.when(old)
        said["when_before"] = was if was != said["when"] else ""
        place = near_town(old.place_name, old.city)
        said["city_before"] = place if place != said["city"] else ""
        said["shifts_moved"] = action.day not in (None, old.day) and action.shifts.exists()
        said["point_changed"] = bytes(old.meeting_point_index) != changes.meeting_point_index(action)
    if has_place and (calendar := letters.calendar(action, at=now)):
        said["ics"] = calendar
    return said
