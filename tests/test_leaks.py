"""No secret stands where it may not: every page, feed and mail is read as every viewer, and so is the database."""

import gc
import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve
from time_machine import travel

from actions.announcements import composing
from actions.announcements.models import Announcement
from actions.planning import cancellation, drafting
from actions.planning.models import Action
from campaign.mail import sending
from campaign.management import sweeping
from tests import test_access, world
from tests.campaign.people.test_nothing_is_left import files, rows, valkey
from tests.engines.mail import Sink
from tests.test_access import undone
from tests.world import VIEWERS, World

pytestmark = pytest.mark.xdist_group("leaks")  # one process walks the house, once
PAGES = 500  # of one viewer
ALIKE = 3  # addresses that differ in their query only
EACH = 8  # pages of one route to which links were followed: those in the table are read whatever route they have
UNACCOUNTED = ("registration", "pending")
LINK = re.compile(r'(?:href|action|src)="(/[^"#]*)')
NOT_FOLLOWED = ("/static/", "/accounts/logout/", "/health/")


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), undone(), travel(world.TODAY):
        yield world.build()


@pytest.fixture(scope="module")
def seen(house: World) -> dict[str, dict[str, str]]:
    """All that each viewer finds: by viewer, then by address."""
    rows = test_access.rows()
    addresses = [row.address.format(**house.names) for row in rows]
    gc.collect()
    gc.freeze()  # what is there stays: collecting looks through it no more, which takes a sixth of the time
    try:
        with undone():
            return {
                viewer: dict(_crawl(house.browser(viewer), addresses)) | dict(_lists(house, viewer, rows))
                for viewer in VIEWERS
            }
    finally:
        gc.unfreeze()


def _lists(house: World, viewer: str, rows: list[test_access.Row]) -> Iterator[tuple[str, str]]:
    """What is printed and taken along is made by a POST, so that it can be told; here nobody hears of it."""
    for row in rows:
        if row.method == "POST" and row.address.endswith("/lists/"):
            address = row.address.format(**house.names)
            with undone():
                answer = house.browser(viewer).post(address, row.data, content_type=test_access.FORM)
                yield f"{address} {row.data}", _text(answer)


def _crawl(browser: Client, addresses: list[str]) -> Iterator[tuple[str, str]]:
    """Every page from these addresses onward, as text with its headers.

    The code of a page is its route's, whatever it is about, so of those that links lead to some are enough. On
    PostgreSQL one: there it is the scopes that may differ, and no template does.
    """
    each = EACH if connection.vendor == "sqlite" else 1
    waiting, known = list(dict.fromkeys(addresses)), set(addresses)
    alike, followed = Counter[str](), Counter[str]()
    read = 0
    while waiting and read < PAGES:
        address = waiting.pop(0)
        read += 1
        answer = browser.get(address)
        text = _text(answer)
        yield address, text
        for link in LINK.findall(answer.text if "html" in answer.headers.get("Content-Type", "") else ""):
            link = html.unescape(link)
            if link in known or link.startswith(NOT_FOLLOWED):
                continue
            known.add(link)
            path, route = link.partition("?")[0], _route(link)
            alike[path] += 1
            followed[route] += 1
            if alike[path] <= ALIKE and followed[route] <= each:
                waiting.append(link)
    assert not waiting, "the site grew: raise PAGES"


def _route(link: str) -> str:
    try:
        return str(resolve(link.partition("?")[0]).route)
    except Resolver404:
        return link


