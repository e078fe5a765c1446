"""Planning an action: what it says. The steps of its life are in life.py."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.planning import changes, clashes, drafting, life
from actions.planning.forms.planning import ActionForm
from actions.planning.furniture import checklist
from actions.planning.hosting import roles
from actions.planning.models import Action, Registration
from actions.planning.series.proposals import Reach
from actions.planning.taking_part import due_notice
from actions.planning.views import ideas
from actions.planning.views.series import edit_several, plans_the_series
from actions.planning.words import own_words
from campaign.calls.models import Call, CallQuerySet
from campaign.lib import clock
from campaign.web.overtaken import differences
from campaign.web.viewer import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def edit(request: Request, slug: str) -> HttpResponse:
    """Change an action. Of two who save at once the second sees both versions, and nothing is lost."""
    action = changeable(request, slug)
    if action.state == Action.State.IDEA:
        return ideas.edit(request, action)
    calls = Call.objects.visible_to(request.viewer)
    form = _form(request, request.POST or None, action, calls)
    context: dict[str, Any] = {
        "action": action,
        "group": action.group,
        "form": form,
        "told": told(request, action),
    }
    context["steps"] = life.steps(action, request.viewer, clock.now())
    context["led"] = life.Step.WITHDRAW in context["steps"]
    context["corrections"] = own_words.corrections(action)
    context["heard"] = due_notice.is_heard(action, clock.now())
    context |= {"tally": checklist.tally(action, clock.now()), "shifts": action.shifts.count()}
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
    form = _form(request, again, action, calls)
    told = differences(form, now_stands, leave_out=("reach",))
    return render(
        request, "planning/form.html", context | {"action": action, "form": form, "differences": told}, status=409
    )


def _form(request: Request, data: QueryDict | None, action: Action, calls: CallQuerySet) -> ActionForm:
    form = ActionForm(data, initial=ActionForm.started_with(action), calls=calls)
    if action.state == Action.State.POSTPONED:
        form.keep_the_day()
    if action.series_id is not None and plans_the_series(request, action):
        form.ask_which_dates()
    return form


def changeable(request: Request, slug: str) -> Action:
    """The action, where the viewer organises it."""
    mine = Action.objects.changeable_by(request.viewer).select_related("group", "call", "series")
    return get_object_or_404(mine, slug=slug)


def told(request: Request, action: Action) -> int:
    """How many a change or a cancellation tells."""
    return Registration.objects.managed_by(request.viewer).told().filter(action=action).count()


def _page(action: Action) -> str:
    return f"/actions/{action.slug}/"


def after_saving(request: Request, action: Action) -> str:
    """“Show me how it looks” leads to the action's page, “Save” back to the form; what people must hear of, to what
    they are told."""
    if action.announced_at is None and "preview" not in request.POST:
        return f"/actions/{action.slug}/edit/"
    return after_change(action)


def after_change(action: Action) -> str:
    """The action's page; or, where people hear of the change and that can still be decided upon, what they are told."""
    return f"{_page(action)}notice/" if due_notice.is_heard(action, clock.now()) else _page(action)


def not_possible(request: Request, action: Action, error: Exception) -> HttpResponse:
    """Why it can't be done just now."""
    sentence = str(error) or _("Somebody else has changed this action meanwhile. Look at it again.")
    return render(request, "planning/not_possible.html", {"action": action, "sentence": sentence}, status=409)
