"""Asking groups to answer a call: choose them, see what that does, ask."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaign.calls import answers, asking
from campaign.calls.answer_forms import GroupsForm
from campaign.calls.models import Answer, Call
from campaign.groups.models import Group, GroupQuerySet
from campaign.lib import clock
from campaign.web.viewer import Request

PAGE = 100
MOST = 500  # ids that one form may name


@dataclass(frozen=True, slots=True)
class Line:
    """A group on the page, and what it has said so far."""

    group: Group
    answer: Answer | None


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, slug: str) -> HttpResponse:
    """All that the question shows, or those ticked; the second press of a button asks."""
    call = get_object_or_404(Call.objects.publishable_by(request.viewer), slug=slug)
    if call.state != Call.State.PUBLISHED:
        return render(request, "calls/ask_not_open.html", {"call": call}, status=409)
    form = GroupsForm(request.GET, viewer=request.viewer)
    shown = form.apply(Group.objects.visible_to(request.viewer).standing())
    if request.method != "POST":
        return _choose(request, call, form, shown)
    chosen = _chosen(request.POST, shown)
    if chosen is None:
        return _choose(request, call, form, shown, nobody=True)
    if request.POST.get("deed") != "ask":
        return _look(request, call, form, chosen)
    try:
        number = asking.ask(call, chosen, now=clock.now())
    except answers.NotOpen:
        return render(request, "calls/ask_not_open.html", {"call": call}, status=409)
    said = ngettext("%(number)d group is asked.", "%(number)d groups are asked.", number) % {"number": number}
    nobody = _("Nobody was asked: all of them have answered, or were asked within a day.")
    messages.success(request, said if number else nobody)
    return redirect(f"{call.get_absolute_url()}board/")


def _chosen(data: QueryDict, shown: GroupQuerySet) -> GroupQuerySet | None:
    """All that are shown, or those that were ticked; nothing where none was."""
    if data.get("who") == "all":
        return shown
    ids = [int(id) for id in data.getlist("group")[:MOST] if id.isascii() and id.isdigit() and len(id) < 19]
    return shown.filter(pk__in=ids) if ids else None


def _choose(
    request: Request, call: Call, form: GroupsForm, shown: GroupQuerySet, *, nobody: bool = False
) -> HttpResponse:
    after = request.GET.get("after", "")
    groups = list(_beyond(shown, after).order_by("search", "pk")[: PAGE + 1])
    said = {one.group_id: one for one in Answer.objects.readable_by(request.viewer).filter(call=call, group__in=groups)}
    context = {
        "call": call,
        "form": form,
        "asked": form.asked,
        "lines": [Line(group, said.get(group.pk)) for group in groups[:PAGE]],
        "number": shown.count(),
        "next": urlencode({**form.asked, "after": groups[PAGE - 1].pk}) if len(groups) > PAGE else "",
        "nobody": nobody,
    }
    return render(request, "calls/ask.html", context)


def _beyond(groups: GroupQuerySet, after: str) -> GroupQuerySet:
    """Those that come after the group with that id: keyset paging."""
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        return groups
    name = groups.filter(pk=int(after)).values_list("search", flat=True).first()
    return groups if name is None else groups.filter(Q(search__gt=name) | Q(search=name, pk__gt=int(after)))


def _look(request: Request, call: Call, form: GroupsForm, chosen: GroupQuerySet) -> HttpResponse:
    """What asking them would do, before it is done."""
    context = {
        "call": call,
        "outlook": asking.outlook(call, chosen, clock.now()),
        "all": request.POST.get("who") == "all",
        "chosen": [] if request.POST.get("who") == "all" else chosen.order_by("search", "pk"),
        "query": urlencode(form.asked),
    }
    return render(request, "calls/ask_look.html", context)
