"""What a change to a series does to each of its dates: shown before it is saved, and saved exactly as it was shown.

A proposal is worked out from the rows, without writing. Saving works it out again in the transaction that holds the
series and its dates; where it is no longer the one that was seen, nothing is saved (ChangedMeanwhile).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import models
from django.db.models import Count, F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.planning import changes
from actions.planning.drafting import NotPossible
from actions.planning.models import Action, Registration, Series
from actions.planning.series import dates, values
from actions.planning.series.values import Unit


class Reach(models.TextChoices):
    """Which dates of a series somebody means."""

    THIS = "this", gettext_lazy("This date only")
    HERE = "here", gettext_lazy("This date and all that follow")
    ALL = "all", gettext_lazy("All dates to come")


class What(StrEnum):
    """What becomes of a date."""

    CHANGES = "changes"
    STAYS = "stays"
    APPEARS = "appears"
    GOES = "goes"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one date. `told` people who have signed up hear of it."""

    day: date
    what: What
    action: Action | None = None
    units: tuple[Unit, ...] = ()  # where it takes over what the series says now
    own: tuple[Unit, ...] = ()  # where it has a value of its own, and keeps it
    why: str = ""  # why it stays, where that isn't its own value
    told: int = 0

    @property
    def labels(self) -> str:
        """Where it takes over what the series says, in words."""
        return ", ".join(unit.label for unit in self.units)

    @property
    def own_labels(self) -> str:
        """Where it keeps its own, in words."""
        return ", ".join(unit.label for unit in self.own)

    @property
    def identity(self) -> tuple[object, ...]:
        """All that makes it this effect and no other."""
        row = (self.action.pk, self.action.revision) if self.action else None
        units, own = ([unit.key for unit in some] for some in (self.units, self.own))
        return self.day.isoformat(), self.what.value, row, units, own, self.why, self.told


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that a change does; `seen` says in a few letters exactly that."""

    effects: Sequence[Effect]
    seen: str

    def of(self, what: What) -> list[Effect]:
        """Those dates of which that becomes."""
        return [effect for effect in self.effects if effect.what == what]

    @property
    def told(self) -> int:
        """How many people hear of it."""
        return sum(effect.told for effect in self.effects)


def proposal(effects: Iterable[Effect], series: Series | None) -> Proposal:
    """The effects by date, and what they are recognised by."""
    effects = sorted(effects, key=lambda effect: effect.day)
    version = (series.pk, series.version) if series else None
    said = repr((version, [effect.identity for effect in effects]))
    return Proposal(effects, hashlib.sha256(said.encode()).hexdigest()[:32])


def must_be(proposal: Proposal, seen: str) -> Proposal:
    """The proposal, where it is still the one that was seen. ChangedMeanwhile."""
    if proposal.seen != seen:
        raise changes.ChangedMeanwhile
    return proposal


def series_of(action: Action) -> Series:
    """NotPossible where it has none."""
    if action.series is None:
        raise NotPossible(_("This action is not repeated."))
    return action.series


def hold(series: Series, now: datetime) -> Series:
    """Hold the series, and then its dates to come in order of id. ChangedMeanwhile."""
    held = dates.hold(series.pk)
    for id in dates.to_come(held, now).order_by("pk").values_list("pk", flat=True):
        Action.objects.filter(pk=id).update(line_last=F("line_last"))
    return held


def store(series: Series, now: datetime, *fields: str) -> None:
    """Store these fields of a series that is held."""
    series.said = values.forget_before(series.said, now.date())
    series.version += 1
    series.save(update_fields=[*fields, "said", "version"])


def told(rows: Sequence[Action]) -> Mapping[int, int]:
    """By the action's id, how many hear of a change."""
    return _counts(Registration.objects.told(), rows)


def anybody(rows: Sequence[Action]) -> Mapping[int, int]:
    """By the action's id, how many have signed up in any way, also those who have yet to follow a link."""
    return _counts(Registration.objects.exclude(state=Registration.State.CANCELLED), rows)


def _counts(people: models.QuerySet[Registration], rows: Sequence[Action]) -> Mapping[int, int]:
    signed_up = people.filter(action__in=[row.pk for row in rows]).order_by()
    return dict(signed_up.values("action").annotate(number=Count("pk")).values_list("action", "number"))
