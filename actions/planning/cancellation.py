"""An action that will not be: cancelled with a reason, or withdrawn altogether."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from actions.planning import changes, life
from actions.planning.furniture import furnishing
from actions.planning.life import Step
from actions.planning.models import Action
from actions.planning.series import dates
from actions.planning.taking_part import waiting_list
from campaign.lib import clock
from campaign.lib.sweeps import each

HUSK_LASTS = timedelta(days=30)
BLANKED: dict[str, Any] = {  # what it says of itself, and what is left of that
    **dict.fromkeys(("title", "summary", "text", "bring", "access", "languages", "contact", "reason"), ""),
    "facilities": {},
    "place_name": "",
    "meeting_point": "",
    "route": [],
    **dict.fromkeys(("meeting_latitude", "meeting_longitude")),
    "asks": [],
}


def cancel(action: Action, *, reason: str, now: datetime | None = None, role: str = "") -> None:
    """It stays in agenda and calendars as cancelled, with the reason; everyone who has a place is told at once."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        changes.lock(action)
        call_off(action, reason=reason, now=now, role=role)


def call_off(action: Action, *, reason: str, now: datetime, role: str = "") -> None:
    """The step of it, for an action whose row is held."""
    life.must(action, Step.CANCEL, now)
    action.state = Action.State.CANCELLED
    action.reason = reason
    changes.record(action, fields=("state", "reason"), now=now, role=role)
    waiting_list.move_up(action, now=now)  # whoever was offered a place waits again


def revive(action: Action, *, now: datetime | None = None, role: str = "") -> None:
    """It takes place after all: as before it was cancelled, on the same day, or postponed with the same reason.

    Its sequence rises, so calendars and everyone who has a place hear of it, and what was freed meanwhile goes to the
    line. Raises NotPossible where its day is past.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        changes.lock(action)
        life.must(action, Step.REVIVE, now)
        action.state, action.reason = _before(action)
        changes.record(action, fields=("state", "reason"), now=now, role=role)
        waiting_list.move_up(action, now=now)


def _before(action: Action) -> tuple[str, str]:
    """State and reason before it was cancelled, as the history says; announced where that is too young to know."""
    for said in action.history.order_by("-revision").values_list("said", flat=True):
        if "state" in said:
            state, reason = said["state"][0], said.get("reason", [action.reason])[0]
            return state, reason if state == Action.State.POSTPONED else ""
    return Action.State.ANNOUNCED, ""


def withdraw(action: Action, *, now: datetime | None = None) -> None:
    """What it said is blanked at once. A draft is gone; what was announced leaves a husk that calendars read as
    cancelled (uid, times, sequence), and those who have a place are told."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        if action.series_id is not None:
            dates.hold(action.series_id)
        changes.lock(action)
        take_away(action, now=now)


def take_away(action: Action, *, now: datetime) -> None:
    """The step of it, for an action whose row is held, and its series' before. The series leaves that date out."""
    dates.leave_out(action)
    if action.announced_at is None:
        changes.forget(action)
        return
    furnishing.clear(action)
    if action.place_name:  # a point that somebody set by hand; a town's is everybody's
        action.latitude = action.longitude = None
    for field, nothing in BLANKED.items():
        setattr(action, field, nothing)
    action.state = Action.State.CANCELLED
    action.withdrawn_at = now
    changes.record(action, fields=(*BLANKED, "latitude", "longitude", "state", "withdrawn_at"), now=now)
    waiting_list.move_up(action, now=now)


def sweep(now: datetime) -> int:
    """Delete the husks that every calendar has had a month to read; how many went."""
    husks = {husk.pk: husk for husk in Action.objects.filter(withdrawn_at__lte=now - HUSK_LASTS)}
    return each(husks, lambda id: _forget(husks[id]), "The end of action")


def _forget(husk: Action) -> int:
    with transaction.atomic(durable=True):
        changes.forget(husk)
    return 1
