"""Signing up, and who comes."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.planning.forms.taking_part import SignUpForm
from actions.planning.models import Action, Registration
from actions.planning.taking_part import doors, registrations, retention, shift_choice, shift_table, signup
from actions.planning.taking_part.particulars import Particulars
from campaign.lib import clock
from campaign.people import addresses, signed_in
from campaign.web import pace, prepared
from campaign.web.viewer import Request, Viewer

form_page = require_http_methods(["GET", "HEAD", "POST"])
State = Registration.State
REQUESTS, SECONDS = 400, 600  # of one source: a whole house behind one address signs up


@login_not_required
@form_page
def sign_up(request: Request, slug: str) -> HttpResponse:
    """The form of the box “Take part”, with its errors. With an account a POST is enough."""
    viewer = request.viewer
    action = _shown_to(viewer, slug)
    known = viewer.person is not None and addresses.verified_address(viewer.person) is not None
    form = SignUpForm(
        request.POST if request.method == "POST" else None,
        action=action,
        account=viewer.person is not None,
        address_known=known,
    )
    chosen = shift_choice.ids(request.POST.getlist("shifts"))
    mine = _mine(viewer, action)
    context: dict[str, Any] = {
        "action": action,
        "form": form,
        "closed": signup.closed(action, clock.now()),
        "mine": registrations.path(mine) if mine else "",
        "erased_on": retention.erased_on(action),
        "closing": doors.closing_hour(action),
        "shifts": lambda: _shifts(action),  # looked up where they are shown
        "chosen": chosen,
    }
    if request.method != "POST":
        context["sent"] = "sent" in request.GET and viewer.person is None
        return render(request, "planning/sign_up.html", context)
    if context["closed"]:
        return render(request, "planning/sign_up.html", context, status=409)
    for wrong in _wrong_shifts(viewer, action, chosen):
        form.add_error(None, wrong)
    if not form.is_valid():
        return render(request, "planning/sign_up.html", context)
    try:
        return _signed_up(request, action, form, chosen)
    except signup.TooManyFromHere:
        form.add_error(None, _("Very many people sign up from where you are. Wait some minutes, then send it again."))
        return render(request, "planning/sign_up.html", context, status=429)
    except signup.SignUpClosed as error:
        context["closed"] = str(error)
        return render(request, "planning/sign_up.html", context, status=409)


def _shifts(action: Action) -> shift_table.Table | None:
    return shift_table.of(action, clock.now(), how=shift_table.How.TICK, wish=signup.has_to_wait(action))


def _wrong_shifts(viewer: Viewer, action: Action, chosen: list[int]) -> list[str]:
    """Looked up only where somebody chose any."""
    if not chosen:
        return []
    at_once = viewer.person is not None and not signup.has_to_wait(action)
    return shift_choice.wrongs(action, chosen, at=clock.now(), at_once=at_once)


def _mine(viewer: Viewer, action: Action) -> Registration | None:
    if viewer.is_nobody:
        return None
    return Registration.objects.readable_by(viewer).filter(action=action).exclude(state=State.CANCELLED).first()


# Most who sign up are nobody here, and they come all at once.
SIGN_UP_READS = (
    *("slug", "title", "state", "visibility", "withdrawn_at", "city", "zone"),
    *("day", "time", "end_day", "end_time", "open_ended", "starts", "ends", "seats", "seats_taken", "waiting"),
    *("meeting_point", "meeting_latitude", "meeting_longitude", "route", "meeting_point_to_come", "meeting_point_for"),
    *("meeting_point_hours", "meeting_point_time", "meeting_point_open_hours", "meeting_point_open_time"),
    *("place_name", "group__slug", "group__name"),
    *("most_guests", "by_approval", "closes", "asks_needs", "asks_languages", "asks"),
)
SHOWN_TO_NOBODY = prepared.Question(
    lambda slug: Action.objects.visible_to(Viewer()).select_related("group").only(*SIGN_UP_READS).filter(slug=slug)
)


def _shown_to(viewer: Viewer, slug: str) -> Action:
    if not viewer.is_nobody:
        return get_object_or_404(Action.objects.visible_to(viewer).select_related("group"), slug=slug)
    action = SHOWN_TO_NOBODY.ask(slug)
    if action is None:
        raise Http404
    return action


def _signed_up(request: Request, action: Action, form: SignUpForm, chosen: list[int]) -> HttpResponse:
    answers = form.cleaned_data
    language, particulars = get_language() or "en", form.particulars()
    if chosen:
        particulars = replace(particulars or Particulars(), shifts=chosen)
    here = pace.here(request, "sign-up page", limit=REQUESTS, seconds=SECONDS)
    if request.viewer.person is None:
        signup.request(
            action,
            name=answers["name"],
            address=answers["address"],
            seats=form.seats,
            language=language,
            particulars=particulars,
            here=here,
        )
        return HttpResponseRedirect(f"/actions/{action.slug}/signup/?sent")  # redirect() looks for a view's name first
    if pace.first_refused(here) is not None:
        raise signup.TooManyFromHere
    registration = signup.join(
        action,
        person=signed_in.person(request),
        seats=form.seats,
        address=answers.get("address", ""),
        language=language,
        particulars=particulars,
    )
    return redirect(registrations.path(registration))
