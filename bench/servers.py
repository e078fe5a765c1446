"""Web servers to ask: granian with the site's own options, each in a process of its own, on a free port."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench import client
from campaign.management.supervision.members import BLOCKING_THREADS
from campaign.management.supervision.processes import end_with_parent
from tests.engines.site import ROOT, free_port


def apart() -> tuple[set[int], set[int]]:
    """The processors for what is measured, and those for whoever measures: where there are two, they share none."""
    ours = sorted(os.sched_getaffinity(0))
    return ({ours[0]}, set(ours[1:])) if len(ours) > 1 else (set(ours), set(ours))


@contextmanager
def serving(application: str, probe: str = "/", **environment: str) -> Iterator[str]:
    """The address of a server for this WSGI application (`module:name`), ready, until the end of the block."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(BLOCKING_THREADS), "--no-ws", "--log-level", "warning"),
        application,
    ]
    address = f"http://127.0.0.1:{port}"
    server_cores, _ = apart()

    def begin() -> None:
        end_with_parent()
        os.sched_setaffinity(0, server_cores)

    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PORT": str(port), **environment}, preexec_fn=begin
    )
    try:
        _wait(address + probe, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            client.once(url, client.request("GET", url))
            return
        except (OSError, ValueError):
            time.sleep(0.05)
    raise RuntimeError(f"{url} is not ready within 30 s")
