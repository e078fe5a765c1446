"""For the network's coordinators: what it calls itself, who may found and call, and how its groups are."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.groups import approval, founding, inviting, network
from campaign.groups.forms import DecliningForm, NetworkForm
from campaign.groups.models import Group, Membership
from campaign.groups.views.founding import named_alike
from campaign.lib import clock, markdown
from campaign.web.models import Network
from campaign.web.overtaken import differences
from campaign.web.viewer import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def settings(request: Request) -> HttpResponse:
    """What the network calls itself, who founds groups, who writes calls."""
    if not network.open_to(request.viewer):
        raise Http404
    initial = {"seen": network.revision()}
    form = NetworkForm(request.POST or None, instance=Network.current(), initial=initial)
    awaiting = Group.objects.overseen_by(request.viewer).filter(state=Group.State.AWAITING)
    context = {"form": form, "awaiting": awaiting.count(), "differences": None}
    if not form.is_valid():
        return render(request, "groups/network.html", context)
    try:
        network.present(**form.cleaned_data)
    except network.Overtaken:
        now_stands = model_to_dict(Network.current(), form._meta.fields) | {"seen": network.revision()}
        context["differences"] = differences(form, now_stands)
        again = request.POST.copy()
        again["seen"] = str(now_stands["seen"])
        context["form"] = NetworkForm(again, instance=Network.current())
        return render(request, "groups/network.html", context, status=409)
    messages.success(request, _("Saved."))
    return redirect("/me/")


@require_http_methods(["GET", "HEAD"])
def groups(request: Request) -> HttpResponse:
    """What awaits an answer, and all groups."""
    if not network.open_to(request.viewer):
        raise Http404
    today, asked, only = (
        clock.now().date(),
        request.GET.get("q", "").replace("\0", "").strip(),
        request.GET.get("only", ""),
    )
    page = network.page(request.viewer, asked=asked, only=only, after=request.GET.get("after", ""), today=today)
    for group in page.groups:
        group.sleeps = group.is_dormant(today)  # type: ignore[attr-defined]  # for the template
    following = request.GET.copy()
    following["after"] = page.next
    context = {
        "awaiting": Group.objects.overseen_by(request.viewer).filter(state=Group.State.AWAITING).order_by("pk")[:100],
        "page": page,
        "asked": asked,
        "which": only,
        "next": following.urlencode() if page.next else "",
        "calling": Network.current().calling == Network.Calling.GROUPS,
    }
    return render(request, "groups/network_groups.html", context)


@form_page
def group(request: Request, slug: str) -> HttpResponse:
    """One of them: approve or decline it, let it write calls, invite somebody to coordinate it."""
    group = get_object_or_404(Group.objects.overseen_by(request.viewer), slug=slug)
    deed = request.POST.get("do", "")
    form = DecliningForm(request.POST if deed == "decline" else None)
    context = {"group": group, "form": form, "answered": False}
    try:
        if deed == "approve":
            approval.approve(group)
            messages.success(request, _("%(group)s is founded; the founder is told.") % {"group": group.name})
            return redirect("network_groups")
        if form.is_valid():
            approval.decline(group, because=form.cleaned_data["because"])
            messages.success(request, _("%(group)s is declined; the founder is told why.") % {"group": group.name})
            return redirect("network_groups")
    except approval.AlreadyAnswered:
        fresh = Group.objects.overseen_by(request.viewer).filter(pk=group.pk).first()
        return render(request, "groups/network_group.html", _said(request, fresh, context), status=409)
    except founding.AlreadyThere as error:
        context["named_alike"] = named_alike(error.group)
        return render(request, "groups/network_group.html", _said(request, group, context), status=409)
    if deed in ("allow", "forbid"):
        network.let_call(group, may=deed == "allow")
        messages.success(request, _("Saved."))
        return redirect("network_group", slug=slug)
    return render(request, "groups/network_group.html", _said(request, group, context))


def _said(request: Request, group: Group | None, context: dict[str, object]) -> dict[str, object]:
    """What the page tells of the group as it stands now; None where the founder has taken it back."""
    if group is None:
        return context | {"group": None}
    founder = Membership.objects.of_founder(request.viewer, group).first()
    return context | {
        "group": group,
        "answered": request.POST.get("do") in ("approve", "decline") and group.state != Group.State.AWAITING,
        "about": markdown.render(group.about),
        "founder": founder.person if founder else None,
        "alone": group.stands and inviting.is_left_alone(group),
        "sleeps": group.is_dormant(clock.now().date()),
        "calling": Network.current().calling == Network.Calling.GROUPS,
    }
