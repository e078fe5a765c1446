"""An account is made, with an address or without."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from campaign.people import accounts
from campaign.people.addresses import verified_address
from campaign.people.models import Person
from tests.campaign.people import letters
from tests.campaign.people.forms import PASSWORD, sign_in, sign_up, who

pytestmark = pytest.mark.django_db


def test_a_pseudonym_and_a_password_make_an_account(client: Client) -> None:
    assert sign_up(client) == "/me/"
    assert who(client) == "Åsa"
    assert not EmailAddress.objects.exists()
    assert not letters.waiting()
    client.post("/accounts/logout/")
    assert who(client) is None
    assert sign_in(client, "åsa") == "/me/"


def test_the_page_says_what_it_means_to_give_no_address(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert "nobody can give you a new one" in page
    assert "Reminders stand on your page only" in page


def test_sign_up_leads_on_to_where_one_wanted_to_go(client: Client) -> None:
    form = {"username": "Åsa", "password1": PASSWORD, "next": "/groups/new/"}
    assert client.post("/accounts/signup/", form)["Location"] == "/groups/new/"
    form = {"username": "Bo", "password1": PASSWORD, "next": "https://example.com/"}
    assert Client().post("/accounts/signup/", form)["Location"] == "/me/"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"username": ""}, "This needs an answer"),
        ({"username": "asa@example.org"}, "This looks like an address"),
        ({"username": "a\u200bsa"}, "There is an invisible character in it"),
        ({"username": "x" * 41}, "at most 40 characters"),
        ({"username": "\ufdfa" * 3}, "At most 40 characters"),
        ({"username": "BO"}, "This pseudonym is taken"),
        ({"password1": "short"}, "This password is too short"),
        ({"password1": "password12"}, "This password is too common"),
        ({"password1": "asa-from-the-sea", "username": "asa-from-the-se"}, "too similar to the pseudonym"),
        ({"email": "no address"}, "That is no address: check it, please"),
        ({"email": '"a"@example.org'}, "write to such an address"),
        ({"email": "a" * 60 + "@" + ("ä" * 60 + ".") * 3 + "org"}, "longer than mail allows"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    client: Client, form: dict[str, str], sentence: str
) -> None:
    accounts.create("Bo", PASSWORD)
    form = {"username": "Åsa", "password1": PASSWORD, "email": "", **form}
    answer = client.post("/accounts/signup/", form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    if form["username"] == "Åsa":
        assert 'value="Åsa"' in page
    assert Person.objects.count() == 1


def test_an_address_counts_once_its_link_was_opened_and_confirmed(client: Client) -> None:
    assert sign_up(client, address="Asa@Example.org") == "/me/"
    person = Person.objects.get()
    assert verified_address(person.pk) is None
    letter = letters.last()
    assert (letter.to, letter.subject) == ("asa@example.org", "Confirm your address")
    assert "the account Åsa" in letter.text
    scanner = Client()
    for _ in range(2):
        page = scanner.get(letter.link)
        assert page.status_code == 200
        assert verified_address(person.pk) is None, "a mail scanner confirms nothing"
    assert client.post(letter.link)["Location"] == "/accounts/"
    assert verified_address(person.pk) == "asa@example.org"
    used = client.get(letter.link)
    assert used.status_code == client.post(letter.link).status_code == 410
    assert "Your address is confirmed" in used.content.decode()


def test_a_link_opened_elsewhere_leads_to_sign_in(client: Client) -> None:
    sign_up(client, address="asa@example.org")
    elsewhere = Client()
    assert elsewhere.post(letters.last().link)["Location"] == "/accounts/login/"
    assert verified_address(Person.objects.get().pk) == "asa@example.org"


@pytest.mark.parametrize("key", ["rubbish", "MQ:1abcde:" + "x" * 43])
def test_a_link_that_is_none_says_so(client: Client, key: str) -> None:
    answer = client.get(f"/accounts/confirm-email/{key}/")
    assert answer.status_code == client.post(f"/accounts/confirm-email/{key}/").status_code == 410
    assert "This link has lapsed" in answer.content.decode()


def test_a_link_lapses_after_three_days(client: Client) -> None:
    with time_machine.travel("2026-10-01 09:00Z", tick=False):
        sign_up(client, address="asa@example.org")
        link = letters.last().link
    with time_machine.travel("2026-10-04 08:59Z", tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel("2026-10-04 09:01Z", tick=False):
        assert client.get(link).status_code == 410


def test_a_link_can_be_asked_for_again_but_not_without_end(client: Client) -> None:
    with time_machine.travel("2026-10-01 09:00Z") as time:
        sign_up(client, address="asa@example.org")
        again = {"email": "asa@example.org", "action_send": ""}
        told = client.post("/accounts/email/", again, follow=True).content.decode()
        assert "No link was sent now" in told
        sent = []
        for _ in range(4):
            time.shift(120)
            client.post("/accounts/email/", again)
            sent.append(len(letters.waiting()))
        assert sent == [2, 3, 3, 3], "three a day"
