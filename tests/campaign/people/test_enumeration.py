"""Nobody learns from us who has an account."""

import pytest
from django.test import Client

from campaign.people import accounts
from campaign.people.addresses import verified_address
from campaign.people.models import Person
from tests.campaign.people import letters
from tests.campaign.people.forms import PASSWORD, sign_in, sign_up, without_chance

pytestmark = pytest.mark.django_db


def test_sign_up_answers_the_same_for_a_known_address_and_an_unknown_one(asa: Person) -> None:
    known, unknown = Client(), Client()
    assert sign_up(known, "Bo", "asa@example.org") == sign_up(unknown, "Cy", "cy@example.org") == "/me/"
    pages = [without_chance(client.get("/accounts/email/").content) for client in (known, unknown)]
    assert pages[0].replace("asa@example.org", "cy@example.org").replace("Bo", "Cy") == pages[1]
    to_known, to_unknown = letters.waiting()
    assert [to_known.to, to_unknown.to] == ["asa@example.org", "cy@example.org"]
    taken = known.get(to_known.link).content.decode()
    assert "Another account has this address" in taken, "only the owner of the mailbox sees this"
    known.post(to_known.link)
    assert verified_address(Person.objects.get(pseudonym="Bo").pk) is None
    assert verified_address(asa.pk) == "asa@example.org"


def test_a_new_password_is_answered_the_same_for_a_known_address_and_an_unknown_one(asa: Person) -> None:
    answers = []
    for address in ("asa@example.org", "nobody@example.org"):
        client = Client()
        answer = client.post("/accounts/password/reset/", {"email": address}, follow=True)
        answers.append((answer.redirect_chain, without_chance(answer.content)))
    assert answers[0] == answers[1]
    assert [letter.subject for letter in letters.waiting()] == ["A new password", "No account with this address"]


def test_another_address_is_asked_for_the_same_whether_it_is_known(client: Client, asa: Person) -> None:
    accounts.create("Bo", PASSWORD, address="bo@example.org", verified=True)
    sign_in(client)
    pages = []
    for address in ("bo@example.org", "nobody@example.org"):
        form = {"email": address, "password": PASSWORD, "action_add": ""}
        answer = client.post("/accounts/email/", form, follow=True)
        pages.append(without_chance(answer.content).replace(address, "…"))
    assert pages[0] == pages[1]


def test_sign_in_says_the_same_for_a_wrong_pseudonym_and_a_wrong_password(asa: Person) -> None:
    pages = [sign_in(Client(), "Åsa", "wrong words entirely"), sign_in(Client(), "Osa", PASSWORD)]
    texts = [without_chance(page.encode()).replace("Osa", "Åsa") for page in pages]
    assert texts[0] == texts[1]
    assert "No account has this pseudonym and this password" in texts[0]
