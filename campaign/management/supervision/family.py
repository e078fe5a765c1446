"""All processes of one site: started together, watched, restarted, ended together."""

import time
from collections.abc import Iterable, Sequence

from campaign.management.supervision.processes import Child, say

LOOK_EVERY = 0.1  # seconds
GRACE = 5.0  # seconds that a process has to end by itself; the broker, which goes last, has BROKER_GRACE
BROKER_GRACE = 2.0


class NotReady(Exception):
    """A process ended, or did not answer in time, while the site was starting."""


class Family:
    """The children, in the order in which they start."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def start(self, *children: Child, within: float) -> None:
        """Start them side by side and return when each is ready; raise NotReady when one isn't within the seconds."""
        for child in children:
            self.children.append(child)
            child.start()
        waiting = list(children)
        until = time.monotonic() + within
        while waiting:
            for child in list(waiting):
                if not child.is_running():
                    raise NotReady(f"{child.name} {child.how_it_ended()} while starting; its last words are above.")
                if child.is_ready(child.pid):
                    waiting.remove(child)
            if waiting and time.monotonic() > until:
                raise NotReady(f"{_names(waiting)} did not become ready within {within:.0f} seconds.")
            time.sleep(0.05)

    def watch(self) -> None:
        """Restart whatever dies, until a signal's exception ends the watch."""
        while True:
            now = time.monotonic()
            for child in self.children:
                self._look_after(child, now)
            time.sleep(LOOK_EVERY)

    def _look_after(self, child: Child, now: float) -> None:
        if child.process is not None:
            if child.is_running():
                return
            how = child.how_it_ended()
            child.kill()
            child.process = None
            pause = child.plan_restart(now)
            say("up", f"{child.name} {how}; starting it again{f' in {pause:.0f} s' if pause else ''}")
        if now >= child.not_before:
            child.start()

    def stop(self) -> None:
        """End all: the broker after those who need it. Nothing is left, however they behave."""
        if not self.children:
            return
        broker = [child for child in self.children if child.name == "valkey"]
        others = [child for child in self.children if child.name != "valkey"]
        _end(others, GRACE)
        _end(broker, BROKER_GRACE)


def _end(children: Sequence[Child], grace: float) -> None:
    for child in children:
        child.terminate()
    until = time.monotonic() + grace
    while any(child.is_running() for child in children) and time.monotonic() < until:
        time.sleep(0.02)
    for child in children:
        child.kill()


def _names(children: Iterable[Child]) -> str:
    return " and ".join(child.name for child in children)
