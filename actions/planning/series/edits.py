"""Saying something else of several dates of a series: from one on, or all to come.

A change reaches a date only where that date still says what the series says there. What has begun never changes, and
what is cancelled stays as it is. The day itself is the rule's.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from actions.planning import changes, drafting
from actions.planning.drafting import NotPossible, Plan
from actions.planning.models import Action, Series
from actions.planning.models.action import ActionQuerySet
from actions.planning.series import dates, proposals, values
from actions.planning.series.proposals import Effect, Proposal, Reach, What
from actions.planning.series.values import Unit, Values
from actions.planning.taking_part import waiting_list
from actions.planning.when import moments
from campaign.lib import clock

MOVES_THE_LINE = {"seats", "visibility", "time", "zone"}


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants to say of a date and of others. `changeable`: the actions that she may change."""

    action: Action
    reach: Reach
    plan: Plan
    changeable: ActionQuerySet

    def says(self) -> tuple[Values, tuple[Unit, ...]]:
        """What the date would say, and where that is not what it says. NotPossible where the day is another one."""
        new = copy(self.action)
        drafting.say(new, self.plan)
        if new.day != self.action.day or new.open_ended != self.action.open_ended:
            raise NotPossible(_("The days of a series are its rule’s: change the rule, or this date only."))
        before, after = values.of(self.action), values.of(new)
        return after, tuple(unit for unit in values.units() if not values.same(before, after, unit))


def propose(edit: Edit, *, now: datetime | None = None) -> Proposal:
    """What it does to each date to come."""
    now = now or clock.now()
    series = proposals.series_of(edit.action)
    return proposals.proposal(_effects(edit, series, now), series)


def save(edit: Edit, *, seen: str, now: datetime | None = None, role: str = "") -> Proposal:
    """Save what was shown. Raises ChangedMeanwhile where it would be something else by now."""
    now = now or clock.now()
    action = edit.action
    with transaction.atomic(durable=True):
        series = proposals.hold(proposals.series_of(action), now)
        action.refresh_from_db()
        proposal = proposals.must_be(proposals.proposal(_effects(edit, series, now), series), seen)
        after, changed = edit.says()
        for effect in proposal.of(What.CHANGES):
            if effect.action is not None:
                _take_over(effect.action, after, effect.units, now=now, role=role)
        since = action.series_date if edit.reach == Reach.HERE else None
        series.said = values.change(series.said, after, changed, since=since)
        proposals.store(series, now)
    return proposal


def _effects(edit: Edit, series: Series, now: datetime) -> list[Effect]:
    after, changed = edit.says()
    rows = list(dates.to_come(series, now))
    first = edit.action.series_date
    if edit.reach == Reach.HERE and first is not None:
        rows = [row for row in rows if row.series_date is not None and row.series_date >= first]
    mine = set(edit.changeable.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    told = proposals.told(rows)
    effects = []
    for row in rows:
        day = row.series_date or now.date()
        if row.pk not in mine:
            effects.append(Effect(day, What.STAYS, row, why=_("others plan it now")))
            continue
        here, said = values.of(row), values.at(series.said, day)
        reached = tuple(unit for unit in changed if row == edit.action or values.same(here, said, unit))
        if row.state == Action.State.POSTPONED:  # it keeps the hours at which it will not be, until it has a new day
            reached = tuple(unit for unit in reached if unit.key != "hours")
        own = tuple(unit for unit in changed if unit not in reached)
        units = tuple(unit for unit in reached if not values.same(here, after, unit))
        effects.append(_effect(row, day, after, units, own, told=told.get(row.pk, 0), now=now))
    return effects


def _effect(
    row: Action,
    day: date,
    after: Values,
    units: tuple[Unit, ...],
    own: tuple[Unit, ...],
    *,
    told: int,
    now: datetime,
) -> Effect:
    """What saying that does to one date: nothing, where people hold more places or it would have begun already."""
    new = copy(row)
    fields = values.put(new, after, units)
    if not fields:
        return Effect(day, What.STAYS, row, own=own)
    if new.seats is not None and new.seats < row.seats_taken:
        return Effect(day, What.STAYS, row, own=own, why=str(drafting.SeatsBelowTaken(row.seats_taken)))
    starts = moments.starts(new)
    if starts is not None and starts <= now:
        return Effect(day, What.STAYS, row, own=own, why=_("by then it would have begun already"))
    hears = row.state in Action.SHOWN_STATES and fields & changes.SEQUENCE_FIELDS
    return Effect(day, What.CHANGES, row, units, own, told=told if hears else 0)


def _take_over(action: Action, after: Values, units: Sequence[Unit], *, now: datetime, role: str) -> None:
    fields = values.put(action, after, units)
    changes.record(action, fields=fields, now=now, role=role)
    if fields & MOVES_THE_LINE:
        waiting_list.move_up(action, now=now)


def announce(
    action: Action, *, reach: Reach, changeable: ActionQuerySet, now: datetime | None = None, role: str = ""
) -> int:
    """Announce the drafts among these dates, and from now on whatever the series makes; how many drafts."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        series = proposals.hold(proposals.series_of(action), now)
        drafts = to_announce(action, reach=reach, changeable=changeable, now=now)
        for draft in drafts:
            drafting.make_public(draft, now=now, role=role)
        series.announced = True
        proposals.store(series, now, "announced")
    return len(drafts)


def to_announce(action: Action, *, reach: Reach, changeable: ActionQuerySet, now: datetime) -> list[Action]:
    """The drafts that it announces."""
    drafts = dates.to_come(proposals.series_of(action), now).filter(state=Action.State.DRAFT)
    if reach == Reach.HERE:
        drafts = drafts.filter(series_date__gte=action.series_date)
    return list(drafts.filter(pk__in=changeable.values("pk")))
