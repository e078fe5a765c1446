"""allauth's column of addresses: sealed by its field, and by the database."""

import io
import json

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from pytest_django import Settings

from campaign.lib import keys
from campaign.people import accounts, sealed_email
from campaign.people.addresses import verified_address, verified_addresses
from campaign.people.models import Person

pytestmark = pytest.mark.django_db


def stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM account_emailaddress ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_the_column_holds_no_address(asa: Person) -> None:
    [column] = stored()
    assert not [part for part in ("@", "asa", "example") if part in column]
    assert EmailAddress.objects.get().email == "asa@example.org"


def test_an_address_is_found_by_equality_in_any_case(asa: Person) -> None:
    assert EmailAddress.objects.filter(email="ASA@example.ORG").exists()
    assert EmailAddress.objects.filter(email__in=["x@example.org", "asa@EXAMPLE.org"]).exists()
    assert not EmailAddress.objects.filter(email="asa@example.com").exists()
    assert not EmailAddress.objects.filter(email__isnull=True).exists()


@pytest.mark.parametrize("lookup", ["iexact", "contains", "startswith", "gt", "regex"])
def test_an_address_is_not_found_by_its_parts(asa: Person, lookup: str) -> None:
    with pytest.raises(FieldError):
        EmailAddress.objects.filter(**{f"email__{lookup}": "asa"}).exists()


@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO account_emailaddress (email, verified, "primary", user_id)'
        " VALUES ('b@example.org', true, false, {})",
        "UPDATE account_emailaddress SET email = 'b@example.org' WHERE user_id = {}",
    ],
)
def test_the_database_refuses_an_address_in_plain_text(asa: Person, statement: str) -> None:
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(asa.pk))


def test_without_the_fields_class_writing_is_refused(asa: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    field = EmailAddress._meta.get_field("email")
    monkeypatch.setattr(field, "__class__", models.EmailField)
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        EmailAddress.objects.create(user=asa, email="b@example.org")


def test_no_migration_follows_from_the_fields_class() -> None:
    field = EmailAddress._meta.get_field("email")
    assert type(field) is sealed_email.SealedEmailField
    assert field.deconstruct()[1] == "django.db.models.EmailField"
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_sealing_a_column_that_is_too_short_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmailAddress._meta.get_field("email"), "max_length", 254)
    with pytest.raises(ImproperlyConfigured, match="ACCOUNT_EMAIL_MAX_LENGTH"):
        sealed_email.seal_addresses()


def test_sealing_a_field_that_allauth_has_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmailAddress._meta.get_field("email"), "__class__", models.CharField)
    with pytest.raises(ImproperlyConfigured, match="CharField"):
        sealed_email.seal_addresses()


def test_sealing_twice_changes_nothing() -> None:
    sealed_email.seal_addresses()
    assert type(EmailAddress._meta.get_field("email")) is sealed_email.SealedEmailField


def test_a_new_key_in_front_makes_no_account_unfindable(asa: Person, settings: Settings) -> None:
    settings.SEAL_KEYS = f"{keys.make_seal_keys()}, {settings.SEAL_KEYS}"
    found = EmailAddress.objects.get(email="asa@example.org")
    assert EmailAddress.objects.filter(email__in=["ASA@example.org"]).exists()
    assert verified_address(asa.pk) == "asa@example.org"
    before = stored()
    found.save()
    assert stored() != before, "what is written is sealed under the new one"
    assert EmailAddress.objects.get(email="asa@example.org") == found


def test_a_dump_stays_sealed_and_can_be_loaded(asa: Person) -> None:
    dump = io.StringIO()
    call_command("dumpdata", "account.emailaddress", stdout=dump)
    assert "@" not in dump.getvalue()
    [row] = json.loads(dump.getvalue())
    assert [row["fields"]["email"]] == stored()
    from django.core import serializers

    [loaded] = serializers.deserialize("json", dump.getvalue())
    assert loaded.object.email == "asa@example.org"
    loaded.save()
    assert verified_address(asa.pk) == "asa@example.org"


def test_an_address_says_nothing_of_itself(asa: Person) -> None:
    assert "@" not in f"{EmailAddress.objects.get()!s} {EmailAddress.objects.get()!r}"


def test_the_app_stands_after_allauths(settings: Settings) -> None:
    assert settings.INSTALLED_APPS.index("allauth.account") < settings.INSTALLED_APPS.index("campaign.people")


def test_mail_goes_to_confirmed_addresses_only(asa: Person, queries: object) -> None:
    other = accounts.create("other", "four words that fit", address="other@example.org")
    none = accounts.create("none", "four words that fit")
    EmailAddress.objects.create(user=asa, email="next@example.org")
    assert verified_address(asa.pk) == "asa@example.org"
    assert verified_address(other.pk) is verified_address(none.pk) is None
    with queries(1):  # type: ignore[operator]
        assert verified_addresses([asa.pk, other.pk, none.pk, 0]) == {asa.pk: "asa@example.org"}
