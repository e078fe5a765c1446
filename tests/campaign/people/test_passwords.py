"""A new password, by a link or by the old one."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from campaign.lib import clock
from campaign.people import accounts
from campaign.people.models import Person
from tests import make
from tests.campaign.people import letters
from tests.campaign.people.forms import OTHER_PASSWORD, PASSWORD, sign_in, sign_up, who

pytestmark = pytest.mark.django_db


def test_a_link_gives_a_new_password_once(client: Client, asa: Person) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    client.post("/accounts/password/reset/", {"email": "ASA@example.org"})
    link = letters.last().link
    page = client.get(link)
    assert page.status_code == 302, "the key leaves the address line"
    form = {"password1": OTHER_PASSWORD}
    assert "too short" in client.post(page["Location"], {"password1": "short"}).content.decode()
    done = client.post(page["Location"], form, follow=True)
    assert "Your password is changed" in done.content.decode()
    assert who(elsewhere) is None, "whoever was signed in no longer is"
    assert "No account" in sign_in(Client())
    assert sign_in(Client(), password=OTHER_PASSWORD) == "/me/"
    assert client.get(link).status_code == Client().get(link).status_code == 410
    told = letters.last()
    assert (told.to, told.subject) == ("asa@example.org", "Your password was changed")


@pytest.mark.parametrize("link", ["1-rubbish", "zzzzzz-d4h2k1-abc", "1-set-password"])
def test_a_link_for_a_password_that_is_none_says_so(client: Client, asa: Person, link: str) -> None:
    answer = client.get(f"/accounts/password/reset/key/{link}/")
    assert answer.status_code == client.post(f"/accounts/password/reset/key/{link}/").status_code == 410
    assert "This link has lapsed" in answer.content.decode()


def test_a_link_for_a_password_lapses_after_four_hours(client: Client, asa: Person) -> None:
    with time_machine.travel("2026-10-01 09:00Z", tick=False):
        client.post("/accounts/password/reset/", {"email": "asa@example.org"})
        link = letters.last().link
    with time_machine.travel("2026-10-01 13:01Z", tick=False):
        assert client.get(link).status_code == 410


def test_three_letters_a_day_go_to_an_address_known_or_not(asa: Person) -> None:
    for address in ("asa@example.org", "nobody@example.org"):
        form = {"email": address}
        answers = [Client().post("/accounts/password/reset/", form).status_code for _ in range(5)]
        assert answers == [302, 302, 302, 429, 429]
    assert len(letters.waiting()) == 6


def test_three_letters_a_day_go_to_an_address_whatever_they_are_asked_for_by(asa: Person) -> None:
    """By sign-up for an action, a new password, a new account, an address for one action: all count together."""
    action = make.action(day=date(2030, 1, 1), now=clock.now())
    for address in ("asa@example.org", "nobody@example.org"):
        spelt = (address, address.upper(), address.title())
        before, answers = len(letters.waiting()), []
        for number, words in enumerate(spelt):
            answers.append(Client().post("/accounts/password/reset/", {"email": words}).status_code)
            form = {"name": "Kim", "address": words, "others": "0"}
            answers.append(Client().post(f"/actions/{action.slug}/signup/", form).status_code)
            answers.append(bool(sign_up(Client(), f"{address[:3]} {number}", words)))
        assert answers == [302, 302, True] * 3
        assert len(letters.waiting()) - before == 3


def test_what_happened_to_an_account_is_told_however_many_letters_were_asked_for(client: Client, asa: Person) -> None:
    for _ in range(3):
        Client().post("/accounts/password/reset/", {"email": "asa@example.org"})
    sign_in(client)
    words = {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD}
    client.post("/accounts/password/change/", words)
    assert len(letters.waiting()) == 4


def test_many_accounts_with_a_strangers_address_bring_one_letter(client: Client) -> None:
    for number in range(5):
        accounts.create(f"bo {number}", PASSWORD, address="asa@example.org")
    client.post("/accounts/password/reset/", {"email": "asa@example.org"})
    [letter] = letters.waiting()
    assert "the account bo 0" in letter.text


def test_a_password_is_changed_by_who_knows_it(client: Client, asa: Person) -> None:
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    wrong = {"oldpassword": "wrong words entirely", "password1": OTHER_PASSWORD}
    page = client.post("/accounts/password/change/", wrong).content.decode()
    assert "This is not your present password" in page
    answer = client.post("/accounts/password/change/", {**wrong, "oldpassword": PASSWORD}, follow=True)
    assert "Your password is changed" in answer.content.decode()
    assert (who(client), who(elsewhere)) == ("Åsa", None)
    assert letters.last().subject == "Your password was changed"


def test_nothing_is_told_to_an_address_that_nobody_confirmed(client: Client) -> None:
    sign_up(client, address="stranger@example.org")
    before = len(letters.waiting())
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD})
    assert Person.objects.get().check_password(OTHER_PASSWORD)
    assert len(letters.waiting()) == before
