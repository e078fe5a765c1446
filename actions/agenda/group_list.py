"""All groups, by country and name, a page at a time, by keyset: no page costs more than another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Q, SmallIntegerField, Value, When

from actions.planning.models import Action
from actions.planning.models.action import ActionQuerySet
from campaign.groups.models import Group, GroupQuerySet
from campaign.lib.folding import fold
from campaign.web import gazetteer
from campaign.web.viewer import Viewer

PAGE = 200  # groups


@dataclass(frozen=True, slots=True)
class Line:
    """A group as the list says it: where, how many actions come, whether anybody looks after it."""

    group: Group
    country: str
    coming: int
    sleeps: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some groups; the cursor of those that follow, empty on the last page; the countries there are to choose from."""

    lines: list[Line]
    next: str
    is_first: bool
    countries: Sequence[tuple[str, str]]


def page(viewer: Viewer, actions: ActionQuerySet, at: datetime, *, country: str, asked: str, after: str) -> Page:
    """Those of a `country` (its code) whose name holds the words `asked` for, after the group with that id.

    Countries stand in the order of their names in the reader's language, which the database does not know: it is
    told the rank of each country in which there are groups. `actions` are those that the list may count.
    """
    visible = Group.objects.visible_to(viewer)
    countries = _countries(visible)
    ranks = [When(country=code, then=Value(rank)) for rank, (code, _name) in enumerate(countries)]
    found = visible.annotate(rank=Case(*ranks, default=Value(len(ranks)), output_field=SmallIntegerField()))
    last = found.filter(pk=int(after)).first() if after.isascii() and after.isdigit() and len(after) < 19 else None
    if country in dict(countries):
        found = found.filter(country=country)
    for word in fold(asked).split():
        found = found.filter(search__contains=word)
    if last is not None:
        later = Q(search__gt=last.search) | Q(search=last.search, pk__gt=last.pk)
        rank: int = last.rank  # type: ignore[attr-defined]  # annotated above
        found = found.filter(Q(rank__gt=rank) | Q(rank=rank) & later)
    groups = list(found.order_by("rank", "search", "pk")[: PAGE + 1])
    following = str(groups[PAGE - 1].pk) if len(groups) > PAGE else ""
    return Page(_lines(groups[:PAGE], actions, at), following, last is None, countries)


def _lines(groups: list[Group], actions: ActionQuerySet, at: datetime) -> list[Line]:
    to_come = actions.coming(at).exclude(state=Action.State.CANCELLED).order_by()
    ids = [group.pk for group in groups]
    coming: Counter[int] = Counter(dict(to_come.filter(group__in=ids).values_list("group").annotate(Count("pk"))))
    beside = to_come.filter(cohosts__group__in=ids, cohosts__state="accepted")
    coming.update(dict(beside.values_list("cohosts__group").annotate(Count("pk"))))
    return [
        Line(group, gazetteer.country_name(group.country), coming[group.pk], group.is_dormant(at.date()))
        for group in groups
    ]


def _countries(groups: GroupQuerySet) -> list[tuple[str, str]]:
    codes = groups.order_by().values_list("country", flat=True).distinct()
    return sorted(((code, gazetteer.country_name(code)) for code in codes), key=lambda pair: pair[1].casefold())
