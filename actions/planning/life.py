"""An action's life: its states, the steps from one to the next, who may take them, and what each sets going.

    idea → draft → announced → (running → over: read from the clock)
                       ↕            ↕
                   postponed ↔ cancelled

Pages offer what this table offers, and verbs ask it again with the row held. Any state may be withdrawn: what was
never announced is gone then, anything else leaves a husk (cancellation.py).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Action
from actions.planning.models.action import ActionQuerySet
from campaign.web.viewer import Viewer

State = Action.State
PLANS = (State.IDEA, State.DRAFT)  # nobody outside sees them
AS_IT_IS = {
    State.IDEA: _("This action is an idea so far."),
    State.DRAFT: _("This action is a draft: it is not announced."),
    State.ANNOUNCED: _("This action is announced."),
    State.POSTPONED: _("This action is postponed."),
    State.CANCELLED: _("This action is cancelled."),
}


class NotPossible(Exception):
    """The action's state does not allow this; the text says why."""


class Step(models.TextChoices):
    """A step, by its page's address and the button that leads there."""

    PLAN = "plan", _("Plan it")
    ANNOUNCE = "announce", _("Announce the action")
    POSTPONE = "postpone", _("Postpone")
    CANCEL = "cancel", _("Cancel the action")
    REVIVE = "revive", _("It takes place after all")
    WITHDRAW = "withdraw", _("Take it away altogether")


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states a step leads where. `by_lead`: only the group that leads takes it; `ahead`: while it is not
    over."""

    leaves: tuple[State, ...]
    leads_to: State | None  # None: away
    by_lead: bool = False
    ahead: bool = False


RULES = {
    Step.PLAN: Rule((State.IDEA,), State.DRAFT),
    Step.ANNOUNCE: Rule((State.DRAFT,), State.ANNOUNCED),
    Step.POSTPONE: Rule((State.ANNOUNCED, State.POSTPONED), State.POSTPONED),  # with a new day it is announced
    Step.CANCEL: Rule((State.ANNOUNCED, State.POSTPONED), State.CANCELLED, by_lead=True),
    Step.REVIVE: Rule((State.CANCELLED,), State.ANNOUNCED, by_lead=True, ahead=True),  # or postponed, as it was
    Step.WITHDRAW: Rule(tuple(State), None, by_lead=True),
}


class Phase(models.TextChoices):
    """What an announced action is by the clock."""

    COMING = "coming", _("still to come")
    RUNNING = "running", _("on now")
    OVER = "over", _("over")


def open_to(step: Step, viewer: Viewer) -> ActionQuerySet:
    """The actions with which the viewer may take the step, whatever their state."""
    return Action.objects.led_by(viewer) if RULES[step].by_lead else Action.objects.changeable_by(viewer)


def steps(action: Action, viewer: Viewer, at: datetime) -> list[Step]:
    """What can be done with the action next, and by this viewer. At most two queries."""
    here = [step for step in Step if _is_possible(action, step, at)]
    scopes = {rule: _holds(action, rule, viewer) for rule in {RULES[step].by_lead for step in here}}
    return [step for step in here if scopes[RULES[step].by_lead]]


def must(action: Action, step: Step, at: datetime) -> None:
    """Raise NotPossible where the action, held and read anew, does not allow it (any more)."""
    if action.withdrawn_at is None and _is_possible(action, step, at):
        return
    if action.state in RULES[step].leaves:
        raise NotPossible(gettext("This action is over."))
    raise NotPossible(str(AS_IT_IS[State(action.state)]))


def phase(action: Action, at: datetime) -> Phase:
    """What it is by the clock; running from an hour that was told. Only what is announced runs."""
    if is_over(action, at):
        return Phase.OVER
    begun = action.starts is not None and action.time is not None and action.starts <= at
    return Phase.RUNNING if begun and action.state == State.ANNOUNCED else Phase.COMING


def is_over(action: Action, at: datetime) -> bool:
    """Whether its last hour is past."""
    return action.ends is not None and action.ends <= at


def _is_possible(action: Action, step: Step, at: datetime) -> bool:
    rule = RULES[step]
    return action.state in rule.leaves and not (rule.ahead and is_over(action, at))


def _holds(action: Action, by_lead: bool, viewer: Viewer) -> bool:
    mine = Action.objects.led_by(viewer) if by_lead else Action.objects.changeable_by(viewer)
    return mine.filter(pk=action.pk).exists()
