"""The page on which an action is copied."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from actions.planning import copying
from actions.planning.forms.copying import CopyForm
from actions.planning.hosting import roles
from actions.planning.life import NotPossible
from actions.planning.models import Action
from campaign.groups.models import Group
from campaign.web.viewer import Request


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: Request, slug: str) -> HttpResponse:
    """Copy an action to other days, another city, another of the viewer's groups."""
    source = get_object_or_404(Action.objects.changeable_by(request.viewer).select_related("group", "call"), slug=slug)
    groups = Group.objects.planned_by(request.viewer)
    mine = list(groups[:2])
    if not mine:  # who was asked to organise this one action plans in no group
        return render(request, "planning/no_group.html")
    form = CopyForm(request.POST or None, initial={"group": source.group.slug}, groups=groups)
    if request.method != "POST" or not form.is_valid():
        return render(request, "planning/copy.html", {"action": source, "form": form})
    said = form.cleaned_data
    group, role = said.get("group") or mine[0], roles.of(source, request.viewer)
    try:
        drafts = copying.copy(source, group, days=said["days"], place=said["place"], role=role)
    except NotPossible as error:
        form.add_error("days", str(error))
        return render(request, "planning/copy.html", {"action": source, "form": form})
    number = len(drafts)
    words = ngettext("%(number)d draft is made.", "%(number)d drafts are made.", number)
    messages.success(request, words % {"number": number})
    return redirect(f"/actions/{drafts[0].slug}/edit/" if number == 1 else f"/groups/{drafts[0].group.slug}/")
