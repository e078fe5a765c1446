"""A series makes real dated actions, twelve months ahead, and goes on making them.

Whoever changes a series holds its row first and the rows of its dates after it, in order of id; who changes one date
holds that alone. So a sweep that extends a series and somebody who edits it follow each other, and two sweeps at once
make each date once (the rule is also the database's: one action a series and date).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from actions.planning import changes
from actions.planning.furniture import furnishing
from actions.planning.hosting import cohosting
from actions.planning.models import Action, Series
from actions.planning.series import recurrence, values
from campaign.calls.models import Call
from campaign.lib.sweeps import each

NAME_LENGTH = 60  # characters of the title in a date's address, so that the day has room beside it


def hold(series_id: int) -> Series:
    """The first statement of a change: hold the row until the transaction ends, and read it. ChangedMeanwhile."""
    if not Series.objects.filter(pk=series_id).update(version=F("version")):
        raise changes.ChangedMeanwhile
    return Series.objects.get(pk=series_id)


def to_come(series: Series, now: datetime) -> QuerySet[Action]:
    """Its dates that have not begun, and that are on; a day that is to be announced is still to come."""
    dates = Action.objects.filter(series=series, withdrawn_at__isnull=True).exclude(state=Action.State.CANCELLED)
    return dates.filter(Q(starts__isnull=True) | Q(starts__gt=now)).select_related("call").order_by("series_date", "pk")


def make(series: Series, days: Iterable[date], *, now: datetime, role: str = "") -> list[Action]:
    """Make these dates of a series that is held; each says what the series says on its day.

    Its shifts and its checklist are those of the nearest date before it, and so are the groups that have accepted to
    co-host what follows.
    """
    days = list(days)
    calls = {edition["values"].get("call_id") for edition in series.said} - {None}
    gone = calls - set(Call.objects.filter(pk__in=calls).values_list("pk", flat=True))
    made = []
    model = _model(series, days[0]) if days else None
    for day in days:
        action = Action(group=series.group, series=series, series_date=day, day=day, state=Action.State.DRAFT)
        said = values.at(series.said, day)
        if said.get("call_id") in gone:
            said = said | {"call_id": None}
        values.put(action, said, values.units())
        if series.announced:
            action.state, action.announced_at = Action.State.ANNOUNCED, now
        changes.begin(action, name=f"{action.title[:NAME_LENGTH]} {day.isoformat()}", now=now, role=role)
        if model is not None:
            furnishing.copy(model, action)
            cohosting.take_over(model, action, now=now)
        made.append(action)
    return made


def _model(series: Series, day: date) -> Action | None:
    """The date whose shifts and checklist new ones take over."""
    alive = Action.objects.filter(series=series, withdrawn_at__isnull=True).exclude(day=None)
    before = alive.filter(series_date__lt=day).order_by("-series_date").first()
    return before or alive.order_by("series_date").first()


def leave_out(action: Action) -> None:
    """A date is taken away, in a transaction that holds its series: the rule never makes it again.

    With its last date the series goes too, and all that it says.
    """
    series_id, day = action.series_id, action.series_date
    if series_id is None or day is None:
        return
    series = Series.objects.get(pk=series_id)
    Action.objects.filter(pk=action.pk).update(series=None, series_date=None)
    action.series = action.series_date = None
    if not Action.objects.filter(series=series, withdrawn_at__isnull=True).exists():
        series.delete()
        return
    series.left_out = sorted({*series.left_out, day.isoformat()})
    series.version += 1
    series.save(update_fields=["left_out", "version"])


def sweep(now: datetime) -> int:
    """Make the dates that have come within twelve months; how many."""
    behind = Series.objects.filter(reaches__lt=recurrence.horizon(now.date()))
    going_on = behind.filter(Q(until__isnull=True) | Q(until__gt=F("reaches"))).values_list("pk", flat=True)
    return each(going_on, lambda id: extend(id, now), "Extending series")


def extend(id: int, now: datetime) -> int:
    """Make the dates of one series up to twelve months ahead; how many. Twice at once makes them once."""
    series = Series.objects.select_related("group").filter(pk=id).first()
    to = recurrence.horizon(now.date())
    if series is None or series.reaches >= to:
        return 0
    since = series.reaches + timedelta(days=1)
    with transaction.atomic(durable=True):
        behind = Series.objects.filter(pk=id, reaches=series.reaches, version=series.version)
        if not behind.update(reaches=to):
            return 0  # somebody else has it in hand: it is extended already, or the next minute does it
        there = set(Action.objects.filter(series=series).values_list("series_date", flat=True))
        days = recurrence.dates(recurrence.of(series), since=since, to=to)
        return len(make(series, (day for day in days if day not in there), now=now))
