"""Repeating an action by a rule, and giving its series another one.

A rule holds from its first day on: dates before that stay what they are. Of dates that it no longer makes, those to
which nobody comes go; those with people are cancelled, and the people are told.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from actions.planning import cancellation, changes
from actions.planning.drafting import NotPossible
from actions.planning.models import Action, Series
from actions.planning.models.action import ActionQuerySet
from actions.planning.series import dates, proposals, recurrence, values
from actions.planning.series.proposals import Effect, Proposal, What
from actions.planning.series.recurrence import Rule
from actions.planning.when import moments
from campaign.lib import clock

FIELDS = ("frequency", "interval", "weekday", "ordinal", "first", "until", "left_out", "added")
IS_OFF = (Action.State.CANCELLED, Action.State.POSTPONED)


@dataclass(frozen=True, slots=True)
class Ruling:
    """An action, or its series, gets a rule. `changeable`: the actions that whoever wants it may cancel."""

    action: Action
    rule: Rule
    changeable: ActionQuerySet


def propose(ruling: Ruling, *, now: datetime | None = None) -> Proposal:
    """Which dates it makes, and what becomes of those that are there. NotPossible."""
    now = now or clock.now()
    series = ruling.action.series
    return proposals.proposal(_effects(ruling, series, now), series)


def save(ruling: Ruling, *, seen: str, reason: str = "", now: datetime | None = None, role: str = "") -> Proposal:
    """Save what was shown; `reason` is told to those whose date is cancelled. Raises ChangedMeanwhile."""
    now = now or clock.now()
    action = ruling.action
    with transaction.atomic(durable=True):
        series = _hold(action, now)
        proposal = proposals.must_be(proposals.proposal(_effects(ruling, series, now), series), seen)
        if series is None:
            series = _begin(action, ruling.rule, now)
        else:
            _put(series, ruling.rule)
        for effect in proposal.effects:
            if effect.action is not None:
                _end(effect.action, effect.what, reason or _("The dates of the series have changed."), now, role)
        dates.make(series, [effect.day for effect in proposal.of(What.APPEARS)], now=now, role=role)
        series.reaches = recurrence.horizon(now.date())
        proposals.store(series, now, *FIELDS, "reaches")
    return proposal


def _hold(action: Action, now: datetime) -> Series | None:
    """The series, held with its dates; or the action alone, held. Who repeats it at the same moment is found here."""
    series: Series | None = action.series
    if series is not None:
        series = proposals.hold(series, now)
        action.refresh_from_db()
        return series
    changes.lock(action)
    return action.series


def _effects(ruling: Ruling, series: Series | None, now: datetime) -> list[Effect]:
    action, rule = ruling.action, ruling.rule
    if action.day is None or action.open_ended or action.state in IS_OFF:
        raise NotPossible(_("What has no day, stays open until further notice or is off can’t be repeated."))
    tomorrow = moments.local(now, action.zone).date() + timedelta(days=1)
    wanted = recurrence.dates(rule, since=max(rule.first, tomorrow), to=recurrence.horizon(now.date()))
    if len(wanted) > recurrence.AHEAD_AT_MOST:
        raise NotPossible(_("Those are too many dates: at most %(most)d.") % {"most": recurrence.AHEAD_AT_MOST})
    if series is None:
        first = Effect(action.day, What.STAYS, action)
        return [first, *(Effect(day, What.APPEARS) for day in wanted if day != action.day)]
    there = set(series.dates.values_list("series_date", flat=True))
    appear = [Effect(day, What.APPEARS) for day in wanted if day not in there]
    return appear + _what_is_there(ruling, series, now)


def _what_is_there(ruling: Ruling, series: Series, now: datetime) -> list[Effect]:
    rows = [row for row in dates.to_come(series, now) if row.series_date and row.series_date >= ruling.rule.first]
    mine = set(ruling.changeable.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    told, anybody = proposals.told(rows), proposals.anybody(rows)
    effects = []
    for row in rows:
        day = row.series_date or now.date()
        if recurrence.makes(ruling.rule, day):
            effects.append(Effect(day, What.STAYS, row))
        elif row.pk not in mine:
            effects.append(Effect(day, What.STAYS, row, why=_("others plan it now")))
        elif anybody.get(row.pk):
            effects.append(Effect(day, What.CANCELLED, row, told=told.get(row.pk, 0)))
        else:
            effects.append(Effect(day, What.GOES, row))
    return effects


def _begin(action: Action, rule: Rule, now: datetime) -> Series:
    """The action, whose row is held, becomes the first date of a series."""
    assert action.day is not None  # noqa: S101 - the proposal has asked
    if not recurrence.makes(rule, action.day):
        rule = replace(rule, added=rule.added | {action.day}, left_out=rule.left_out - {action.day})
    series = Series(
        group=action.group,
        announced=action.state == Action.State.ANNOUNCED,
        said=values.begin(action, min(action.day, rule.first)),
        reaches=now.date(),
    )
    _put(series, rule)
    series.save()
    Action.objects.filter(pk=action.pk).update(series=series, series_date=action.day)
    action.series, action.series_date = series, action.day
    return series


def _put(series: Series, rule: Rule) -> None:
    series.frequency, series.interval = rule.frequency, rule.interval
    series.weekday, series.ordinal = rule.weekday, rule.ordinal
    series.first, series.until = rule.first, rule.until
    series.left_out = sorted(day.isoformat() for day in rule.left_out)
    series.added = sorted(day.isoformat() for day in rule.added)


def _end(action: Action, what: What, reason: str, now: datetime, role: str) -> None:
    if what == What.CANCELLED:
        cancellation.call_off(action, reason=reason, now=now, role=role)
    elif what == What.GOES:  # it leaves the series first: what the rule no longer makes need not be left out of it
        Action.objects.filter(pk=action.pk).update(series=None, series_date=None)
        action.series = action.series_date = None
        cancellation.take_away(action, now=now)
