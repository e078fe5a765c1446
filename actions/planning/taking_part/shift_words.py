"""A shift in words, and why somebody can't take it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext

from actions.planning.models import Action, Shift
from actions.planning.when import moments
from campaign.web.templatetags import times


def why_not(shift: Shift, action: Action, *, held: Iterable[Shift], at: datetime) -> str:
    """Why somebody who has signed up, and holds these shifts, can't take this one too; empty where they can."""
    if action.withdrawn_at is not None or action.state == Action.State.CANCELLED:
        return gettext("cancelled")
    if action.day is None or action.state == Action.State.POSTPONED:
        return gettext("waits for the new day")
    if is_over(shift, action, at):
        return gettext("over")
    if not shift.free:
        return gettext("full")
    for other in held:
        if other.pk != shift.pk and other.overlaps(shift):
            return gettext("at the same time as your %(work)s, %(hours)s") % {
                "work": other.title,
                "hours": hours(other),
            }
    return ""


def is_over(shift: Shift, action: Action, at: datetime) -> bool:
    """Whether it has ended by the clock there."""
    last = shift.span[1]
    return moments.instant(last.date(), last.time(), action.zone) <= at


def hours(shift: Shift) -> str:
    """“8:00–12:00”."""
    return f"{times.hour(shift.time)}–{times.hour(shift.end_time)}"


def line(shift: Shift) -> str:
    """“Kitchen, Saturday 10 October, 8:00–12:00”."""
    return f"{shift.title}, {times.day_month(shift.day)}, {hours(shift)}"
