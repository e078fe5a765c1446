"""The shifts of an action, for those who organise it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.planning import changes
from actions.planning.forms.shifts import AddShiftsForm, DropForm, ShiftForm
from actions.planning.furniture import shifts, templating
from actions.planning.furniture.shifts import Far
from actions.planning.models import Action, Shift
from actions.planning.views.planning import form_page
from campaign.web.overtaken import differences
from campaign.web.viewer import Request


@form_page
def shifts_page(request: Request, slug: str) -> HttpResponse:
    """All shifts day by day; add one, or the same work on many days, or what the action's kind brings."""
    action = get_object_or_404(Action.objects.changeable_by(request.viewer).select_related("group"), slug=slug)
    adding = request.method == "POST" and "bring" not in request.POST
    form = AddShiftsForm(request.POST if adding else None, initial=AddShiftsForm.started_with(action))
    choice = templating.standard(action.kind, action.group)
    try:
        if "bring" in request.POST:
            return _added(request, action, shifts.plan_by(action, choice.pattern))
        if form.is_valid():
            return _added(request, action, shifts.plan(action, form.work(), form.days()))
    except shifts.TooMany as error:
        form.add_error(None, str(error)) if adding else messages.warning(request, str(error))
    except changes.ChangedMeanwhile:
        return redirect("action_shifts", slug=slug)  # it was withdrawn: there is no such page any more
    days = shifts.by_day(action)
    context = {
        "action": action,
        "days": days,
        "number": sum(len(found) for _day, found in days),
        "form": form,
        "choice": choice if choice.pattern.works and not days else None,
    }
    return render(request, "planning/shifts.html", context)


def _added(request: Request, action: Action, number: int) -> HttpResponse:
    if number:
        words = ngettext("%(number)d shift is added.", "%(number)d shifts are added.", number)
        messages.success(request, words % {"number": number})
    else:
        messages.success(request, _("Nothing is added: all of it stands there already."))
    return redirect("action_shifts", slug=action.slug)


@form_page
def shift(request: Request, slug: str, pk: int) -> HttpResponse:
    """Change a shift, or take it away: on its day, or wherever the same work stands."""
    mine = Shift.objects.changeable_by(request.viewer).select_related("action", "action__group")
    one = get_object_or_404(mine, action__slug=slug, pk=pk)
    dropping = "drop" in request.POST
    form = _form(one, None if dropping else request.POST or None)
    try:
        if dropping:
            return _drop(request, one)
        if form.is_valid():
            return _change(request, one, form)
    except shifts.HeldByMore as error:
        form.add_error("most", str(error))
    except (shifts.Overtaken, changes.ChangedMeanwhile) as error:
        return _overtaken(request, one, getattr(error, "shift", None))
    return _shown(request, one, form)


def _form(one: Shift, data: Any) -> ShiftForm:
    several = shifts.alike(one, Far.ALL).count() > 1
    return ShiftForm(data, initial=ShiftForm.started_with(one), several=several)


def _change(request: Request, one: Shift, form: ShiftForm) -> HttpResponse:
    said = form.cleaned_data
    number = shifts.change(one, form.work(), day=said["day"], far=form.reach, seen=said["seen"])
    words = ngettext("Saved.", "Saved on %(number)d days.", number)
    messages.success(request, words % {"number": number})
    return redirect("action_shifts", slug=one.action.slug)


def _drop(request: Request, one: Shift) -> HttpResponse:
    form = DropForm(request.POST)
    if not form.is_valid():
        return _shown(request, one, _form(one, None))
    number = shifts.drop(one, far=form.cleaned_data["far"] or Far.THIS, seen=form.cleaned_data["seen"])
    words = ngettext("The shift is taken away.", "%(number)d shifts are taken away.", number)
    messages.success(request, words % {"number": number})
    return redirect("action_shifts", slug=one.action.slug)


def _overtaken(request: Request, one: Shift, stands: Shift | None) -> HttpResponse:
    """Somebody was faster: both versions, or back to the list where there is nothing left to change."""
    if stands is None:
        messages.warning(request, _("Somebody else has taken this shift away meanwhile."))
        return redirect("action_shifts", slug=one.action.slug)
    if "drop" in request.POST:
        return _shown(request, stands, _form(stands, None), [], status=409)
    again = request.POST.copy()
    again["seen"] = str(stands.saves)
    form = _form(stands, again)
    found = differences(form, ShiftForm.started_with(stands), leave_out=["far"])
    return _shown(request, stands, form, found, status=409)


def _shown(
    request: Request, one: Shift, form: ShiftForm, found: list[Any] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"shift": one, "action": one.action, "form": form, "differences": found, "having": shifts.having(one)}
    return render(request, "planning/shift.html", context, status=status)
