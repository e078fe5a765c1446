"""The steps of an action's life, a page each: what a step sets going stands above its button. GET shows, POST acts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from actions.planning import cancellation, changes, clashes, drafting, life, life_words
from actions.planning.forms.planning import PostponeForm, ReasonForm
from actions.planning.hosting import roles
from actions.planning.life import NotPossible, Step
from actions.planning.models import Action
from actions.planning.series.proposals import Reach
from actions.planning.views.planning import after_change, form_page, not_possible
from actions.planning.views.series import announce_several, dates_to_announce
from actions.planning.words import inheritance
from campaign.groups import dormancy
from campaign.lib import clock
from campaign.web.viewer import Request


@form_page
def plan(request: Request, slug: str) -> HttpResponse:
    """Make a draft of an idea."""
    action = _open(request, slug, Step.PLAN)
    if request.method != "POST":
        return _page(request, action, Step.PLAN)
    try:
        drafting.plan(action, role=roles.of(action, request.viewer))
    except (NotPossible, changes.ChangedMeanwhile) as error:
        return not_possible(request, action, error)
    messages.success(request, _("It is a draft now."))
    return redirect(f"/actions/{action.slug}/edit/")


@form_page
def announce(request: Request, slug: str) -> HttpResponse:
    """Make a draft public; of a series, as many of its dates as are chosen."""
    action = _open(request, slug, Step.ANNOUNCE)
    form = dates_to_announce(request, action)
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return _page(request, action, Step.ANNOUNCE, form, **clashes.shown(action, request.viewer))
    try:
        if form is None or form.cleaned_data["reach"] == Reach.THIS:
            drafting.announce(action, role=roles.of(action, request.viewer))
        else:
            announce_several(request, action, Reach(form.cleaned_data["reach"]))
    except (NotPossible, changes.ChangedMeanwhile) as error:
        return not_possible(request, action, error)
    dormancy.deed_of(request.viewer, action.group_id, now=clock.now())
    return _done(request, action, _("The action is announced."))


@form_page
def postpone(request: Request, slug: str) -> HttpResponse:
    """Say that it is not on its day, and when instead where that is known."""
    action = _open(request, slug, Step.POSTPONE)
    form = PostponeForm(request.POST or None, initial={"reason": action.reason})
    if not form.is_valid():
        return _page(request, action, Step.POSTPONE, form)
    said, (own_hour, _until), role = form.cleaned_data, inheritance.own_hours(action), roles.of(action, request.viewer)
    if "clashes" in request.POST:
        there = clashes.moved(action, said["day"], said["time"] or own_hour)
        return _page(request, action, Step.POSTPONE, form, **clashes.shown(there, request.viewer))
    try:
        drafting.postpone(action, reason=said["reason"], day=said["day"], time=said["time"] or own_hour, role=role)
    except drafting.DayIsPast as error:
        form.add_error("day", str(error))
        return _page(request, action, Step.POSTPONE, form)
    except (NotPossible, changes.ChangedMeanwhile) as error:
        return not_possible(request, action, error)
    on = action.state == Action.State.ANNOUNCED
    return _done(request, action, _("The action is moved.") if on else _("The action is postponed."))


@form_page
def cancel(request: Request, slug: str) -> HttpResponse:
    """Cancel an action, with a reason. For the group that leads it."""
    action = _open(request, slug, Step.CANCEL)
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        return _page(request, action, Step.CANCEL, form)
    try:
        cancellation.cancel(action, reason=form.cleaned_data["reason"], role=roles.of(action, request.viewer))
    except (NotPossible, changes.ChangedMeanwhile) as error:
        return not_possible(request, action, error)
    return _done(request, action, _("The action is cancelled."))


@form_page
def revive(request: Request, slug: str) -> HttpResponse:
    """Take a cancellation back. For the group that leads it."""
    action = _open(request, slug, Step.REVIVE)
    if request.method != "POST":
        return _page(request, action, Step.REVIVE)
    try:
        cancellation.revive(action, role=roles.of(action, request.viewer))
    except (NotPossible, changes.ChangedMeanwhile) as error:
        return not_possible(request, action, error)
    return _done(request, action, _("The action is on again."))


@form_page
def withdraw(request: Request, slug: str) -> HttpResponse:
    """Take an action away altogether: what it said is blanked at once. For the group that leads it."""
    action = _open(request, slug, Step.WITHDRAW)
    if request.method != "POST":
        return _page(request, action, Step.WITHDRAW)
    try:
        cancellation.withdraw(action)
    except changes.ChangedMeanwhile as error:
        return not_possible(request, action, error)
    messages.success(request, _("The action is withdrawn."))
    return redirect(f"/groups/{action.group.slug}/")


def _open(request: Request, slug: str, step: Step) -> Action:
    """The action, where the step is the viewer's to take. Whether its state allows it, the page or the verb says."""
    mine = life.open_to(step, request.viewer).select_related("group", "call", "series")
    return get_object_or_404(mine, slug=slug)


def _page(request: Request, action: Action, step: Step, form: forms.Form | None = None, **more: Any) -> HttpResponse:
    at = clock.now()
    try:
        life.must(action, step, at)
    except NotPossible as error:
        return not_possible(request, action, error)
    told = life_words.told(action, request.viewer)
    context = {
        "action": action,
        "step": step,
        "form": form,
        "way_back": f"/actions/{action.slug}/" if action.announced_at else f"/actions/{action.slug}/edit/",
        "words": life_words.page(step, action, told),
        "consequences": life_words.consequences(step, action, told, at),
        "past": step == Step.ANNOUNCE and life.is_over(action, at),
    }
    return render(request, "planning/step.html", context | more)


def _done(request: Request, action: Action, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(after_change(action))
