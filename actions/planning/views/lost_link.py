"""The lost link: ask for it, and the page that it opens."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from actions.planning.forms.lost_link import LostLinkForm
from actions.planning.taking_part import lost_link
from campaign.lib import clock, links
from campaign.web import pace
from campaign.web.viewer import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])
REQUESTS, SECONDS = 100, 600  # of one source: a whole house behind one address


@login_not_required
@form_page
def lost(request: Request) -> HttpResponse:
    """An address gets its link by mail. What the page says then is the same for every address."""
    form = LostLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        here = pace.here(request, "lost-link page", limit=REQUESTS, seconds=SECONDS)
        try:
            lost_link.ask(form.cleaned_data["address"], language=get_language() or "en", here=here)
        except lost_link.TooManyFromHere:
            form.add_error(None, _("Very many people ask from where you are. Wait some minutes, then send it again."))
            return render(request, "planning/lost_link.html", {"form": form}, status=429)
        return redirect("/registrations/?sent")
    return render(request, "planning/lost_link.html", {"form": form, "sent": "sent" in request.GET})


@login_not_required
@cache_control(private=True, no_store=True)
@form_page
def of_address(request: Request, token: str) -> HttpResponse:
    """All registrations of one address, each with its link. POST gives them new ones."""
    if links.claimed_id(token) is None:
        raise Http404
    now = clock.now()
    index = lost_link.opened_by(token, now)
    if index is None:
        return render(request, "planning/link_used.html", {"of_all": True}, status=410)
    if request.method == "POST":
        if request.POST.get("do") == "renew":
            lost_link.renew(index)
            return redirect(f"{lost_link.path(index, now)}?renewed")
        return redirect(lost_link.path(index, now))
    context = {"entries": lost_link.listed(index, now), "renewed": "renewed" in request.GET}
    return render(request, "planning/of_address.html", context)
