"""The checklist of an action, for those who organise it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.planning import changes
from actions.planning.forms.checklist import ItemForm, Until
from actions.planning.furniture import checklist, templating
from actions.planning.models import Action, ChecklistItem
from actions.planning.views.planning import form_page
from campaign.groups.models import Membership
from campaign.lib import clock
from campaign.web.overtaken import differences
from campaign.web.viewer import Request

DEEDS = ("tick", "untick", "take", "leave")


@form_page
def checklist_page(request: Request, slug: str) -> HttpResponse:
    """The whole list: tick, take on, add."""
    action = get_object_or_404(Action.objects.changeable_by(request.viewer).select_related("group"), slug=slug)
    if deed := next((deed for deed in DEEDS if deed in request.POST), ""):
        return _do(request, action, deed)
    people = list(checklist.candidates(action, request.viewer))
    adding = request.method == "POST" and "bring" not in request.POST
    first = {"until": Until.DAYS, "number": 7, "at": "18:00"}
    form = ItemForm(request.POST if adding else None, initial=first, people=people)
    choice = templating.standard(action.kind, action.group)
    try:
        if "bring" in request.POST:
            return _brought(request, action, checklist.add_all(action, choice.pattern.tasks))
        if form.is_valid():
            checklist.add(action, title=form.cleaned_data["title"], due=form.due(), owner=form.whose())
            messages.success(request, _("It is on the list."))
            return redirect("action_checklist", slug=slug)
    except checklist.TooMany as error:
        form.add_error(None, str(error)) if adding else messages.warning(request, str(error))
    except changes.ChangedMeanwhile:
        return redirect("action_checklist", slug=slug)  # it was withdrawn: there is no such page any more
    now = clock.now()
    lines = checklist.lines(action, request.viewer, now)
    context = {
        "action": action,
        "to_do": [line for line in lines if not line.item.done],
        "done": [line for line in lines if line.item.done],
        "overdue": sum(line.overdue for line in lines),
        "takes": any(_own_places(request, people)),
        "form": form,
        "choice": choice if choice.pattern.tasks and not lines else None,
    }
    return render(request, "planning/checklist.html", context)


def _do(request: Request, action: Action, deed: str) -> HttpResponse:
    """A button of one line. Pressed twice, or by two, it does no harm."""
    mine = ChecklistItem.objects.changeable_by(request.viewer).filter(action=action)
    said = request.POST.get(deed, "")
    item = get_object_or_404(mine, pk=int(said) if said.isdecimal() and len(said) < 18 else 0)
    if deed in ("tick", "untick"):
        checklist.tick(item, done=deed == "tick")
    elif place := next(iter(_own_places(request, checklist.candidates(action, request.viewer))), None):
        if deed == "leave":
            checklist.let_go(item, place)
        elif not checklist.take_on(item, place):
            messages.warning(request, _("Somebody else has taken this on already."))
    return redirect("action_checklist", slug=action.slug)


def _own_places(request: Request, people: Any) -> list[Membership]:
    return [one for one in people if one.person_id == request.viewer.person]


def _brought(request: Request, action: Action, number: int) -> HttpResponse:
    words = ngettext("%(number)d thing to do is added.", "%(number)d things to do are added.", number)
    messages.success(request, words % {"number": number})
    return redirect("action_checklist", slug=action.slug)


@form_page
def item(request: Request, slug: str, pk: int) -> HttpResponse:
    """Say something of the list in other words, give it to somebody, move it, take it off."""
    mine = ChecklistItem.objects.changeable_by(request.viewer).select_related("action", "action__group", "owner")
    one = get_object_or_404(mine, action__slug=slug, pk=pk)
    if "drop" in request.POST:
        checklist.drop(one)
        messages.success(request, _("It is off the list."))
        return redirect("action_checklist", slug=slug)
    people = list(checklist.candidates(one.action, request.viewer))
    form = ItemForm(request.POST or None, initial=ItemForm.started_with(one, people), people=people, item=one)
    if form.is_valid():
        said = form.cleaned_data
        try:
            checklist.change(one, title=said["title"], due=form.due(), owner=form.whose(), seen=said["seen"] or 0)
        except (checklist.Overtaken, changes.ChangedMeanwhile) as error:
            return _overtaken(request, one, getattr(error, "item", None), people)
        messages.success(request, _("Saved."))
        return redirect("action_checklist", slug=slug)
    return _shown(request, one, form)


def _overtaken(
    request: Request, one: ChecklistItem, stands: ChecklistItem | None, people: list[Membership]
) -> HttpResponse:
    """Somebody was faster: both versions, or back to the list where it is gone."""
    if stands is None:
        messages.warning(request, _("Somebody else has taken this off the list meanwhile."))
        return redirect("action_checklist", slug=one.action.slug)
    said = ItemForm.started_with(stands, people)
    again = request.POST.copy()
    again["seen"] = str(stands.saves)
    form = ItemForm(again, initial=said, people=people, item=stands)
    return _shown(request, one, form, differences(form, said), status=409)


def _shown(
    request: Request, one: ChecklistItem, form: ItemForm, found: list[Any] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"item": one, "action": one.action, "form": form, "differences": found}
    return render(request, "planning/checklist_item.html", context, status=status)
