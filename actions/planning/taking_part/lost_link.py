"""The lost link: whoever signed up without an account asks for all registrations of an address, by a mail to it.

Its link names the first bytes of the address's blind index and is signed with the whole of it, with the day, and with
the highest generation among the registrations: nothing is stored, and it lapses after two days or when all links are
renewed. Only a mail to the address opens this page, never the link of one registration: such a link is passed on,
printed and shown at a door, and tells of one action alone.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from actions.planning.models import Registration
from actions.planning.taking_part import registrations
from campaign.lib import clock, links
from campaign.mail import outbox
from campaign.mail.outbox import Recipient
from campaign.people import addresses
from campaign.web import pace

LASTS = 2  # days after the one on which it was written
NAMED = 6  # bytes of the blind index that a link names, so that its rows are found
REST = 10
TEMPLATES = "planning/mail"


class TooManyFromHere(Exception):
    """Very many have asked from the same source within minutes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One registration on the page of all, with the path of its own."""

    registration: Registration
    path: str
    over: bool


def ask(address: str, *, language: str, here: pace.Deed | None = None, now: datetime | None = None) -> None:
    """Mail the link to all registrations of an address, or that there are none. Raises TooManyFromHere.

    What the caller answers is the same in every case, and so is what is done: one letter, of three a day.
    """
    now = now or clock.now()
    to = Recipient(address.strip(), language)
    to_one_address = addresses.letter_to(to.address)
    refused = pace.first_refused(*([here] if here else []), to_one_address)
    if refused is not None and refused is here:
        raise TooManyFromHere
    if refused is not None:
        return
    index = registrations.address_index(to.address)
    with transaction.atomic(durable=True):
        known = bool(_standing(index, now))
        letter = "registrations" if known else "no_registrations"
        context = {
            "link": settings.SITE_URL + path(index, now) if known else "",
            "account": f"{settings.SITE_URL}/me/",
            "agenda": f"{settings.SITE_URL}/actions/",
        }
        key = f"lost-link:{secrets.token_hex(8)}"
        outbox.write(f"{TEMPLATES}/{letter}", to=to, context=context, key=key, now=now)


def path(index: bytes, now: datetime) -> str:
    """Where all registrations of an address are seen, from now on for two days."""
    named = int.from_bytes(index[:NAMED], "big")
    return f"/registrations/all/{links.sign(_purpose(index, now), named, _generation(index))}/"


def opened_by(token: str, now: datetime) -> bytes | None:
    """The blind index of the address whose registrations a genuine token shows; nothing once it has lapsed."""
    named = links.claimed_id(token)
    if named is None or named >= 1 << (8 * NAMED):
        return None
    first = named.to_bytes(NAMED, "big")
    alike = Registration.objects.filter(address_index__gte=first, address_index__lte=first + b"\xff" * REST)
    for index in {bytes(found) for found in alike.values_list("address_index", flat=True) if found}:
        generation = _generation(index)
        for days in range(LASTS + 1):
            purpose = _purpose(index, now - timedelta(days=days))
            if links.verify(purpose, token, lambda _, found=generation: found) is not None:  # type: ignore[misc]
                return index
    return None


def listed(index: bytes, now: datetime) -> list[Entry]:
    """All that stand: what comes first by its day, then what has no day, then what is over."""
    entries = [
        Entry(one, registrations.path(one), one.action.ends is not None and one.action.ends <= now)
        for one in _standing(index, now)
    ]
    return sorted(entries, key=lambda entry: entry.over)  # stable: by day in each


def renew(index: bytes) -> None:
    """A new link for each registration of the address, and for the page of all: those in older mails work no more."""
    with transaction.atomic(durable=True):
        mine = Registration.objects.of_address(index)
        mine.update(generation=F("generation") + 1)
        mine.update(generation=_generation(index))  # one for all, so that no cancelling brings an older link back


def _standing(index: bytes, now: datetime) -> list[Registration]:
    standing = Registration.objects.of_address(index).present().exclude(lapses_at__lte=now)
    by_day = F("action__starts").asc(nulls_last=True)
    return list(standing.select_related("action__group").order_by(by_day, "pk"))


def _generation(index: bytes) -> int:
    return Registration.objects.of_address(index).aggregate(Max("generation"))["generation__max"] or 0


def _purpose(index: bytes, now: datetime) -> str:
    return f"registrations of {index.hex()} on {now:%Y-%m-%d}"
