"""Founding, joining and looking after a group."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaign.groups import founding, membership, network
from campaign.groups.forms import FoundingForm, GroupForm, MailForm, NetworkForm, RoleForm
from campaign.groups.models import Group, Membership, MembershipQuerySet
from campaign.people import signed_in
from campaign.web import pace
from campaign.web.models import Network
from campaign.web.overtaken import differences
from campaign.web.viewer import Request

LISTED = 200  # members on a page
FOUNDED_A_DAY, DAY = 5, 24 * 60 * 60
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def new(request: Request) -> HttpResponse:
    """Found a group."""
    if not founding.open_to(request.viewer):
        raise Http404
    form = FoundingForm(request.POST or None)
    if not form.is_valid():
        return render(request, "groups/new.html", {"form": form})
    if not pace.allow("found a group", str(request.viewer.person), limit=FOUNDED_A_DAY, seconds=DAY):
        form.add_error(None, _("You have founded several groups today. Found the next one tomorrow."))
        return render(request, "groups/new.html", {"form": form}, status=429)
    try:
        group = founding.found(**form.cleaned_data, by=signed_in.person(request))
    except founding.AlreadyThere as error:
        if Group.objects.coordinated_by(request.viewer).filter(pk=error.group.pk).exists():
            return redirect("group_edit", slug=error.group.slug)  # the button was pressed twice
        form.add_error(None, _named_alike(error.group))
        return render(request, "groups/new.html", {"form": form}, status=409)
    messages.success(request, _("%(group)s is founded, and you coordinate it.") % {"group": group.name})
    return redirect("group_edit", slug=group.slug)


@form_page
def edit(request: Request, slug: str) -> HttpResponse:
    """Change how a group presents itself."""
    group = get_object_or_404(Group.objects.coordinated_by(request.viewer), slug=slug)
    form = GroupForm(request.POST or None, initial=GroupForm.started_with(group))
    context: dict[str, object] = {"group": group, "form": form, "differences": None}
    if form.is_valid():
        words = form.cleaned_data
        try:
            founding.present(group, seen=words["seen"], city=words["city"], words=words)
        except founding.Overtaken as error:
            now_stands = GroupForm.started_with(error.group)
            context["differences"] = differences(form, now_stands)
            again = request.POST.copy()
            again["seen"] = str(error.group.revision)
            context["form"] = GroupForm(again, initial=now_stands)
            return render(request, "groups/edit.html", context, status=409)
        except founding.AlreadyThere as error:
            form.add_error(None, _named_alike(error.group))
            return render(request, "groups/edit.html", context, status=409)
        messages.success(request, _("Saved."))
        return redirect(group)
    return render(request, "groups/edit.html", context)


@form_page
def join(request: Request, slug: str) -> HttpResponse:
    """Become a member: one click on the group's page, or here after signing in."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if Membership.objects.of(request.viewer).filter(group=group).exists():
        return redirect(group)
    if request.method == "POST":
        try:
            membership.join(group, signed_in.person(request))
        except membership.JoiningClosed:
            return render(request, "groups/join.html", {"group": group}, status=409)
        messages.success(request, _("You are a member of %(group)s now.") % {"group": group.name})
        return redirect(group)
    return render(request, "groups/join.html", {"group": group})


@form_page
def leave(request: Request, slug: str) -> HttpResponse:
    """Leave a group, after being told what that means."""
    place = get_object_or_404(_own_places(request), group__slug=slug)
    context = {"group": place.group, "place": place, "last_coordinator": False}
    if request.method == "POST":
        try:
            membership.leave(place)
        except membership.LastCoordinator:
            return render(request, "groups/leave.html", context | {"last_coordinator": True}, status=409)
        messages.success(request, _("You have left %(group)s.") % {"group": place.group.name})
        return redirect("/me/")
    return render(request, "groups/leave.html", context)


@require_POST
def mail(request: Request, slug: str) -> HttpResponse:
    """Choose whether the group's announcements come by mail."""
    place = get_object_or_404(_own_places(request), group__slug=slug)
    form = MailForm(request.POST)
    if form.is_valid():
        membership.choose_mail(place, announcements=form.cleaned_data["announcements"])
        messages.success(request, _("Saved."))
    return redirect("group_members", slug=slug)


@require_http_methods(["GET", "HEAD"])
def members(request: Request, slug: str) -> HttpResponse:
    """Who is in the group, for those who are."""
    place = get_object_or_404(_own_places(request), group__slug=slug)
    people = Membership.objects.readable_by(request.viewer).filter(group=place.group)
    context = {
        "group": place.group,
        "place": place,
        "page": Paginator(people.by_role().select_related("person"), LISTED).get_page(request.GET.get("page")),
        "form": MailForm(initial={"announcements": place.wants_announcements}),
    }
    return render(request, "groups/members.html", context)


@form_page
def member(request: Request, slug: str, pk: int) -> HttpResponse:
    """Say what somebody is in the group, or show them out."""
    mine = Membership.objects.changeable_by(request.viewer).select_related("group", "person")
    place = get_object_or_404(mine, group__slug=slug, pk=pk)
    form = RoleForm(None if "remove" in request.POST else request.POST or None, initial={"role": place.role})
    context = {"group": place.group, "place": place, "form": form, "last_coordinator": False}
    try:
        if "remove" in request.POST:
            membership.leave(place)
            messages.success(request, _("%(person)s is no longer in the group.") % {"person": place.person})
            return redirect("group_members", slug=slug)
        if form.is_valid():
            membership.set_role(place, form.cleaned_data["role"])
            messages.success(request, _("Saved."))
            return redirect("group_members", slug=slug)
    except membership.LastCoordinator:
        return render(request, "groups/member.html", context | {"last_coordinator": True}, status=409)
    return render(request, "groups/member.html", context)


@form_page
def the_network(request: Request) -> HttpResponse:
    """What the network calls itself, and who founds groups: for its coordinators."""
    if not network.open_to(request.viewer):
        raise Http404
    form = NetworkForm(request.POST or None, instance=Network.current())
    if form.is_valid():
        network.present(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("/me/")
    return render(request, "groups/network.html", {"form": form})


def _named_alike(group: Group) -> SafeString:
    link = format_html('<a href="{}">{}</a>', group.get_absolute_url(), group.name)
    words = _("There is a group of this name already: %(group)s. Join it, or choose another name.")
    return format_html(words.replace("%(group)s", "{}"), link)


def _own_places(request: Request) -> MembershipQuerySet:
    return Membership.objects.of(request.viewer).select_related("group")
