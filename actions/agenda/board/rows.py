"""The rows of a board: one a group, with its answer, its actions for the call, and what lacks.

Of what is not announced the board tells that it is there and what it lacks, not what it is: its words are the group's
until it announces them. The number of queries does not depend on the number of rows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.agenda.board import lacking
from actions.planning.models import Action, Cohost
from actions.planning.taking_part import lacking as shifts
from actions.planning.taking_part.lacking import Lack
from campaign.calls.models import Answer, Call
from campaign.groups.models import Group
from campaign.web import gazetteer
from campaign.web.viewer import Viewer

SHOWN = 3  # actions of one group; beyond, their number
COLUMNS = (*("id", "slug", "title", "state", "visibility", "day", "city", "contact", "ends", "group_id", "report__id"),)


@dataclass(frozen=True, slots=True)
class Named:
    """An action that the viewer may read."""

    title: str
    url: str
    word: str
    struck: bool
    beside: bool  # another group leads it


@dataclass(slots=True)
class Row:
    """One group on the board. `hidden`: how many of its actions are not announced, or are its members' alone."""

    answer: Answer
    country: str
    actions: list[Named] = field(default_factory=list)
    more: int = 0
    hidden: str = ""
    lacks: list[str] = field(default_factory=list)
    people: str = ""
    reported: str = ""

    @property
    def group(self) -> Group:
        return self.answer.group

    @property
    def wants(self) -> bool:
        """Whether anything lacks, be it an answer."""
        return bool(self.people or self.lacks or not self.answer.given)

    @property
    def since(self) -> date | None:
        """The day of the answer, else of the last asking."""
        at = self.answer.answered_at or self.answer.asked_at
        return at.date() if at else None


def of(answers: Sequence[Answer], call: Call, viewer: Viewer, at: datetime) -> list[Row]:
    """The answers as rows, in their order."""
    groups = [answer.group_id for answer in answers]
    led = Action.objects.filter(call=call, group__in=groups, withdrawn_at=None)
    theirs: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in led.order_by(F("starts").asc(nulls_last=True), "id").values(*COLUMNS):
        theirs[row["group_id"]].append(row)
    ids = [row["id"] for several in theirs.values() for row in several]
    short = shifts.of(ids, at)
    places = _places(groups, call)
    readable = _readable([one for rows in (*theirs.values(), *places.values()) for one in rows], viewer)
    return [
        _row(
            answer,
            theirs[answer.group_id],
            [place for place in places.get(answer.group_id, []) if place["id"] in readable],
            call,
            at,
            short,
            readable,
        )
        for answer in answers
    ]


def _readable(several: Sequence[dict[str, Any]], viewer: Viewer) -> set[int]:
    """Those that the viewer may read. What everyone may read needs no question."""
    public = {
        one["id"]
        for one in several
        if one["state"] in Action.SHOWN_STATES and one["visibility"] == Action.Visibility.PUBLIC
    }
    others = [one["id"] for one in several if one["id"] not in public]
    return public | set(Action.objects.visible_to(viewer).filter(pk__in=[*others, 0]).values_list("pk", flat=True))


def _places(groups: Sequence[int], call: Call) -> dict[int, list[dict[str, Any]]]:
    """What these groups host that another leads."""
    accepted = Cohost.objects.accepted().filter(group__in=groups, action__call=call, action__withdrawn_at=None)
    columns = ("group_id", "action_id", "action__slug", "action__title", "action__state", "action__visibility")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for group, *said in accepted.order_by("pk").values_list(*columns):
        found[group].append(dict(zip(("id", "slug", "title", "state", "visibility"), said, strict=True)))
    return found


def _row(
    answer: Answer,
    theirs: list[dict[str, Any]],
    beside: list[dict[str, Any]],
    call: Call,
    at: datetime,
    short: dict[int, Lack],
    readable: set[int],
) -> Row:
    row = Row(answer, gazetteer.country_name(answer.group.country))
    told = [(one, False) for one in theirs if one["id"] in readable] + [(one, True) for one in beside]
    row.actions = [_named(one, beside=elsewhere) for one, elsewhere in told[:SHOWN]]
    row.more = max(len(told) - SHOWN, 0)
    row.hidden = _hidden([one for one in theirs if one["id"] not in readable])
    contact = bool(answer.group.public_contact)
    wants = {one["id"]: lacking.of_action(one, call, at, missing=one["id"] in short, contact=contact) for one in theirs}
    lacks = set().union(*wants.values())
    if not any(one["state"] in lacking.ALIVE for one in theirs) and answer.state in Answer.TAKING_PART and not beside:
        lacks.add("action")
    row.lacks = [str(words) for name, words in lacking.WORDS.items() if name in lacks - {"people", "report"}]
    row.people = _people(sum(short[id].shifts for id, wanted in wants.items() if "people" in wanted))
    row.reported = _reported(theirs, at)
    return row


def _named(one: dict[str, Any], *, beside: bool) -> Named:
    state = Action.State(one["state"])
    struck = state in (Action.State.CANCELLED, Action.State.POSTPONED)
    return Named(one["title"], reverse("action", args=[one["slug"]]), str(state.label), struck, beside)


def _hidden(several: list[dict[str, Any]]) -> str:
    if not several:
        return ""
    words = ngettext("%(count)d not public", "%(count)d not public", len(several))
    return words % {"count": len(several)}


def _people(number: int) -> str:
    """“6 shifts need people”: what the one lacks is never set against what another has too many."""
    return str(Lack(number, number)) if number else ""


def _reported(theirs: list[dict[str, Any]], at: datetime) -> str:
    over = [
        one
        for one in theirs
        if one["state"] == Action.State.ANNOUNCED and one["ends"] is not None and one["ends"] <= at
    ]
    if not over:
        return ""
    told = sum(one["report__id"] is not None for one in over)
    if told == len(over):
        return _("reported")
    return _("not reported yet") if not told else _("%(told)d of %(over)d reported") % {"told": told, "over": len(over)}
