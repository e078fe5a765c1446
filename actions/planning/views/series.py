"""Repeating an action, and changing several of its dates: what it does to each is shown before it is saved."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from actions.planning import changes
from actions.planning.drafting import NotPossible
from actions.planning.forms.planning import ActionForm
from actions.planning.forms.series import ReachForm, RuleForm
from actions.planning.forms.taking_part_settings import TakingPartForm
from actions.planning.hosting import roles
from actions.planning.models import Action, Series
from actions.planning.series import edits, recurrence, rules, showing
from actions.planning.series.proposals import Proposal, Reach, What
from actions.planning.taking_part import due_notice
from actions.planning.when import moments
from campaign.lib import clock
from campaign.web.overtaken import changes_of
from campaign.web.viewer import Request

NOT_CARRIED = ("csrfmiddlewaretoken", "shown", "back")


def edit_several(
    request: Request, action: Action, form: ActionForm | TakingPartForm, page: dict[str, Any]
) -> HttpResponse:
    """What the edit form's answers do to this date and others; with `shown`, the proposal that was seen, do it.

    `page` is what the form's own page needs, where an answer has to be asked for again.
    Raises ChangedMeanwhile where the date itself is no longer what was edited.
    """
    if form.cleaned_data["seen"] != action.revision:
        raise changes.ChangedMeanwhile
    mine = Action.objects.changeable_by(request.viewer)
    edit = edits.Edit(action, form.reach(), form.plan(), mine)
    context: dict[str, Any] = {"differences": changes_of(form, leave_out=("reach",)), "reach": form.reach().label}
    try:
        if "shown" in request.POST:
            proposal = edits.save(edit, seen=request.POST["shown"], role=roles.of(action, request.viewer))
            return _saved(request, action, proposal)
        return _before_saving(request, action, edits.propose(edit), context)
    except NotPossible as error:
        form.add_error("day", str(error))
        return render(request, "planning/form.html", page)
    except changes.ChangedMeanwhile:
        action = get_object_or_404(mine.select_related("group", "call", "series"), slug=action.slug)
        if form.cleaned_data["seen"] != action.revision:
            raise
        again = edits.propose(edits.Edit(action, form.reach(), form.plan(), mine))
        return _before_saving(request, action, again, context, status=409)


def plans_the_series(request: Request, action: Action) -> bool:
    """Whether the viewer may change what the series says, and so all that it makes: not by hosting one of its dates."""
    return Series.objects.changeable_by(request.viewer).filter(pk=action.series_id or 0).exists()


def dates_to_announce(request: Request, action: Action) -> ReachForm | None:
    """Which dates to announce, where there are other drafts of the series; nothing where there are none."""
    if action.series is None or not plans_the_series(request, action):
        return None
    mine, now = Action.objects.changeable_by(request.viewer), clock.now()
    reaches = (Reach.HERE, Reach.ALL)
    numbers = {reach: len(edits.to_announce(action, reach=reach, changeable=mine, now=now)) for reach in reaches}
    if numbers[Reach.ALL] < 2:
        return None
    return ReachForm(request.POST or None, numbers={Reach.THIS: 1} | numbers)


def announce_several(request: Request, action: Action, reach: Reach) -> None:
    """Announce the drafts of a series."""
    mine = Action.objects.changeable_by(request.viewer)
    edits.announce(action, reach=reach, changeable=mine, role=roles.of(action, request.viewer))


@require_http_methods(["GET", "HEAD", "POST"])
def repeat(request: Request, slug: str) -> HttpResponse:
    """How the action recurs; before it is saved, which dates appear, stay, go and are cancelled."""
    mine = Action.objects.led_by(request.viewer)
    action = get_object_or_404(mine.select_related("group", "call", "series"), slug=slug)
    if action.series is not None and not plans_the_series(request, action):
        raise Http404  # the lead of this date was handed over, and the series stayed where it was
    now = clock.now()
    today = moments.local(now, action.zone).date()
    form = RuleForm(request.POST or None, initial=RuleForm.started_with(action), today=today)
    context: dict[str, Any] = {"action": action, "form": form, "months": _to_come(request, action)}
    if action.series is not None:
        context["rule"] = recurrence.words(recurrence.of(action.series))
    if not form.is_valid() or "back" in request.POST:
        return render(request, "planning/series.html", context)
    ruling = rules.Ruling(action, form.rule(), mine)
    said = {"rule": recurrence.words(ruling.rule), "announces": _announces(action)}
    try:
        if "shown" in request.POST:
            reason, role = form.cleaned_data["reason"], roles.of(action, request.viewer)
            proposal = rules.save(ruling, seen=request.POST["shown"], reason=reason, role=role)
            return _saved(request, action, proposal)
        return _before_saving(request, action, rules.propose(ruling), said)
    except NotPossible as error:
        form.add_error(None, str(error))
        return render(request, "planning/series.html", context)
    except changes.ChangedMeanwhile:
        action = get_object_or_404(mine.select_related("group", "call", "series"), slug=slug)
        again = rules.propose(rules.Ruling(action, form.rule(), mine))
        return _before_saving(request, action, again, said | {"announces": _announces(action)}, status=409)


def _to_come(request: Request, action: Action) -> list[showing.Month]:
    """The other dates to come, for whoever plans them."""
    if action.series is None:
        return []
    dates = Action.objects.changeable_by(request.viewer).filter(series=action.series).coming(clock.now())
    others = dates.exclude(pk=action.pk).exclude(day=None).order_by("day", "pk")
    return showing.months((date.day, date) for date in others if date.day)


def _announces(action: Action) -> bool:
    """Whether new dates are announced as they are made."""
    return action.series.announced if action.series else action.state == Action.State.ANNOUNCED


def _before_saving(
    request: Request, action: Action, proposal: Proposal, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page with all that would happen, and the answers once more, unseen, for the button that does it."""
    carried = [(name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED for value in values]
    shown = {"action": action, "proposal": proposal, "carried": carried, "meanwhile": status != 200}
    return render(request, "planning/before_saving.html", context | showing.parts(proposal) | shown, status=status)


def _saved(request: Request, action: Action, proposal: Proposal) -> HttpResponse:
    number = sum(effect.what != What.STAYS for effect in proposal.effects)
    words = ngettext("Saved: %(number)d date has changed.", "Saved: %(number)d dates have changed.", number)
    messages.success(request, words % {"number": number})
    changed, now = proposal.of(What.CHANGES), clock.now()
    heard = (one.action for one in changed if one.action is not None and due_notice.is_heard(one.action, now))
    first = next(heard, None)
    return redirect(f"/actions/{first.slug}/notice/" if first else f"/actions/{action.slug}/")
