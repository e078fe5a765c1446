"""Processes of an earlier `up` that was itself killed: found by a mark in their environment, and ended.

Every process that `up` starts carries the mark, and so does all that it starts in turn (granian's worker, Celery's
pool). Pid files would not find a worker whose master is gone; the mark does. Only Linux has /proc; elsewhere the
parent-death signal of processes.py is not there either, and an operator ends leftovers by hand.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MARK = "CAMPAIGN_SUPERVISED_BY_VAR"


def marked(var: Path) -> Iterator[int]:
    """The ids of living processes that some `up` on this `var/` started."""
    wanted = f"{MARK}={var}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:  # gone meanwhile, or another user's
            continue
        if wanted in environment.split(b"\0") and int(entry.name) != os.getpid():
            yield int(entry.name)


def end(var: Path, *, within: float = 3.0) -> int:
    """Kill every marked process, wait until none is left, say how many there were. The caller holds `var`'s lock."""
    found: set[int] = set()
    until = time.monotonic() + within
    while time.monotonic() < until:
        living = set(marked(var))
        if not living:
            break
        for pid in living - found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        found |= living
        time.sleep(0.02)
    return len(found)
