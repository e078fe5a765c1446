"""Accounts as commands and tests make them, and the parts that people get."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from campaign.people import accounts
from campaign.people.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "four words that fit"


def test_an_account_has_no_address_unless_one_is_given() -> None:
    person = accounts.create("Åsa", PASSWORD)
    assert not person.emailaddress_set.exists()
    assert person.check_password(PASSWORD)
    assert person.password.startswith("argon2")


def test_a_person_has_no_column_for_an_address_a_name_or_the_last_visit() -> None:
    columns = {field.column for field in Person._meta.get_fields() if getattr(field, "column", None)}
    assert columns == {
        *("id", "password", "pseudonym", "pseudonym_key"),
        *("language", "zone", "network_role", "is_active"),
    }


@pytest.mark.parametrize("second", ["Åsa", "åsa", "ÅSA", " Åsa ", "A\u030asa"])
def test_a_pseudonym_is_taken_in_every_way_of_writing_it(second: str) -> None:
    accounts.create("Åsa", PASSWORD)
    with pytest.raises(accounts.PseudonymTaken):
        accounts.create(second, PASSWORD)
    assert Person.objects.get_by_natural_key("åSA").pseudonym == "Åsa"


def test_a_renamed_person_is_found_by_the_new_pseudonym() -> None:
    person = accounts.create("Åsa", PASSWORD)
    person.pseudonym = "Bo"
    person.save(update_fields=["pseudonym"])
    assert Person.objects.get_by_natural_key("BO") == person


@pytest.mark.parametrize("pseudonym", ["asa@example.org", "", "x" * 41])
def test_what_is_no_pseudonym_makes_no_account(pseudonym: str) -> None:
    with pytest.raises(ValidationError):
        accounts.create(pseudonym, PASSWORD)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["no address", "a@b", '"a b"@example.org', "a@[127.0.0.1]", "a" * 60 + "@" + ("b" * 60 + ".") * 4 + "org"],
)
def test_what_is_no_address_makes_no_account(address: str) -> None:
    with pytest.raises(ValidationError):
        accounts.create("asa", PASSWORD, address=address)
    assert not Person.objects.exists()


def test_a_confirmed_address_belongs_to_one_account() -> None:
    accounts.create("asa", PASSWORD, address="asa@example.org", verified=True)
    with pytest.raises(IntegrityError):
        accounts.create("bo", PASSWORD, address="ASA@example.org", verified=True)


def test_the_command_makes_a_coordinator(capsys: pytest.CaptureFixture[str]) -> None:
    accounts.create("Åsa", PASSWORD)
    call_command("coordinator", "åsa")
    assert Person.objects.get().network_role == Person.NetworkRole.COORDINATOR
    assert capsys.readouterr().out == "Åsa is a coordinator of the network.\n"
    call_command("coordinator", "åsa")
    assert capsys.readouterr().out == "Åsa is a coordinator of the network already.\n"
    call_command("coordinator", "åsa", "--withdraw")
    assert Person.objects.get().network_role == Person.NetworkRole.NONE


def test_the_command_knows_nobody_of_another_name() -> None:
    with pytest.raises(CommandError, match=r"Nobody here is called 'bo'.*/accounts/signup/"):
        call_command("coordinator", "bo")


def test_the_command_gives_no_part_to_a_closed_account() -> None:
    person = accounts.create("bo", PASSWORD)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(CommandError, match="is closed"):
        call_command("coordinator", "bo")
    person.refresh_from_db()
    assert person.network_role == Person.NetworkRole.NONE
