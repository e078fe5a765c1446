"""Registrations as such: their links, where their mail goes, and when they end."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from actions.planning import seats as counter
from actions.planning import waiting_list
from actions.planning.models import Action, Registration
from campaign.lib import links, sealing
from campaign.mail.outbox import Recipient
from campaign.people import addresses

PURPOSE = "registration"
ADDRESS_PURPOSE = "registration-address"  # proves that its mail was read, where an account gave an address
LINK_LASTS = timedelta(hours=48)
KEPT_AFTER = timedelta(days=14)  # after the action
KEPT_OPEN = timedelta(days=60)  # after sign-up, where nobody knows when the action is over
BATCH = 200
State = Registration.State


def link(registration: Registration) -> str:
    """The absolute address at which this registration is seen, confirmed, changed and cancelled."""
    return f"{settings.SITE_URL}{path(registration)}"


def path(registration: Registration) -> str:
    """The same within the site."""
    return f"/registrations/{links.sign(PURPOSE, registration.pk, registration.generation)}/"


def address_link(registration: Registration) -> str:
    """The same page, opened from the mail that was sent to an address given with an account."""
    token = links.sign(ADDRESS_PURPOSE, registration.pk, registration.generation)
    return f"{settings.SITE_URL}/registrations/{token}/"


def opened_by(token: str, *, purpose: str = PURPOSE) -> Registration | None:
    """The registration that a genuine token opens, with its action; nothing for a forged, renewed or erased one."""
    found: list[Registration] = []

    def generation_of(id: int) -> int | None:
        found.extend(Registration.objects.select_related("action", "action__group", "person").filter(pk=id))
        return found[0].generation if found else None

    return found[0] if links.verify(purpose, token, generation_of) is not None else None


def address_index(address: str) -> bytes:
    """Equal for equal addresses, whatever their case, and nothing without the key."""
    return sealing.blind_index(address.strip().lower(), purpose="planning.registration.address")


def recipient(registration: Registration, verified: Mapping[int, str] | None = None) -> Recipient | None:
    """Where mail about it goes: the address given for this action, else the account's; nothing where there is none.

    `verified` holds the accounts' addresses where many are asked at once (see `verified_of`).
    """
    if registration.address and registration.address_checked:
        return Recipient(registration.address, registration.language, registration.person_id)
    if registration.person_id is None:
        return None
    known = verified_of([registration]) if verified is None else verified
    address = known.get(registration.person_id)
    return Recipient(address, registration.language, registration.person_id) if address else None


def verified_of(many: Iterable[Registration]) -> dict[int, str]:
    """The accounts' confirmed addresses of all who have no address of their own here, in one query."""
    return addresses.verified_addresses(
        {one.person_id for one in many if one.person_id and not (one.address and one.address_checked)}
    )


def sweep(now: datetime) -> int:
    """Delete what was never confirmed, and erase what is no longer needed; how many rows went."""
    return _lapse(now) + _erase(now)


def _lapse(now: datetime) -> int:
    """Pending ones are gone with their link; of somebody signed in only the address that was never confirmed is."""
    Registration.objects.filter(lapses_at__lte=now, person__isnull=False).exclude(state=State.PENDING).update(
        address=None, address_checked=True, lapses_at=None
    )
    return Registration.objects.filter(state=State.PENDING, lapses_at__lte=now).delete()[0]


def _erase(now: datetime) -> int:
    over = Action.objects.filter(ends__lte=now - KEPT_AFTER).exclude(state=Action.State.POSTPONED)
    gone = 0
    while ids := list(Registration.objects.filter(action__in=over.values("pk")).values_list("pk", flat=True)[:BATCH]):
        gone += Registration.objects.filter(pk__in=ids).delete()[1].get("planning.Registration", 0)
    endless = Q(action__ends__isnull=True) | Q(action__state=Action.State.POSTPONED)
    old = Registration.objects.filter(endless, created_at__lte=now - KEPT_OPEN)
    for id in list(old.values_list("pk", flat=True)):
        gone += _erase_one(id, now)
    return gone


def _erase_one(id: int, now: datetime) -> int:
    """Where an action goes on, an erased registration frees its seats for those who wait."""
    with transaction.atomic(durable=True):
        action = Action.objects.get(registrations=id)
        counter.hold(action.pk)
        registration = Registration.objects.filter(pk=id).first()
        if registration is None:
            return 0
        confirmed, waiting = registration.state == State.CONFIRMED, registration.state == State.WAITING
        registration.delete()
        seats = registration.seats if confirmed else 0
        counter.free(action.pk, seats=seats, waiting=int(waiting))
        Action.objects.filter(pk=action.pk).update(seats_past=F("seats_past") + seats)
        waiting_list.move_up(action, now=now)
    return 1
