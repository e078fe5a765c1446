"""Coming into a group by oneself: at once, by asking, or by an invitation. And leaving it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.groups import asking, inviting, membership
from campaign.groups.forms import AskingForm
from campaign.groups.models import Group, Handover, Invitation, JoinRequest, Membership
from campaign.lib import clock
from campaign.people import signed_in
from campaign.web import pace
from campaign.web.viewer import Request

ASKED_A_DAY, DAY = 10, 24 * 60 * 60
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def join(request: Request, slug: str) -> HttpResponse:
    """Become a member, or ask to: on the group's page, or here after signing in."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if Membership.objects.of(request.viewer).filter(group=group).exists():
        return redirect(group)
    asked = JoinRequest.objects.of(request.viewer).filter(group=group).first()
    if asked is not None and request.POST.get("do") == "take back":
        return _take_back(request, asked)
    if group.joining == Group.Joining.REQUEST and group.stands:
        return _ask(request, group, asked)
    if request.method == "POST":
        try:
            membership.join(group, signed_in.person(request))
        except membership.JoiningClosed:
            group.refresh_from_db()
            return render(request, "groups/join.html", {"group": group}, status=409)
        messages.success(request, _("You are a member of %(group)s now.") % {"group": group.name})
        return redirect(group)
    return render(request, "groups/join.html", {"group": group})


def _ask(request: Request, group: Group, asked: JoinRequest | None) -> HttpResponse:
    form = AskingForm(request.POST or None, initial={"words": asked.words if asked else ""})
    context: dict[str, object] = {"group": group, "form": form, "asked": asked}
    if request.method != "POST" or not form.is_valid():
        return render(request, "groups/join.html", context)
    if not pace.allow("ask to join", str(request.viewer.person), limit=ASKED_A_DAY, seconds=DAY):
        form.add_error(None, _("You have asked several times today. Ask again tomorrow."))
        return render(request, "groups/join.html", context, status=429)
    try:
        asking.ask(group, signed_in.person(request), words=form.cleaned_data["words"])
    except membership.JoiningClosed:
        group.refresh_from_db()
        return render(request, "groups/join.html", {"group": group}, status=409)
    messages.success(
        request,
        _("The coordinators of %(group)s are asked. This page says so until they answer.") % {"group": group.name},
    )
    return redirect("group_join", slug=group.slug)


def _take_back(request: Request, asked: JoinRequest) -> HttpResponse:
    try:
        asking.take_back(asked)
    except asking.NoLongerAsked:
        messages.warning(request, _("The coordinators had answered already: see what stands here."))
    else:
        messages.success(request, _("You no longer ask; nothing is kept of it."))
    return redirect(asked.group)


@login_not_required
@form_page
def invitation(request: Request, token: str) -> HttpResponse:
    """What an invitation opens: GET shows the group, POST joins; a visitor is led through sign-in and back."""
    invited = inviting.opened_by(token)
    context: dict[str, object] = {"invitation": invited, "group": invited.group if invited else None}
    if invited is None or not Group.objects.visible_to(request.viewer).filter(pk=invited.group_id).exists():
        return _over(request, None, inviting.over(None, clock.now()))
    place = Membership.objects.of(request.viewer).filter(group=invited.group).first()
    if why := inviting.over(invited, clock.now()):
        return _over(request, invited, why, place=place)
    context |= {"place": place, "shut": inviting.is_shut(invited.group), "gains": inviting.gains(invited, place)}
    if request.method != "POST":
        return render(request, "groups/invitation.html", context)
    if request.viewer.person is None:
        return redirect_to_login(request.path)
    try:
        place = inviting.accept(invited, signed_in.person(request))
    except inviting.InvitationOver as error:  # whoever took the last use was quicker
        return _over(request, invited, error.sentence)
    except membership.JoiningClosed:
        return render(request, "groups/invitation.html", context | {"shut": True}, status=409)
    said = _("You are in %(group)s now. Your part: %(role)s.")
    messages.success(request, said % {"group": invited.group.name, "role": place.get_role_display()})
    return redirect(invited.group)


def _over(request: Request, invited: Invitation | None, why: str, *, place: Membership | None = None) -> HttpResponse:
    group = invited.group if invited else None
    context = {"group": group, "why": why, "place": place}
    return render(request, "groups/invitation_over.html", context, status=410)


@form_page
def leave(request: Request, slug: str) -> HttpResponse:
    """Leave a group, after being told what that means."""
    own = Membership.objects.of(request.viewer).select_related("group")
    place = get_object_or_404(own, group__slug=slug, group__state=Group.State.STANDING)
    offer = Handover.objects.given_by(request.viewer).filter(giver=place).select_related("receiver__person").first()
    context: dict[str, Any] = {"group": place.group, "place": place, "offer": offer}
    if request.method == "POST":
        try:
            membership.leave(place)
        except membership.LastCoordinator:
            return render(request, "groups/leave.html", context | {"last_coordinator": True}, status=409)
        messages.success(request, _("You have left %(group)s.") % {"group": place.group.name})
        return redirect("/me/")
    context["last_coordinator"] = membership.is_last_coordinator(place)
    return render(request, "groups/leave.html", context)
