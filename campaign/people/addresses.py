"""Where mail to a person goes: only to an address that they have confirmed, and to nobody whose account is shut."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from campaign.lib import sealing
from campaign.web import pace

LETTERS_A_DAY = 3
DAY = 24 * 3600  # seconds


def letter_to(address: str) -> pace.Deed:
    """One more letter to an address that anybody may have typed: counted together, whatever it was asked for by."""
    who = sealing.blind_index(address.strip().lower(), purpose="people.letter").hex()
    return pace.Deed("letter to an address", who, LETTERS_A_DAY, DAY)


def verified_address(person_id: int) -> str | None:
    """The person's confirmed address in plain text, or None. For the outbox only."""
    return verified_addresses([person_id]).get(person_id)


def verified_addresses(ids: Iterable[int]) -> dict[int, str]:
    """Confirmed addresses by person's id, in one query; who has none is not in it."""
    rows = EmailAddress.objects.filter(user_id__in=list(ids), user__is_active=True, verified=True).order_by(
        "primary", "-pk"
    )
    return dict(rows.values_list("user_id", "email"))  # the primary one comes last and stays


def reachable() -> QuerySet[EmailAddress, int]:
    """The ids of all to whom mail can go: for a question about many (`person__in=reachable()`)."""
    confirmed = EmailAddress.objects.filter(user__is_active=True, verified=True)
    return confirmed.order_by().values_list("user_id", flat=True)  # type: ignore[no-any-return]


def waiting_address(person_id: int) -> EmailAddress | None:
    """The address that a person gave last and has not confirmed yet."""
    return EmailAddress.objects.filter(user_id=person_id, verified=False).order_by("-pk").first()


def is_verified(pk: int) -> bool:
    """Whether this row holds a confirmed address."""
    return bool(EmailAddress.objects.filter(pk=pk, verified=True).exists())
