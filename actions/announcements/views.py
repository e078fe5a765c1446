"""Announcements: list and composer, preview, progress; and the way to stop getting them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from actions.announcements import audience, composing, unsubscribing
from actions.announcements import progress as progresses
from actions.announcements.forms import AnnouncementForm, LetterForm
from actions.announcements.models import Announcement
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.lib import clock, markdown
from campaign.people import signed_in
from campaign.web.viewer import Request

LISTED = 300  # groups by name
REFRESH = "4"  # seconds between two looks at a bar that moves
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def index(request: Request, slug: str) -> HttpResponse:
    """What the group has written, and a sheet of paper."""
    group = get_object_or_404(Group.objects.planned_by(request.viewer), slug=slug)
    form = AnnouncementForm(request.POST or None, group=group, viewer=request.viewer, now=clock.now())
    form.initial = {"audience": form.audience_of(request.GET.get("action", ""))}
    if form.is_valid():
        announcement = composing.write(group, form.words(), by=signed_in.person(request))
        return redirect("announcement", slug=slug, pk=announcement.pk)
    mine = Announcement.objects.changeable_by(request.viewer).filter(group=group)
    written = list(mine.select_related("action", "group", "mailing")[:100])
    for one in written:
        progresses.settle(one)
    return render(request, "announcements/index.html", {"sender": group, "form": form, "written": written})


@form_page
def edit(request: Request, slug: str, pk: int, of: str = "group") -> HttpResponse:
    """Go on with a draft."""
    announcement = _announcement(request, slug, pk, of)
    if announcement.state != Announcement.State.DRAFT:
        return redirect(announcement)
    form = _form(request, announcement)
    if form.is_valid():
        try:
            composing.rewrite(announcement, form.words())
        except composing.AlreadySent:
            return _not_a_draft(request, announcement)
        return redirect(announcement)
    return render(
        request,
        "announcements/edit.html",
        {"sender": _sender(announcement), "announcement": announcement, "form": form},
    )


@require_http_methods(["GET", "HEAD"])
def show(request: Request, slug: str, pk: int, of: str = "group") -> HttpResponse:
    """A draft as it will arrive, with the number of its recipients; else how far it got."""
    announcement = _announcement(request, slug, pk, of)
    if announcement.state == Announcement.State.DRAFT:
        context = _context(request, announcement) | {"count": audience.count(announcement)}
        if announcement.call_id:
            context["unreachable"] = audience.unreachable(announcement)[:LISTED]
        return render(request, "announcements/preview.html", context)
    progresses.settle(announcement)
    progress = progresses.of(announcement, clock.now())
    context = _context(request, announcement) | {"progress": progress}
    response = render(request, "announcements/progress.html", context)
    if not progress.is_finished:
        response.headers["Refresh"] = REFRESH
    return response


@require_POST
def send(request: Request, slug: str, pk: int, of: str = "group") -> HttpResponse:
    """Send it off."""
    announcement = _announcement(request, slug, pk, of)
    try:
        composing.send(announcement, now=clock.now())
    except composing.HostsNoMore:
        return render(request, "announcements/hosts_no_more.html", _context(request, announcement), status=409)
    except composing.AlreadySent:
        return _not_a_draft(request, announcement)
    return redirect(announcement)


@require_POST
def stop(request: Request, slug: str, pk: int, of: str = "group") -> HttpResponse:
    """Stop what is not sent yet."""
    announcement = _announcement(request, slug, pk, of)
    composing.stop(announcement, now=clock.now())
    return redirect(announcement)


@require_POST
def discard(request: Request, slug: str, pk: int, of: str = "group") -> HttpResponse:
    """Throw a draft away."""
    announcement = _announcement(request, slug, pk, of)
    try:
        composing.discard(announcement)
    except composing.AlreadySent:
        return _not_a_draft(request, announcement)
    return redirect("board" if of == "call" else "announcements", slug=slug)


@login_not_required
@csrf_exempt  # RFC 8058: the reader's mail program posts here by itself, with nothing of ours in its hands
@form_page
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """GET shows, POST acts: programs that only look at links stop nothing."""
    place = unsubscribing.opened_by(token)
    if place is None:
        return render(request, "announcements/unsubscribe_lapsed.html", status=410)
    done = request.method == "POST"
    if done:
        unsubscribing.choose(place, wants=request.POST.get("again") == "yes", now=clock.now())
        place = unsubscribing.opened_by(token) or place
    return render(request, "announcements/unsubscribe.html", {"place": place, "done": done})


def _announcement(request: Request, slug: str, pk: int, of: str) -> Announcement:
    mine = Announcement.objects.changeable_by(request.viewer)
    found = mine.select_related("group", "call", "call__group", "action", "mailing")
    return get_object_or_404(found, **{f"{of}__slug": slug}, pk=pk)


def _form(request: Request, announcement: Announcement) -> LetterForm:
    if announcement.group is None or announcement.to_chosen:  # to whom was settled when it was begun
        return LetterForm(request.POST or None, initial={"title": announcement.title, "text": announcement.text})
    return AnnouncementForm(
        request.POST or None,
        group=announcement.group,
        viewer=request.viewer,
        now=clock.now(),
        initial=AnnouncementForm.started_with(announcement),
    )


def _sender(announcement: Announcement) -> Group | Call | None:
    """Whose page leads to it."""
    return announcement.call or announcement.group


def _context(request: Request, announcement: Announcement) -> dict[str, object]:
    groups = announcement.addressed.select_related("group").order_by("group__search", "group_id")
    addressed = [one.group for one in groups[:LISTED]] if announcement.call_id else []
    number = announcement.addressed.count() if announcement.call_id else 0
    return {
        "sender": _sender(announcement),
        "addressed": addressed,
        "groups": number,
        "more": number - len(addressed),
        "announcement": announcement,
        "reader": signed_in.person(request).pseudonym,
        "text": markdown.render(announcement.text, prefix="letter-").html,
    }


def _not_a_draft(request: Request, announcement: Announcement) -> HttpResponse:
    """Sent off meanwhile, in another window or by somebody else."""
    announcement.refresh_from_db()
    return render(request, "announcements/already_sent.html", _context(request, announcement), status=409)
