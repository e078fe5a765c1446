"""What lacks people: how many shifts to come have fewer than they need, and how many people that is.

One question for however many actions. What one shift lacks is never set against what another has too many.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, Sum, When
from django.utils.translation import ngettext

from actions.planning.models import Action, Shift
from actions.planning.models.shift import ShiftQuerySet
from actions.planning.taking_part import shift_words

DAY = timedelta(days=1)
NEAR = ("day", "time", "end_time")


@dataclass(frozen=True, slots=True)
class Lack:
    """So many shifts need people, so many people altogether."""

    shifts: int
    people: int

    def __str__(self) -> str:
        return ngettext("%(count)d shift needs people", "%(count)d shifts need people", self.shifts) % {
            "count": self.shifts
        }


def of(actions: Collection[int], at: datetime) -> dict[int, Lack]:
    """By the ids of these actions; what lacks none is not in it. One query, none where no action is asked for.

    Shifts of the days around now are looked at one by one, since each zone has its own clock; later ones are counted.
    """
    if not actions:
        return {}
    first, last = at.date() - 2 * DAY, at.date() + DAY
    near = {f"near_{name}": Case(When(day__lte=last, then=F(name))) for name in NEAR}
    rows = short(Shift.objects.filter(action__in=actions, day__gte=first)).order_by().annotate(**near)
    counted = rows.values("action", "action__zone", *near).annotate(
        shifts=Count("pk"), people=Sum(F("least") - F("taken"))
    )
    found: dict[int, Lack] = {}
    for row in counted:
        if not _is_over(row, at):
            known = found.get(row["action"], Lack(0, 0))
            found[row["action"]] = Lack(known.shifts + row["shifts"], known.people + row["people"])
    return found


def short(shifts: ShiftQuerySet) -> ShiftQuerySet:
    """Those of them that lack people. One whose action has lost its day waits for the new one."""
    return shifts.filter(taken__lt=F("least"), counted_from=None)


def ahead(at: datetime) -> Q:
    """Those of today and later, by UTC, as a question for lists that are asked by it: exact to the day."""
    return Q(day__gte=at.date())


def _is_over(row: dict[str, Any], at: datetime) -> bool:
    if row["near_day"] is None:
        return False
    shift = Shift(**{name: row[f"near_{name}"] for name in NEAR})
    return shift_words.is_over(shift, Action(zone=row["action__zone"]), at)
