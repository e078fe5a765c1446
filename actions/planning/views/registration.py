"""One registration, by the link in a mail: what it says, and what can be done with it.

Each part of the page has a template of its own (`planning/taking_part/_….html`), what it shows (`PARTS`) and the deeds
its buttons name (`DEEDS`).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from actions.planning import life
from actions.planning.forms.particulars import AnswersForm
from actions.planning.forms.reminders import WishesForm
from actions.planning.forms.taking_part import SeatsForm
from actions.planning.models import Action, Registration
from actions.planning.taking_part import (
    asking_again,
    letters,
    offering,
    offers,
    registrations,
    retention,
    shift_choice,
    shift_places,
    shift_table,
    signup,
    waiting_list,
    wishes,
)
from actions.planning.where import meeting_map, meeting_point
from actions.planning.words import inheritance
from campaign.lib import clock, links, markdown
from campaign.web.viewer import Link, Request, Viewer

form_page = require_http_methods(["GET", "HEAD", "POST"])
State = Registration.State

# What a deed comes to: a page of its own, forms to be mended by the part they stand in, or the registration anew.
Outcome = HttpResponse | dict[str, Form] | None


@login_not_required
@cache_control(private=True, no_store=True)
@form_page
def registration(request: Request, token: str) -> HttpResponse:
    """One registration, by the link in a mail: see, confirm, change, cancel. GET shows, POST acts."""
    found = registrations.opened_by(token)
    if found is None:
        return _address(request, token)
    try:
        if not registrations.is_readable(found):
            raise signup.LinkUsed
        if request.method == "POST":
            return _act(request, found)
        if found.state == State.CANCELLED or _lapsed(found):
            raise signup.LinkUsed
    except signup.LinkUsed:
        return _gone(request, found.action)
    return _shown(request, found)


def _address(request: Request, token: str) -> HttpResponse:
    """Whether to write to an address that somebody signed in gave. Until its reader says so, it is nobody's: this
    link tells nothing that its mail didn't, and does nothing else."""
    found = registrations.opened_by(token, purpose=registrations.ADDRESS_PURPOSE)
    if found is None:
        if links.claimed_id(token) is None:
            raise Http404
        return _gone(request, None)
    if not registrations.awaits_address(found, clock.now()):
        return _gone(request, None)
    if request.method == "POST" and request.POST.get("do") == "address":
        try:
            signup.confirm_address(found)
        except signup.LinkUsed:
            return _gone(request, None)
        return redirect(registrations.path(found))
    return render(request, "planning/address.html", {"action": found.action})


def _act(request: Request, found: Registration) -> HttpResponse:
    deed = DEEDS.get(request.POST.get("do", "confirm"))
    try:
        outcome = deed(request, found) if deed else None
    except (signup.NoSeats, signup.SignUpClosed, asking_again.Moved) as error:
        found.refresh_from_db()
        return _shown(request, found, problem=str(error))
    if isinstance(outcome, HttpResponse):
        return outcome
    return _shown(request, found, outcome) if outcome else redirect(registrations.path(found))


def _confirm(request: Request, found: Registration) -> Outcome:
    signup.confirm(found)
    return None


def _cancel(request: Request, found: Registration) -> Outcome:
    signup.withdraw(found)
    return render(request, "planning/registration_cancelled.html", {"action": found.action})


def _change_seats(request: Request, found: Registration) -> Outcome:
    form = SeatsForm(request.POST, registration=found)
    if not form.is_valid():
        return {"seats": form}
    signup.change_seats(found, seats=form.cleaned_data["seats"])
    return None


def _answer(request: Request, found: Registration) -> Outcome:
    form = AnswersForm(request.POST, registration=found)
    if not form.is_valid():
        return {"particulars": form}
    if (particulars := form.particulars()) is not None:
        signup.answer(found, particulars)
        messages.success(request, _("Your answers are saved."))
    return None


def _erase(request: Request, found: Registration) -> Outcome:
    retention.erase(found)
    return render(request, "planning/registration_cancelled.html", {"action": found.action, "erased": True})


def _choose_reminders(request: Request, found: Registration) -> Outcome:
    form = WishesForm(request.POST, registration=found, action=found.action)
    if not form.is_valid():
        return {"reminders": form}
    wished = {field: form.wish(field) for field in ("day_before", "hours_before")}
    if not wishes.choose(found, **wished):
        raise signup.LinkUsed
    return None


def _still(request: Request, found: Registration) -> Outcome:
    seen = request.POST.get("seen", "")
    asking_again.still_coming(found, knew=int(seen) if seen.isdecimal() and len(seen) < 10 else None)
    return redirect(f"{registrations.path(found)}?sure")


