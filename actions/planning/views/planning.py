"""Planning an action: edit, announce, postpone, cancel, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.planning import cancellation, changes, checklist, clashes, drafting, inheritance, own_words, roles
from actions.planning.forms.planning import ActionForm, PostponeForm, ReasonForm
from actions.planning.models import Action, Registration
from actions.planning.series.proposals import Reach
from actions.planning.views.series import announce_several, dates_to_announce, edit_several
from campaign.calls.models import Call, CallQuerySet
from campaign.groups import dormancy
from campaign.lib import clock
from campaign.web.overtaken import differences
from campaign.web.viewer import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def edit(request: Request, slug: str) -> HttpResponse:
    """Change an action. Of two who save at once the second sees both versions, and nothing is lost."""
    action = changeable(request, slug)
    calls = Call.objects.visible_to(request.viewer)
    form = _form(request.POST or None, action, calls)
    context: dict[str, Any] = {"action": action, "group": action.group, "form": form, "told": _told(request, action)}
    context["corrections"] = own_words.corrections(action)
    context |= {"tally": checklist.tally(action, clock.now()), "shifts": action.shifts.count()}
    context["led"] = Action.objects.led_by(request.viewer).filter(pk=action.pk).exists()
    valid = form.is_valid()
    if "clashes" in request.POST:
        sketched = clashes.sketch(action.group, form.plan(), action=action)
        form.hold_back()
        return render(request, "planning/form.html", context | clashes.shown(sketched, request.viewer))
    context |= clashes.shown(action, request.viewer)
    if not valid or "back" in request.POST:
        return render(request, "planning/form.html", context)
    try:
        if form.reach() != Reach.THIS:
            return edit_several(request, action, form, context)
        role = roles.of(action, request.viewer)
        drafting.edit(action, seen=form.cleaned_data["seen"], role=role, **form.plan())
    except (drafting.DayIsPast, drafting.SeatsBelowTaken) as error:
        form.add_error("day" if isinstance(error, drafting.DayIsPast) else "seats", str(error))
        return render(request, "planning/form.html", context)
    except changes.ChangedMeanwhile:
        return _overtaken(request, slug, context)
    messages.success(request, _("Saved."))
    return redirect(after_saving(request, action))


def _overtaken(request: Request, slug: str, context: dict[str, Any]) -> HttpResponse:
    action = changeable(request, slug)
    now_stands = ActionForm.started_with(action)
    calls = Call.objects.visible_to(request.viewer)
    again = request.POST.copy()
    again["seen"] = str(action.revision)
    form = _form(again, action, calls)
    told = differences(form, now_stands, leave_out=("reach",))
    return render(
        request, "planning/form.html", context | {"action": action, "form": form, "differences": told}, status=409
    )


def _form(data: QueryDict | None, action: Action, calls: CallQuerySet) -> ActionForm:
    form = ActionForm(data, initial=ActionForm.started_with(action), calls=calls)
    if action.state == Action.State.POSTPONED:
        form.keep_the_day()
    if action.series_id is not None:
        form.ask_which_dates()
    return form


@form_page
def announce(request: Request, slug: str) -> HttpResponse:
    """The button that makes a draft public, and what it does."""
    action = changeable(request, slug)
    form = dates_to_announce(request, action)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is None or form.cleaned_data["reach"] == Reach.THIS:
                drafting.announce(action)
            else:
                announce_several(request, action, Reach(form.cleaned_data["reach"]))
        except (drafting.NotPossible, changes.ChangedMeanwhile) as error:
            return not_possible(request, action, error)
        dormancy.deed_of(request.viewer, action.group_id, now=clock.now())
        messages.success(request, _("The action is announced."))
        return redirect(_page(action))
    past = action.ends is not None and action.ends <= clock.now()
    context = {"action": action, "past": past, "form": form} | clashes.shown(action, request.viewer)
    return render(request, "planning/announce.html", context)


@form_page
def postpone(request: Request, slug: str) -> HttpResponse:
    """Say that it is not on its day, and when instead where that is known."""
    action = changeable(request, slug)
    form = PostponeForm(request.POST or None, initial={"reason": action.reason})
    context = {"action": action, "form": form, "told": _told(request, action)}
    if form.is_valid():
        said, (own_hour, _until) = form.cleaned_data, inheritance.own_hours(action)
        try:
            drafting.postpone(action, reason=said["reason"], day=said["day"], time=said["time"] or own_hour)
        except drafting.DayIsPast as error:
            form.add_error("day", str(error))
            return render(request, "planning/postpone.html", context)
        except (drafting.NotPossible, changes.ChangedMeanwhile) as error:
            return not_possible(request, action, error)
        moved = action.state == Action.State.ANNOUNCED
        messages.success(request, _("The action is moved.") if moved else _("The action is postponed."))
        return redirect(_page(action))
    return render(request, "planning/postpone.html", context)


@form_page
def cancel(request: Request, slug: str) -> HttpResponse:
    """Cancel an action. The button says how many people that tells. For the group that leads it."""
    action = _led(request, slug)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            cancellation.cancel(action, reason=form.cleaned_data["reason"])
        except (drafting.NotPossible, changes.ChangedMeanwhile) as error:
            return not_possible(request, action, error)
        messages.success(request, _("The action is cancelled."))
        return redirect(_page(action))
    context = {"action": action, "form": form, "told": _told(request, action)}
    return render(request, "planning/cancel.html", context)


@form_page
def withdraw(request: Request, slug: str) -> HttpResponse:
    """Take an action away altogether: what it said is blanked at once. For the group that leads it."""
    action = _led(request, slug)
    if request.method == "POST":
        try:
            cancellation.withdraw(action)
        except changes.ChangedMeanwhile as error:
            return not_possible(request, action, error)
        messages.success(request, _("The action is withdrawn."))
        return redirect(f"/groups/{action.group.slug}/")
    return render(request, "planning/withdraw.html", {"action": action, "told": _told(request, action)})


def changeable(request: Request, slug: str) -> Action:
    mine = Action.objects.changeable_by(request.viewer).select_related("group", "call", "series")
    return get_object_or_404(mine, slug=slug)


def _led(request: Request, slug: str) -> Action:
    led = Action.objects.led_by(request.viewer).select_related("group", "call")
    return get_object_or_404(led, slug=slug)


def _told(request: Request, action: Action) -> int:
    """How many a change or a cancellation tells."""
    return Registration.objects.managed_by(request.viewer).told().filter(action=action).count()


def _page(action: Action) -> str:
    return f"/actions/{action.slug}/"


def after_saving(request: Request, action: Action) -> str:
    """“Show me how it looks” leads to the action's page, “Save” back to the form."""
    return _page(action) if "preview" in request.POST or action.announced_at else f"/actions/{action.slug}/edit/"


def not_possible(request: Request, action: Action, error: Exception) -> HttpResponse:
    sentence = str(error) or _("Somebody else has changed this action meanwhile. Look at it again.")
    return render(request, "planning/not_possible.html", {"action": action, "sentence": sentence}, status=409)
