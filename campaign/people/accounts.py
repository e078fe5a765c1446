"""Accounts: how a person comes to be, and gets a part in the network."""

import re

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from campaign.people import pseudonyms
from campaign.people.models import Person

ODD = re.compile(r"[\s<>()\[\]\\,;:\"]")  # quoted names and bare hosts, which mail programs hardly know
LONGEST_ADDRESS = 254  # bytes, RFC 5321 section 4.5.3.1.3 less its brackets


class PseudonymTaken(Exception):
    """Somebody else is called so, perhaps since a moment ago."""


def check_address(address: str) -> str:
    """`address` as it is kept, in lower case. Raises ValidationError."""
    validate_email(address)
    if ODD.search(address):
        raise ValidationError(_("We can’t write to such an address. Give another one."), code="odd")
    if len(address.encode()) > LONGEST_ADDRESS:
        raise ValidationError(_("This address is longer than mail allows (254 bytes)."), code="too_long")
    return address.lower()


def create(
    pseudonym: str,
    password: str | None,
    *,
    address: str | None = None,
    verified: bool = False,
    network_role: str = Person.NetworkRole.NONE,
    language: str = "en",
    zone: str = "UTC",
) -> Person:
    """A new account, as commands, the demonstration and tests make it; people sign up by the form.

    Raises PseudonymTaken, and ValidationError for a pseudonym or address that can't be.
    """
    person = Person(pseudonym=pseudonyms.tidy(pseudonym), network_role=network_role, language=language, zone=zone)
    person.password = make_password(password)  # takes its time, so before the transaction
    person.clean_fields(exclude=["pseudonym_key"])
    address = check_address(address) if address else None
    try:
        with transaction.atomic(durable=True):
            person.save()
            if address:
                EmailAddress.objects.create(user=person, email=address, verified=verified, primary=True)
    except IntegrityError as error:
        if Person.objects.filter(pseudonym_key=person.pseudonym_key).exists():
            raise PseudonymTaken(pseudonym) from error
        raise
    return person


def give_role(person: Person, *, role: Person.NetworkRole) -> bool:
    """What `person` is in the network from now on; False where nothing had to change."""
    return bool(Person.objects.filter(pk=person.pk).exclude(network_role=role).update(network_role=role))


def set_language_and_zone(person: Person, *, language: str, zone: str) -> None:
    """How pages and mails speak to `person`."""
    Person.objects.filter(pk=person.pk).update(language=language, zone=zone)
