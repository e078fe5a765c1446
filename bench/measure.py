"""Ratios, measured in turns."""

import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Ratio:
    """What one measurement came to: the middle of its rounds, the least and the greatest, and the goal."""

    name: str
    database: str
    middle: float
    least: float
    greatest: float
    ours: float  # per second, or seconds, as `unit` says: the middle of our side alone
    theirs: float
    unit: str
    goal: str
    met: bool

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def in_turns(
    name: str,
    ours: Callable[[], float],
    theirs: Callable[[], float],
    *,
    rounds: int,
    database: str,
    unit: str,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Ratio:
    """Our figure by theirs, round by round; one round of each before goes uncounted. The order turns every round."""
    ours(), theirs()
    pairs: list[tuple[float, float]] = []
    for number in range(rounds):
        if number % 2:
            b, a = theirs(), ours()
        else:
            a, b = ours(), theirs()
        pairs.append((a, b))
    ratios = sorted(a / b for a, b in pairs)
    middle = median(ratios)
    goal = f"≥ {at_least:.0%}" if at_least is not None else f"≤ {at_most:.0%}" if at_most is not None else "–"
    met = (at_least is None or middle >= at_least) and (at_most is None or middle <= at_most)
    return Ratio(
        name,
        database,
        middle,
        ratios[0],
        ratios[-1],
        median(a for a, _ in pairs),
        median(b for _, b in pairs),
        unit,
        goal,
        met,
    )


def machine() -> str:
    """What the figures were measured on, in a line."""
    model = platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="ignore") as lines:  # noqa: PTH123 - not a file of ours
            model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0]
    return (
        f"{model}, {cores} cores, load {load:.1f} at the start, {platform.system()}, Python {platform.python_version()}"
    )
