"""Many at once, in real processes and threads, on a real database. Nobody gets an error, no seat is given twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from actions.planning import cancellation, changes, drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import notices, registrations, signup
from campaign.lib import clock
from campaign.mail.models import Delivery
from tests import make
from tests.engines.site import ROOT

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]
PROCESSES = 5


def soon(**plan: Any) -> Action:
    now = clock.now()
    return make.action(now=now, **({"day": (now + timedelta(days=30)).date()} | plan))


def requested(action: Action, number: int, *, seats: int = 1) -> Registration:
    return make.requested(action, f"{number}@example.org", name=str(number), seats=seats, now=clock.now())


def race(*deeds: tuple[str, Iterable[Registration]]) -> list[str]:
    """Do all of it at once, in five processes of five threads a deed; what became of each."""
    runners = []
    for deed, rows in deeds:
        ids = [str(row.pk) for row in rows]
        shares = [share for share in (ids[start::PROCESSES] for start in range(PROCESSES)) if share]
        runners += [_runner(deed, share) for share in shares]
    for runner in runners:
        assert runner.stdout
        assert runner.stdout.readline() == "ready\n"
    for runner in runners:
        assert runner.stdin
        runner.stdin.write("go\n")
        runner.stdin.flush()
    said = [runner.communicate(timeout=120) for runner in runners]
    assert [runner.returncode for runner in runners] == [0] * len(runners), said
    return [line for out, _error in said for line in out.splitlines()]


def _runner(deed: str, ids: list[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.actions.planning.taking_part.racing", deed, *ids],
        cwd=ROOT,
        env=dict(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def assert_true(action: Action) -> None:
    """The counters say what the rows say, no seat is given twice, and nobody waits who would fit."""
    action.refresh_from_db()
    rows = list(action.registrations.values_list("state", "seats", "line"))
    assert action.seats_taken == sum(seats for state, seats, _line in rows if state == "confirmed")
    assert action.waiting == sum(state == "waiting" for state, _seats, _line in rows)
    assert action.seats is None or action.seats_taken <= action.seats
    lines = [line for state, _seats, line in rows if state == "waiting"]
    assert len(set(lines)) == len(lines)


def test_fifty_confirm_at_once_for_seven_seats() -> None:
    action = soon(seats=7)
    became = race(("confirm", [requested(action, number) for number in range(50)]))
    assert sorted(became) == ["confirmed"] * 7 + ["waiting"] * 43
    assert_true(action)
    line = action.registrations.filter(state="waiting").order_by("line").values_list("line", flat=True)
    assert list(line) == list(range(1, 44))


def test_fifty_parties_of_different_sizes_at_once() -> None:
    action = soon(seats=20)
    became = race(("confirm", [requested(action, number, seats=1 + number % 3) for number in range(50)]))
    assert set(became) == {"confirmed", "waiting"}
    assert_true(action)


def test_cancelling_while_others_confirm() -> None:
    action = soon(seats=10)
    first = [signup.confirm(requested(action, number)) for number in range(10)]
    others = [requested(action, number) for number in range(10, 40)]
    became = race(("withdraw", first), ("confirm", others))
    assert set(became) <= {"cancelled", "confirmed", "waiting"}
    assert_true(action)
    assert (action.seats_taken, action.waiting) == (10, 20)
    lines = dict(action.registrations.exclude(state="cancelled").values_list("pk", "state"))
    assert len(lines) == 30


def test_one_link_followed_ten_times_at_once_takes_one_seat() -> None:
    action = soon(seats=5)
    registration = requested(action, 1)
    assert race(("confirm", [registration] * 10)) == ["confirmed"] * 10
    assert_true(action)
    assert action.seats_taken == 1
    assert Delivery.objects.filter(mailing__template="planning/mail/confirmed").count() == 1


def test_fifty_with_an_account_and_a_page_at_once(client: Any) -> None:
    from django.test import Client

    action = soon(seats=12)

    def visit(number: int) -> int:
        try:
            data = {"name": str(number), "address": f"{number}@example.org"}
            first = Client().post(f"/actions/{action.slug}/signup/", data).status_code
            index = registrations.address_index(f"{number}@example.org")
            link = registrations.path(Registration.objects.get(action=action, address_index=index))
            return first if first != 302 else int(Client().post(link).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(visit, range(50))) == {302}
    assert_true(action)
    assert (action.seats_taken, action.waiting) == (12, 38)


def test_two_organisers_save_at_once_and_one_is_told() -> None:
    action = soon()
    seen = action.revision

    def save(title: str) -> str:
        try:
            drafting.edit(Action.objects.get(pk=action.pk), title=title, seen=seen)
        except changes.ChangedMeanwhile:
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(save, [f"Title {number}" for number in range(8)]))
    assert outcomes == ["saved"] + ["told"] * 7
    action.refresh_from_db()
    assert action.revision == seen + 1


def test_two_sweeps_at_once_tell_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "BATCH", 3)
    action = soon()
    for number in range(20):
        signup.confirm(requested(action, number))
    cancellation.cancel(action, reason="")

    def sweep(_number: int) -> None:
        try:
            notices.sweep(clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sweep, range(4)))
    told = Delivery.objects.filter(mailing__template="planning/mail/called_off").values_list("key", flat=True)
    assert len(told) == len(set(told)) == 20


KILLED = """
import os, signal, sys, django
django.setup()
from datetime import datetime
from actions.planning.taking_part import notices
notices.BATCH = 3
written, whole = 0, notices._write_mails
def write(*args, **words):
    global written
    whole(*args, **words)
    written += 1
    if written == 3:
        os.kill(os.getpid(), signal.SIGKILL)  # in the middle of the third batch's transaction
notices._write_mails = write
notices.sweep(datetime.fromisoformat(sys.argv[1]))
"""


def test_a_sweep_killed_in_the_middle_is_finished_by_the_next_one() -> None:
    action = soon()
    for number in range(20):
        signup.confirm(requested(action, number))
    cancellation.cancel(action, reason="")
    now = clock.now()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "campaign.settings"}
    command = [sys.executable, "-c", KILLED, now.isoformat()]
    killed = subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    told = Delivery.objects.filter(mailing__template="planning/mail/called_off")
    before = _settled(told)
    assert before == 6
    notices.sweep(now)
    assert told.count() == 20
    assert len(set(told.values_list("address", flat=True))) == 20


def _settled(told: Any) -> int:
    """PostgreSQL notices a killed client a moment later."""
    until = time.monotonic() + 5
    while time.monotonic() < until and told.count() != 6:
        time.sleep(0.05)
    return int(told.count())
