"""Where the organisers say yes to each sign-up: it holds no seat until they do, and takes one, or joins the line, then.

Both verbs hold the action first, so that of two organisers, or of an organiser and somebody who withdraws, one is
first and the other reads what became of it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from actions.planning.models import Registration
from actions.planning.taking_part import doors, letters, shift_places, signup
from actions.planning.taking_part import seats as counter
from campaign.lib import clock

State = Registration.State


class AlreadySettled(Exception):
    """Nobody awaits this yes any more; the text says what has happened."""


def approve(registration: Registration, now: datetime | None = None) -> Registration:
    """Say yes: a place, or the next number in the line. Raises SignUpClosed, AlreadySettled.

    Saying it twice changes nothing. It may be said after sign-up has closed, until the action is over.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        counter.hold(registration.action_id)
        _read(registration)
        if registration.state in Registration.SIGNED_UP:
            return registration
        if registration.state != State.REQUESTED:
            raise AlreadySettled(gettext("They have withdrawn meanwhile."))
        doors.place(registration, now, approved=True)
        registration.save(update_fields=doors.PLACED)
        if registration.state == State.CONFIRMED:
            shift_places.hold_wished(registration, now=now)
        letter = letters.approved if registration.state == State.CONFIRMED else letters.waiting
        letter(registration, registration.action, now=now)
    return registration


def decline(registration: Registration, now: datetime | None = None) -> None:
    """Say no: they are told, and what they gave is blanked. Raises AlreadySettled where somebody else has said yes."""
    now = now or clock.now()
    if signup.end(registration, letters.declined, now, only=lambda one: one.state == State.REQUESTED):
        return
    if registration.state != State.CANCELLED:
        raise AlreadySettled(gettext("Somebody else has said yes meanwhile."))


def _read(registration: Registration) -> None:
    try:
        registration.refresh_from_db(from_queryset=Registration.objects.select_related("action__group", "action__call"))
    except Registration.DoesNotExist as error:
        raise AlreadySettled(gettext("They have withdrawn meanwhile.")) from error
