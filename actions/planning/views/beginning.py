"""Beginning to plan: which kind of action, then the form filled in with what that kind brings."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from actions.planning import clashes, drafting
from actions.planning.drafting import Plan
from actions.planning.forms.furniture import FurnitureForm, switched, without_idle_hours
from actions.planning.forms.planning import ActionForm
from actions.planning.furniture import templating
from actions.planning.furniture.templating import Choice
from actions.planning.hosting import roles
from actions.planning.models import Kind
from actions.planning.views.planning import after_saving, form_page
from campaign.calls.models import Call, CallQuerySet
from campaign.groups.models import Group, GroupQuerySet
from campaign.lib import clock
from campaign.web.viewer import Request

GROUPS = 20  # among which one chooses by a click


@form_page
def new(request: Request) -> HttpResponse:
    """Plan an action of one of the viewer's groups. The address may say of which kind, which group, for which call
    and on which day; until it says which kind, the page offers them."""
    groups = Group.objects.planned_by(request.viewer)
    mine = list(groups[:GROUPS])
    if not mine:
        return render(request, "planning/no_group.html")
    chosen = groups.filter(slug=_asked(request, "group")).first() or mine[0]
    calls = Call.objects.visible_to(request.viewer).exclude(state=Call.State.ENDED)
    call = calls.filter(slug=_asked(request, "call") or _call_ahead(calls)).first()
    if request.method == "POST":
        return _send(request, chosen, groups if len(mine) > 1 else None, calls)
    choice = templating.choose(_asked(request, "template") or _asked(request, "kind"), chosen)
    if choice is None:
        return _offer(request, chosen, mine, call)
    initial: dict[str, Any] = dict(templating.first_values(choice, call))
    initial |= {"group": chosen.slug, "place": chosen.place_key, "call": call.slug if call else ""}
    initial |= {name: request.GET[name] for name in ("call", "day") if name in request.GET}
    form = ActionForm(initial=initial, calls=calls, groups=groups if len(mine) > 1 else None)
    furnish = FurnitureForm(initial=FurnitureForm.started_with(choice), choice=choice)
    return _form(request, chosen, form, furnish)


def _send(request: Request, chosen: Group, groups: GroupQuerySet | None, calls: CallQuerySet) -> HttpResponse:
    """Save the draft; or, by another button, only take over what another kind brings."""
    group = (
        chosen
        if groups is None
        else groups.filter(slug=request.POST.get("group", "").replace("\0", "")).first() or chosen
    )
    brought = templating.choose(request.POST.get("brought", ""), group)
    kind = request.POST.get("kind", "")
    choice = brought if brought and brought.kind == kind else templating.standard(_kind(kind), group)
    if "switch" in request.POST:
        call = calls.filter(slug=request.POST.get("call", "").replace("\0", "")).first()
        answers = switched(request.POST, brought or templating.standard(Kind.OTHER, group), choice, call)
        form = ActionForm(answers, calls=calls, groups=groups)
        form.hold_back()
        return _form(request, group, form, FurnitureForm(answers, choice=choice))
    answers = without_idle_hours(request.POST, brought) if brought else request.POST
    form = ActionForm(answers, calls=calls, groups=groups)
    furnish = FurnitureForm(answers, choice=choice)
    if "clashes" in request.POST:
        form.is_valid()
        sketched = clashes.sketch(group, form.plan())
        form.hold_back()
        return _form(request, group, form, furnish, **clashes.shown(sketched, request.viewer))
    if not (form.is_valid() and furnish.is_valid()):
        return _form(request, group, form, furnish)
    role = roles.planning_in(group, request.viewer)
    plan: Plan = {**templating.taking_part(choice), **form.plan()}
    action = drafting.draft(group, once=True, furniture=furnish.furniture(), role=role, **plan)
    messages.success(request, _("The draft is saved. Only those who plan in %(group)s see it.") % {"group": group.name})
    return redirect(after_saving(request, action))


def _form(request: Request, group: Group, form: ActionForm, furnish: FurnitureForm, **more: Any) -> HttpResponse:
    form.rows = (furnish,)
    context = {"form": form, "furnish": furnish, "group": group, "action": None} | more
    return render(request, "planning/form.html", context)


def _offer(request: Request, group: Group, groups: list[Group], call: Call | None) -> HttpResponse:
    kept = [(choice, _way(request, "template", choice)) for choice in templating.kept(group)]
    standing = [(choice, _way(request, "kind", choice)) for choice in templating.standards(group)]
    context = {
        "group": group,
        "groups": [one for one in groups if one != group],
        "kept": kept,
        "standing": standing,
        "proposed": call.default_kind if call else "",
        "call": call,
    }
    return render(request, "planning/kinds.html", context)


def _way(request: Request, name: str, choice: Choice) -> str:
    """The address of the form, with whatever this one says already."""
    asked = request.GET.copy()
    asked[name] = choice.reference
    return f"?{asked.urlencode()}"


def _asked(request: Request, name: str) -> str:
    return str(request.GET.get(name, "")).replace("\0", "")


def _kind(said: str) -> str:
    return said if said in Kind.values else str(Kind.OTHER)


def _call_ahead(calls: CallQuerySet) -> str:
    """The call whose days are still to come, where there is one and no more: most plans answer it."""
    ahead = calls.filter(state=Call.State.PUBLISHED, days__date__gte=clock.now().date())
    slugs = list(ahead.order_by().values_list("slug", flat=True).distinct()[:2])
    return slugs[0] if len(slugs) == 1 else ""
