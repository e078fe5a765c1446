"""Whether people can sign up, and what becomes of those who do: a place, a number in the line, or a question to the
organisers. A step of signing up and of approving; the first statement decides (seats.py)."""

from datetime import datetime

from django.utils.translation import gettext

from actions.planning import life
from actions.planning.models import Action, Registration
from actions.planning.taking_part import awaiting, letters
from actions.planning.taking_part import seats as counter
from actions.planning.when import moments
from campaign.web.templatetags import times

State = Registration.State


class SignUpClosed(Exception):
    """Nobody can sign up for this action now; the text says why."""


def closed(action: Action, now: datetime) -> str:
    """Why nobody can sign up now; empty where people can."""
    if sentence := off(action, now):
        return sentence
    if action.closes is not None and action.closes <= now:
        return gettext("Sign-up ended on %(when)s.") % {"when": closing_hour(action)}
    return ""


def off(action: Action, now: datetime) -> str:
    """Why nobody can be given a place now, whoever says so; empty where somebody can."""
    if action.withdrawn_at is not None or action.state in life.PLANS:
        return gettext("This action is not announced.")
    if action.state == Action.State.CANCELLED:
        return gettext("This action is cancelled: nobody can sign up any more.")
    if action.state == Action.State.POSTPONED:
        return gettext(
            "This action is postponed. Sign-up opens again when its new day is known;"
            " whoever has signed up already keeps the place and will be told."
        )
    if action.ends is not None and action.ends <= now:
        return gettext("This action is over.")
    return ""


def closing_hour(action: Action) -> str:
    """“Thursday 8 October, 18:00”, by the clocks there; empty where sign-up is open until the action is over."""
    if action.closes is None:
        return ""
    at = moments.local(action.closes, action.zone)
    return f"{times.day_month(at.date())}, {times.hour(at)}"


def place(registration: Registration, now: datetime, *, approved: bool = False) -> None:
    """Seats while nobody waits and they suffice, else the next number in the line; where the organisers say yes to
    each, and haven't yet (`approved`), neither. Raises SignUpClosed. The caller stores the registration."""
    action_id = registration.action_id
    if found := counter.take(action_id, seats=registration.seats, now=now, approved=approved):
        registration.state, registration.confirmed_at = State.CONFIRMED, now
    elif found := counter.queue(action_id, now=now, approved=approved):
        registration.state, registration.line = State.WAITING, found.line
        registration.place_in_line = found.waiting
    elif found := counter.ask(action_id, now=now):
        registration.state = State.REQUESTED
    if found is None or found.sequence != registration.action.sequence:  # what the letter says must be what is so
        registration.action = Action.objects.select_related("group", "call").get(pk=action_id)
    if found is None:
        raise SignUpClosed(off(registration.action, now) if approved else closed(registration.action, now))
    registration.told_sequence = found.sequence
    if registration.address_checked:
        registration.lapses_at = None


PLACED = ("state", "line", "confirmed_at", "told_sequence", "lapses_at")  # what `place` sets


def tell(registration: Registration, now: datetime) -> None:
    """What has become of it, by mail."""
    known = {State.CONFIRMED: letters.confirmed, State.REQUESTED: letters.requested}
    letter = known.get(State(registration.state), letters.waiting)
    letter(registration, registration.action, now=now)
    if registration.state == State.REQUESTED:
        awaiting.tell_organisers(registration.action, now=now)
