"""What awaits the link in a mail: one registration for an action and address, however often it is asked for."""

from dataclasses import dataclass
from datetime import datetime

from actions.planning.models import Action, Registration
from actions.planning.taking_part import particulars, registrations
from actions.planning.taking_part import seats as counter
from actions.planning.taking_part.particulars import Particulars
from campaign.web import prepared

State = Registration.State


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody without an account asks for; `particulars` is None where the action asks for none."""

    name: str
    address: str
    seats: int
    language: str
    particulars: Particulars | None = None


def store(action: Action, index: bytes, asked: Asked, *, now: datetime) -> Registration:
    """The one registration for this action and address: a new one, or the one that is there.

    A pending one takes on what was asked for last, and a link that has lapsed is replaced by a new one.
    """
    for _ in range(3):
        fresh = Registration(action=action, address_index=index, state=State.PENDING, created_at=now)
        _fill(fresh, asked, now)
        if prepared.insert(fresh, unless="ON CONFLICT DO NOTHING"):
            particulars.keep(fresh, asked.particulars)
            return fresh
        counter.hold(action.pk)  # whoever follows its link meanwhile goes first, and this one reads what became of it
        known = Registration.objects.filter(action=action, address_index=index)
        there = known.exclude(state=State.CANCELLED).first()
        if there is not None:
            if there.state == State.PENDING:
                _fill(there, asked, now)
                there.save()
                particulars.keep(there, asked.particulars)
            return there
    raise AssertionError("a registration comes and goes")


def _fill(registration: Registration, asked: Asked, now: datetime) -> None:
    if registration.lapses_at is not None and registration.lapses_at <= now:
        registration.generation += 1
    registration.name, registration.address, registration.seats = asked.name or None, asked.address, asked.seats
    registration.language, registration.lapses_at = asked.language, now + registrations.LINK_LASTS
    particulars.fill(registration, asked.particulars)
