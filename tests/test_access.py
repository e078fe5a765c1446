"""Who may go where: every route of the URLconf × every viewer → status. A route without a row fails, a row without a
route too. Rows stand in tests/access.txt, whose head says how to read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from time_machine import travel

from tests import world
from tests.world import VIEWERS, World

FORM = "application/x-www-form-urlencoded"
WITHOUT_TOKEN = ("/unsubscribe/",)
TABLE = Path(__file__).with_name("access.txt")


@dataclass(frozen=True)
class Row:
    """One line: what is asked, and what each viewer gets, in the order of VIEWERS."""

    method: str
    address: str
    data: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.address} {self.data}".strip()


def rows() -> list[Row]:
    """The table."""
    found = []
    for line in TABLE.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        asked, _, answers = line.rpartition("|")
        method, address, *data = asked.split()
        found.append(Row(method, address, data[0] if data else "", tuple(answers.split())))
        assert len(found[-1].answers) == len(VIEWERS), line
    return found


def one_of_each_route() -> list[Row]:
    """The first row of each route that reads it."""
    found: dict[str, Row] = {}
    for row in rows():
        if row.method == "GET":
            found.setdefault(route_of(row.address), row)
    return list(found.values())


def without_a_deed() -> list[Row]:
    """The first rows of the routes to which no row posts."""
    deeds = {route_of(row.address) for row in rows() if row.method == "POST"}
    return [row for row in one_of_each_route() if route_of(row.address) not in deeds]


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Every route of the URLconf, as `resolve` names it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern).removeprefix("^")


def route_of(address: str) -> str:
    """The route that answers a row's address; its placeholders are filled with what looks alike."""
    looks: dict[str, Any] = dict.fromkeys(World.NUMBERS, 1) | dict.fromkeys(World.TOKENS, "1-abcdefghijklmnopqrstuv")
    return resolve(address.format(**looks).partition("?")[0]).route


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert {route_of(row.address) for row in rows()} == set(routes())


def test_every_route_is_read_as_every_viewer() -> None:
    """What only takes POST says so to a GET as well."""
    read = {route_of(row.address) for row in rows() if row.method == "GET"}
    assert read == set(routes())


def test_no_row_stands_twice() -> None:
    asked = [str(row) for row in rows()]
    assert [row for row in asked if asked.count(row) > 1] == []


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all rows; what they do to it is undone."""
    with django_db_blocker.unblock(), undone(), travel(world.TODAY):
        yield world.build()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in here never happened. Durable verbs may run, as in Django's own test cases."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", rows(), ids=str)
def test_each_viewer_gets(row: Row, house: World) -> None:
    address = row.address.format(**house.names)
    got = [_ask(house, viewer, row, address) for viewer in VIEWERS]
    assert dict(zip(VIEWERS, got, strict=True)) == dict(zip(VIEWERS, row.answers, strict=True))


def _ask(house: World, viewer: str, row: Row, address: str) -> str:
    """The status, or `in` where it leads to sign-in and back."""
    with undone():
        browser = house.browser(viewer)
        if row.method == "POST":
            answer = browser.post(address, row.data, content_type=FORM)
        else:
            answer = browser.generic(row.method, address)
    if answer.status_code == 302 and answer.headers["Location"] == f"/accounts/login/?next={quote(address)}":
        return "in"
    return str(answer.status_code)


@pytest.mark.parametrize("row", without_a_deed(), ids=str)
def test_where_the_table_has_no_deed_there_is_none(row: Row, house: World) -> None:
    """A route that takes POST has a row for it."""
    address = row.address.format(**house.names)
    assert {_ask(house, viewer, Row("POST", row.address, "", ()), address) for viewer in VIEWERS} <= {"405", "in"}


@pytest.mark.parametrize("row", one_of_each_route(), ids=str)
def test_head_answers_as_get_does(row: Row, house: World) -> None:
    address = row.address.format(**house.names)
    for viewer in ("visitor", "coordinator"):
        with undone():
            browser = house.browser(viewer)
            got, head = browser.get(address), browser.head(address)
        assert (head.status_code, head.content) == (got.status_code, b"")


@pytest.mark.parametrize("row", [row for row in rows() if row.method == "GET" and row.answers[0] == "200"], ids=str)
def test_what_visitors_read_touches_no_session_and_sets_no_cookie(row: Row, house: World) -> None:
    """A cookie comes with a form that needs one, and with nothing else."""
    with undone(), CaptureQueriesContext(connection) as asked:
        answer = Client().get(row.address.format(**house.names))
    queries = "\n".join(query["sql"] for query in asked)
    assert "django_session" not in queries
    needs_one = b"csrfmiddlewaretoken" in answer.content
    assert set(answer.cookies) == ({"csrftoken"} if needs_one else set())


@pytest.mark.parametrize("row", one_of_each_route(), ids=str)
def test_what_is_made_for_somebody_is_stored_nowhere(row: Row, house: World) -> None:
    if row.address.startswith("/calendars/") and row.address.endswith(".ics"):
        return  # the same for everyone, and answered before anybody asks who is looking
    with undone():
        answer = house.browser("organiser").get(row.address.format(**house.names))
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("row", [row for row in rows() if row.method == "POST"], ids=str)
def test_no_deed_is_done_by_another_site_s_form(row: Row, house: World) -> None:
    """Without the token nothing is done; RFC 8058's button in mail programs is the one that has none."""
    with undone():
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(house.people["coordinator"])
        answer = browser.post(row.address.format(**house.names), row.data, content_type=FORM)
    assert answer.status_code == 403 or row.address.startswith(WITHOUT_TOKEN)


