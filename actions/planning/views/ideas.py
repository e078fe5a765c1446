"""Ideas: written down with a title alone, edited in the same few words, planned when their time has come."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.planning import changes, drafting, life
from actions.planning.forms.idea import IdeaForm
from actions.planning.hosting import roles
from actions.planning.models import Action
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.lib import clock
from campaign.web.overtaken import differences
from campaign.web.viewer import Request


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Write an idea down for one of the viewer's groups; the address may say which."""
    groups = Group.objects.planned_by(request.viewer)
    mine = list(groups[:2])
    if not mine:
        return render(request, "planning/no_group.html")
    asked = request.GET.get("group", "").replace("\0", "")
    group = groups.filter(slug=asked).first() or mine[0]
    calls = Call.objects.visible_to(request.viewer).exclude(state=Call.State.ENDED)
    form = IdeaForm(
        request.POST or None, initial={"group": group.slug}, calls=calls, groups=groups if len(mine) > 1 else None
    )
    if not form.is_valid():
        return render(request, "planning/idea.html", {"form": form, "group": group, "action": None})
    group = form.cleaned_data.get("group") or group
    action = drafting.draft(
        group, once=True, idea=True, role=roles.planning_in(group, request.viewer), **form.plan(group)
    )
    messages.success(
        request, _("The idea is written down. Only those who plan in %(group)s see it.") % {"group": group.name}
    )
    return redirect(f"/actions/{action.slug}/")


def edit(request: Request, action: Action) -> HttpResponse:
    """Say it otherwise. Of two who save at once the second sees both versions, and nothing is lost."""
    calls = Call.objects.visible_to(request.viewer)
    first = IdeaForm.started_with(action)
    form = IdeaForm(request.POST or None, initial=first, calls=calls)
    context: dict[str, Any] = {"form": form, "group": action.group, "action": action}
    context["steps"] = life.steps(action, request.viewer, clock.now())
    if not form.is_valid():
        return render(request, "planning/idea.html", context)
    role = roles.of(action, request.viewer)
    try:
        drafting.edit(action, seen=form.cleaned_data["seen"], role=role, **form.plan(action.group))
    except changes.ChangedMeanwhile:
        return _overtaken(request, action, context)
    messages.success(request, _("Saved."))
    return redirect(f"/actions/{action.slug}/")


def _overtaken(request: Request, action: Action, context: dict[str, Any]) -> HttpResponse:
    action.refresh_from_db()
    stands = IdeaForm.started_with(action)
    again = request.POST.copy()
    again["seen"] = str(action.revision)
    form = IdeaForm(again, initial=stands, calls=Call.objects.visible_to(request.viewer))
    context |= {"form": form, "differences": differences(form, stands)}
    return render(request, "planning/idea.html", context, status=409)
