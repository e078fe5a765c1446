"""From a first draft to an announced action, and what changes later.

Who decides is asked by the views' scopes; nothing about it is stored.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from actions.planning import changes, life
from actions.planning.furniture import furnishing
from actions.planning.furniture.furnishing import Furniture
from actions.planning.life import NotPossible as NotPossible  # what its verbs raise
from actions.planning.life import Step
from actions.planning.models import Action
from actions.planning.models.meeting import Stop
from actions.planning.taking_part import seats as counter
from actions.planning.taking_part import shift_places, waiting_list
from actions.planning.when import moments
from actions.planning.words import inheritance
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.lib import clock
from campaign.web.gazetteer import Place
from campaign.web.spots import Spot


class Plan(TypedDict, total=False):
    """What an action says. What is not named keeps its value; an empty day, hour or city is to be announced."""

    call: Call | None
    kind: str
    title: str
    summary: str
    text: str
    bring: str
    access: str
    languages: str
    contact: str
    facilities: dict[str, bool]
    place: Place | Spot | None
    zone: str
    day: date | None
    time: time | None
    end_day: date | None
    end_time: time | None
    open_ended: bool
    time_to_come: bool
    meeting_point: str
    meeting_latitude: float | None
    meeting_longitude: float | None
    route: list[Stop]
    meeting_point_to_come: bool
    meeting_point_for: str
    meeting_point_hours: int | None
    meeting_point_time: time | None
    meeting_point_open_hours: int | None
    meeting_point_open_time: time | None
    seats: int | None
    visibility: str
    most_guests: int
    by_approval: bool
    closes_hours: int | None
    asks_needs: bool
    asks_languages: bool
    asks: list[dict[str, Any]]  # of taking_part/questions.py
    day_before_at: time | None
    hours_before: int | None


PRESSED_TWICE = timedelta(minutes=1)
LOCATED = ("city", "city_key", "place_name", "country", "latitude", "longitude", "zone")


class SeatsBelowTaken(Exception):
    """Fewer places than people hold already."""

    def __init__(self, taken: int) -> None:
        super().__init__(gettext("%(taken)d places are taken already: there can't be fewer.") % {"taken": taken})
        self.taken = taken


class DayIsPast(Exception):
    """By its new day the action would be over, and whoever has signed up could not be told any more."""

    def __init__(self) -> None:
        super().__init__(gettext("That day is past: check day and year, please."))


def draft(
    group: Group,
    *,
    slug: str = "",
    once: bool = False,
    idea: bool = False,
    furniture: Furniture | None = None,
    now: datetime | None = None,
    role: str = "",
    **plan: Unpack[Plan],
) -> Action:
    """A new action that only the group's organisers see. Place and zone are the group's where none is named.

    `once`: where a draft of that title and day was made within a minute, it is that one: a button was pressed twice.
    `furniture`: the shifts and the checklist that it begins with.
    """
    now = now or clock.now()
    action = Action(group=group, state=Action.State.IDEA if idea else Action.State.DRAFT)
    for field in LOCATED:
        setattr(action, field, getattr(group, field))
    say(action, plan)
    with transaction.atomic(durable=True):
        if once and (made := just_made(action, now)):
            return made
        changes.begin(action, name=slug or action.title, now=now, role=role)
        if furniture is not None:
            furnishing.furnish(action, furniture)
    return action


def just_made(action: Action, now: datetime) -> Action | None:
    """The draft that was made of the same words a moment ago. The group's row makes two at once follow each other."""
    Group.objects.filter(pk=action.group_id).update(slug=F("slug"))
    drafts = Action.objects.filter(group=action.group, state=action.state, withdrawn_at=None)
    return drafts.filter(title=action.title, day=action.day, changed_at__gt=now - PRESSED_TWICE).first()


def edit(
    action: Action, *, seen: int | None = None, now: datetime | None = None, role: str = "", **plan: Unpack[Plan]
) -> None:
    """Change what the action says. `seen` is the revision that was edited, `role` in which part that was (history).

    Raises ChangedMeanwhile, DayIsPast, SeatsBelowTaken.
    More places go to the waiting list in the same transaction.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        changes.lock(action, expect=seen)
        day, over = action.day, is_over(action, now)
        fields = say(action, plan)
        _look_ahead(action, now, day=day, over=over)
        if action.seats is not None and action.seats < action.seats_taken:
            raise SeatsBelowTaken(action.seats_taken)
        changes.record(action, fields=fields, now=now, role=role)
        waiting_list.move_up(action, now=now)


def plan(action: Action, *, now: datetime | None = None, role: str = "") -> None:
    """Make a draft of an idea: from now on everything is asked that an action needs. Nothing of it is lost."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        changes.lock(action)
        life.must(action, Step.PLAN, now)
        action.state = Action.State.DRAFT
        changes.record(action, fields=("state",), now=now, role=role)


