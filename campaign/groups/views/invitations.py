"""Making invitations, and taking them back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.groups import inviting
from campaign.groups.forms import InvitationByMailForm, InvitationForm
from campaign.groups.models import Group, Invitation
from campaign.lib import clock
from campaign.web import pace
from campaign.web.viewer import Request

MADE_A_DAY, MAILED_A_DAY, DAY = 50, 30, 24 * 60 * 60
LISTED = 100
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def index(request: Request, slug: str) -> HttpResponse:
    """Those that are open, a new one by its link, and one by mail."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    roles = inviting.may_give(request.viewer, group) if group.stands else []
    if not roles:
        raise Http404
    by_mail = request.POST.get("do") == "mail"
    link = InvitationForm(None if by_mail else request.POST or None, roles=roles, prefix="link")
    mail = InvitationByMailForm(request.POST if by_mail else None, roles=roles, prefix="mail")
    try:
        if by_mail and mail.is_valid() and (answer := _mailed(request, group, mail)):
            return answer
        if link.is_valid() and (answer := _made(request, group, link)):
            return answer
    except inviting.NotYours:  # a coordinator has changed the maker's role a moment ago
        raise Http404 from None
    open_ones = Invitation.objects.changeable_by(request.viewer).filter(group=group).usable(clock.now())
    context = {
        "group": group,
        "link": link,
        "mail": mail,
        "invitations": open_ones.order_by("lapses_at", "pk")[:LISTED],
    }
    context["shut"] = inviting.is_shut(group)
    return render(request, "groups/invitations.html", context, status=429 if _refused(link, mail) else 200)


def _made(request: Request, group: Group, form: InvitationForm) -> HttpResponse | None:
    if not pace.allow("make an invitation", str(request.viewer.person), limit=MADE_A_DAY, seconds=DAY):
        form.add_error(None, _("You have made many invitations today. One for several people does as well."))
        return None
    role, uses = form.cleaned_data["role"], int(form.cleaned_data["uses"])
    made = inviting.invite(group, by=request.viewer, role=role, uses=uses, lasts=form.lasts)
    if role == inviting.Role.COORDINATOR and uses > 1:
        messages.info(request, _("To coordinate, people are invited one by one: this one works once."))
    return redirect("group_invitation", slug=group.slug, pk=made.pk)


def _mailed(request: Request, group: Group, form: InvitationByMailForm) -> HttpResponse | None:
    if not pace.allow("mail an invitation", str(request.viewer.person), limit=MAILED_A_DAY, seconds=DAY):
        form.add_error(None, _("You have mailed many invitations today. Pass on a link instead, or go on tomorrow."))
        return None
    address, role = form.cleaned_data["address"], form.cleaned_data["role"]
    language = translation.get_language() or "en"
    inviting.invite_by_mail(group, by=request.viewer, address=address, language=language, role=role)
    said = _("The invitation is on its way. An address gets three letters a day at most that others ask for.")
    messages.success(request, said)
    return redirect("group_invitations", slug=group.slug)


def _refused(*forms: InvitationForm | InvitationByMailForm) -> bool:
    return any(form.is_bound and form.non_field_errors() for form in forms)


@form_page
def one(request: Request, slug: str, pk: int) -> HttpResponse:
    """An invitation, to be passed on: its link, its drawing. POST takes it back."""
    mine = Invitation.objects.changeable_by(request.viewer).select_related("group")
    made = get_object_or_404(mine, group__slug=slug, pk=pk)
    if request.method == "POST":
        inviting.revoke(made, by=request.viewer)
        messages.success(request, _("The invitation is taken back: its link lets nobody in any more."))
        return redirect("group_invitations", slug=slug)
    context = {"group": made.group, "invitation": made, "over": inviting.over(made, clock.now())}
    if not made.mailed:
        context |= {"address": inviting.address_of(made), "drawing": inviting.drawing(made)}
    return render(request, "groups/invitation_made.html", context)
