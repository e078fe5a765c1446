"""Signing in and out."""

import pytest
from django.test import Client
from pytest_django import Settings

from campaign.people.models import Person
from tests.campaign.people.forms import PASSWORD, sign_in, who

pytestmark = pytest.mark.django_db


def test_guessing_is_slowed_down_for_one_source_only(asa: Person) -> None:
    for _ in range(5):
        assert "No account" in sign_in(Client(), password="wrong words entirely")
    assert "Too many attempts" in sign_in(Client())
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert sign_in(elsewhere) == "/me/", "nobody is locked out by a stranger"


def test_a_closed_account_cannot_be_used(client: Client, asa: Person) -> None:
    Person.objects.update(is_active=False)
    assert sign_in(client) == "/accounts/inactive/"
    assert "This account is closed" in client.get("/accounts/inactive/").content.decode()
    assert who(client) is None


def test_signed_in_until_the_browser_closes_or_for_thirty_days(asa: Person) -> None:
    short, long = Client(), Client()
    sign_in(short)
    sign_in(long, remember="on")
    assert short.cookies["sessionid"]["max-age"] == ""
    assert long.cookies["sessionid"]["max-age"] == 30 * 24 * 3600


def test_sign_out_asks_first_and_leaves_no_cookie(client: Client, asa: Person) -> None:
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert who(client) == "Åsa"
    answer = client.post("/accounts/logout/")
    assert answer["Location"] == "/"
    assert answer.cookies["sessionid"].value == ""
    assert client.get("/accounts/logout/").status_code == 302


def test_a_visitor_gets_no_cookie_but_where_a_form_is(client: Client) -> None:
    for path in ("/accounts/password/reset/done/", "/accounts/inactive/", "/accounts/confirm-email/rubbish/"):
        assert not client.get(path).cookies
    assert set(client.get("/accounts/login/").cookies) == {"csrftoken"}


def test_language_and_clock_are_kept_and_nothing_else_is_touched(client: Client, asa: Person) -> None:
    sign_in(client)
    answer = client.post("/accounts/", {"zone": "Europe/Berlin", "network_role": "coordinator"})
    assert answer.status_code == 302
    asa.refresh_from_db()
    assert (asa.zone, asa.language, asa.network_role) == ("Europe/Berlin", "en", "none")
    assert client.post("/accounts/", {"zone": "Europe/Nowhere"}).status_code == 200
    asa.refresh_from_db()
    assert asa.zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/accounts/login/", {"login": "Åsa", "password": PASSWORD}),
        ("/accounts/signup/", {"username": "Bo", "password1": PASSWORD}),
        ("/accounts/password/reset/", {"email": "asa@example.org"}),
    ],
)
def test_while_valkey_is_away_a_form_asks_for_patience_and_changes_nothing(
    client: Client, asa: Person, settings: Settings, path: str, form: dict[str, str]
) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock?db=0"}}
    assert client.get(path).status_code == 200
    answer = client.post(path, form)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "One moment, please" in answer.content.decode()
    assert Person.objects.count() == 1
