"""An action that recurs: by which rule, and when next, for whoever reads its page."""

from dataclasses import dataclass
from datetime import date, datetime

from actions.planning import recurrence
from actions.planning.models import Action, Series
from campaign.web.viewer import Viewer

NEXT = 3


@dataclass(frozen=True, slots=True)
class Recurring:
    """The rule in words, and the next dates that the reader may see."""

    rule: str
    until: date | None
    next: list[Action]


def line(action: Action, viewer: Viewer, at: datetime) -> Recurring | None:
    """Nothing where it does not recur."""
    if action.series_id is None:
        return None
    series = Series.objects.get(pk=action.series_id)
    shown = Action.objects.visible_to(viewer).filter(series=series, state=Action.State.ANNOUNCED, starts__gt=at)
    dates = shown.exclude(pk=action.pk).order_by("starts", "pk").only("slug", "day", "time", "series")
    rule = recurrence.of(series)
    return Recurring(recurrence.words(rule), rule.until, list(dates[:NEXT]))
