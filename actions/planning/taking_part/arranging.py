"""What organisers arrange about a party's shifts, by the rules that hold for the party itself; it is told by mail."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from actions.planning.models import Registration, Shift, ShiftPlace
from actions.planning.taking_part import letters, registrations, shift_places, shift_words
from campaign.lib import clock
from campaign.mail import outbox


def give(
    registration: Registration, shift_id: int, *, instead_of: int | None = None, now: datetime | None = None
) -> ShiftPlace:
    """Give a shift, in one step with taking another back: who can't have the new one keeps the old.

    Raises CannotTake, NotThere, Over. Giving what they have already changes nothing.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        shift = shift_places.hold_for(registration, shift_id)
        if there := ShiftPlace.objects.filter(shift=shift, registration=registration, held=True).first():
            return there
        before = Shift.objects.filter(pk=instead_of or 0, places__registration=registration).first()
        if before is not None and before != shift:
            shift_places.take_out_of(registration, before)
        place = shift_places.put_into(registration, shift, now=now)
        _tell(registration, before, shift, now)
    return place


def take_out(registration: Registration, shift_id: int, now: datetime | None = None) -> None:
    """Take a shift back. Raises NotThere, Over; doing it twice changes nothing, and is told once."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        shift = shift_places.hold_for(registration, shift_id)
        if shift_places.take_out_of(registration, shift):
            _tell(registration, shift, None, now)


def _tell(registration: Registration, before: Shift | None, after: Shift | None, now: datetime) -> None:
    to = registrations.recipient(registration)
    if to is None:
        return
    action = registration.action
    with translation.override(to.language):
        was, then = (shift_words.line(shift) if shift else "" for shift in (before, after))
        context = letters.facts(action, at=now, told=False) | {"shifts": [{"was": was, "now": then}]}
    mailing = outbox.begin(f"{letters.TEMPLATES}/shifts_changed", context=context, now=now)
    outbox.add(mailing, [(f"shifts:{registration.pk}", to, {"link": registrations.link(registration)})], now)
