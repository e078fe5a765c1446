"""Who hosts an action: asking groups, their answers, the lead and its handing over; and who organises it by itself."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from actions.planning import changes
from actions.planning.drafting import NotPossible
from actions.planning.forms.hosting import DelegateForm, FindGroupForm
from actions.planning.hosting import cohosting, delegation
from actions.planning.models import Action, Cohost, Delegate
from actions.planning.series import hosting as several
from campaign.groups.models import Group
from campaign.lib import clock, links, markdown
from campaign.people import pseudonyms, signed_in
from campaign.web import pace
from campaign.web.viewer import Request

ASKED_A_DAY, SAME_A_DAY, DAY = 40, 3, 24 * 3600
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def hosts(request: Request, slug: str) -> HttpResponse:
    """Who hosts it; for the group that leads it also: ask a group, ask somebody, make a link."""
    action = _arranged(request, slug)
    if request.method != "POST":
        return _shown(request, action)
    action = get_object_or_404(Action.objects.led_by(request.viewer).select_related("group", "series"), slug=slug)
    try:
        return _ASKING.get(request.POST.get("do", ""), _shown)(request, action)
    except (NotPossible, changes.ChangedMeanwhile) as error:
        return _shown(request, action, problem=_sentence(error), status=409)


def _ask_group(request: Request, action: Action) -> HttpResponse:
    groups = Group.objects.visible_to(request.viewer).standing()
    group = get_object_or_404(groups, slug=request.POST.get("group", "").replace("\0", ""))
    if not _within_pace(request, f"{action.pk}:{group.pk}"):
        return _shown(request, action, problem=str(_TOO_OFTEN), status=429)
    if request.POST["do"] == "ask_on":
        several.invite(action, group)
    else:
        cohosting.invite(action, group)
    messages.success(request, _("%(group)s is asked: its organisers are told by mail.") % {"group": group.name})
    return redirect("action_hosts", slug=action.slug)


def _ask_person(request: Request, action: Action) -> HttpResponse:
    form = DelegateForm(request.POST)
    if not form.is_valid():
        return _shown(request, action, form=form)
    if not _within_pace(request, f"{action.pk}:{pseudonyms.key(form.cleaned_data['pseudonym'])}"):
        return _shown(request, action, problem=str(_TOO_OFTEN), status=429)
    try:
        delegate = delegation.invite(action, pseudonym=form.cleaned_data["pseudonym"])
    except delegation.Nobody as error:
        form.add_error("pseudonym", str(error))
        return _shown(request, action, form=form)
    messages.success(request, _("%(person)s is asked.") % {"person": delegate.person})
    return redirect("action_hosts", slug=action.slug)


def _make_link(request: Request, action: Action) -> HttpResponse:
    delegation.invite_by_link(action)
    messages.success(request, _("The link is made. Give it to one person: it works once."))
    return redirect("action_hosts", slug=action.slug)


_ASKING: dict[str, Callable[[Request, Action], HttpResponse]] = {
    "ask": _ask_group,
    "ask_on": _ask_group,
    "person": _ask_person,
    "link": _make_link,
}
_TOO_OFTEN = gettext_lazy("You have asked very often today. Wait until tomorrow, or speak with them.")


def _within_pace(request: Request, whom: str) -> bool:
    """Nobody's organisers are flooded: neither by one who asks everybody nor by one question asked again and again."""
    everybody = pace.Deed("ask to organise", str(request.viewer.person), ASKED_A_DAY, DAY)
    return pace.first_refused(everybody, pace.Deed("ask the same to organise", whom, SAME_A_DAY, DAY)) is None


@require_POST
def cohost(request: Request, slug: str, id: int) -> HttpResponse:
    """What a group that was asked or co-hosts does, and what the group that leads does about it."""
    deed = request.POST.get("do", "")
    if deed in _OF_THE_GROUP:
        mine = Cohost.objects.of(request.viewer)
        do, words = _OF_THE_GROUP[deed]
    elif deed in _OF_THE_LEAD:
        mine = Cohost.objects.arranged_by(request.viewer)
        do, words = _OF_THE_LEAD[deed]
    else:
        raise Http404
    found = get_object_or_404(mine.select_related("action__series", "action__group", "group"), action__slug=slug, pk=id)
    if deed == "offer" and not _within_pace(request, f"lead:{found.pk}"):
        return render(
            request, "planning/hosts_not_possible.html", {"action": found.action, "sentence": _TOO_OFTEN}, status=429
        )
    try:
        do(found)
    except (NotPossible, changes.ChangedMeanwhile) as error:
        return _not_possible(request, found.action, error)
    messages.success(request, words % {"group": found.group.name})
    return redirect(_after(request, found.action))