@pytest.mark.parametrize("row", one_of_each_route(), ids=str)
def test_no_other_method_does_anything(row: Row, house: World) -> None:
    """Neither PUT nor PATCH nor DELETE changes a thing; OPTIONS tells no more than which methods there are."""
    address = row.address.format(**house.names)
    with undone():
        browser = house.browser("coordinator")
        with CaptureQueriesContext(connection) as asked:
            got = {method: browser.generic(method, address).status_code for method in ("PUT", "PATCH", "DELETE")}
            options = browser.options(address)
    assert max(got.values()) < 500
    assert options.status_code in {302, 404, 405, 410} or options.content == b""
    changed = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert changed == []


@pytest.mark.parametrize("viewer", ["visitor", "stranger"])
@pytest.mark.parametrize(
    ("hidden", "missing"),
    [
        ("/actions/draft/", "/actions/nowhere/"),
        ("/actions/inside/", "/actions/nowhere/"),
        ("/actions/inside/signup/", "/actions/nowhere/signup/"),
        ("/calls/unpublished/", "/calls/nowhere/"),
        ("/calendars/calls/unpublished.ics", "/calendars/calls/nowhere.ics"),
        ("/calendars/actions/draft.ics", "/calendars/actions/nowhere.ics"),
        ("/groups/berlin/members/", "/groups/nowhere/members/"),
        ("/groups/awaiting/", "/groups/nowhere/"),
        ("/groups/awaiting/join/", "/groups/nowhere/join/"),
        ("/calendars/groups/awaiting.ics", "/calendars/groups/nowhere.ics"),
        ("/actions/draft/edit/", "/actions/nowhere/edit/"),
    ],
)
def test_what_is_hidden_looks_like_what_is_not_there(viewer: str, hidden: str, missing: str, house: World) -> None:
    with undone():
        browser = house.browser(viewer)
        answers = [browser.get(hidden), browser.get(missing)]
    first, second = (
        (answer.status_code, {name: value.replace(address, "") for name, value in answer.headers.items()}, answer.text)
        for answer, address in zip(answers, (hidden, missing), strict=True)
    )
    assert first[:2] == second[:2]
    assert first[2].replace(hidden, "") == second[2].replace(missing, "")
