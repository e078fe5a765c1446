"""allauth's own column of addresses, sealed.

The class of allauth's field is replaced when the app is ready, so that every query of allauth's, present and coming,
passes through here, and no migration of allauth's changes. A CHECK (on SQLite a trigger; migration 0002) refuses an
"@" in the column: should the class ever be lost, writes fail instead of laying addresses open.
"""

from typing import TYPE_CHECKING, Any, cast

from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models.lookups import In, Lookup

from campaign.lib import sealing

PURPOSE = "account_emailaddress.email"
COLUMN_LENGTH = 640  # an address of 254 bytes, padded, in base32, with the id of its key

if TYPE_CHECKING:
    _Email = models.EmailField[Any, Any]
else:
    _Email = models.EmailField


class UnderAnyKey(In):
    """Equality with one address or several, under whichever key they were sealed: a key put in front of the others
    makes no account unfindable while its row waits to be rewritten."""

    def get_prep_lookup(self) -> list[str]:
        asked = [self.rhs] if isinstance(self.rhs, str) else self.rhs
        return [
            sealed for address in asked for sealed in sealing.seal_equal_under_each(address.lower(), purpose=PURPOSE)
        ]


class SealedEmailField(_Email):
    """An address that is equal for the database where it is equal for people, and says nothing else."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else sealing.seal_equal(value.lower(), purpose=PURPOSE)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else sealing.unseal_equal(value, purpose=PURPOSE)

    def get_lookup(self, lookup_name: str) -> type["Lookup[Any]"] | None:
        """Equality only: a part of a sealed address finds nothing, and should say so."""
        if lookup_name in ("exact", "in"):
            return UnderAnyKey
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        """For dumpdata: a dump holds what the column holds."""
        return cast(str, self.get_prep_value(self.value_from_object(obj)))

    def to_python(self, value: Any) -> Any:
        """Also opens what a dump holds."""
        if isinstance(value, str) and "@" not in value:
            try:
                return sealing.unseal_equal(value, purpose=PURPOSE)
            except sealing.SealBroken:
                pass
        return super().to_python(value)


def seal_addresses() -> None:
    """Make allauth's field a sealed one. Raises ImproperlyConfigured where allauth is not as we know it."""
    field = EmailAddress._meta.get_field("email")
    if type(field) not in (models.EmailField, SealedEmailField):
        raise ImproperlyConfigured(f"allauth's address is a {type(field).__name__}: it can't be sealed.")
    if field.max_length != COLUMN_LENGTH:
        raise ImproperlyConfigured(f"ACCOUNT_EMAIL_MAX_LENGTH is {COLUMN_LENGTH}: a sealed address needs the room.")
    field.__class__ = SealedEmailField
    EmailAddress.__str__ = lambda self: f"address {self.pk}"  # else it stands in logs and error pages
