"""Which call leads the first page, and which it looks back on."""

from datetime import date, timedelta

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from actions.reports.models import Report
from campaign.calls.models import Call, CallDay
from campaign.web.viewer import Viewer

AFTERGLOW = timedelta(days=1)  # the last day goes on where clocks are behind


def call(viewer: Viewer, today: date) -> Call | None:
    """The published call whose days come next or go on; when all are past, the latest."""
    shown = Call.objects.visible_to(viewer).exclude(state=Call.State.DRAFT)
    dated = shown.prefetch_related("days", "key_dates").annotate(
        first_day=Min("days__date"), last_day=Max("days__date")
    )
    coming = dated.filter(Q(last_day__gte=today - AFTERGLOW), state=Call.State.PUBLISHED).order_by("first_day", "pk")
    return coming.first() or dated.order_by("-last_day", "-pk").first()


def told(viewer: Viewer, today: date) -> QuerySet[Call]:
    """The calls of which somebody has told what happened, the latest first, each with its first day.

    One whose days are all to come is not asked: it may have very many actions, and nothing has happened at them.
    """
    begun = CallDay.objects.filter(call=OuterRef("pk"), date__lte=today + AFTERGLOW)
    reported = Report.objects.visible_to(viewer).filter(action__call=OuterRef("pk"))
    calls = Call.objects.visible_to(viewer).filter(pk__in=Call.objects.filter(Exists(begun)).values("pk"))
    dated = calls.filter(Exists(reported)).annotate(first_day=Min("days__date"))
    return dated.order_by("-first_day", "-pk").only("slug", "title")
