"""Two hundred people at once, through the real web server, for seventy places; then they change their minds."""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from actions.planning import drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import registrations, waiting_list
from campaign.lib import clock
from campaign.mail.models import Delivery
from campaign.management.supervision.members import BLOCKING_THREADS
from tests import make
from tests.engines.site import ROOT, free_port

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]
SEATS, PAIRS, SINGLES = 70, 20, 180  # the pairs have accounts, and bring a guest each
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def port() -> Iterator[int]:
    """The site's web server, with its own options, on this test's database."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(BLOCKING_THREADS), "--no-ws", "--log-level", "warning"),
        "campaign.wsgi:application",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PORT": str(port)}, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not _answers(port):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        return Visitor(port).ask("GET", "/health/live") == 200
    except OSError:
        return False


@dataclass
class Visitor:
    """One browser: a connection, its cookies, and every answer it got."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    id: int = 0
    sent: float = 0.0
    answered: float = 0.0

    def ask(self, method: str, path: str, said: dict[str, str] | None = None) -> int:
        link = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")} | said) if said else None
        self.sent = time.perf_counter()
        link.request(method, path, body, headers | (FORM if said else {}))
        answer = link.getresponse()
        answer.read()
        self.answered = time.perf_counter()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update([value.partition(";")[0].split("=", 1)])
        link.close()
        return answer.status


def all_at_once(visitors: list[Visitor], deed: Callable[[Visitor], int]) -> set[int]:
    """Each in a thread of its own, begun together; the answers that there were."""
    gate = threading.Barrier(len(visitors))

    def one(visitor: Visitor) -> int:
        gate.wait()
        return deed(visitor)

    with ThreadPoolExecutor(len(visitors)) as pool:
        return set(pool.map(one, visitors))


def _with_an_account(port: int, number: int) -> Visitor:
    browser = Client()
    browser.force_login(make.person(f"pair{number}"))
    name = settings.SESSION_COOKIE_NAME
    return Visitor(port, {name: browser.cookies[name].value})


def _is_in_order(action: Action, visitors: list[Visitor]) -> None:
    """Whoever had been answered before another one asked stands before her: nobody was passed."""
    rows = dict(action.registrations.values_list("pk", "line"))
    for first in visitors:
        for later in visitors:
            if first.answered < later.sent:
                assert (rows[first.id] or 0) <= (rows[later.id] or 0)


class Model:
    """The rules of seats and line, as plainly as they can be said."""

    def __init__(self, action: Action) -> None:
        self.seats = SEATS
        rows = action.registrations.order_by("line").values_list("pk", "seats", "state", "passed")
        self.inside = {pk: seats for pk, seats, state, _ in rows if state == "confirmed"}
        self.line = [[pk, seats, passed] for pk, seats, state, passed in rows if state == "waiting"]
        self.told: list[int] = []

    def settle(self) -> None:
        while (up := self._next()) is not None:
            for other in self.line[:up]:
                if other[1] <= self.seats:
                    other[2] += 1
            pk, seats, _passed = self.line.pop(up)
            self.inside[pk] = seats
            self.told.append(pk)

    def _next(self) -> int | None:
        free = self.seats - sum(self.inside.values())
        for place, (_pk, seats, passed) in enumerate(self.line):
            if seats <= free:
                return place
            if passed >= waiting_list.MOST_PASSED and seats <= self.seats:
                return None
        return None

    def leave(self, pk: int) -> None:
        self.inside.pop(pk, None)
        self.line = [party for party in self.line if party[0] != pk]
        self.settle()


