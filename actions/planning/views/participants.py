"""Who comes, for those who plan the action: the list, and one party with what organisers can do for it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from actions.planning.forms.participants import NoteForm, ShiftChoice, ShownForm
from actions.planning.models import Action, Registration, ShiftPlace
from actions.planning.taking_part import approval, arranging, fill, participants, registrations, shift_places, signup
from actions.planning.taking_part.participants import Asked
from campaign.lib import codes
from campaign.web.overtaken import Difference
from campaign.web.viewer import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])
State = Registration.State


@cache_control(private=True, no_store=True)
@require_safe
def people(request: Request, slug: str) -> HttpResponse:
    """Counts at once, then who it is: all, or those asked for."""
    viewer = request.viewer
    action = get_object_or_404(Action.objects.changeable_by(viewer).with_hosts(), slug=slug)
    every = participants.of(action, viewer)
    shifts = list(action.shifts.all())
    form = ShownForm(request.GET, shifts=shifts)
    asked = form.asked
    chosen = participants.choose(every, asked)
    counts = participants.counts(participants.counted(action, viewer))
    full, number = fill.of(action), chosen.order_by().count()
    context = {
        "action": action,
        "form": form,
        "asked": asked,
        "query": urlencode(asked.query()),
        "page": participants.page(chosen, request.GET.get("after", "")),
        "number": number,
        "tallies": [(one, urlencode(Asked(one.name, asked.shift, asked.needs).query())) for one in counts.tallies],
        "guests": counts.guests,
        "fill": full,
        "fill_words": fill.words(full),
        "shifts": shifts,
        "missing": sum(shift.missing for shift in shifts),
        "writes": asked.state != State.PENDING and participants.writer(action, viewer) is not None,
        "write_words": _write_words(asked, number),
    }
    return render(request, "planning/participants/list.html", context)


def _write_words(asked: Asked, number: int) -> str:
    if not asked.query():
        return _("Write to all of them")
    return ngettext("Write to the one shown", "Write to the %(number)d shown", number) % {"number": number}


@cache_control(private=True, no_store=True)
@form_page
def party(request: Request, slug: str, id: int) -> HttpResponse:
    """One party: all it said, what organisers note about it, and what they can do for it."""
    action = get_object_or_404(Action.objects.changeable_by(request.viewer).select_related("group", "call"), slug=slug)
    found = get_object_or_404(participants.with_all(participants.of(action, request.viewer)), pk=id)
    if request.method != "POST":
        return _shown(request, action, found)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        return _shown(request, action, found)
    try:
        return deed(request, action, found)
    except (Registration.DoesNotExist, shift_places.NotThere, shift_places.Over, signup.LinkUsed):
        messages.warning(request, _("They come no longer, or something else has changed meanwhile."))
        return redirect("action_participants", slug=slug)


def _strike_off(request: Request, action: Action, found: Registration) -> HttpResponse:
    """They do not come: the place goes to the line, and they are told."""
    signup.strike_off(found)
    messages.success(request, _("Struck off: the place is free, and they are told if they gave an address."))
    return redirect("action_participants", slug=action.slug)


def _approve(request: Request, action: Action, found: Registration) -> HttpResponse:
    try:
        approval.approve(found)
    except (approval.AlreadySettled, signup.SignUpClosed) as error:
        messages.warning(request, str(error))
    else:
        has_place = found.state == State.CONFIRMED
        messages.success(request, _("They have a place.") if has_place else _("They are on the waiting list."))
    return _back(request, action, found)


def _decline(request: Request, action: Action, found: Registration) -> HttpResponse:
    try:
        approval.decline(found)
    except approval.AlreadySettled as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Declined. They are told, and what they gave is deleted."))
    return redirect("action_participants", slug=action.slug)


def _back(request: Request, action: Action, found: Registration) -> HttpResponse:
    """To the list, where there are more who await a yes; else to the party."""
    more = participants.of(action, request.viewer).filter(state=State.REQUESTED).exists()
    if more:
        return redirect(f"/actions/{action.slug}/participants/?state={State.REQUESTED}")
    return redirect("action_party", slug=action.slug, id=found.pk)


def _note(request: Request, action: Action, found: Registration) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _shown(request, action, found, form)
    try:
        participants.note(found, form.cleaned_data["note"], seen=form.cleaned_data["seen"])
    except participants.NoteOvertaken as error:
        again = request.POST.copy()
        again["seen"] = participants.mark(error.note)
        theirs = [Difference(_("Note"), error.note)]
        return _shown(request, action, found, NoteForm(again), differences=theirs, status=409)
    messages.success(request, _("Noted."))
    return redirect("action_party", slug=action.slug, id=found.pk)


def _give_shift(request: Request, action: Action, found: Registration) -> HttpResponse:
    form = ShiftChoice(request.POST, shifts=action.shifts.all(), theirs=action.shifts.all())
    if not form.is_valid():
        return _shown(request, action, found)
    try:
        arranging.give(found, form.cleaned_data["shift"], instead_of=form.cleaned_data["instead_of"])
    except shift_places.CannotTake as error:
        problem = _("They can’t take this shift: %(reason)s.") % {"reason": error}
        return _shown(request, action, found, problem=problem, status=409)
    messages.success(request, _("They have the shift."))
    return redirect("action_party", slug=action.slug, id=found.pk)


def _leave_shift(request: Request, action: Action, found: Registration) -> HttpResponse:
    form = ShiftChoice(request.POST, shifts=action.shifts.all())
    if form.is_valid():
        arranging.take_out(found, form.cleaned_data["shift"])
        messages.success(request, _("They are out of the shift."))
    return redirect("action_party", slug=action.slug, id=found.pk)


DEEDS: dict[str, Callable[[Request, Action, Registration], HttpResponse]] = {
    "approve": _approve,
    "decline": _decline,
    "strike-off": _strike_off,
    "note": _note,
    "shift": _give_shift,
    "leave": _leave_shift,
}


def _shown(
    request: Request,
    action: Action,
    found: Registration,
    form: NoteForm | None = None,
    *,
    differences: list[Difference] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    places: list[ShiftPlace] = list(found.shift_places.all())
    taken = {place.shift_id for place in places}
    others = [shift for shift in action.shifts.all() if shift.pk not in taken and shift.free]
    context: dict[str, Any] = {
        "action": action,
        "party": found,
        "code": codes.spaced(registrations.code(found)),
        "reachable": registrations.recipient(found) is not None,
        "places": places,
        "shift_form": ShiftChoice(shifts=others, theirs=[place.shift for place in places]) if others else None,
        "form": form or NoteForm(initial={"note": found.note or "", "seen": participants.mark(found.note)}),
        "differences": differences,
        "problem": problem,
    }
    return render(request, "planning/participants/party.html", context, status=status)
