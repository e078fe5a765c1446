"""One supervised process: a process group of its own, its output prefixed, ended as a group."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

PR_SET_PDEATHSIG = 1
STEADY = 10.0  # seconds: who lives so long has started well, so that the next death is a new story
LONGEST_PAUSE = 30.0

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_writing = threading.Lock()


def say(name: str, line: str) -> None:
    """One line on our own output, with the name of who speaks before it."""
    with _writing:
        try:
            sys.stdout.write(f"{name:<7}| {line.rstrip()}\n")
            sys.stdout.flush()
        except (OSError, ValueError):  # nobody reads any more: the site runs on
            pass


def end_with_parent() -> None:
    """Ask the kernel for SIGTERM when `up` dies, however it dies.

    Runs in the child between fork and exec. The signal is tied to the *thread* that forked: only the main thread
    starts processes.
    """
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _relay(name: str, pipe: IO[str], noise: tuple[str, ...]) -> None:
    """Say each line of the pipe until its last writer is gone."""
    with pipe:
        for line in pipe:
            if line.strip() and not any(word in line for word in noise):
                say(name, line)


@dataclass
class Child:
    """A process that has to be there: how it is started, how one sees that it works."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    is_ready: Callable[[int], bool]
    """Asked with the process id; cheap, and never raises."""
    noise: tuple[str, ...] = ()
    """Parts of lines that would only frighten a newcomer."""
    process: subprocess.Popen[str] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    not_before: float = field(default=0.0, init=False)
    quick_deaths: int = field(default=0, init=False)

    def start(self) -> None:
        """Start it, in the main thread."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 (the command is ours, no shell)
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        threading.Thread(target=_relay, args=(self.name, self.process.stdout, self.noise), daemon=True).start()

    @property
    def pid(self) -> int:
        """Zero while it doesn't run and waits for its next turn."""
        return self.process.pid if self.process else 0

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def how_it_ended(self) -> str:
        """For a person: "was killed by SIGKILL", "ended with status 1"."""
        status = self.process.returncode if self.process else 0
        return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"

    def terminate(self) -> None:
        """Ask the leader to end; it looks after its own (granian its worker, Celery its pool)."""
        if self.is_running():
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End the whole group now. The leader may be dead already: its worker would keep the port."""
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def plan_restart(self, now: float) -> float:
        """Note a death; seconds until it may start again: none at first, then 1, 2, 4 … while it dies at once."""
        self.quick_deaths = self.quick_deaths + 1 if now - self.started < STEADY else 0
        pause = min(2.0 ** (self.quick_deaths - 2), LONGEST_PAUSE) if self.quick_deaths > 1 else 0.0
        self.not_before = now + pause
        return pause
