"""What happened."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actions.planning.models import Action
from actions.planning.taking_part import check_in
from actions.reports import publishing, round_up
from actions.reports.forms import ReportForm
from actions.reports.models import Report
from campaign.calls.models import Call
from campaign.lib import clock
from campaign.web.overtaken import differences
from campaign.web.viewer import Request

LATEST = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def write(request: Request, slug: str) -> HttpResponse:
    """What happened and how many came, told by those who organised it once it has begun."""
    action = get_object_or_404(Action.objects.changeable_by(request.viewer).select_related("group"), slug=slug)
    report = Report.objects.visible_to(request.viewer).filter(action=action).first()
    if not _has_begun(action):
        return render(request, "reports/write.html", {"action": action}, status=409)
    started = ReportForm.started_with(report) or {"number": check_in.came(action)}
    if request.method != "POST":
        form = ReportForm(initial={**started, "seen": publishing.mark(report)})
        return render(request, "reports/write.html", {"action": action, "form": form, "report": report})
    form = ReportForm(request.POST, initial=started)
    if not form.is_valid():
        return render(request, "reports/write.html", {"action": action, "form": form, "report": report})
    said = form.cleaned_data
    kept = {"number_of": report.number_of, "source": report.source} if report else {}
    try:
        publishing.publish(action, text=said["text"], number=said["number"], seen=said["seen"], **kept)
    except publishing.ChangedMeanwhile:
        return _overtaken(request, action, form)
    messages.success(request, _("Told. It stands on the action’s page."))
    return redirect(f"/actions/{action.slug}/#report")


def _has_begun(action: Action) -> bool:
    return action.state == Action.State.ANNOUNCED and action.starts is not None and action.starts <= clock.now()


def _overtaken(request: Request, action: Action, form: ReportForm) -> HttpResponse:
    """Both versions: what was typed stays in the form, what was told meanwhile stands beside it."""
    report = Report.objects.visible_to(request.viewer).filter(action=action).first()
    found = differences(form, ReportForm.started_with(report))
    form.data = {**dict(form.data.items()), "seen": publishing.mark(report)}
    context = {"action": action, "form": form, "report": report, "differences": found}
    return render(request, "reports/write.html", context, status=409)


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