def _text(answer: Any) -> str:
    """What a reader, or a program, gets: unfolded, unescaped, headers too."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    cookies = answer.cookies.output()
    body = re.sub(r"\r\n[ \t]", "", answer.content.decode("utf-8", "replace"))
    return f"{answer.status_code}\n{headers}\n{cookies}\n{html.unescape(body)}\n{body}"


def test_no_viewer_finds_what_is_not_for_her(house: World, seen: dict[str, dict[str, str]]) -> None:
    leaks = [
        f"{viewer} reads {secret.words!r} at {address}"
        for secret in house.secrets
        for viewer in VIEWERS
        if viewer not in secret.seen_by
        for address, text in seen[viewer].items()
        if secret.words in text and not address.startswith(secret.behind or ("-",))
    ]
    assert leaks == []


@pytest.mark.looks
def test_what_may_be_seen_is_found(house: World, seen: dict[str, dict[str, str]]) -> None:
    """The crawler is no blind one: whatever somebody may see, somebody does."""
    unseen = [
        secret.words
        for secret in house.secrets
        if (viewers := secret.seen_by & set(VIEWERS))
        and not any(secret.words in text for viewer in viewers for text in seen[viewer].values())
    ]
    assert unseen == []


def test_no_page_breaks(seen: dict[str, dict[str, str]]) -> None:
    broken = [(viewer, address) for viewer in VIEWERS for address, text in seen[viewer].items() if text[0] == "5"]
    assert {address for _, address in broken} <= {"/health/ready"}


def test_asking_for_a_secret_does_not_tell_where_it_is(house: World) -> None:
    """What may not be read may not be found either: neither a draft by its words nor an action by its meeting point."""
    told = {"/actions/public/": "point-for-the-registered", "/actions/draft/": "draft-title"}
    told |= {"/actions/inside/": "inside-title", "/actions/late/": "point-told-later"}
    with undone():
        found = [where for where, words in told.items() if where in Client().get(f"/actions/?q={words}").text]
    assert found == []


@pytest.mark.django_db
def test_no_mail_tells_what_is_not_for_its_reader(sink: Sink, settings: Any) -> None:
    """Confirmations, reminders, what a move and a cancellation say."""
    settings.EMAIL_URL = sink.url
    with travel(world.TODAY):
        house = world.build()
        for announcement in Announcement.objects.order_by("pk"):
            composing.send(announcement, now=world.TODAY)
    _sweep(world.TODAY)
    public = Action.objects.get(slug="public")
    for at in (date(2026, 10, 8), date(2026, 10, 9)):
        _sweep(datetime.combine(at, time(9), tzinfo=UTC))
    with travel(world.TODAY):
        drafting.edit(public, day=date(2026, 10, 12))
        cancellation.cancel(public, reason="The office has closed by itself")
    _sweep(world.TODAY + timedelta(hours=1))
    readers = {reader: _letters(sink, f"address-of-{reader}@example.org") for reader in (*VIEWERS[1:], *UNACCOUNTED)}
    assert len(readers["registration"]) > 1
    assert len(readers["participant"]) > 1
    leaks = [
        (reader, secret.words)
        for reader, text in readers.items()
        for secret in house.secrets
        if reader not in secret.seen_by | _written_to(secret.words) and secret.words in "".join(text)
    ]
    assert leaks == []
    got = {reader for reader, text in readers.items() if "announcement-text" in "".join(text)}
    come = {reader for reader, text in readers.items() if "announcement-to-those-who-come-text" in "".join(text)}
    assert (got, come) == (world.INSIDE, {"participant", "registration"})
    assert house.names["unsubscribe"] in "".join(readers["member"])
    assert [reader for reader, text in readers.items() if house.names["unsubscribe"] in "".join(text)] == ["member"]
    assert "point-for-the-registered" in "".join(readers["registration"])
    assert "point-for-the-registered" not in "".join(readers["pending"])


def _written_to(words: str) -> set[str]:
    """Whom an announcement was sent to reads it, though its page is for those who write."""
    if words.startswith("announcement-to-those-who-come"):
        return {"participant", "registration"}
    if words.startswith("inside-") or words in world.OF_INSIDE:  # her confirmation, from when she was in the group
        return {"participant"}
    if words.startswith("written-to-groups-"):
        return world.PLANNING
    return world.INSIDE if words.startswith("announcement-") else set()


def _sweep(at: datetime) -> None:
    with travel(at):
        assert sweeping.run(at) == []
        sending.run()


def _letters(sink: Sink, address: str) -> list[str]:
    """What came to one address, headers and every part, opened."""
    return [
        "\n".join(
            [*(f"{name}: {value}" for name, value in part.items())]
            + ([] if part.is_multipart() else [html.unescape(str(part.get_content()).replace("\r\n ", ""))])
        )
        for letter in sink.to(address)
        for part in letter.message.walk()
    ]


@pytest.mark.django_db(transaction=True)
def test_whoever_gets_the_database_finds_nobody_in_it(sink: Sink, settings: Any) -> None:
    """Neither in rows, nor in SQLite's file and its log, nor in Valkey, before the mail went out and after."""
    settings.EMAIL_URL = sink.url
    with travel(world.TODAY):
        house = world.build()
        before = b"".join([*rows(), *files(), *valkey()])
        sending.run()
    after = b"".join([*rows(), *files(), *valkey()])
    assert sink.letters
    nowhere = re.compile("address-of-|name-of-|" + "|".join(house.names[token] for token in World.TOKENS))
    assert [nowhere.findall(stored.decode("latin-1")) for stored in (before, after)] == [[], []]
    assert b"pseudonym-of-member" in before, "the search finds what is there"
