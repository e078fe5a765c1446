"""A letter to exactly those whom the page of who comes shows."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from actions.announcements import composing
from actions.announcements.forms import LetterForm
from actions.planning.forms.participants import ShownForm
from actions.planning.models import Action
from actions.planning.taking_part import participants
from campaign.people import signed_in
from campaign.web.viewer import Request


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, slug: str) -> HttpResponse:
    """To those who are shown by this question when the draft is kept. Sent after it was previewed."""
    viewer = request.viewer
    action = get_object_or_404(Action.objects.changeable_by(viewer).with_hosts(), slug=slug)
    group = participants.writer(action, viewer)
    if group is None:  # who organises this one action speaks for no group
        raise Http404
    asked = ShownForm(request.GET, shifts=action.shifts.all()).asked
    shown = participants.choose(participants.of(action, viewer), asked)
    form = LetterForm(request.POST or None)
    if form.is_valid():
        parties = list(shown.order_by("pk").values_list("pk", flat=True))
        by = signed_in.person(request)
        return redirect(composing.write_to_chosen(action, form.words(), group=group, parties=parties, by=by))
    context = {
        "action": action,
        "group": group,
        "form": form,
        "number": shown.count(),
        "query": urlencode(asked.query()),
    }
    return render(request, "announcements/to_chosen.html", context)
