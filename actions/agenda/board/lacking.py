"""What the groups on a board lack: people, a day, a city, somebody to ask; an action at all; afterwards a report.

An action lacks people while a shift to come has fewer than it needs at the least. Only the group
that leads an action lacks what the action lacks. What is cancelled lacks nothing, what is over no more than a report.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Action, Shift
from actions.planning.taking_part import lacking as shifts
from campaign.calls.models import Answer, Call
from campaign.groups.models import Group

State = Action.State
ALIVE = (State.IDEA, State.DRAFT, State.ANNOUNCED, State.POSTPONED)
WORDS: dict[str, Promise] = {
    "people": _("people"),
    "day": _("a day"),
    "city": _("a city"),
    "contact": _("a contact"),
    "action": _("an action"),
    "report": _("a report"),
}


def of_action(row: dict[str, Any], call: Call, at: datetime, *, missing: bool, contact: bool) -> set[str]:
    """What one action lacks, as names in WORDS. `contact`: its group says to everyone whom to ask."""
    if row["state"] not in ALIVE:
        return set()
    if row["ends"] is not None and row["ends"] <= at:
        return {"report"} if row["state"] == State.ANNOUNCED and row["report__id"] is None else set()
    there = {
        "people": not missing,
        "day": row["day"] is not None,
        "city": bool(row["city"]),
        "contact": bool(row["contact"] or call.default_contact or contact),
    }
    return {name for name, said in there.items() if not said}


def asks(what: str, call: Call, at: datetime) -> Q:
    """The same as a question to the answers: those whose groups lack this."""
    theirs = Action.objects.filter(call=call, group=OuterRef("group"), withdrawn_at=None).order_by()
    alive = theirs.filter(state__in=ALIVE)
    if what == "action":
        return ~Q(Exists(alive)) & ~Q(state=Answer.State.DECLINED)
    if what == "report":
        return Q(Exists(theirs.filter(state=State.ANNOUNCED, ends__lte=at, report=None)))
    coming = alive.coming(at)
    if what == "people":
        return Q(Exists(coming.filter(pk__in=_short_of_people(call, at))))
    if what == "contact":
        nobody = coming.filter(contact="").exclude(group__in=_with_a_contact())
        return Q(pk__in=[]) if call.default_contact else Q(Exists(nobody))
    return Q(Exists(coming.filter(day=None) if what == "day" else coming.filter(city="")))


def _short_of_people(call: Call, at: datetime) -> Any:
    """Found once for the whole call: asked of each of a hundred thousand actions it takes half a second."""
    return shifts.short(Shift.objects.filter(shifts.ahead(at), action__call=call)).order_by().values("action")


def _with_a_contact() -> Any:
    shown = Group.Contact
    line = Q(contact_shown=shown.LINE) & ~Q(contact="")
    mail = Q(contact_shown=shown.MAIL, contact_mail__isnull=False)
    page = Q(contact_shown=shown.PAGE) & ~Q(contact_page="")
    return Group.objects.filter(line | mail | page).order_by().values("pk")
