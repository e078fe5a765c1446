"""The whole site as an operator runs it: `manage.py up` in a folder of its own, asked from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARK = "CAMPAIGN_SUPERVISED_BY_VAR"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """One running site. `settings` are environment variables; none is inherited but what a shell needs."""

    var: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        shell = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return {**shell, "VAR_DIR": str(self.var), "PORT": str(self.port), **self.settings}

    def manage(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py with the site's settings, to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            timeout=120,
        )

    def begin(self) -> "Site":
        """Start it, without waiting."""
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var.parent / f"{self.var.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def start(self, within: float = 60.0) -> "Site":
        """Start it, and wait until it says so itself: it may answer a moment before."""
        said = self.greetings()
        self.begin()
        began = time.monotonic()
        while self.greetings() == said:
            assert self.process is None or self.process.poll() is None, f"it ended: {self.log()}"
            assert time.monotonic() - began < within, f"not up within {within} s: {self.health()} {self.log()}"
            time.sleep(0.05)
        return self

    def greetings(self) -> int:
        """How often it has said its address: once a start."""
        return self.log().count("Open http://")

    def wait_until_ready(self, within: float) -> float:
        """The seconds that it took."""
        began = time.monotonic()
        while self.health() != (200, {"database": "up", "broker": "up", "worker": "up", "beat": "up"}):
            assert self.process is None or self.process.poll() is None, f"it ended: {self.log()}"
            assert time.monotonic() - began < within, f"not ready within {within} s: {self.health()} {self.log()}"
            time.sleep(0.05)
        return time.monotonic() - began

    def health(self) -> tuple[int, dict[str, str]]:
        """What /health/ready answers; (0, {}) while nobody listens."""
        status, body = self.get("/health/ready")
        return status, json.loads(body) if body.startswith(b"{") else {}

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""

    def log(self) -> str:
        log = self.var.parent / f"{self.var.name}.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def processes(self) -> dict[int, str]:
        """All that `up` started, and what that started: process id → command line."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if f"{MARK}={self.var}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            except OSError:
                continue
        return found

    def leaders(self) -> dict[str, int]:
        """The process that `up` started under each name: web is granian's master, worker Celery's."""
        words = {
            "valkey": "valkey-server",
            "web": "granian",
            "worker": "background worker ",
            "beat": "background beat ",
        }
        return {
            name: pid
            for pid, command in self.processes().items()
            for name, word in words.items()
            if word in f"{command} " and os.getpgid(pid) == pid
        }

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ask it to end, as Ctrl-C does; its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(20)
