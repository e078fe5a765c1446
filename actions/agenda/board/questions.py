"""What a board can be asked, read from the query: which answers, what lacks, which country, in which order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _said
from django.utils.translation import gettext_lazy as _

from actions.agenda.board import lacking
from campaign.calls.answer_forms import ByCountry
from campaign.calls.models import Answer, Call
from campaign.groups.models import Group

PAGE = 50
SILENT = "silent"
TALLY = (
    (SILENT, Answer.State.ASKED, _("Silent")),
    ("considering", Answer.State.CONSIDERING, _("Considering")),
    ("planning", Answer.State.PLANNING, _("Planning")),
    ("needs-help", Answer.State.NEEDS_HELP, _("Need help")),
    ("declined", Answer.State.DECLINED, _("Declined")),
)
STATES = {name: state for name, state, _words in TALLY}
ORDERS = {
    "name": ("group__search", "group_id"),
    "country": ("group__country", "group__search", "group_id"),
    "latest": ("-changed_at", "-id"),
    "earliest": ("changed_at", "id"),
}


class BoardForm(ByCountry):
    """Which rows, and in which order."""

    field_order = ("answer", "lacks", "country", "sort")
    answer = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[(name, name) for name in STATES])
    lacks = forms.ChoiceField(
        label=_("What lacks"), required=False, choices=[("", _("whatever lacks")), *lacking.WORDS.items()]
    )
    sort = forms.ChoiceField(
        label=_("In order of"),
        required=False,
        choices=[
            ("", _("name")),
            ("country", _("country")),
            ("latest", _("last change, newest first")),
            ("earliest", _("last change, oldest first")),
        ],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, groups=Group.objects.standing())


@dataclass(frozen=True, slots=True)
class Tally:
    """An answer with the number of groups that give it, as a link of the board."""

    name: str
    words: str
    number: int


def apply(call: Call, asked: dict[str, str], at: datetime) -> QuerySet[Answer]:
    """The answers to the call that are asked for, in no order yet."""
    found = Answer.objects.filter(call=call)
    if "answer" in asked:
        found = found.filter(state=STATES[asked["answer"]])
    if "country" in asked:
        found = found.filter(group__country=asked["country"])
    if "lacks" in asked:
        found = found.filter(lacking.asks(asked["lacks"], call, at))
    return found


def tallies(call: Call) -> list[Tally]:
    """All answers to the call, counted: one query."""
    rows = Answer.objects.filter(call=call).order_by().values_list("state").annotate(Count("pk"))
    counted: dict[str, int] = dict(rows)
    each = [Tally(name, str(words), counted.get(state, 0)) for name, state, words in TALLY]
    return [Tally("", _said("All"), sum(counted.values())), *each]


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and where the next one starts."""

    answers: list[Answer]
    next: str


def page(answers: QuerySet[Answer], asked: dict[str, str], after: str) -> Page:
    """The page after the answer with that id. Keyset paging: however far on, the database reads one page.

    In order of the groups it is the groups that are read, by an index in that order, each asked for its answer: with
    thousands of answers to sort, a page would take as long as all of them.
    """
    order = ORDERS[asked.get("sort", "name")]
    last = _key(answers, order, after)
    if order[0].startswith("group__"):
        found = answers.filter(group__in=_groups(answers, order, last)).select_related("group")
        rows = sorted(found, key=lambda one: _sorting(one, order))
    else:
        beyond = answers.filter(_beyond(order, last)) if last else answers
        rows = list(beyond.select_related("group").order_by(*order)[: PAGE + 1])
    return Page(rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def _key(answers: QuerySet[Answer], order: tuple[str, ...], after: str) -> tuple[Any, ...] | None:
    """Where the page before ended, as values of the order's columns."""
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        return None
    columns = [name.lstrip("-") for name in order]
    return Answer.objects.filter(pk=int(after), call__in=answers.values("call")).values_list(*columns).first()


def _groups(answers: QuerySet[Answer], order: tuple[str, ...], last: tuple[Any, ...] | None) -> list[int]:
    columns = tuple("id" if name == "group_id" else name.removeprefix("group__") for name in order)
    groups = Group.objects.filter(Exists(answers.order_by().filter(group=OuterRef("pk"))))
    if last:
        groups = groups.filter(_beyond(columns, last))
    return list(groups.order_by(*columns).values_list("pk", flat=True)[: PAGE + 1])


def _sorting(answer: Answer, order: tuple[str, ...]) -> tuple[Any, ...]:
    said = {"group__country": answer.group.country, "group__search": answer.group.search, "group_id": answer.group_id}
    return tuple(said[name] for name in order)


def _beyond(order: tuple[str, ...], key: tuple[Any, ...]) -> Q:
    """What comes after this key in that order."""
    found, same = Q(), Q()
    for name, value in zip(order, key, strict=True):
        column, sign = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        found |= same & Q(**{f"{column}__{sign}": value})
        same &= Q(**{column: value})
    return found


def words(asked: dict[str, str], number: int) -> str:
    """What the rows that are shown have in common, for the button that writes to exactly these."""
    silent = asked.get("answer") == SILENT and set(asked) <= {"answer", "sort"}
    if silent:
        return _said("Write to the %(number)d that are silent") % {"number": number}
    if set(asked) <= {"sort"}:
        return _said("Write to all %(number)d") % {"number": number}
    return _said("Write to these %(number)d") % {"number": number}
