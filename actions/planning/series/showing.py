"""A proposal as one reads it: by what becomes of the dates, and there by months, as in a calendar.

What is the same for nearly all of them is said once; a date with something of its own has a line of its own.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from actions.planning.models import Action
from actions.planning.series.proposals import Effect, Proposal, What


@dataclass(frozen=True, slots=True)
class Month:
    """The dates of one month, of which nothing more is to be said; each with its action, where there is one."""

    first: date
    dates: list[tuple[date, Action | None]]


@dataclass(frozen=True, slots=True)
class Part:
    """The dates of which the same becomes; `labels`: where nearly all of them take over what the series says."""

    number: int
    labels: str
    months: list[Month]
    noted: list[Effect]


def parts(proposal: Proposal) -> dict[str, Part]:
    """By the name of what becomes of them; only what there is."""
    return {what.value: _part(effects) for what in What if (effects := proposal.of(what))}


def _part(effects: list[Effect]) -> Part:
    most = Counter(effect.labels for effect in effects).most_common(1)[0][0]
    plain = [effect for effect in effects if _is_plain(effect, most)]
    noted = [effect for effect in effects if not _is_plain(effect, most)]
    return Part(len(effects), most, months((effect.day, effect.action) for effect in plain), noted)


def months(dates: Iterable[tuple[date, Action | None]]) -> list[Month]:
    """Dates in order, by months."""
    return [Month(first, list(some)) for first, some in groupby(dates, key=lambda one: one[0].replace(day=1))]


def _is_plain(effect: Effect, labels: str) -> bool:
    return effect.labels == labels and not (effect.own or effect.why or effect.told)
