"""Where to meet: the one way to read it, and what to say to those who may not read it yet.

Pages, feeds, mail, search, previews and exports all come through `reveal`; the point on the map and the route are
told with the words, never without. Who organises the action always knows; others once its hour has come, if it is
meant for everyone, or for those who have signed up and they have (and are still in a group that hosts it, where the
action is their members' only: the scope `readable_by` says so).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import formats
from django.utils.translation import gettext

from actions.planning import changes
from actions.planning.models import Action, Registration
from actions.planning.models.action import ActionQuerySet
from actions.planning.when import moments
from actions.planning.where import openings
from campaign.lib.points import Point
from campaign.lib.sweeps import each
from campaign.web.viewer import Viewer

For = Action.MeetingPointFor


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of a route: words, and a point where one was given."""

    words: str
    point: Point | None = None

    def __str__(self) -> str:
        return f"{self.words} ({self.point})" if self.point else self.words


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where to meet, as somebody may read it."""

    words: str = ""
    point: Point | None = None
    route: tuple[Stop, ...] = ()

    def __str__(self) -> str:
        """In one line: the words, else where the route begins, else the point."""
        return self.words or (self.route[0].words if self.route else "") or str(self.point or "")


def reveal(action: Action, viewer: Viewer, at: datetime) -> Meeting | None:
    """The meeting point as far as this viewer may read it at that instant, else nothing."""
    return reveal_many([action], viewer, at).get(action.pk)


def reveal_many(actions: Iterable[Action], viewer: Viewer, at: datetime) -> dict[int, Meeting]:
    """The same for several actions, by id, in at most four queries; those that may not be read are not in it."""
    known = [action for action in actions if action.has_meeting and action.withdrawn_at is None]
    open_to_all = {action.pk for action in known if _is_open(action, at)}
    rest = [action for action in known if action.pk not in open_to_all]
    readable = _readable(rest, viewer, at) if rest and not viewer.is_nobody else set()
    return {action.pk: _meeting(action) for action in known if action.pk in open_to_all | readable}


def reveal_to_registered(action: Action, at: datetime) -> Meeting | None:
    """What may stand in a mail to somebody who holds a place."""
    told = action.has_meeting and _is_told(action) and _has_come(openings.for_signed_up(action), at)
    return _meeting(action) if told else None


def words(action: Action, at: datetime) -> str:
    """When it will be told and to whom, for those who may not read it; empty where nothing is hidden or known."""
    if not action.has_meeting or action.meeting_point_to_come:
        return gettext("to be announced")
    if _is_open(action, at):
        return ""
    if action.meeting_point_for == For.EVERYONE:
        hour = _hour(action, at)
        return gettext("told here %(from)s") % {"from": hour} if hour else gettext("told here")
    hour = _hour(action, at)
    if hour:
        said = gettext("told to those who have signed up, %(from)s") % {"from": hour}
    else:
        said = gettext("told to those who have signed up")
    if later := _later_hour(action, at):
        return gettext("%(said)s; told here %(from)s") % {"said": said, "from": later}
    return said


def words_for_coming(action: Action, at: datetime, *, here: bool) -> str:
    """The same for somebody who has a place: it will stand `here`, or by mail on the page of the registration."""
    hour = "" if _has_come(openings.for_signed_up(action), at) else _hour(action, at)
    if not action.has_meeting or action.meeting_point_to_come or not hour:
        return words(action, at)
    if here:
        return gettext("stands here %(from)s") % {"from": hour}
    return gettext("stands on your registration’s page (link below) %(from)s") % {"from": hour}


def sweep(now: datetime) -> int:
    """Count a change of each action whose meeting point has become public; how many there were."""
    due = Action.objects.filter(meeting_point_due__lte=now).values_list("pk", flat=True)
    return each(due, lambda id: changes.meeting_point_shown(id, now=now), "Showing the meeting point of action")


def _meeting(action: Action) -> Meeting:
    latitude, longitude = action.meeting_latitude, action.meeting_longitude
    point = Point(latitude, longitude) if latitude is not None and longitude is not None else None
    route = (Stop(stop["words"], Point(*stop["at"]) if stop.get("at") else None) for stop in action.route)
    return Meeting(action.meeting_point, point, tuple(route))


def _is_told(action: Action) -> bool:
    """Whether anybody but those who plan it is told: it is shown, and the meeting point is not to be announced."""
    return action.state in Action.SHOWN_STATES and action.withdrawn_at is None and not action.meeting_point_to_come


def _is_open(action: Action, at: datetime) -> bool:
    """Everyone may read it."""
    public = action.visibility == Action.Visibility.PUBLIC
    return public and _is_told(action) and _has_come(openings.for_everyone(action), at)


def _has_come(opening: datetime | None, at: datetime) -> bool:
    return opening is not None and at >= opening


def _readable(actions: list[Action], viewer: Viewer, at: datetime) -> set[int]:
    """Those that are not for everyone, and that this viewer may read nevertheless."""
    ids = {action.pk for action in actions}
    readable = _those(Action.objects.organised_by(viewer), ids)
    told = [action for action in actions if action.pk not in readable and _is_told(action)]
    inside = [action.pk for action in told if _has_come(openings.for_everyone(action), at)]
    if inside and viewer.person is not None:
        readable |= _those(Action.objects.read_inside_by(viewer), inside)
    signed_up = {action.pk: action for action in told if _has_come(openings.for_those_it_is_for(action), at)}
    for id, state in _signed_up(viewer, signed_up):
        if state == Registration.State.CONFIRMED or signed_up[id].meeting_point_for == For.SIGNED_UP:
            readable.add(id)
    return readable


def _those(actions: ActionQuerySet, ids: Iterable[int]) -> set[int]:
    return set(actions.filter(pk__in=list(ids)).values_list("pk", flat=True))


def _signed_up(viewer: Viewer, ids: Iterable[int]) -> list[tuple[int, str]]:
    """The viewer's registrations, but for those that await the organisers' yes: the action's id, and their state."""
    mine = Registration.objects.readable_by(viewer).signed_up().filter(action__in=list(ids))
    return list(mine.values_list("action_id", "state"))


def _hour(action: Action, at: datetime) -> str:
    """From when on those whom it is for are told, in words; empty where that is already so."""
    opening = openings.for_those_it_is_for(action)
    if _has_come(opening, at):
        return ""
    return _from(action, opening, action.meeting_point_hours, action.meeting_point_time, at)


def _later_hour(action: Action, at: datetime) -> str:
    """From when on everyone is told what is for some at first; empty where that is never."""
    if not openings.opens_later(action):
        return ""
    opening = openings.for_everyone(action)
    return _from(action, opening, action.meeting_point_open_hours, action.meeting_point_open_time, at)


def _from(action: Action, opening: datetime | None, hours: int | None, clock: time | None, at: datetime) -> str:
    if opening is not None:
        return gettext("from %(when)s") % {"when": _when(action, opening, at)}
    if clock is not None:
        return gettext("from %(hour)s of the day before") % {"hour": formats.time_format(clock, "H:i")}
    return gettext("%(hours)d hours before") % {"hours": hours or 0}


def _when(action: Action, hour: datetime, at: datetime) -> str:
    clock = moments.local(hour, action.zone)
    return formats.date_format(clock, "l H:i" if abs(hour - at) < timedelta(days=6) else "l j F, H:i")