_Deeds = dict[str, tuple[Callable[[Cohost], None], Any]]
_OF_THE_GROUP: _Deeds = {
    "accept": (cohosting.accept, gettext_lazy("%(group)s hosts it too now.")),
    "decline": (cohosting.decline, gettext_lazy("%(group)s does not host it, and they are told.")),
    "part": (cohosting.part, gettext_lazy("%(group)s hosts it no more.")),
    "accept_on": (several.accept, gettext_lazy("%(group)s hosts this date and all that follow now.")),
    "accept_only": (several.accept_only, gettext_lazy("%(group)s hosts this date now, and none that follows.")),
    "decline_on": (several.decline, gettext_lazy("%(group)s hosts none of these dates, and they are told.")),
    "part_on": (several.part, gettext_lazy("%(group)s hosts neither this date nor those that follow any more.")),
    "take": (cohosting.take_lead, gettext_lazy("%(group)s leads it now.")),
    "refuse": (cohosting.refuse_lead, gettext_lazy("%(group)s goes on as co-host, and they are told.")),
}
_OF_THE_LEAD: _Deeds = {
    "back": (cohosting.take_back, gettext_lazy("%(group)s is not asked any more.")),
    "end": (cohosting.end, gettext_lazy("%(group)s hosts it no more, and is told.")),
    "back_on": (several.take_back, gettext_lazy("%(group)s is not asked any more.")),
    "end_on": (several.end, gettext_lazy("%(group)s hosts none of these dates any more, and is told.")),
    "offer": (cohosting.offer_lead, gettext_lazy("%(group)s is asked to lead. Until they accept you go on leading.")),
    "keep": (cohosting.keep_lead, gettext_lazy("You go on leading: %(group)s is not asked any more.")),
}


@require_POST
def delegate(request: Request, slug: str, id: int) -> HttpResponse:
    """What somebody does who was asked or organises it, and how the group that leads takes it back."""
    deed = request.POST.get("do", "")
    arranged, own = Delegate.objects.arranged_by(request.viewer), Delegate.objects.of(request.viewer)
    theirs = (arranged if deed == "revoke" else own).select_related("action", "action__group", "person")
    found = get_object_or_404(theirs, action__slug=slug, pk=id)
    try:
        if deed == "revoke":
            delegation.revoke(found)
            messages.success(request, _("That is taken back."))
        elif deed == "accept":
            delegation.accept(found, signed_in.person(request))
            messages.success(request, _("You organise it now."))
        elif deed == "decline":
            delegation.decline(found)
            messages.success(request, _("You don’t organise it, and they are told."))
        elif deed == "leave":
            delegation.leave(found)
            messages.success(request, _("You organise it no more, and they are told."))
        else:
            raise Http404
    except (NotPossible, changes.ChangedMeanwhile) as error:
        return _not_possible(request, found.action, error)
    return redirect(f"/actions/{slug}/" if deed == "accept" else _after(request, found.action))


@login_not_required
@cache_control(private=True, no_store=True)
@form_page
def by_link(request: Request, token: str) -> HttpResponse:
    """The link that makes whoever follows it first an organiser of one action. GET shows, POST acts."""
    found = delegation.opened_by(token)
    if found is None and links.claimed_id(token) is None:
        raise Http404
    viewer = request.viewer
    if found is not None and Action.objects.changeable_by(viewer).filter(pk=found.action_id).exists():
        return redirect(f"/actions/{found.action.slug}/")
    if found is None or not delegation.is_open(found, clock.now()):
        return render(request, "planning/delegation_used.html", status=410)
    if request.method == "POST" and viewer.person is not None:
        try:
            delegation.accept(found, signed_in.person(request))
        except (NotPossible, changes.ChangedMeanwhile):
            return render(request, "planning/delegation_used.html", status=410)
        messages.success(request, _("You organise it now."))
        return redirect(f"/actions/{found.action.slug}/")
    return render(request, "planning/delegation.html", {"action": found.action, "here": request.path})


def _arranged(request: Request, slug: str) -> Action:
    arranged = Action.objects.arranged_with(request.viewer).select_related("group", "call", "series")
    return get_object_or_404(arranged, slug=slug)


def _shown(
    request: Request,
    action: Action,
    *,
    problem: str = "",
    form: DelegateForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = request.viewer
    leads = Action.objects.led_by(viewer).filter(pk=action.pk).exists()
    own = set(Cohost.objects.of(viewer).filter(action=action).values_list("pk", flat=True))
    finding = FindGroupForm(request.GET if "find" in request.GET else None)
    words = finding.cleaned_data["find"] if leads and finding.is_valid() else ""
    groups = cohosting.places(action, own=own, leads=leads)
    context = {
        "action": action,
        "leads": leads,
        "changes": Action.objects.changeable_by(viewer).filter(pk=action.pk).exists(),
        "places": groups,
        "asked": [place for place in groups if place.mine and place.awaits_answer],
        "text": markdown.render(action.text).html,
        "finding": finding,
        "words": words,
        "later": len(several.later(action, clock.now())) if leads else 0,
        "found": list(cohosting.to_ask(action, words, Group.objects.visible_to(viewer).standing())) if words else [],
        "delegates": delegation.places(action, clock.now()) if leads else [],
        "delegated": Delegate.objects.of(viewer).accepted().filter(action=action).first(),
        "form": form or DelegateForm(),
        "problem": problem,
    }
    return render(request, "planning/hosts.html", context, status=status)


def _after(request: Request, action: Action) -> str:
    """Back to who hosts it, while the viewer may see that; else to her own page."""
    arranged = Action.objects.arranged_with(request.viewer).filter(pk=action.pk).exists()
    return f"/actions/{action.slug}/hosts/" if arranged else "/me/"


def _not_possible(request: Request, action: Action, error: Exception) -> HttpResponse:
    visible = Action.objects.visible_to(request.viewer).filter(pk=action.pk).exists()
    context = {"action": action if visible else None, "sentence": _sentence(error)}
    return render(request, "planning/hosts_not_possible.html", context, status=409)


def _sentence(error: Exception) -> str:
    return str(error) or _("Somebody else has changed this action meanwhile. Look at it again.")
