"""`manage.py up`, tried from outside: it starts, mends and ends the site, and says in a sentence what it can't do."""

import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engines.site import ROOT, Site

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("up")]
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
BUSY = 15.0  # seconds: the goal is 5, on a machine that does nothing else


def eventually(true: Callable[[], bool], within: float = BUSY) -> bool:
    until = time.monotonic() + within
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_it_says_the_address_and_ctrl_c_leaves_nothing(bare_site: Site) -> None:
    bare_site.start()
    assert set(bare_site.leaders()) == {"valkey", "web", "worker", "beat"}
    assert eventually(lambda: f"Open {bare_site.address}/" in bare_site.log())
    began = time.monotonic()
    assert bare_site.stop(signal.SIGINT) == 0
    assert time.monotonic() - began < 10
    assert bare_site.processes() == {}
    assert "Traceback" not in bare_site.log()


def test_keys_are_made_once_for_their_owner_only(site: Site) -> None:
    site.start()
    keys = {path.name: path.read_text() for path in (site.var / "keys").iterdir()}
    assert {(path.stat().st_mode & 0o777) for path in (site.var / "keys").iterdir()} == {0o600}
    site.stop(signal.SIGTERM)
    site.start()
    assert {path.name: path.read_text() for path in (site.var / "keys").iterdir()} == keys


def test_forms_that_never_end_hold_up_no_page(running: Site) -> None:
    running.wait_until_ready(BUSY)
    began = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nlogin=x"
    slow = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(60)]
    try:
        for connection in slow:
            connection.sendall(began)
        time.sleep(1)
        for _ in range(3):
            assert urllib.request.urlopen(f"{running.address}/accounts/login/", timeout=BUSY).status == 200
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.parametrize("name", ["web", "worker", "beat", "valkey"])
def test_what_is_killed_comes_back(running: Site, name: str) -> None:
    """For web the master alone is killed: its worker would keep the port, so the group has to go before the restart."""
    running.wait_until_ready(BUSY)
    before = running.leaders()[name]
    os.kill(before, signal.SIGKILL)
    assert eventually(lambda: running.leaders().get(name, before) != before)
    running.wait_until_ready(BUSY)
    assert before not in running.processes()


def test_a_killed_web_worker_comes_back(running: Site) -> None:
    running.wait_until_ready(BUSY)
    leaders = set(running.leaders().values())
    (worker,) = (pid for pid, said in running.processes().items() if "granian" in said and pid not in leaders)
    os.kill(worker, signal.SIGKILL)
    assert eventually(lambda: worker not in running.processes())
    running.wait_until_ready(BUSY)


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_health_names_who_hangs(running: Site, name: str) -> None:
    running.wait_until_ready(BUSY)
    pid = running.leaders()[name]
    os.kill(pid, signal.SIGSTOP)
    try:
        assert eventually(lambda: running.health()[0] == 503)
        assert [part for part, state in running.health()[1].items() if state == "down"] == [name]
    finally:
        os.kill(pid, signal.SIGCONT)
    running.wait_until_ready(BUSY)


def test_a_second_on_the_same_var_is_refused_and_the_first_runs_on(running: Site) -> None:
    running.wait_until_ready(BUSY)
    assert_refused(running.manage("up"), f"already runs on {running.var}")
    assert running.health()[0] == 200


def test_after_up_itself_was_killed_the_next_start_finds_the_house_empty(site: Site) -> None:
    site.start()
    orphans = set(site.processes())
    assert site.process is not None
    for pid in (site.process.pid, site.leaders()["web"]):  # nobody is left to end granian's worker
        os.kill(pid, signal.SIGKILL)
    site.process.wait()
    site.start()
    assert not orphans & set(site.processes())


def test_a_taken_port_is_named(site: Site) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        assert_refused(site.manage("up"), f"Port {site.port} on 127.0.0.1 is taken")


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("DATABASE_URL", "postgres://me:secret@127.0.0.1:1/campaign", "correct DATABASE_URL"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3", "correct DATABASE_URL"),
        ("DATABASE_URL", "my database", "DATABASE_URL can't be read"),
        ("REDIS_URL", "redis://:secret@127.0.0.1:1/0", "correct REDIS_URL"),
        ("REDIS_URL", "my redis", "REDIS_URL: it can't be read"),
        ("PORT", "many", '"PORT" invalid'),
        ("PORT", "70000", "PORT: 70000 is no port"),
        ("BIND", "192.0.2.1", "BIND=192.0.2.1"),
        ("SITE_URL", "example.org", "SITE_URL is the whole address"),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL: it names no mail server"),
        ("MAIL_FROM", "me", "MAIL_FROM: 'me' is no address"),
        ("LANGUAGES", "tlh", "LANGUAGES names tlh"),
        ("SEAL_KEYS", "open", "SEAL_KEYS can't be used"),
        ("NOTICE_DELAY", "-1", "NOTICE_DELAY"),
        ("VAR_DIR", "/dev/null/var", "VAR_DIR"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(site: Site, setting: str, value: str, sentence: str) -> None:
    answer = site.manage("up", **{setting: value})
    assert_refused(answer, sentence)
    assert "secret@" not in answer.stderr + answer.stdout


def test_a_var_that_cannot_be_written_is_named(site: Site) -> None:
    site.manage("check").check_returncode()  # makes the keys: the folder was fine once
    assert_refused(_up_without_the_right_to_write(site), f"{site.var} can't be written")


def _up_without_the_right_to_write(site: Site) -> subprocess.CompletedProcess[str]:
    """Permissions don't bind root, unless its right to override them is taken away."""

    def be_bound_by_permissions() -> None:
        if os.getuid() == 0:
            assert ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) == 0

    site.var.chmod(0o555)
    try:
        return subprocess.run(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=site.environment,
            capture_output=True,
            text=True,
            timeout=60,
            preexec_fn=be_bound_by_permissions,
        )
    finally:
        site.var.chmod(0o755)


def test_a_var_with_a_long_path_gets_a_short_socket(site: Site) -> None:
    site.var = site.var.rename(site.var.with_name("long" * 30))
    site.start()
    assert site.health()[0] == 200
    assert not list(Path(site.var).rglob("valkey.sock"))


def test_with_an_outside_broker_no_valkey_is_started(site: Site, running: Site) -> None:
    running.wait_until_ready(BUSY)
    site.settings["REDIS_URL"] = f"unix://{running.var / 'valkey.sock'}?db=3"
    site.start()
    assert set(site.leaders()) == {"web", "worker", "beat"}


def assert_refused(answer: subprocess.CompletedProcess[str], sentence: str) -> None:
    """Not zero, no traceback, one line, and that line names what is wrong."""
    said = (answer.stdout + answer.stderr).strip()
    assert answer.returncode not in (0, -signal.SIGKILL)
    assert "Traceback" not in said
    lines = [line for line in said.splitlines() if not re.match(r"(up|valkey) *\|", line)]
    assert len(lines) == 1, said
    assert sentence in lines[0]