def announce(action: Action, *, now: datetime | None = None, role: str = "") -> None:
    """From now on it stands in the agenda and the calendars, and people may sign up."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        changes.lock(action)
        make_public(action, now=now, role=role)


def make_public(action: Action, *, now: datetime, role: str = "") -> None:
    """The step of it, for an action whose row is held."""
    life.must(action, Step.ANNOUNCE, now)
    action.state = Action.State.ANNOUNCED
    action.announced_at = action.announced_at or now
    changes.record(action, fields=("state", "announced_at"), now=now, role=role)


def postpone(
    action: Action,
    *,
    reason: str = "",
    day: date | None = None,
    time: time | None = None,
    now: datetime | None = None,
    role: str = "",
) -> None:
    """Not on that day. With a new day it is on again, then; without one it is *postponed*. Raises DayIsPast.

    Postponed, it keeps the day on which it will not be, so that calendars and agenda can say so in its place;
    its reminders stop, its sign-up closes until there is a new day, and those who come keep their places. What was
    freed meanwhile is given to the waiting list then.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        changes.lock(action)
        life.must(action, Step.POSTPONE, now)
        old_day, over = action.day, is_over(action, now)
        if day is None:
            action.state = Action.State.POSTPONED
        else:
            move(action, day, time)
            action.notice_word = reason
        action.reason = reason
        _look_ahead(action, now, day=old_day, over=over)
        changes.record(action, fields=(*_WHEN, "state", "reason", "notice_word"), now=now, role=role)
        waiting_list.move_up(action, now=now)


_WHEN = ("day", "time", "end_day", "end_time", "time_to_come")


def move(action: Action, day: date | None, hour: time | None) -> None:
    """Move to a new day, as long as before."""
    if action.end_day and action.day and day:
        action.end_day = day + (action.end_day - action.day)
    inheritance.let_go(action)
    action.day, action.time = day, hour
    action.time_to_come = action.time_to_come and hour is None
    action.end_time = action.end_time if hour else None
    action.state = Action.State.ANNOUNCED
    inheritance.settle(action)


def is_over(action: Action, now: datetime) -> bool:
    """Whether its registrations may have been erased; whoever waits for a new day keeps the place."""
    ends = moments.ends(action)
    return action.state in (Action.State.ANNOUNCED, Action.State.CANCELLED) and ends is not None and ends <= now


def _look_ahead(action: Action, now: datetime, *, day: date | None, over: bool) -> None:
    """What was not over doesn't become so by another day."""
    ends = moments.ends(action)
    if not over and action.state in Action.SHOWN_STATES and action.day != day and ends is not None and ends <= now:
        raise DayIsPast
    count_anew(action, now, over=over)


def count_anew(action: Action, now: datetime, *, over: bool) -> None:
    """What was over and is no longer counts anew who comes: registrations may have been erased meanwhile."""
    if over and not is_over(action, now):
        counter.recount(action.pk)
        shift_places.recount(action.pk)
        action.refresh_from_db(fields=["seats_taken", "seats_past", "waiting"])


def say(action: Action, plan: Plan) -> set[str]:
    """Put the plan's values on the action; the names of the fields that may have changed."""
    values: dict[str, Any] = dict(plan)
    if not values.get("zone"):  # that of the place
        values.pop("zone", None)
    fields = set(values)
    if "place" in values:
        action.locate(values.pop("place"))
        fields = set(values) | set(LOCATED)
    _say_hours(action, values)
    for field, value in values.items():
        setattr(action, field, value)
    if action.time is not None and action.time_to_come:  # an hour that is told is no longer to come
        action.time_to_come = False
        fields.add("time_to_come")
    inheritance.settle(action)
    return fields


def _say_hours(action: Action, values: dict[str, Any]) -> None:
    """Hours that are said replace the call's; where none are said, the call's stay."""
    if not action.hours_from_call:
        return
    if values.get("time") or values.get("end_time"):
        inheritance.let_go(action)
    else:
        values.pop("time", None)
        values.pop("end_time", None)
