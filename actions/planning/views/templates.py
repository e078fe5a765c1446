"""What the kinds of action bring: looked at, changed, reset; of a group, and of the network."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from actions.planning.forms.templates import SPARE_ROWS, NameForm, TemplatePaper
from actions.planning.furniture import templating
from actions.planning.furniture.templating import Choice
from actions.planning.kinds.pattern import read
from actions.planning.models import Action, Kind, Template
from actions.planning.views.planning import form_page
from campaign.groups import network
from campaign.groups.models import Group
from campaign.web.viewer import Request

ROWS = ("works", "tasks")
TAKEN = _lazy("There is a template of this name for this kind already.")


@require_http_methods(["GET", "HEAD"])
def of_group(request: Request, slug: str) -> HttpResponse:
    """What the kinds bring in a group, and what it keeps beside them."""
    return _list(request, get_object_or_404(Group.objects.planned_by(request.viewer), slug=slug))


@require_http_methods(["GET", "HEAD"])
def of_network(request: Request) -> HttpResponse:
    """The same of the network."""
    _only_coordinators(request)
    return _list(request, None)


def _list(request: Request, group: Group | None) -> HttpResponse:
    context = {
        "group": group,
        "base": _base(group),
        "kinds": templating.standards(group),
        "kept": [choice for choice in templating.kept(group) if choice.of_group or group is None],
    }
    return render(request, "planning/templates.html", context)


@form_page
def group_kind(request: Request, slug: str, kind: str) -> HttpResponse:
    """Change what a kind brings in a group, or go back to what the network has."""
    return _kind(request, get_object_or_404(Group.objects.planned_by(request.viewer), slug=slug), kind)


@form_page
def network_kind(request: Request, kind: str) -> HttpResponse:
    """Change what a kind brings everywhere, or go back to what the software has."""
    _only_coordinators(request)
    return _kind(request, None, kind)


@form_page
def group_kept(request: Request, slug: str, pk: int) -> HttpResponse:
    """Change what a group keeps beside the kinds, or throw it away."""
    mine = Template.objects.changeable_by(request.viewer).filter(group__slug=slug).exclude(name="")
    return _kept(request, get_object_or_404(mine.select_related("group"), pk=pk))


@form_page
def network_kept(request: Request, pk: int) -> HttpResponse:
    """The same of what the network keeps."""
    mine = Template.objects.changeable_by(request.viewer).filter(group=None).exclude(name="")
    return _kept(request, get_object_or_404(mine, pk=pk))


def _only_coordinators(request: Request) -> None:
    if not network.open_to(request.viewer):
        raise Http404


def _base(group: Group | None) -> str:
    return f"/groups/{group.slug}/templates/" if group else "/network/templates/"


def _kind(request: Request, group: Group | None, kind: str) -> HttpResponse:
    if kind not in Kind.values:
        raise Http404
    choice = templating.standard(kind, group)
    own = choice.template if choice.template and choice.template.group_id == (group.pk if group else None) else None
    if "reset" in request.POST:
        if own is not None:
            templating.reset(own)
        messages.success(request, _("It is as it was before your changes."))
        return redirect(_base(group))
    return _edit(request, group, choice, own)


def _kept(request: Request, template: Template) -> HttpResponse:
    if "reset" in request.POST:
        templating.reset(template)
        messages.success(request, _("The template is thrown away."))
        return redirect(_base(template.group))
    return _edit(request, template.group, Choice(template.kind, read(template.pattern), template), template)


def _edit(request: Request, group: Group | None, choice: Choice, own: Template | None) -> HttpResponse:
    """`own`: the row that is changed, where there is one already."""
    name = choice.name if own and own.name else None
    seen = own.saves if own else 0
    context: dict[str, Any] = {"group": group, "base": _base(group), "choice": choice, "own": own}
    if more := next((rows for rows in ROWS if f"more-{rows}" in request.POST), ""):
        paper = TemplatePaper(_with_more(request.POST, more), pattern=choice.pattern, seen=seen, name=name)
        return render(request, "planning/template.html", context | {"paper": paper})
    paper = TemplatePaper(request.POST or None, pattern=choice.pattern, seen=seen, name=name)
    context["paper"] = paper
    if not (request.method == "POST" and paper.is_valid()):
        return render(request, "planning/template.html", context)
    named = own if name is not None else None
    said = paper.form.cleaned_data["seen"]
    try:
        templating.change(group, choice.kind, paper.pattern(), template=named, seen=said, name=paper.name)
    except templating.NameTaken:
        paper.form.add_error("name", str(TAKEN))
        return render(request, "planning/template.html", context)
    except templating.Overtaken as error:
        return _overtaken(request, context, paper, error.template, named)
    messages.success(request, _("Saved. Actions that are planned from now on begin with it."))
    return redirect(_base(group))


def _overtaken(
    request: Request, context: dict[str, Any], paper: TemplatePaper, stands: Template | None, named: Template | None
) -> HttpResponse:
    """Both versions; or back to the list, where another has thrown away what stands beside the kinds."""
    if stands is None and named is not None:
        messages.warning(request, _("Somebody else has thrown this template away meanwhile."))
        return redirect(context["base"])
    group, choice = context["group"], context["choice"]
    now_stands = read(stands.pattern) if stands else templating.standard(choice.kind, group).pattern
    again = request.POST.copy()
    again["seen"] = str(stands.saves if stands else 0)
    name = stands.name if stands and named else None
    context |= {
        "paper": TemplatePaper(again, pattern=now_stands, seen=0, name=name),
        "differences": paper.differences(now_stands, name),
    }
    return render(request, "planning/template.html", context, status=409)


def _with_more(data: QueryDict, rows: str) -> QueryDict:
    """The same answers, with a few empty rows more."""
    more = data.copy()
    number = more.get(f"{rows}-TOTAL_FORMS", "")
    there = int(number) if number.isdecimal() and len(number) < 10 else 0
    more[f"{rows}-TOTAL_FORMS"] = str(min(there, 50) + SPARE_ROWS)
    return more


@form_page
def keep(request: Request, slug: str) -> HttpResponse:
    """Keep an action as a template of the group that leads it."""
    action = get_object_or_404(Action.objects.led_by(request.viewer).select_related("group"), slug=slug)
    form = NameForm(request.POST or None, initial={"name": action.title[:80]})
    pattern = templating.pattern_of(action)
    if form.is_valid():
        try:
            kept = templating.keep(action, name=form.cleaned_data["name"])
        except templating.NameTaken:
            form.add_error("name", str(TAKEN))
        except templating.TooMany:
            form.add_error(None, _("Your group keeps many templates already. Throw one away first."))
        else:
            messages.success(request, _("The template is kept. You can change it here."))
            return redirect(f"{_base(action.group)}{kept.pk}/")
    context = {"action": action, "form": form, "choice": Choice(action.kind, pattern)}
    return render(request, "planning/keep.html", context)
