"""Real worker processes: killed in the middle, and two at once."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.lib import clock
from campaign.mail import claims, outbox, sweeping
from campaign.mail.models import Delivery, Mailing
from campaign.mail.outbox import Recipient
from tests.engines import quick_sink
from tests.engines.quick_sink import Manners, QuickSink
from tests.engines.site import ROOT

State = Delivery.State
pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]
WORK = """
import django, os, time
django.setup()
from campaign.mail import sending
if go := os.environ.get("GO"):
    open(f"{go}.{os.getpid()}", "w").close()  # ready
    while not os.path.exists(go):
        time.sleep(0.005)
sending.run()
"""


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[QuickSink]:
    with quick_sink.listening(Manners(delay=0.004, log=tmp_path / "accepted")) as sink:
        yield sink


def worker(sink: QuickSink, go: str = "") -> "subprocess.Popen[bytes]":
    """A worker that begins at once, or when the file `go` is there."""
    environment = {**os.environ, "EMAIL_URL": sink.url, "GO": go}
    return subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=environment)


def mailing_to(count: int) -> Mailing:
    now = clock.now()
    mailing = outbox.begin("mail/ready", context={"subject": "Trains", "text": "Late.", "whole_html": ""}, now=now)
    outbox.add(mailing, ((f"p:{n}", Recipient(f"p{n}@example.org", "en"), {}) for n in range(count)), now)
    return mailing


def accepted(sink: QuickSink) -> list[tuple[str, str]]:
    """(recipient, Message-ID) of each letter that the server has, in order."""
    log = sink.manners.log
    assert log is not None
    if not log.exists():
        return []
    pairs = [line.split() for line in log.read_text().splitlines()]
    return [(recipient, message_id) for recipient, message_id in pairs]


def wait_for(sink: QuickSink, count: int) -> None:
    until = time.monotonic() + 30
    while len(accepted(sink)) < count:
        assert time.monotonic() < until, f"only {len(accepted(sink))} letters came"
        time.sleep(0.002)


def test_a_killed_worker_forgets_nobody_and_repeats_only_what_is_in_doubt(sink: QuickSink, settings: object) -> None:
    mailing = mailing_to(200)
    for goal in (33, 77, 130):
        process = worker(sink)
        wait_for(sink, goal)
        process.kill()
        process.wait()
        held = Delivery.objects.filter(state=State.SENDING)
        assert 0 < held.count() <= claims.TAKEN
        held.update(claimed_until=clock.now())  # ten minutes later
        sweeping.sweep(clock.now())
    process = worker(sink)
    assert process.wait(60) == 0

    arrived = accepted(sink)
    times = Counter(recipient for recipient, _ in arrived)
    assert set(times) == {f"p{n}@example.org" for n in range(200)}, "somebody was forgotten"
    twice = {recipient for recipient, number in times.items() if number > 1}
    doubted = {
        f"p{key.removeprefix('p:')}@example.org"
        for key in mailing.deliveries.filter(doubtful=True).values_list("key", flat=True)
    }
    assert twice <= doubted
    assert max(times.values()) <= 2
    assert len(doubted) <= 3 * claims.TAKEN
    assert len(set(arrived)) == 200, "a letter came again under another Message-ID"
    done = outbox.progress(mailing)
    assert done[State.SENT] + done[State.UNCERTAIN] == 200
    assert done[State.SENT] >= 200 - 3 * claims.TAKEN


def test_two_workers_at_once_hand_each_letter_over_once(sink: QuickSink, tmp_path: Path) -> None:
    mailing = mailing_to(300)
    go = tmp_path / "go"
    workers = [worker(sink, str(go)), worker(sink, str(go))]
    until = time.monotonic() + 60
    while len(list(tmp_path.glob("go.*"))) < 2:
        assert time.monotonic() < until
        time.sleep(0.01)
    go.touch()
    assert [process.wait(60) for process in workers] == [0, 0]
    assert sink.connections == 2
    assert Counter(recipient for recipient, _ in accepted(sink)) == {f"p{n}@example.org": 1 for n in range(300)}
    assert outbox.progress(mailing)[State.SENT] == 300


def test_a_worker_that_is_killed_while_writing_files_leaves_whole_ones(tmp_path: Path, settings: object) -> None:
    mailing_to(3000)
    var = tmp_path / "var"
    settings_there = {**os.environ, "EMAIL_URL": "", "VAR_DIR": str(var)}
    for name in ("secret_key", "seal_keys"):  # the same keys, in another folder
        from django.conf import settings as ours

        (var / "keys").mkdir(parents=True, exist_ok=True)
        (var / "keys" / name).write_text((ours.VAR_DIR / "keys" / name).read_text())
    process = subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=settings_there)
    until = time.monotonic() + 30
    while not (var / "mail").exists() or len(list((var / "mail").iterdir())) < 50:
        assert time.monotonic() < until
        time.sleep(0.002)
    process.kill()
    process.wait()
    files = list((var / "mail").iterdir())
    assert all(file.name.endswith(".eml") and file.read_bytes().endswith(b"--\r\n") for file in files)
