"""The list at the door: by a link, without an account, as plain forms; and, for a device that has lost its net, what
its own module and service worker need. docs/door.md says how they work together."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from actions.planning.forms.door import LinkForm, NoTicks, fits, read_tick, read_ticks
from actions.planning.models import Action, DoorLink
from actions.planning.taking_part import check_in, door
from actions.planning.when import moments
from campaign.lib import clock, codes, links
from campaign.web import pace
from campaign.web.middleware import policy
from campaign.web.viewer import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])
SENT, SECONDS = 1200, 600  # through one link, by all its devices
SHOWN_ONCE = "door_link"  # in the maker's session
SCRIPTS = policy(**{"script-src": ["'self'"], "connect-src": ["'self'"], "worker-src": ["'self'"]})


def with_scripts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Our own modules may run here, and ask this site; everything else stays forbidden."""

    def wrapped(request: Request, *given: Any, **named: Any) -> HttpResponse:
        response = view(request, *given, **named)
        response.headers["Content-Security-Policy"] = SCRIPTS
        return response

    return login_not_required(cache_control(private=True, no_store=True)(wrapped))


@form_page
def door_links(request: Request, slug: str) -> HttpResponse:
    """The links of an action: make one, which is shown once, and take one back."""
    viewer = request.viewer
    action = get_object_or_404(Action.objects.changeable_by(viewer).with_hosts(), slug=slug)
    mine = DoorLink.objects.changeable_by(viewer).filter(action=action)
    form = LinkForm(action=action)
    if request.method == "POST" and request.POST.get("do") == "revoke":
        id = request.POST.get("id", "")
        door.revoke(get_object_or_404(mine, pk=int(id) if id.isascii() and id.isdigit() and len(id) < 19 else 0))
        messages.success(request, _("Taken back: the link opens nothing any more, and its devices forget the list."))
        return redirect("action_door", slug=action.slug)
    if request.method == "POST":
        form = LinkForm(request.POST, action=action)
        if form.is_valid():
            request.session[SHOWN_ONCE] = door.make(action, **form.cleaned_data).pk
            return redirect("action_door", slug=action.slug)
    at, made = clock.now(), request.session.pop(SHOWN_ONCE, None) if request.method == "GET" else None
    new = mine.filter(pk=made, revoked_at=None).first() if made else None
    there = [(link, link.revoked_at is not None, door.is_over(link, at)) for link in mine.select_related("action")]
    context = {"action": action, "form": form, "links": there, "came": check_in.by_day(action)}
    context |= {"new": new, "address": door.address_of(new), "drawing": door.drawing(new)} if new else {}
    return render(request, "planning/taking_part/door_links.html", context)


@with_scripts
@form_page
def at_the_door(request: Request, token: str) -> HttpResponse:
    """Who is expected, with a box to tick for each. GET shows, POST ticks."""
    link = _opened(token)
    if link is None:
        return _closed(request, _("This link works no more: it was taken back, or its days are long over."))
    now = clock.now()
    try:
        day = door.today(link, now)
        if request.method == "POST":
            return _act(request, link, day, now)
    except door.DoorClosed as error:
        return _closed(request, str(error), early=error.early)
    parties = check_in.parties(link.action, day)
    walked = check_in.walked_in(link.action, day, parties)
    asked = request.GET.get("find", "")[:40]
    found = [party for party in parties if fits(asked, party.code, party.called)] if asked else parties
    context = {
        "action": link.action,
        "label": link.label,
        "day": day,
        "until": int(door.until(link).timestamp() * 1000),
        "ends": moments.local(door.until(link), link.action.zone),
        "parties": [(party, codes.spaced(party.code), uuid4()) for party in found],
        "asked": asked,
        "here": sum(party.here for party in parties) + walked,
        "walked": walked,
        "expected": sum(party.seats for party in parties),
        "walked_uid": uuid4(),
        "shifts": [
            (shift, [(party, party.called or codes.spaced(party.code)) for party in doing])
            for shift, doing in check_in.shifts(link.action, day, parties)
        ],
    }
    response = render(request, "planning/taking_part/door.html", context)
    response.headers["X-Door-Until"] = str(context["until"])  # the service worker keeps the page no longer
    return response


@with_scripts
@form_page
def ticks(request: Request, token: str) -> HttpResponse:
    """What a device asks: the list as it is now; with POST, after its ticks were taken. JSON."""
    link = _opened(token)
    if link is None:
        return JsonResponse({"csrfmiddlewaretoken": get_token(request)}, status=410)
    now, taken = clock.now(), []
    if request.method == "POST":
        try:
            said = read_ticks(request.body)
        except NoTicks:
            return JsonResponse({}, status=400)
        if not _within_pace(link):
            return JsonResponse({}, status=429)
        try:
            taken = check_in.record(link, said, now=now)
        except door.DoorClosed:
            return JsonResponse({}, status=410)
        except check_in.TooManyTicks:
            return JsonResponse({}, status=409)
    answer: dict[str, Any] = {"csrfmiddlewaretoken": get_token(request), "taken": [str(uid) for uid in taken]}
    try:
        day = door.today(link, now)
    except door.DoorClosed:
        return JsonResponse(answer, status=410)
    parties = check_in.parties(link.action, day)
    answer |= {
        "day": day,
        "until": int(door.until(link).timestamp() * 1000),
        "dayEnds": int(door.day_ends(link, day).timestamp() * 1000),
        "parties": [[party.id, party.code, party.called, party.seats] for party in parties],
        "ticks": check_in.ticks(link.action, day, parties),
    }
    return JsonResponse(answer)


@with_scripts
@require_safe
def worker(request: Request) -> HttpResponse:
    """The service worker, whose scope is /door/: it stands here, so that no wider scope need be allowed."""
    return HttpResponse(f'import "{static("js/door/worker.js")}";\n', content_type="text/javascript; charset=utf-8")


@with_scripts
@require_safe
def closed(request: Request) -> HttpResponse:
    """What a device without a net shows in place of a list whose days are over."""
    return _closed(request, _("The days of this list are over."), status=200)


def _opened(token: str) -> DoorLink | None:
    if links.claimed_id(token) is None:
        raise Http404
    return door.opened_by(token)


def _closed(request: Request, sentence: str, *, early: bool = False, status: int = 410) -> HttpResponse:
    context = {"sentence": sentence, "early": early}
    return render(request, "planning/taking_part/door_closed.html", context, status=403 if early else status)


def _act(request: Request, link: DoorLink, day: Any, now: Any) -> HttpResponse:
    deed = request.POST.get("do", "")
    try:
        tick = read_tick(request.POST, day)
    except NoTicks:
        return redirect(door.path(link))
    if not _within_pace(link):
        return _busy(request, _("Very many ticks come in through this link. Wait a minute, then tick again."), 429)
    try:
        if deed == "back":
            check_in.take_back(link, registration=tick.registration, day=day, now=now)
        else:
            check_in.record(link, [tick], now=now)
    except check_in.TooManyTicks:
        return _busy(request, _("This list has more ticks than people can come. Ask the organisers."), 409)
    return redirect(f"{door.path(link)}#{f'party-{tick.registration}' if tick.registration else 'walked-in'}")


def _busy(request: Request, sentence: str, status: int) -> HttpResponse:
    return render(request, "planning/taking_part/door_busy.html", {"sentence": sentence}, status=status)


def _within_pace(link: DoorLink) -> bool:
    return pace.allow("ticks at the door", str(link.pk), limit=SENT, seconds=SECONDS)
