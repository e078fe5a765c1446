"""What a series says, so that it can be told whether one of its dates still says the same.

A date follows its series in a field as long as that field holds what the series says there: nothing is marked, values
are compared. Fields that mean something only together are compared together (`Unit`): a date with a meeting point of
its own also keeps its own rule of who is told it.

What it says may differ from a day on (“from here on”): `Series.said` holds what holds since when, oldest first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from actions.planning.drafting import LOCATED, Plan
from actions.planning.models import Action
from actions.planning.words import inheritance

Values = dict[str, Any]  # column → value as JSON holds it
Said = list[dict[str, Any]]  # [{"since": "2026-10-06", "values": {…}}, …]
RUN = "run"  # for how many days more it goes on: what the last day is, counted from the first
OF_ONE_DATE = ("day", "end_day", "open_ended", "place")  # the day itself is the rule's; the place stands in LOCATED
HOURS = ("time", "end_time", "time_to_come", RUN)


@dataclass(frozen=True, slots=True)
class Unit:
    """Columns that are compared and changed together."""

    key: str
    columns: tuple[str, ...]

    @property
    def label(self) -> str:
        """What people call it."""
        together = {"place": _("place"), "hours": _("hours"), "meeting_point": _("meeting point")}
        if self.key in together:
            return together[self.key]
        return str(Action._meta.get_field(self.key).verbose_name)  # type: ignore[union-attr] # a concrete field

    @property
    def fields(self) -> set[str]:
        """The columns as changes.record counts them."""
        return {"end_day" if column == RUN else column for column in self.columns}


@cache
def units() -> tuple[Unit, ...]:
    """All that a series says: whatever a plan may say, but for the day."""
    concrete = {field.name: field for field in Action._meta.concrete_fields}
    elsewhere = {*OF_ONE_DATE, *HOURS, *LOCATED}
    said = [key for key in Plan.__annotations__ if key not in elsewhere and key in concrete]
    meeting = [key for key in said if key.startswith("meeting_point") or key in Action.SECRETS]
    point = tuple(concrete[key].attname for key in meeting)
    alone = [Unit(key, (concrete[key].attname,)) for key in said if key not in meeting]
    return (Unit("hours", HOURS), Unit("place", LOCATED), Unit("meeting_point", point), *alone)


def of(action: Action) -> Values:
    """What the action says at present, as a series would keep it."""
    columns = (column for unit in units() for column in unit.columns)
    return {column: _plain(_read(action, column)) for column in columns}


def _read(action: Action, column: str) -> Any:
    if column in ("time", "end_time"):
        return dict(zip(("time", "end_time"), inheritance.own_hours(action), strict=True))[column]
    if column != RUN:
        return getattr(action, column)
    return (action.end_day - action.day).days if action.end_day and action.day else None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


def same(one: Values, other: Values, unit: Unit) -> bool:
    """Whether both say the same there. A column that is younger than the series says what a new row would."""
    return all(_get(one, column) == _get(other, column) for column in unit.columns)


def _get(values: Values, column: str) -> Any:
    if column in values or column == RUN:
        return values.get(column)
    return _plain(_field(column).get_default())


def put(action: Action, values: Values, these: Iterable[Unit]) -> set[str]:
    """Have the action say it; the names of the fields that may have changed."""
    fields: set[str] = set()
    for unit in these:
        if unit.key == "hours":
            inheritance.let_go(action)
        for column in unit.columns:
            value = _get(values, column)
            if column != RUN:
                setattr(action, column, _field(column).to_python(value))
            elif action.day is not None:
                action.end_day = None if value is None else action.day + timedelta(days=value)
        fields |= unit.fields
    inheritance.settle(action)
    return fields


def _field(column: str) -> Any:
    return next(field for field in Action._meta.concrete_fields if field.attname == column)


def at(said: Said, day: date) -> Values:
    """What the series says on that day."""
    found: Values = said[0]["values"]
    for edition in said:
        if edition["since"] <= day.isoformat():
            found = edition["values"]
    return found


def begin(action: Action, since: date) -> Said:
    """What a series says that begins with this action."""
    return [{"since": since.isoformat(), "values": of(action)}]


def change(said: Said, values: Values, these: Iterable[Unit], *, since: date | None) -> Said:
    """The series says something else there: everywhere, or from a day on."""
    columns = {column: _get(values, column) for unit in these for column in unit.columns}
    start = since.isoformat() if since else ""
    editions = [dict(edition) for edition in said]
    if since and all(edition["since"] != start for edition in editions):
        editions.append({"since": start, "values": at(said, since)})
    for edition in editions:
        if edition["since"] >= start:
            edition["values"] = edition["values"] | columns
    return _parted(sorted(editions, key=lambda edition: str(edition["since"])))


def _parted(editions: Said) -> Said:
    """Without those that say what the one before says."""
    kept: Said = []
    for edition in editions:
        if not kept or kept[-1]["values"] != edition["values"]:
            kept.append(edition)
    return kept


def forget_before(said: Said, day: date) -> Said:
    """Without what was only said of days that are past."""
    begun = [edition for edition in said if edition["since"] <= day.isoformat()]
    return (begun[-1:] or said[:1]) + [edition for edition in said[1:] if edition["since"] > day.isoformat()]
