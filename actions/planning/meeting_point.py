"""Where to meet: the one way to read it, and what to say to those who may not read it yet.

Pages, feeds, mail, search, previews and exports all come through `reveal`. Who organises the action always knows;
others once its hour has come, if it is meant for everyone or they hold a place (and are still in a group that hosts
it, where the action is their members' only: the scope `readable_by` says so).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext

from actions.planning import changes, moments
from actions.planning.models import Action, Registration
from actions.planning.models.action import ActionQuerySet
from campaign.lib.sweeps import each
from campaign.web.viewer import Viewer


def reveal(action: Action, viewer: Viewer, at: datetime) -> str | None:
    """The meeting point as far as this viewer may read it at that instant, else nothing."""
    return reveal_many([action], viewer, at).get(action.pk)


def reveal_many(actions: Iterable[Action], viewer: Viewer, at: datetime) -> dict[int, str]:
    """The same for several actions, by id, in at most three queries; those that may not be read are not in it."""
    known = [action for action in actions if action.meeting_point and action.withdrawn_at is None]
    revealed = {action.pk: action.meeting_point for action in known if _is_open(action, at)}
    rest = [action for action in known if action.pk not in revealed]
    if not rest or viewer.is_nobody:
        return revealed
    planned = _those(Action.objects.organised_by(viewer), rest) if viewer.person else set()
    inside = _those(Action.objects.read_inside_by(viewer), rest) if viewer.person and _any_inside(rest) else set()
    coming = _coming(viewer, rest)
    for action in rest:
        shown = action.state in Action.SHOWN_STATES and has_come(action, at)
        member = action.meeting_point_for == Action.MeetingPointFor.EVERYONE and action.pk in inside
        if action.pk in planned or (shown and (member or action.pk in coming)):
            revealed[action.pk] = action.meeting_point
    return revealed


def reveal_to_registered(action: Action, at: datetime) -> str | None:
    """What may stand in a mail to somebody who holds a place."""
    shown = action.state in Action.SHOWN_STATES and action.withdrawn_at is None
    return action.meeting_point or None if shown and has_come(action, at) else None


def told_from(action: Action) -> datetime | None:
    """The hour from which it is told; nothing where that is at once, or the start to count from is missing."""
    if action.meeting_point_hours is None or action.starts is None:
        return None
    return action.starts - timedelta(hours=action.meeting_point_hours)


def has_come(action: Action, at: datetime) -> bool:
    """Whether that hour has come. Without a day that holds, it has not."""
    if action.meeting_point_hours is None:
        return True
    hour = told_from(action)
    return hour is not None and action.state != Action.State.POSTPONED and at >= hour


def words(action: Action, at: datetime) -> str:
    """When it will be told and to whom, for those who may not read it; empty where nothing is hidden or known."""
    if not action.meeting_point:
        return gettext("to be announced")
    if _is_open(action, at):
        return ""
    everyone = action.meeting_point_for == Action.MeetingPointFor.EVERYONE
    if action.meeting_point_hours is None or has_come(action, at):
        return gettext("told here") if everyone else gettext("told to those who have signed up")
    hour = told_from(action)
    if hour is None or action.state == Action.State.POSTPONED:
        if everyone:
            return gettext("told here %(hours)d hours before") % {"hours": action.meeting_point_hours}
        return gettext("told to those who have signed up, %(hours)d hours before") % {
            "hours": action.meeting_point_hours
        }
    when = {"when": _when(action, hour, at)}
    if everyone:
        return gettext("told here from %(when)s") % when
    return gettext("told to those who have signed up, from %(when)s") % when


def words_for_coming(action: Action, at: datetime, *, here: bool) -> str:
    """The same for somebody who has a place: it will stand `here`, or by mail on the page of the registration."""
    if not action.meeting_point or has_come(action, at):
        return words(action, at)
    hour = told_from(action)
    if hour is None or action.state == Action.State.POSTPONED:
        hours = {"hours": action.meeting_point_hours}
        if here:
            return gettext("stands here %(hours)d hours before") % hours
        return gettext("stands on your registration’s page (link below) %(hours)d hours before") % hours
    when = {"when": _when(action, hour, at)}
    if here:
        return gettext("stands here from %(when)s") % when
    return gettext("stands on your registration’s page (link below) from %(when)s") % when


def sweep(now: datetime) -> int:
    """Count a change of each action whose meeting point has become public; how many there were."""
    due = Action.objects.filter(meeting_point_due__lte=now).values_list("pk", flat=True)
    return each(due, lambda id: changes.meeting_point_shown(id, now=now), "Showing the meeting point of action")


def _when(action: Action, hour: datetime, at: datetime) -> str:
    clock = moments.local(hour, action.zone)
    return formats.date_format(clock, "l H:i" if abs(hour - at) < timedelta(days=6) else "l j F, H:i")


def _is_open(action: Action, at: datetime) -> bool:
    """Everyone may read it."""
    return (
        action.state in Action.SHOWN_STATES
        and action.visibility == Action.Visibility.PUBLIC
        and action.meeting_point_for == Action.MeetingPointFor.EVERYONE
        and has_come(action, at)
    )


def _any_inside(actions: Iterable[Action]) -> bool:
    return any(action.visibility == Action.Visibility.GROUP for action in actions)


def _those(scope: ActionQuerySet, actions: Iterable[Action]) -> set[int]:
    return set(scope.filter(pk__in=[action.pk for action in actions]).values_list("pk", flat=True))


def _coming(viewer: Viewer, actions: Iterable[Action]) -> set[int]:
    mine = Registration.objects.readable_by(viewer).coming().filter(action__in=[action.pk for action in actions])
    return set(mine.values_list("action_id", flat=True))
