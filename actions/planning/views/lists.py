"""Lists of those who come, on paper or as a file. Each that is taken is told to those who coordinate."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from actions.planning.forms.participants import EVERYBODY, SheetsForm, ShownForm
from actions.planning.models import Action, Shift
from actions.planning.models.registration import RegistrationQuerySet
from actions.planning.taking_part import export, participants
from campaign.web.viewer import Request


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: Request, slug: str) -> HttpResponse:
    """GET says what each list holds and whom it is told to; POST makes it, tells them, and hands it over."""
    action = get_object_or_404(Action.objects.changeable_by(request.viewer).select_related("group"), slug=slug)
    everybody, shifts = participants.of(action, request.viewer), list(action.shifts.all())
    shown = ShownForm(request.GET, shifts=shifts).asked
    chosen = participants.choose(everybody, shown)
    form = SheetsForm(shifts=shifts, initial={"which": shown.shift or EVERYBODY})
    deed = request.POST.get("do", "")
    if deed == "file":
        return _file(action, chosen)
    if deed == "print":
        form = SheetsForm(request.POST, shifts=shifts)
        if form.is_valid():
            return _paper(request, action, everybody, form.chosen)
    context = {
        "action": action,
        "form": form,
        "query": urlencode(shown.query()),
        "number": chosen.order_by().count(),
        "all": not shown.query(),
    }
    return render(request, "planning/participants/lists.html", context)


def _file(action: Action, chosen: RegistrationQuerySet) -> HttpResponse:
    export.told(action, number=chosen.order_by().count(), on_paper=False)
    answer = HttpResponse(export.as_csv(action, chosen), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{action.slug}-participants.csv"'
    return answer


def _paper(
    request: Request, action: Action, everybody: RegistrationQuerySet, shifts: Iterable[Shift] | None
) -> HttpResponse:
    sheets = export.sheets(everybody, shifts)
    parties = {line.party.pk for sheet in sheets for line in sheet.lines}
    export.told(action, number=len(parties), on_paper=True)
    return render(request, "planning/participants/paper.html", {"action": action, "sheets": sheets})
