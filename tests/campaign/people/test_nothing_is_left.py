"""Whoever gets the database, the cache or the logs finds no address, no source and no browser in them."""

import base64
import logging
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from campaign.lib import pulse
from campaign.people import sessions
from campaign.people.addresses import verified_address
from campaign.people.models import Person
from tests.campaign.people import letters

PASSWORD = "four words that fit"
BROWSER = "Mozilla/5.0 (a browser of its own)"
SECRETS = ("leaking.person", "next.person", "unknown.person", "leaking-host", "198.51.100.77", "a browser of its own")


def journey() -> Client:
    """Everything that can be done with an account and its address."""
    client = Client(REMOTE_ADDR="198.51.100.77", headers={"user-agent": BROWSER, "referer": "http://leaking-host.org/"})
    first, second = "leaking.person@leaking-host.org", "next.person@leaking-host.org"
    client.post("/accounts/signup/", {"username": first, "password1": PASSWORD})  # typed into the wrong field
    client.post("/accounts/signup/", {"username": "Åsa", "password1": PASSWORD, "email": first})
    client.post("/accounts/email/", {"email": first, "action_send": ""})
    client.get(letters.last().link)
    client.post(letters.last().link)
    client.post("/accounts/email/", {"email": second, "password": "wrong words entirely", "action_add": ""})
    client.post("/accounts/email/", {"email": second, "password": PASSWORD, "action_add": ""})
    client.post("/accounts/logout/")
    for wrong in (first, "Åsa"):
        client.post("/accounts/login/", {"login": wrong, "password": "wrong words entirely"})
    for address in (first, second, "unknown.person@leaking-host.org"):
        client.post("/accounts/password/reset/", {"email": address})
    link = next(letter.link for letter in reversed(letters.waiting()) if letter.subject == "A new password")
    client.post(client.get(link)["Location"], {"password1": "some other words then"})
    client.post("/accounts/login/", {"login": "Åsa", "password": "some other words then", "remember": "on"})
    client.post(letters.waiting()[1].link)
    client.get("/accounts/email/")
    client.post("/accounts/email/", {"email": first, "password": "some other words then", "action_add": ""})
    assert client.get("/accounts/").status_code == 200
    return client


def rows() -> Iterator[bytes]:
    """Every row of every table, bytes as they are."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of tables
            for row in cursor.fetchall():
                for value in row:
                    yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def files() -> Iterator[bytes]:
    """SQLite's file and what stands beside it."""
    if connection.vendor == "sqlite":
        place = Path(str(connection.settings_dict["NAME"]))
        found = [path for path in place.parent.glob(f"{place.name}*") if path.is_file()]
        assert place in found
        yield from (path.read_bytes() for path in found)


def opened(text: bytes) -> Iterator[bytes]:
    """What a reader makes of a session without our keys: base64, and zlib where it was compressed."""
    for part in text.split(b":"):
        for decode in (base64.b64decode, base64.urlsafe_b64decode):
            try:
                plain = decode(part.lstrip(b".") + b"==")
            except ValueError:
                continue
            yield plain
            try:
                yield zlib.decompress(plain)
            except zlib.error:
                continue


def valkey() -> Iterator[bytes]:
    """Every key and value, whatever its kind, in all databases of the server."""
    server = pulse.valkey()
    yield from (key + b"=" + (server.dump(key) or b"") for key in server.scan_iter())


@pytest.mark.django_db(transaction=True)
def test_no_address_source_or_browser_is_left_behind(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("campaign").debug("a line, so that we see that lines are caught")
        client = journey()
    assert client.cookies["sessionid"].value, "signed in"
    assert verified_address(Person.objects.get().pk) == "next.person@leaking-host.org", "the journey went as told"
    texts = list(Session.objects.values_list("session_data", flat=True))
    assert texts
    said = {
        "rows": [*rows()],
        "files": [*files()],
        "sessions": [plain for text in texts for plain in opened(text.encode())],
        "what our own keys open of sessions": [str(sessions.SessionStore().decode(text)).encode() for text in texts],
        "valkey": [*valkey()],
        "logs": [record.getMessage().encode() for record in caplog.records if not record.name.startswith("django.db")],
    }
    assert [place for place in ("rows", "sessions", "valkey", "logs") if not said[place]] == []
    found = [
        (place, secret) for place, parts in said.items() for secret in SECRETS if secret.encode() in b"".join(parts)
    ]
    assert not found


def test_the_search_finds_what_is_there() -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(b"leaking.person@leaking-host.org" * 3)).rstrip(b"=")
    assert any(b"leaking.person" in plain for plain in opened(b"." + packed + b":1abc:signature"))
