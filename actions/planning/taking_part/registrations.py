"""Registrations as such: their links, and where their mail goes."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings

from actions.planning.models import Action, Registration
from campaign.lib import codes, links, sealing
from campaign.mail.outbox import Recipient
from campaign.people import addresses

PURPOSE = "registration"
ADDRESS_PURPOSE = "registration-address"  # proves that its mail was read, where an account gave an address
LINK_LASTS = timedelta(hours=48)


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


def code(registration: Registration) -> str:
    """The six digits by which it is found at the door."""
    return codes.of(registration.pk, purpose=PURPOSE)


def opened_by(token: str, *, purpose: str = PURPOSE) -> Registration | None:
    """The registration that a genuine token opens, with its action; nothing for a forged, renewed or erased one."""
    found: list[Registration] = []

    def generation_of(id: int) -> int | None:
        found.extend(Registration.objects.select_related("action__group", "action__call", "person").filter(pk=id))
        return found[0].generation if found else None

    return found[0] if links.verify(purpose, token, generation_of) is not None else None


def is_readable(registration: Registration) -> bool:
    """Whether who has its link may still read it: of a group's own action only while a member. Asks only there."""
    if registration.action.visibility != Action.Visibility.GROUP:
        return True
    return Registration.objects.present().filter(pk=registration.pk).exists()


def awaits_address(registration: Registration, at: datetime) -> bool:
    """Whether the link in the mail to an address given with an account may still be followed."""
    return Registration.objects.awaiting_address(at).present().filter(pk=registration.pk).exists()


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
