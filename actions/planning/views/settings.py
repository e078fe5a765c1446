"""How one takes part in an action: the page on which its organisers decide it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from actions.planning import changes, drafting
from actions.planning.forms.taking_part_settings import TakingPartForm
from actions.planning.hosting import roles
from actions.planning.models import Action
from actions.planning.series.proposals import Reach
from actions.planning.taking_part import doors
from actions.planning.views.planning import changeable, form_page
from actions.planning.views.series import edit_several, plans_the_series
from campaign.web.overtaken import differences
from campaign.web.viewer import Request

PAGE = "planning/taking_part.html"


@form_page
def taking_part(request: Request, slug: str) -> HttpResponse:
    """Guests, approval, the end of sign-up, what is asked and when people are reminded; of one date or of several."""
    action = changeable(request, slug)
    form = _form(request, request.POST or None, action)
    context: dict[str, Any] = {"action": action, "form": form, "closes": doors.closing_hour(action)}
    if not form.is_valid() or "back" in request.POST:
        return render(request, PAGE, context)
    try:
        if form.reach() != Reach.THIS:
            return edit_several(request, action, form, context)
        drafting.edit(action, seen=form.cleaned_data["seen"], role=roles.of(action, request.viewer), **form.plan())
    except changes.ChangedMeanwhile:
        return _overtaken(request, slug, context)
    messages.success(request, _("Saved."))
    return redirect("action_taking_part", slug=action.slug)


def _overtaken(request: Request, slug: str, context: dict[str, Any]) -> HttpResponse:
    """Somebody was faster: both versions, and nothing is saved."""
    action = changeable(request, slug)
    again = request.POST.copy()
    again["seen"] = str(action.revision)
    form = _form(request, again, action)
    told = differences(form, TakingPartForm.started_with(action), leave_out=("reach",))
    return render(request, PAGE, context | {"action": action, "form": form, "differences": told}, status=409)


def _form(request: Request, data: QueryDict | None, action: Action) -> TakingPartForm:
    form = TakingPartForm(data, initial=TakingPartForm.started_with(action))
    if action.series_id is not None and plans_the_series(request, action):
        form.ask_which_dates()
    return form
