"""Who is in a group: the list for those who are, roles, requests, the handing over of its coordination."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaign.groups import asking, handover, listing, membership
from campaign.groups.forms import HandoverForm, MailForm, RoleForm
from campaign.groups.models import Group, Handover, Invitation, JoinRequest, Membership, MembershipQuerySet
from campaign.lib import clock
from campaign.web import pace
from campaign.web.viewer import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])
LISTED_REQUESTS = 100
OFFERED_A_DAY, DAY = 3, 24 * 60 * 60


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
    asked = request.GET.get("q", "").replace("\0", "").strip()
    requests = JoinRequest.objects.changeable_by(request.viewer).filter(group=place.group)
    invitations = Invitation.objects.changeable_by(request.viewer).filter(group=place.group)
    context = {
        "group": place.group,
        "place": place,
        "asked": asked,
        "page": listing.page(people, asked=asked, after=request.GET.get("after", "")),
        "requests": requests.count(),
        "invitations": invitations.usable(clock.now()).count(),
        "offer": Handover.objects.given_by(request.viewer)
        .filter(giver=place)
        .select_related("receiver__person")
        .first(),
        "offered": Handover.objects.offered_to(request.viewer).filter(receiver=place).exists(),
        "form": MailForm(initial={"announcements": place.wants_announcements}),
    }
    return render(request, "groups/members.html", context)


@form_page
def member(request: Request, slug: str, pk: int) -> HttpResponse:
    """Say what somebody is in the group, or show them out."""
    mine = Membership.objects.changeable_by(request.viewer).select_related("group", "person")
    place = get_object_or_404(mine, group__slug=slug, pk=pk)
    typed = None if "remove" in request.POST else request.POST or None
    form = RoleForm(typed, coordinates=place.coordinates, initial={"role": place.role})
    context = {"group": place.group, "place": place, "form": form, "last_coordinator": False}
    context["own"] = place.person_id == request.viewer.person
    try:
        if "remove" in request.POST:
            membership.show_out(place)
            said = _("%(person)s is no longer in the group. Look through its open invitations.")
            messages.success(request, said % {"person": place.person})
            return redirect("group_members", slug=slug)
        if form.is_valid():
            membership.set_role(place, form.cleaned_data["role"])
            messages.success(request, _("Saved."))
            return redirect("group_members", slug=slug)
    except membership.LastCoordinator:
        return render(request, "groups/member.html", context | {"last_coordinator": True}, status=409)
    except membership.Gone:
        return _has_left(request, place)
    except membership.NotAsked:  # another coordinator has changed it a moment ago
        return redirect("group_hand_over", slug=slug, pk=pk)
    return render(request, "groups/member.html", context)


@require_http_methods(["GET", "HEAD"])
def requests(request: Request, slug: str) -> HttpResponse:
    """Who asks to be let in."""
    group = get_object_or_404(Group.objects.coordinated_by(request.viewer), slug=slug)
    asked = JoinRequest.objects.changeable_by(request.viewer).filter(group=group)
    context = {"group": group, "asked": asked.select_related("person").order_by("pk")[:LISTED_REQUESTS]}
    return render(request, "groups/requests.html", context)


@require_POST
def answer_request(request: Request, slug: str, pk: int) -> HttpResponse:
    """Let somebody in, or not."""
    group = get_object_or_404(Group.objects.coordinated_by(request.viewer), slug=slug)
    asked = JoinRequest.objects.changeable_by(request.viewer).filter(group=group, pk=pk)
    one = asked.select_related("person", "group").first()
    try:
        if one is None:
            raise asking.NoLongerAsked
        if request.POST.get("do") == "accept":
            asking.accept(one)
            messages.success(request, _("%(person)s is a member now.") % {"person": one.person})
        elif request.POST.get("do") == "decline":
            asking.decline(one)
            messages.success(request, _("Declined; nothing is kept of it."))
    except asking.NoLongerAsked:
        sentence = _("This request is there no more: it was taken back, or another coordinator has answered it.")
        messages.warning(request, sentence)
    return redirect("group_requests", slug=slug)


@form_page
def hand_over(request: Request, slug: str, pk: int) -> HttpResponse:
    """Offer one's place as coordinator to another member."""
    mine = Membership.objects.changeable_by(request.viewer).exclude(person=request.viewer.person)
    receiver = get_object_or_404(mine.select_related("group", "person"), group__slug=slug, pk=pk)
    giver = get_object_or_404(_own_places(request), group=receiver.group)
    form = HandoverForm(request.POST or None)
    if form.is_valid():
        if not pace.allow("offer to hand over", str(receiver.pk), limit=OFFERED_A_DAY, seconds=DAY):
            form.add_error(None, _("This person was asked several times today. Speak with each other."))
            context = {"group": receiver.group, "place": receiver, "form": form}
            return render(request, "groups/hand_over.html", context, status=429)
        try:
            handover.offer(giver, receiver, afterwards=form.cleaned_data["afterwards"])
        except membership.Gone:
            return _has_left(request, receiver)
        except handover.OfferGone:
            return _offer_gone(request, receiver.group)
        said = _("%(person)s is asked. You coordinate the group until the answer is yes.")
        messages.success(request, said % {"person": receiver.person})
        return redirect("group_members", slug=slug)
    return render(request, "groups/hand_over.html", {"group": receiver.group, "place": receiver, "form": form})


@form_page
def handed_over(request: Request, slug: str) -> HttpResponse:
    """The other side of it: say yes or no. Whoever has offered takes it back here."""
    place = get_object_or_404(_own_places(request), group__slug=slug)
    both = ("giver__person", "giver__group", "receiver__person")
    mine = Handover.objects.given_by(request.viewer).filter(giver=place).select_related(*both).first()
    offers = Handover.objects.offered_to(request.viewer).filter(receiver=place).select_related(*both)
    offered = list(offers.order_by("pk"))
    if request.method != "POST":
        return render(request, "groups/handed_over.html", {"group": place.group, "mine": mine, "offered": offered})
    try:
        return _answer(request, mine, offered) or redirect("group_handover", slug=slug)
    except handover.OfferGone:
        return _offer_gone(request, place.group)


def _answer(request: Request, mine: Handover | None, offered: list[Handover]) -> HttpResponse | None:
    deed = request.POST.get("do")
    meant = request.POST.get("offer") or (str(offered[0].pk) if len(offered) == 1 else "")
    named = next((one for one in offered if str(one.pk) == meant), None)
    if deed == "take back":
        if mine is None:
            raise handover.OfferGone
        handover.take_back(mine)
        messages.success(request, _("The offer is taken back: you go on coordinating."))
        return redirect("group_members", slug=mine.giver.group.slug)
    if deed not in ("accept", "decline"):
        return None
    if named is None:
        raise handover.OfferGone
    if deed == "accept":
        handover.accept(named)
        messages.success(request, _("You coordinate %(group)s now.") % {"group": named.giver.group.name})
        return redirect("group_members", slug=named.giver.group.slug)
    handover.decline(named)
    messages.success(request, _("You have said no; %(person)s goes on.") % {"person": named.giver.person})
    return redirect("group_members", slug=named.giver.group.slug)


def _has_left(request: Request, place: Membership) -> HttpResponse:
    return render(request, "groups/has_left.html", {"group": place.group, "person": place.person}, status=409)


def _offer_gone(request: Request, group: Group) -> HttpResponse:
    return render(request, "groups/offer_gone.html", {"group": group}, status=409)


def _own_places(request: Request) -> MembershipQuerySet:
    return Membership.objects.of(request.viewer).filter(group__state=Group.State.STANDING).select_related("group")
