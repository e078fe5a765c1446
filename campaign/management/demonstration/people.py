"""The demonstration's people, and the password of those who can sign in."""

import secrets
from pathlib import Path

from django.conf import settings

from campaign.lib import keys
from campaign.management.demonstration.texts import table
from campaign.people import accounts, pseudonyms
from campaign.people.models import Person


def password() -> str:
    """DEMO_PASSWORD, else the one kept in var/demo-password, made at the first asking."""
    if settings.DEMO_PASSWORD:
        return str(settings.DEMO_PASSWORD)
    return keys.read_or_make(Path(settings.VAR_DIR) / "demo-password", lambda: secrets.token_urlsafe(12))


def accounts_to_sign_in_with(secret: str) -> dict[str, Person]:
    """The accounts by pseudonym; those that are missing are made, those that are there keep their password."""
    people: dict[str, Person] = {}
    for account in table("network")["account"]:
        pseudonym = account["pseudonym"]
        people[pseudonym] = _known(pseudonym) or accounts.create(
            pseudonym,
            secret,
            address=account["address"],
            verified=True,
            network_role=account.get("network_role", Person.NetworkRole.NONE),
            zone=account["zone"],
        )
    return people


def example(pseudonym: str) -> Person:
    """Somebody who only fills the lists: no address, and no password that opens the account."""
    return _known(pseudonym) or accounts.create(pseudonym, None)


def _known(pseudonym: str) -> Person | None:
    return Person.objects.filter(pseudonym_key=pseudonyms.key(pseudonym)).first()
