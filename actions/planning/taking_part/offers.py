"""A freed seat that is offered: yes, no, or silence until the hour that was said (offering.py).

Each holds the action's row before it reads the registration: of a yes and a lapse at the same moment one comes first,
and the other one finds that. A yes after the hour counts as well, as long as nobody else has been offered the seat.
Where the letter has not left the house yet there was no silence: it is waited for, until the action begins.
"""

from datetime import datetime

from django.db import transaction

from actions.planning.models import Registration
from actions.planning.taking_part import letters, offering, shift_places, signup
from actions.planning.taking_part import seats as counter
from campaign.lib import clock
from campaign.lib.sweeps import each
from campaign.mail import outbox

BATCH = 200
LETTER = f"{letters.TEMPLATES}/offered"
State = Registration.State


def accept(registration: Registration, now: datetime | None = None) -> Registration:
    """Yes: the seats are theirs, and what was wished for of the shifts. Raises LinkUsed where it has ended.

    Saying it twice, or where nothing is offered (any more), changes nothing: the registration says how it stands.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        counter.hold(registration.action_id)
        _read(registration)
        if registration.state == State.CANCELLED:
            raise signup.LinkUsed
        if registration.state != State.OFFERED or not offering.is_on(registration.action, now):
            return registration
        registration.state, registration.confirmed_at = State.CONFIRMED, now
        registration.line, registration.offered_until, registration.passed = None, None, 0
        registration.save(update_fields=["state", "line", "passed", "offered_until", "confirmed_at"])
        shift_places.hold_wished(registration, now=now)
        letters.accepted(registration, registration.action, now=now)
    return registration


def decline(registration: Registration, now: datetime | None = None) -> bool:
    """No: the seats go to the next in the line, and what was given is blanked. Doing it twice changes nothing.

    Returns whether it has ended, now or before: where the seat was accepted meanwhile, it has not. Raises LinkUsed
    where the registration is gone.
    """
    now = now or clock.now()
    signup.end(registration, letters.offer_declined, now, only=lambda held: held.state == State.OFFERED)
    return registration.state == State.CANCELLED


def sweep(now: datetime) -> int:
    """Give on what was offered and not answered; how many offers have lapsed. Each in a transaction of its own."""
    due = {one.pk: one for one in Registration.objects.filter(offered_until__lte=now).order_by("offered_until", "pk")}
    lapsed, ids = 0, list(due)
    for start in range(0, len(ids), BATCH):
        some = {id: due[id] for id in ids[start : start + BATCH]}
        fates = outbox.fates(LETTER, [_key(one) for one in some.values()])
        lapsed += each(some, lambda id: _lapse(some[id], fates, now), "The lapse of an offer, registration")  # noqa: B023 - at once
    return lapsed


def _lapse(registration: Registration, fates: dict[str, outbox.Fate], now: datetime) -> int:
    fate = fates.get(_key(registration))
    unsent = fate is not None and fate.at is None

    def is_silent(held: Registration) -> bool:
        if held.state != State.OFFERED or held.offered_until is None or held.offered_until > now:
            return False
        begun = held.action.starts is None or held.action.starts <= now
        return begun or not unsent

    try:
        return int(signup.end(registration, letters.offer_lapsed, now, only=is_silent))
    except signup.LinkUsed:
        return 0


def _key(registration: Registration) -> str:
    return f"registration:{registration.pk}:{letters.offer_key(registration)}"


def _read(registration: Registration) -> None:
    try:
        registration.refresh_from_db(from_queryset=Registration.objects.select_related("action__group", "action__call"))
    except Registration.DoesNotExist as error:
        raise signup.LinkUsed from error
