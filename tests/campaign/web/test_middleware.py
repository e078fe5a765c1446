"""What happens around every view: who is looking, what is closed, what is stored by nobody."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaign.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db
PUBLIC = ["/privacy/", "/resources/", "/calendars/", "/accounts/login/"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_neither_reads_nor_writes_a_session(address: str) -> None:
    client = Client()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    assert not [query["sql"] for query in asked if "session" in query["sql"] or "people_person" in query["sql"]]


@pytest.mark.parametrize("address", ["/privacy/", "/resources/", "/calendars/"])
def test_a_visitor_gets_no_cookie_where_no_form_needs_one(address: str) -> None:
    answer = Client().get(address)
    assert not answer.cookies
    assert "Cookie" in answer.headers["Vary"]


def test_the_cookie_of_a_form_goes_with_the_window_and_no_script_reads_it() -> None:
    cookie = Client().get("/accounts/login/").cookies["csrftoken"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)


def test_https_is_promised_for_this_host_and_no_other_of_the_operator_s(settings: Any) -> None:
    """How long stands in the settings, which are read once; whether for others too is asked here."""
    settings.SECURE_HSTS_SECONDS = 60
    assert Client().get("/privacy/", secure=True).headers["Strict-Transport-Security"] == "max-age=60"
    assert {"security.W005", "security.W021"} <= set(settings.SILENCED_SYSTEM_CHECKS)


def test_a_page_made_for_somebody_is_stored_nowhere() -> None:
    client = Client()
    client.force_login(make.person("ann"))
    assert client.get("/privacy/").headers["Cache-Control"] == "private, no-store"
    assert "no-store" not in Client().get("/privacy/").headers.get("Cache-Control", "")


def test_a_page_behind_a_secret_address_is_stored_nowhere() -> None:
    assert Client().get("/accounts/confirm-email/forged/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("end", ["inactive", "deleted"])
def test_the_session_of_somebody_who_is_gone_opens_nothing(end: str) -> None:
    ann, client = make.person("ann"), Client()
    client.force_login(ann)
    assert client.get("/me/").status_code == 200
    if end == "deleted":
        ann.delete()
    else:
        Person.objects.update(is_active=False)
    answer = client.get("/me/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/me/")


def test_a_made_up_session_is_nobody_s() -> None:
    client = Client()
    client.cookies["sessionid"] = "x" * 32
    assert client.get("/me/").status_code == 302
    assert client.get("/privacy/").status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "options", "delete"])
def test_closed_is_closed_for_every_method_and_whatever_exists(method: str) -> None:
    make.group()
    answers: list[Any] = [getattr(Client(), method)(f"/groups/{slug}/members/") for slug in ("berlin", "nowhere")]
    assert [answer.status_code for answer in answers] == [302, 302]


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("http://testserver/groups/berlin/members/?a=1", "/groups/berlin/members/"),
        ("https://evil.example/members/", "/groups/berlin/mail/"),
        ("", "/groups/berlin/mail/"),
    ],
)
def test_who_was_signed_out_meanwhile_comes_back_to_the_page_of_the_form(before: str, back: str) -> None:
    answer = Client().post("/groups/berlin/mail/", headers={"referer": before})
    assert answer.headers["Location"] == f"/accounts/login/?next={back}"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(away: str) -> None:
    make.person("ann")
    answer = Client().post("/accounts/login/", {"login": "ann", "password": make.PASSWORD, "next": away})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me/")


def test_signing_in_leads_back_within_the_site() -> None:
    make.person("ann")
    typed = {"login": "ann", "password": make.PASSWORD, "next": "/groups/new/"}
    assert Client().post("/accounts/login/", typed).headers["Location"] == "/groups/new/"


@pytest.mark.parametrize("address", ["/privacy/", "/nowhere/", "/me/", "/calendars/all.ics", "/health/live"])
def test_every_answer_says_how_it_may_be_used(address: str) -> None:
    headers = Client().get(address).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_a_visitors_pages_are_compressed_and_those_with_a_session_are_not(client: Client) -> None:
    """A secret and what was asked, compressed together, would tell about the secret by their length (BREACH)."""
    asked = {"accept-encoding": "gzip"}
    assert client.get("/privacy/", headers=asked).headers["Content-Encoding"] == "gzip"
    client.force_login(make.person("kim"))
    assert "Content-Encoding" not in client.get("/privacy/", headers=asked).headers
