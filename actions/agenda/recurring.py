"""An action that recurs: by which rule, and when next, for whoever reads its page."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from actions.planning.models import Action, Series
from actions.planning.models.action import ActionQuerySet
from actions.planning.series import recurrence
from campaign.web.viewer import Viewer

NEXT = 3


@dataclass(frozen=True, slots=True)
class Recurring:
    """The rule in words, and the next dates that the reader may see."""

    rule: str
    until: date | None
    next: list[Action]


def next_few(actions: ActionQuerySet) -> ActionQuerySet:
    """Of each series its next dates only, so that what recurs leaves room for what does not."""
    place = Window(RowNumber(), partition_by="series", order_by=[F("starts").asc(nulls_last=True), "id"])
    return actions.annotate(place_in_series=place).filter(Q(series=None) | Q(place_in_series__lte=NEXT))


def line(action: Action, viewer: Viewer, at: datetime) -> Recurring | None:
    """Nothing where it does not recur, or where that is not announced: whoever may change the series reads it then."""
    if action.series_id is None:
        return None
    series = Series.objects.get(pk=action.series_id)
    shown = Action.objects.visible_to(viewer).filter(series=series, state=Action.State.ANNOUNCED, starts__gt=at)
    dates = list(shown.exclude(pk=action.pk).order_by("starts", "pk").only("slug", "day", "time", "series")[:NEXT])
    if not (series.announced or dates or Series.objects.changeable_by(viewer).filter(pk=series.pk).exists()):
        return None
    rule = recurrence.of(series)
    return Recurring(recurrence.words(rule), rule.until, dates)
