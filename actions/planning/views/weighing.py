"""What the call says otherwise now, beside the action's own words: taken over or kept by one click."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from actions.planning import changes
from actions.planning.hosting import roles
from actions.planning.views.planning import changeable, form_page, not_possible
from actions.planning.words import own_words, weighing
from campaign.web.viewer import Request


@form_page
def call(request: Request, slug: str) -> HttpResponse:
    """The differences, each with a button; GET shows, POST decides."""
    action = changeable(request, slug)
    found = own_words.corrections(action)
    if request.method != "POST":
        return render(request, "planning/weighing.html", {"action": action, "corrections": found})
    taken = [one.field for one in found if request.POST.get("take") in (one.field, "all")]
    seen, defaults_seen = _number(request, "seen"), _number(request, "defaults_seen")
    try:
        if "keep" in request.POST:
            weighing.keep(action, seen=seen, defaults_seen=defaults_seen)
            messages.success(request, _("You keep your own words."))
        elif taken:
            role = roles.of(action, request.viewer)
            weighing.take_over(action, taken, seen=seen, defaults_seen=defaults_seen, role=role)
            messages.success(request, _("It is as the call says now. Your own words stand in the history."))
    except changes.ChangedMeanwhile as error:
        return not_possible(request, action, error)
    return redirect(f"/actions/{action.slug}/edit/")


def _number(request: Request, name: str) -> int:
    said = request.POST.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0
