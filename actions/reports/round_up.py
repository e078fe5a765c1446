"""All reports of a call, day by day and city by city."""

from dataclasses import dataclass, field
from datetime import date

from actions.planning.models import Action
from actions.reports.models import Report
from campaign.calls.models import Call
from campaign.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Day:
    """One day with what is told of it."""

    date: date
    reports: list[Report] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RoundUp:
    """What the viewer may read of a call: told days, and the actions of which nothing is told yet."""

    days: list[Day]
    untold: list[Action]

    @property
    def told(self) -> int:
        """How many actions have a report."""
        return sum(len(day.reports) for day in self.days)

    @property
    def places(self) -> int:
        """How many actions there were."""
        return self.told + len(self.untold)


def of(call: Call, viewer: Viewer) -> RoundUp:
    """Put the reports of a call together. Two queries, however many there are."""
    reports = (
        Report.objects.visible_to(viewer)
        .filter(action__call=call, action__day__isnull=False)
        .select_related("action")
        .order_by("action__day", "action__starts", "action__city", "pk")
    )
    days: dict[date, Day] = {}
    for report in reports:
        assert report.action.day is not None  # noqa: S101 (the filter says so; this tells the type checker)
        days.setdefault(report.action.day, Day(report.action.day)).reports.append(report)
    untold = Action.objects.visible_to(viewer).filter(call=call, report__isnull=True).order_by("day", "city", "title")
    return RoundUp(list(days.values()), list(untold))
