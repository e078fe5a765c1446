"""A running site tells 2,000 people of a change; its worker is killed in the middle, and its broker loses all."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from redis import Redis

from tests.engines import quick_sink
from tests.engines.quick_sink import Manners, QuickSink
from tests.engines.site import ROOT, Site

pytestmark = pytest.mark.whole
PEOPLE = 2000

MADE = f"""
from datetime import date, time, timedelta
from actions.planning import drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import registrations
from campaign.groups import founding
from campaign.lib import clock
from campaign.people import accounts
from campaign.web import gazetteer
now = clock.now()
by = accounts.create("Ann", "four words that fit", address="ann@example.org", verified=True)
group = founding.found(name="Berlin", city=gazetteer.sure(gazetteer.find("Berlin")), by=by)
day = (now + timedelta(days=30)).date()
action = drafting.draft(group, title="Close the office", kind="occupation", day=day, time=time(9))
drafting.announce(action)
Registration.objects.bulk_create(
    Registration(action=action, name=str(n), address=f"p{{n}}@example.org", state="confirmed", confirmed_at=now,
        address_index=registrations.address_index(f"p{{n}}@example.org"), created_at=now)
    for n in range({PEOPLE})
)
Action.objects.update(seats_taken={PEOPLE})
"""
MOVED = """
from datetime import time, timedelta
from actions.planning import drafting
from actions.planning.models import Action
from actions.planning.taking_part import due_notice
from campaign.lib import clock
action = Action.objects.get()
drafting.edit(action, time=time(10))
until = clock.now() + timedelta(days=3)
due_notice.tell(action, seen=action.sequence, word="The hall opens later.", ask_again_until=until)
"""


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[QuickSink]:
    with quick_sink.listening(Manners(log=tmp_path / "accepted")) as sink:
        yield sink


def rows(site: Site, statement: str) -> list[Any]:
    """Ask the site's database from outside."""
    if address := site.settings.get("DATABASE_URL"):
        with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as there:
            done = there.execute(statement)  # type: ignore[call-overload]
            return done.fetchall() if done.description else []
    with sqlite3.connect(site.var / "campaign.sqlite3", timeout=20) as here:
        return here.execute(statement).fetchall()


def number(site: Site, statement: str) -> int:
    return int(rows(site, f"SELECT COUNT(*) FROM {statement}")[0][0])  # noqa: S608 - this file's own words


def accepted(sink: QuickSink) -> list[str]:
    """Who got a letter, in order, as the server knows it."""
    log = sink.manners.log
    assert log is not None
    return [line.split()[0] for line in log.read_text().splitlines()] if log.exists() else []


def wait_until(what: Any, within: float, said: Any) -> None:
    until = time.monotonic() + within
    while not what():
        assert time.monotonic() < until, said()
        time.sleep(0.002)


def test_killed_in_the_middle_with_an_empty_broker_nobody_is_told_twice_and_nobody_is_forgotten(
    site: Site, quick: QuickSink
) -> None:
    site.settings |= {"EMAIL_URL": quick.url}
    site.start()
    site.manage("shell", "-v0", "-c", MADE).check_returncode()

    moving = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", MOVED], cwd=ROOT, env=site.environment
    )
    worker = site.leaders()["worker"]
    written = "mail_delivery WHERE key LIKE 'notice:%'"
    wait_until(lambda: number(site, written) > 0, 60, site.log)
    os.killpg(worker, signal.SIGKILL)
    # What the dead worker was handing over is given back after ten minutes: here they pass at once.
    rows(site, "UPDATE mail_delivery SET claimed_until = '2020-01-01 00:00:00+00:00' WHERE state = 'sending'")
    assert moving.wait(60) == 0
    broker = Redis(unix_socket_path=str(site.var / "valkey.sock"))
    broker.flushall()
    told = number(site, "planning_registration WHERE told_sequence = 1")
    assert 0 < told < PEOPLE, f"{told} were told before it was killed: not the middle"
    assert number(site, written) == told, "who counts as told has a letter, and nobody else"

    wait_until(lambda: len(set(accepted(quick))) == PEOPLE, 240, site.log)
    wait_until(lambda: not number(site, "mail_delivery WHERE finished_at IS NULL"), 120, site.log)

    times = Counter(accepted(quick))
    assert set(times) == {f"p{n}@example.org" for n in range(PEOPLE)}, "somebody was forgotten"
    doubted = number(site, "mail_delivery WHERE doubtful")
    twice = [one for one, often in times.items() if often > 1]
    assert len(twice) <= doubted <= 20  # uncertain, and counted
    assert number(site, written) == PEOPLE
    assert number(site, "planning_registration WHERE told_sequence = 1 AND unsure_until IS NOT NULL") == PEOPLE
    assert number(site, "planning_action WHERE notice_due IS NOT NULL OR notice_word <> ''") == 0