def _shift(request: Request, found: Registration) -> Outcome:
    """Take a shift or more, or leave one."""
    try:
        for shift in shift_choice.ids(request.POST.getlist("leave")):
            shift_places.leave(found, shift)
        for shift in shift_choice.ids(request.POST.getlist("shifts")):
            shift_places.take(found, shift)
    except shift_places.Over as error:
        raise signup.LinkUsed from error
    except shift_places.NotThere:
        return _shown(request, found, problem=_("This shift is not there any more."))
    except shift_places.CannotTake as error:
        return _shown(request, found, problem=_("You can’t take it: %(reason)s.") % {"reason": error})
    return redirect(f"{registrations.path(found)}#shifts")


def _accept(request: Request, found: Registration) -> Outcome:
    offers.accept(found)
    return None


def _decline(request: Request, found: Registration) -> Outcome:
    if not offers.decline(found):  # accepted meanwhile, or nothing is offered any more: the page says how it stands
        return None
    return render(request, "planning/registration_cancelled.html", {"action": found.action})


DEEDS: dict[str, Callable[[Request, Registration], Outcome]] = {
    "confirm": _confirm,
    "cancel": _cancel,
    "seats": _change_seats,
    "still": _still,
    "answers": _answer,
    "erase": _erase,
    "accept": _accept,
    "decline": _decline,
    "reminders": _choose_reminders,
    "shift": _shift,
}


def _particulars(found: Registration, at: datetime) -> dict[str, Any]:
    form = AnswersForm(registration=found)
    return {"form": form, "until": retention.kept_until(found)}


def _seats(found: Registration, at: datetime) -> dict[str, Any]:
    return {"form": SeatsForm(registration=found)}


def _reminders(found: Registration, at: datetime) -> dict[str, Any]:
    form = WishesForm(registration=found, action=found.action)
    waits = found.state != State.CONFIRMED
    return {"form": form, "reminded": letters.reminded(found, found.action, now=at), "waits": waits}


def _asked_again(found: Registration, at: datetime) -> dict[str, Any]:
    until = found.unsure_until
    return {"until": letters.hour_words(until, found.action.zone) if until else ""}


def _shifts(found: Registration, at: datetime) -> dict[str, Any]:
    return {"table": shift_table.of(found.action, at, how=shift_table.How.CLICK, mine=found)}


def _offer(found: Registration, at: datetime) -> dict[str, Any]:
    """An offer, or the place in line."""
    if found.state == State.OFFERED and found.offered_until is not None:
        return {"until": letters.hour_words(found.offered_until, found.action.zone)}
    if found.state != State.WAITING:
        return {}
    reachable = registrations.recipient(found) is not None
    place = waiting_list.ahead(found) + 1
    return {"place": place, "near": offering.is_near(found.action, at), "reachable": reachable}


# What the part of this name has as `part`; its `form` gives way to one that has to be mended.
PARTS: dict[str, Callable[[Registration, datetime], dict[str, Any]]] = {
    "seats": _seats,
    "still": _asked_again,
    "particulars": _particulars,
    "offer": _offer,
    "reminders": _reminders,
    "shifts": _shifts,
}


def _lapsed(found: Registration) -> bool:
    return found.state == State.PENDING and found.lapses_at is not None and found.lapses_at <= clock.now()


def _shown(
    request: Request, found: Registration, forms: Mapping[str, Form] | None = None, problem: str = ""
) -> HttpResponse:
    at, action = clock.now(), found.action
    viewer = Viewer(link=Link(registrations.PURPOSE, found.pk))
    context: dict[str, Any] = {
        "registration": found,
        "action": action,
        "word": next((word for word in ("still", "cannot", "sure") if word in request.GET), ""),
        "parts": {name: show(found, at) for name, show in PARTS.items()},
        "bring": markdown.render(inheritance.said(action, "bring")).html,
        "contact": inheritance.said(action, "contact") or action.group.public_contact,
        "problem": problem or (signup.closed(action, at) if found.state == State.PENDING else ""),
        "over": life.is_over(action, at),
        "reachable": registrations.recipient(found) is not None,
        "meeting_point": (told := meeting_point.reveal(action, viewer, at)),
        "meeting_map": told and meeting_map.draw(told),
        "meeting_words": meeting_point.words_for_coming(action, at, here=True)
        if found.state == State.CONFIRMED
        else meeting_point.words(action, at),
    }
    for name, form in (forms or {}).items():
        context["parts"][name]["form"] = form
    return render(request, "planning/registration.html", context, status=409 if problem else 200)


def _gone(request: Request, action: Action | None) -> HttpResponse:
    visible = action is not None and Action.objects.visible_to(request.viewer).filter(pk=action.pk).exists()
    return render(request, "planning/link_used.html", {"action": action if visible else None}, status=410)