def test_two_hundred_at_once_for_seventy_places_and_then_they_change_their_minds(port: int) -> None:
    now = clock.now()
    action = make.action(seats=SEATS, day=(now + timedelta(days=30)).date(), now=now)
    page = f"/actions/{action.slug}/signup/"
    pairs = [_with_an_account(port, number) for number in range(PAIRS)]
    singles = [Visitor(port) for _ in range(SINGLES)]
    everyone = pairs + singles
    names = {id(one): f"n{number}@example.org" for number, one in enumerate(singles)}
    assert all_at_once(everyone, lambda one: one.ask("GET", page)) == {200}

    def sign_up(one: Visitor) -> int:
        if (address := names.get(id(one))) is None:
            return one.ask("POST", page, {"others": "1"})
        return one.ask("POST", page, {"name": "Kim", "address": address, "others": "0"})

    assert all_at_once(everyone, sign_up) == {302}
    by_index = {bytes(row.address_index or b""): row for row in action.registrations.filter(person=None)}
    by_name = {row.person.pseudonym: row for row in action.registrations.exclude(person=None).select_related("person")}  # type: ignore[union-attr]
    for number, one in enumerate(pairs):
        one.id = by_name[f"pair{number}"].pk
    for one in singles:
        one.id = by_index[registrations.address_index(names[id(one)])].pk
    links = {row.pk: registrations.path(row) for row in action.registrations.all()}
    assert all_at_once(singles, lambda one: one.ask("POST", links[one.id], {"do": "confirm"})) == {302}

    action.refresh_from_db()
    states = dict(action.registrations.values_list("pk", "state"))
    assert (action.seats_taken, action.waiting) == (SEATS, 200 - PAIRS - (SEATS - 2 * PAIRS))
    assert {states[one.id] for one in pairs} == {"confirmed"}
    lines = action.registrations.filter(state="waiting").order_by("line").values_list("line", flat=True)
    assert list(lines) == list(range(1, action.waiting + 1))
    _is_in_order(action, singles)
    _change_their_minds(action, port, links)
    connection.close()


def _change_their_minds(action: Action, port: int, links: dict[int, str]) -> None:
    """Forty cancel, ten leave a guest at home, and there is more room: the right people move up, each told once."""
    chance = random.Random(70)
    visitor = Visitor(port)
    visitor.ask("GET", next(iter(links.values())))

    def post(pk: int, **said: str) -> None:
        assert visitor.ask("POST", links[pk], said) in (200, 302)

    for pk in list(action.registrations.filter(state="waiting").order_by("line").values_list("pk", flat=True))[3:60:4]:
        post(pk, do="seats", seats="2")  # some who wait would bring a friend, and keep their number
    model = Model(action)
    guests = [pk for pk, seats in model.inside.items() if seats == 2]
    deeds = ["cancel"] * 40 + ["fewer"] * 10 + ["raise"]
    chance.shuffle(deeds)
    for deed in deeds:
        if deed == "raise":
            drafting.edit(action, seats=85)
            model.seats = 85
        elif deed == "fewer":
            pk = next(pk for pk in guests if pk in model.inside)
            guests.remove(pk)
            post(pk, do="seats", seats="1")
            model.inside[pk] = 1
        else:
            may = [pk for pk in (*model.inside, *(party[0] for party in model.line)) if pk not in guests]
            pk = chance.choice(may)
            post(pk, do="cancel")
            model.leave(pk)
        model.settle()
        _is_as(model, action)
    told = Delivery.objects.filter(mailing__template="planning/mail/moved_up").values_list("key", flat=True)
    assert sorted(told) == sorted(f"registration:{pk}:moved-up" for pk in model.told)
    assert len(model.told) >= 30


def _is_as(model: Model, action: Action) -> None:
    rows: Any = Registration.objects.filter(action=action)
    assert dict(rows.filter(state="confirmed").values_list("pk", "seats")) == model.inside
    line = rows.filter(state="waiting").order_by("line").values_list("pk", "seats", "passed")
    assert [list(row) for row in line] == model.line
    action.refresh_from_db()
    assert (action.seats_taken, action.waiting) == (sum(model.inside.values()), len(model.line))
    assert action.seats_taken <= model.seats
