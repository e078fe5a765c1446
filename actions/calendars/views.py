"""The page about calendars, and the feeds where the first middleware has left them to the URLconf."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from actions.calendars import answering, private, scopes, subscribing
from actions.calendars.scopes import Scope
from actions.calendars.subscribing import Offer
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.lib import clock
from campaign.lib.folding import fold
from campaign.web.viewer import Request, Viewer

PRIVATE = "private"
MOST = 60  # lines of one list; above that a search is offered


@login_not_required
@require_safe
def index(request: Request) -> HttpResponse:
    """What calendars there are; `?feed=` opens one of them, `?q=` looks for a group."""
    key = request.GET.get("feed", "all")
    if key == PRIVATE and request.viewer.person is None:
        return redirect_to_login(request.get_full_path())
    asked = request.GET.get("q", "").strip()
    groups, more_groups = _groups(request.viewer, asked)
    page = {
        "offer": _offer(key, request.viewer),
        "calls": [subscribing.of_call(call) for call in Call.objects.visible_to(Viewer()).order_by("-pk")[:MOST]],
        "groups": groups,
        "more_groups": more_groups,
        "asked": asked,
        "all": subscribing.of_all(),
        "is_private": key == PRIVATE,
    }
    response = render(request, "calendars/index.html", page)
    if request.viewer.person is not None:
        response.headers["Cache-Control"] = answering.PRIVATE
    return response


@require_POST
def renew(request: Request) -> HttpResponse:
    """Give one's own calendar a new address; the old one goes silent."""
    person = private.owner(request.viewer)
    if person is None:
        raise Http404
    private.renew(person)
    return redirect("/calendars/?feed=private")


@login_not_required
@require_safe
def feed(request: HttpRequest, kind: str, slug: str = "") -> HttpResponse:
    """A public feed."""
    response = answering.answer(request, Scope(kind, slug))
    if response is None:
        raise Http404
    return response


@login_not_required
@require_safe
def private_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What one person registered for, to whoever has its address."""
    person = private.reader(token)
    if person is None:
        raise Http404
    return answering.respond(request, private.body(person, clock.now()), cache=answering.PRIVATE)


def _offer(key: str, viewer: Viewer) -> Offer:
    person = private.owner(viewer) if key == PRIVATE else None
    if person is not None:
        return Offer(gettext("What you signed up for"), private.path(person), PRIVATE)
    scope = answering.scope_of(f"{answering.PREFIX}{key}{answering.SUFFIX}")
    stamp = scopes.stamp(scope, clock.now()) if scope is not None else None
    if scope is None or stamp is None:
        raise Http404
    return subscribing.of(scope, stamp.title)


def _groups(viewer: Viewer, asked: str) -> tuple[list[Offer], bool]:
    """The groups whose name or city holds the words asked for, and whether there are more."""
    words = fold(asked).split()
    found = [
        subscribing.of_group(group)
        for group in Group.objects.visible_to(viewer).standing()
        if all(word in fold(f"{group.name} {group.city}") for word in words)
    ]
    return found[:MOST], len(found) > MOST
