"""What an action said before, change by change: what was changed, when, in which part, and a text put back.

The rows are written by `changes.record` alone. They may hold an earlier meeting point, so that only who may change the
action reads them; what is withdrawn has none.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.utils.translation import gettext

from actions.planning import drafting
from actions.planning.changes import LEFT_OUT
from actions.planning.drafting import Plan
from actions.planning.models import Action, Change
from actions.planning.models.meeting import written
from actions.planning.taking_part import questions
from actions.planning.when import moments
from actions.planning.where import access
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.lib import points
from campaign.lib.differing import Stretch, stretches
from campaign.web import gazetteer
from campaign.web.templatetags import times
from campaign.web.viewer import Viewer

SIZE = 20  # changes on a page
TEXTS = ("title", "summary", "text", "bring", "access", "languages", "contact", "meeting_point")
SHOWN = ("reason", *TEXTS)  # whose words are compared
Names = dict[tuple[str, int], str]


class NothingToPutBack(Exception):
    """That change did not change this text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a change. `words` compares texts; other fields have their values, where they can be said."""

    field: str
    label: str
    before: str = ""
    after: str = ""
    words: tuple[Stretch, ...] = ()
    can_be_put_back: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """One change, with when it was by the action's clock."""

    change: Change
    at: datetime
    entries: tuple[Entry, ...]
    not_told: int | None = None  # its notice was left out: so many people have not been told of it

    @property
    def begins(self) -> bool:
        """Whether it is the beginning, where nothing was said before."""
        return not self.change.said and self.change.revision == 1


@dataclass(frozen=True, slots=True)
class Page:
    """Some chapters, newest first; `next` continues below that revision, 0 where there are no more."""

    chapters: list[Chapter]
    next: int


def read(action: Action, viewer: Viewer, *, below: int | None = None) -> Page:
    """A page of the history, in at most three queries however long it is."""
    rows = action.history.order_by("-revision")
    if below is not None:
        rows = rows.filter(revision__lt=below)
    found = list(rows[: SIZE + 1])
    names = _names(found[:SIZE], viewer)
    chapters = [_chapter(change, action, names) for change in found[:SIZE]]
    return Page(chapters, found[SIZE - 1].revision if len(found) > SIZE else 0)


def put_back(
    action: Action, change: Change, field: str, *, seen: int, now: datetime | None = None, role: str = ""
) -> None:
    """Say again what the action said there before that change. It is a change like any other.

    Raises NothingToPutBack, and what drafting.edit raises.
    """
    if field not in TEXTS or field not in change.said:
        raise NothingToPutBack
    words: dict[str, Any] = {field: change.said[field][0]}
    if field == "meeting_point" and words[field]:
        words["meeting_point_to_come"] = False
    plan: Plan = words  # type: ignore[assignment] # a field of it, by name
    drafting.edit(action, seen=seen, now=now, role=role, **plan)


def _chapter(change: Change, action: Action, names: Names) -> Chapter:
    said = {field: values for field, values in change.said.items() if field != LEFT_OUT}
    entries = (_entry(field, before, after, names) for field, (before, after) in said.items())
    return Chapter(change, moments.local(change.at, action.zone), tuple(entries), change.said.get(LEFT_OUT))


def _entry(field: str, before: Any, after: Any, names: Names) -> Entry:
    label = _label(field)
    if field in SHOWN:
        words = tuple(stretches(before or "", after or ""))
        return Entry(field, label, words=words, can_be_put_back=field in TEXTS)
    return Entry(field, label, _said(field, before, names), _said(field, after, names))


def _label(field: str) -> str:
    known = {
        "state": gettext("State"),
        "call": gettext("Call"),
        "group": gettext("The group that leads"),
        "meeting_point": gettext("Meeting point"),
        "meeting_point_for": gettext("Who is told the meeting point"),
        "meeting_point_hours": gettext("How many hours before the meeting point is told"),
        "meeting_point_time": gettext("From which hour of the day before the meeting point is told"),
        "route": gettext("Route"),
        "facilities": gettext("Access"),
    }
    name = str(getattr(Action._meta.get_field(field), "verbose_name", field))
    return known.get(field) or name[:1].upper() + name[1:]


def _said(field: str, value: Any, names: Names) -> str:
    """A value in words; empty where it has none that help."""
    column = Action._meta.get_field(field)
    if field in ("call", "group"):
        return names.get((field, value), gettext("one that you don’t see")) if value else gettext("none")
    if field == "country":
        return gazetteer.country_name(value) if value else ""
    if isinstance(column, models.BooleanField):
        return gettext("yes") if value else gettext("no")
    if field == "route":
        return written(value or [])
    if field == "asks":
        return questions.words_of(value or [])
    if field == "facilities":
        return access.words_of(value or {})
    if isinstance(column, models.FloatField):
        return points.plain(value) if value is not None else gettext("nothing")
    if isinstance(column, models.JSONField):
        return ""
    if value in (None, ""):
        return gettext("no limit") if field == "seats" else gettext("nothing")
    if choices := getattr(column, "choices", None):
        return str(dict(choices).get(value, value))
    if isinstance(column, models.DateField):
        return times.full_date(date.fromisoformat(value))
    return times.hour(time.fromisoformat(value)) if isinstance(column, models.TimeField) else str(value)


def _names(found: list[Change], viewer: Viewer) -> Names:
    """The calls and groups that these changes name, as far as the viewer sees them."""
    ids: dict[str, set[int]] = {"call": set(), "group": set()}
    for change in found:
        for field, known in ids.items():
            known.update(id for id in change.said.get(field, ()) if id)
    calls = Call.objects.visible_to(viewer).filter(pk__in=ids["call"]).values_list("pk", "title")
    groups = Group.objects.visible_to(viewer).filter(pk__in=ids["group"]).values_list("pk", "name")
    names: Names = {("call", id): title for id, title in calls} if ids["call"] else {}
    return names | ({("group", id): name for id, name in groups} if ids["group"] else {})
