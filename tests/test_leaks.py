"""No secret stands where it may not: every page, feed and mail is read as every viewer, and so is the database."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from tests import test_access, world
from tests.test_access import undone
from tests.world import VIEWERS, World

PAGES = 400  # of one viewer
ALIKE = 4  # addresses that differ in their query only
LINK = re.compile(r'(?:href|action|src)="(/[^"#]*)')
NOT_FOLLOWED = ("/static/", "/accounts/logout/", "/health/")


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), undone(), travel(world.TODAY):
        yield world.build()


@pytest.fixture(scope="module")
def seen(house: World) -> dict[str, dict[str, str]]:
    """All that each viewer finds: by viewer, then by address."""
    addresses = [row.address.format(**house.names) for row in test_access.rows()]
    with undone():
        return {viewer: dict(_crawl(house.browser(viewer), addresses)) for viewer in VIEWERS}


def _crawl(browser: Client, addresses: list[str]) -> Iterator[tuple[str, str]]:
    """Every page from these addresses onward, as text with its headers."""
    waiting, known, alike = list(dict.fromkeys(addresses)), set(addresses), {}
    read = 0
    while waiting and read < PAGES:
        address = waiting.pop(0)
        read += 1
        answer = browser.get(address)
        text = _text(answer)
        yield address, text
        for link in LINK.findall(answer.text if "html" in answer.headers.get("Content-Type", "") else ""):
            link = html.unescape(link)
            path = link.partition("?")[0]
            alike[path] = alike.get(path, 0) + (link not in known)
            if link not in known and alike[path] <= ALIKE and not link.startswith(NOT_FOLLOWED):
                known.add(link)
                waiting.append(link)
    assert not waiting, "the site grew: raise PAGES"


def _text(answer: Any) -> str:
    """What a reader, or a program, gets: unfolded, unescaped, headers too."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    cookies = answer.cookies.output()
    body = re.sub(r"\r\n[ \t]", "", answer.content.decode("utf-8", "replace"))
    return f"{headers}\n{cookies}\n{html.unescape(body)}\n{body}"


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


def test_what_may_be_seen_is_found(house: World, seen: dict[str, dict[str, str]]) -> None:
    """The crawler is no blind one: whatever somebody may see, somebody does."""
    unseen = [
        secret.words
        for secret in house.secrets
        if secret.seen_by
        and not any(secret.words in text for viewer in secret.seen_by for text in seen[viewer].values())
    ]
    assert unseen == []


def test_no_page_breaks(seen: dict[str, dict[str, str]]) -> None:
    broken = [(viewer, address) for viewer in VIEWERS for address, text in seen[viewer].items() if "Traceback" in text]
    assert broken == []
