"""The history of an action, for those who may change it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from actions.planning import changes, drafting, history
from actions.planning.hosting import roles
from actions.planning.models import Change
from actions.planning.views.planning import changeable, form_page, not_possible, told
from campaign.web.viewer import Request


@form_page
def shown(request: Request, slug: str) -> HttpResponse:
    """Newest first; a POST puts a text back as it was before one change."""
    action = changeable(request, slug)
    if request.method == "POST":
        return _put_back(request, slug)
    below = request.GET.get("below", "")
    page = history.read(action, request.viewer, below=int(below) if below.isdecimal() and len(below) < 10 else None)
    context = {"action": action, "page": page, "below": below, "told": told(request, action)}
    return render(request, "planning/history.html", context)


def _put_back(request: Request, slug: str) -> HttpResponse:
    action = changeable(request, slug)
    revision, seen = (request.POST.get(name, "") for name in ("revision", "seen"))
    known = revision.isdecimal() and len(revision) < 10
    change = get_object_or_404(Change.objects.of(request.viewer), action=action, revision=revision if known else 0)
    try:
        history.put_back(
            action,
            change,
            request.POST.get("field", ""),
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            role=roles.of(action, request.viewer),
        )
    except (history.NothingToPutBack, changes.ChangedMeanwhile, drafting.DayIsPast) as error:
        return not_possible(request, action, error)
    messages.success(request, _("Put back. The history says so too."))
    return redirect(f"/actions/{action.slug}/history/")
