"""A series as its tests handle it: from the Friday of make.action on, week by week."""

from datetime import date, datetime, timedelta
from typing import Any

from actions.planning.models import Action, Series
from actions.planning.series import edits, recurrence, rules
from actions.planning.series.edits import Edit
from actions.planning.series.proposals import Reach, What
from campaign.people.models import Person
from tests import make
from tests.make import NOW

FIRST = date(2026, 10, 9)  # the Friday of make.action
WEEK = timedelta(days=7)


def days(series: Series | None) -> list[date | None]:
    return list(Action.objects.filter(series=series).order_by("series_date").values_list("day", flat=True))


def the(first: Action, week: int) -> Action:
    """The date that many weeks after the first one."""
    return Action.objects.get(series=first.series, series_date=FIRST + week * WEEK)


def rule(of: Action, **words: Any) -> rules.Ruling:
    said = {"frequency": "weekly", "interval": 1, "weekday": 4, "ordinal": None, "first": FIRST}
    return rules.Ruling(Action.objects.get(pk=of.pk), recurrence.Rule(**(said | words)), Action.objects.all())


def became(proposal: Any) -> dict[str, int]:
    return {what.value: len(proposal.of(what)) for what in What if proposal.of(what)}


def series_of(first: Action) -> Series:
    return Series.objects.get(dates=first)


def change(action: Action, reach: Reach, **plan: Any) -> Edit:
    return Edit(Action.objects.get(pk=action.pk), reach, plan, Action.objects.all())  # type: ignore[typeddict-item]


def save(action: Action, reach: Reach, *, now: datetime = NOW, **plan: Any) -> Any:
    edit = change(action, reach, **plan)
    return edits.save(edit, seen=edits.propose(edit, now=now).seen, now=now)


def olga() -> Any:
    return Person.objects.first() or make.person("Olga")
