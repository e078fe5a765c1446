"""How full an action is, and said truly: what is taken is not always sure, nor always somebody's."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext, ngettext

from actions.planning.models import Action, Registration
from actions.planning.models.action import ActionQuerySet

State = Registration.State


@dataclass(frozen=True, slots=True)
class Fill:
    """In places, but for `waiting`, which counts parties. `taken` holds `unsure` (asked again, not answered yet) and
    `offered` (kept for somebody who waited). `seats` and `free` are None where there is no limit."""

    seats: int | None
    taken: int
    free: int | None
    unsure: int
    offered: int
    waiting: int

    @property
    def sure(self) -> int:
        """Places of those who have said that they come, and from whom no other word is awaited."""
        return max(self.taken - self.unsure - self.offered, 0)


def of(action: Action) -> Fill:
    """One query; the counters are those that `action` was read with."""
    unsure, offered = Q(state=State.CONFIRMED, unsure_until__isnull=False), Q(state=State.OFFERED)
    places = Registration.objects.filter(unsure | offered, action=action).aggregate(
        unsure=Sum("seats", filter=unsure, default=0), offered=Sum("seats", filter=offered, default=0)
    )
    free = None if action.seats is None else max(action.seats - action.seats_taken, 0)
    return Fill(action.seats, action.seats_taken, free, places["unsure"], places["offered"], action.waiting)


def with_unsure(actions: ActionQuerySet) -> ActionQuerySet:
    """Each action with `unsure`, the number of its places that are; None where there are none."""
    asked = Registration.objects.filter(action=OuterRef("pk"), state=State.CONFIRMED, unsure_until__isnull=False)
    return actions.annotate(unsure=Subquery(asked.order_by().values("action").annotate(sum=Sum("seats")).values("sum")))


def taken(fill: Fill) -> str:
    """“38 of 70 places are taken”."""
    if fill.seats is None:
        words = ngettext("%(taken)d place is taken", "%(taken)d places are taken", fill.taken)
    else:
        words = ngettext(
            "%(taken)d of %(seats)d places is taken", "%(taken)d of %(seats)d places are taken", fill.taken
        )
    return words % {"taken": fill.taken, "seats": fill.seats}


def unsettled(fill: Fill) -> list[str]:
    """A sentence each for what is taken and not settled; none where everything is."""
    sentences = []
    if fill.unsure:
        words = ngettext(
            "%(unsure)d place is unsure: its people are asked whether they still come.",
            "%(unsure)d places are unsure: their people are asked whether they still come.",
            fill.unsure,
        )
        sentences.append(words % {"unsure": fill.unsure})
    if fill.offered:
        words = ngettext(
            "%(offered)d place is offered to somebody who waited.",
            "%(offered)d places are offered to people who waited.",
            fill.offered,
        )
        sentences.append(words % {"offered": fill.offered})
    return sentences


def words(fill: Fill) -> str:
    """All of it for those who plan: “38 of 70 places are taken. 4 places are unsure: … 2 parties wait.”"""
    sentences = [gettext("%(taken)s.") % {"taken": taken(fill)}, *unsettled(fill)]
    if fill.waiting:
        waiting = ngettext("%(waiting)d party waits.", "%(waiting)d parties wait.", fill.waiting)
        sentences.append(waiting % {"waiting": fill.waiting})
    return " ".join(sentences)
