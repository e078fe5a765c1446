"""Who comes, for those who plan the action."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actions.planning.models import Action, Registration
from actions.planning.taking_part import signup
from campaign.groups.models import Group
from campaign.web.viewer import Request

State = Registration.State


@require_POST
def strike_off(request: Request, slug: str, id: int) -> HttpResponse:
    """Say of somebody that they do not come: the place goes to the line, and they are told."""
    action = get_object_or_404(Action.objects.changeable_by(request.viewer), slug=slug)
    theirs = Registration.objects.managed_by(request.viewer).filter(action=action).exclude(state=State.CANCELLED)
    signup.strike_off(get_object_or_404(theirs, pk=id))
    messages.success(request, _("Struck off: the place is free, and they are told if they gave an address."))
    return redirect(f"/actions/{action.slug}/participants/")


@require_safe
def participants(request: Request, slug: str) -> HttpResponse:
    """Who comes, for those who plan the action."""
    viewer = request.viewer
    action = get_object_or_404(Action.objects.changeable_by(viewer).with_hosts(), slug=slug)
    found = Registration.objects.managed_by(viewer).filter(action=action).exclude(state=State.CANCELLED)
    people = list(found.select_related("person").order_by("state", "line", "pk"))
    mine = set(Group.objects.planned_by(viewer).values_list("pk", flat=True))  # in whose name she may write
    by_state = {state: [one for one in people if one.state == state] for state in State}
    for one in people:
        one.called = one.name or (one.person.pseudonym if one.person else "")  # type: ignore[attr-defined]  # for the template
    confirmed = sorted(by_state[State.CONFIRMED], key=lambda one: str(one.called).casefold())  # type: ignore[attr-defined]
    context = {
        "action": action,
        "confirmed": confirmed,
        "waiting": by_state[State.WAITING],
        "pending": len(by_state[State.PENDING]),
        "free": None if action.seats is None else max(action.seats - action.seats_taken, 0),
        "writer": next((group for group in action.hosts if group.pk in mine), None),
    }
    return render(request, "planning/participants.html", context)
