"""What happened."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actions.reports import round_up
from actions.reports.models import Report
from campaign.calls.models import Call
from campaign.web.viewer import Request

LATEST = 50


@login_not_required
@require_safe
def index(request: Request) -> HttpResponse:
    """The latest reports, and the round-ups of calls."""
    reports = (
        Report.objects.visible_to(request.viewer)
        .select_related("action", "action__call", "action__group")
        .order_by("-action__starts", "-pk")[:LATEST]
    )
    calls = (
        Call.objects.visible_to(request.viewer)
        .filter(actions__report__isnull=False)
        .distinct()
        .order_by("-changed_at", "-pk")
    )
    return render(request, "reports/index.html", {"reports": reports, "calls": calls.only("slug", "title")})


@login_not_required
@require_safe
def call_round_up(request: Request, slug: str) -> HttpResponse:
    """All that is told of a call, on one page."""
    call = get_object_or_404(Call.objects.visible_to(request.viewer), slug=slug)
    return render(request, "reports/round_up.html", {"call": call, "round_up": round_up.of(call, request.viewer)})
