"""The address is given, changed and taken away."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from campaign.people import accounts
from campaign.people.addresses import verified_address
from campaign.people.models import Person
from tests.campaign.people import letters
from tests.campaign.people.forms import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def test_another_address_takes_the_old_ones_place_once_confirmed(client: Client, asa: Person) -> None:
    sign_in(client)
    form = {"email": "new@example.org", "password": PASSWORD, "action_add": ""}
    page = client.post("/accounts/email/", form, follow=True).content.decode()
    assert "We write to asa@example.org" in page
    assert "mailbox of new@example.org" in page
    assert verified_address(asa.pk) == "asa@example.org"
    client.post(letters.last().link)
    assert verified_address(asa.pk) == "new@example.org"
    assert EmailAddress.objects.count() == 1
    told = letters.last()
    assert (told.to, told.subject) == ("asa@example.org", "Another address for your account")
    assert "new@example.org" not in told.text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"password": "wrong words entirely"}, "This is not your password"),
        ({"password": ""}, "This needs an answer"),
        ({"email": "ASA@example.org"}, "This address stands in your account already"),
        ({"email": "no address"}, "That is no address: check it, please"),
    ],
)
def test_another_address_needs_the_password(client: Client, asa: Person, form: dict[str, str], sentence: str) -> None:
    sign_in(client)
    form = {"email": "new@example.org", "password": PASSWORD, "action_add": "", **form}
    page = client.post("/accounts/email/", form).content.decode()
    assert sentence in page
    assert EmailAddress.objects.count() == 1
    assert not letters.waiting()


def test_an_address_can_be_removed_and_its_owner_hears_of_it(client: Client, asa: Person) -> None:
    sign_in(client)
    page = client.post("/accounts/email/", {"email": "asa@example.org", "action_remove": ""}, follow=True)
    assert "Your address is removed" in page.content.decode()
    assert not EmailAddress.objects.exists()
    assert (letters.last().to, letters.last().subject) == ("asa@example.org", "Your address was removed")


def test_an_address_of_somebody_else_is_not_removed(client: Client, asa: Person) -> None:
    accounts.create("Bo", PASSWORD)
    sign_in(client, "Bo")
    for deed in ("action_remove", "action_send", "action_primary"):
        client.post("/accounts/email/", {"email": "asa@example.org", deed: ""})
    assert verified_address(asa.pk) == "asa@example.org"
    assert not letters.waiting()


def test_an_address_that_waits_can_be_taken_back(client: Client, asa: Person) -> None:
    sign_in(client)
    client.post("/accounts/email/", {"email": "new@example.org", "password": PASSWORD, "action_add": ""})
    link = letters.last().link
    client.post("/accounts/email/", {"email": "new@example.org", "action_remove": ""})
    assert verified_address(asa.pk) == "asa@example.org"
    assert client.get(link).status_code == 410
    assert len(letters.waiting()) == 1, "nothing more goes to an address that nobody confirmed"
