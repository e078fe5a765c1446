"""A person's own page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from actions.calendars import private
from actions.me import agenda, groups
from campaign.calls import editing
from campaign.groups import founding, network
from campaign.lib import clock
from campaign.people import addresses, signed_in
from campaign.web.viewer import Request


@require_http_methods(["GET", "HEAD"])
def me(request: Request) -> HttpResponse:
    """What I have signed up for, my groups, what I plan, my calendar, my account."""
    person = signed_in.person(request)
    context = {
        "person": person,
        "agenda": agenda.of(request.viewer, clock.now()),
        "waiting": groups.waiting(request.viewer),
        "has_address": addresses.verified_address(person.pk) is not None,
        "address_waits": addresses.waiting_address(person.pk) is not None,
        "calendar": private.address(person),
        "founds": founding.open_to(request.viewer),
        "calls": editing.open_to(request.viewer),
        "network_too": network.open_to(request.viewer),
    }
    return render(request, "me/me.html", context)
