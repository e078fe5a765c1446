"""Templates: a group's go before the network's, and these before what the software brings for a kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext

from actions.planning.drafting import Plan
from actions.planning.furniture import furnishing
from actions.planning.kinds import BUILT_IN, words
from actions.planning.kinds.pattern import LONGEST_RUN, TAKING_PART, On, Pattern, Work, read, stored
from actions.planning.models import Action, ChecklistItem, Kind, Shift, Template
from actions.planning.words import inheritance
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.web.models import Network

MOST_OF_ONE = 30  # templates kept beside the kinds, by one group or by the network


class TooMany(Exception):
    """More templates than anybody would look through."""


class NameTaken(Exception):
    """There is one of that name for the same kind already."""


@dataclass
class Overtaken(Exception):
    """Somebody else has saved since this was opened. `template` is what now stands, None where it was reset."""

    template: Template | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A pattern on offer, and whose it is: the group's, the network's, or the software's (both empty)."""

    kind: str
    pattern: Pattern
    template: Template | None = None

    @property
    def name(self) -> str:
        return self.template.name if self.template else ""

    @property
    def kind_name(self) -> str:
        return gettext("Another action") if self.kind == Kind.OTHER else str(Kind(self.kind).label)

    @property
    def about(self) -> str:
        """One sentence on what the kind is good for."""
        return str(BUILT_IN[self.kind].short)

    @property
    def brings(self) -> str:
        """Hours, places, shifts and things to do, in a line."""
        return words.brings(self.pattern)

    @property
    def of_group(self) -> bool:
        return self.template is not None and self.template.group_id is not None

    @property
    def of_network(self) -> bool:
        return self.template is not None and self.template.group_id is None

    @property
    def reference(self) -> str:
        """By which a page names it: its kind, or the number of one that stands beside the kinds."""
        return str(self.template.pk) if self.template and self.template.name else self.kind


def choose(reference: str, group: Group) -> Choice | None:
    """What a page has named: a kind, or one that the group or the network keeps beside the kinds."""
    if reference in Kind.values:
        return standard(reference, group)
    if not reference.isdecimal() or len(reference) > 9:
        return None
    kept = Template.objects.filter(pk=int(reference)).exclude(name="").first()
    if kept is None or kept.group_id not in (None, group.pk):
        return None
    return Choice(kept.kind, read(kept.pattern), kept)


def standard(kind: str, group: Group | None) -> Choice:
    """What stands for a kind in a group; in the network for None."""
    return {choice.kind: choice for choice in standards(group)}[kind]


def standards(group: Group | None) -> list[Choice]:
    """What stands for each kind, in their order. One query."""
    rows = Template.objects.filter(Q(group=None) | Q(group=group), name="")
    found = {row.kind: row for row in sorted(rows, key=lambda row: row.group_id or 0)}  # the group's over the network's
    return [_choice(kind, found.get(kind)) for kind in Kind.values]


def kept(group: Group | None) -> list[Choice]:
    """Those that stand beside the kinds: the group's, then the network's."""
    rows = Template.objects.filter(Q(group=None) | Q(group=group)).exclude(name="")
    rows = rows.order_by(F("group").asc(nulls_last=True), "name", "pk")
    return [_choice(template.kind, template) for template in rows]


def _choice(kind: str, template: Template | None) -> Choice:
    return Choice(kind, read(template.pattern) if template else BUILT_IN[kind], template)


def plan(kind: str, group: Group, call: Call | None = None) -> Plan:
    """First values for the form: what stands for a kind in a group, but for what the call says for all."""
    return first_values(standard(kind, group), call)


def first_values(choice: Choice, call: Call | None = None) -> Plan:
    """The same of any pattern. What the call says is left empty, which means “as the call says”."""
    pattern = choice.pattern
    values: Plan = {
        "kind": choice.kind,
        "title": str(pattern.title),
        "time": pattern.time,
        "end_time": pattern.end_time,
        "open_ended": pattern.open_ended,
        "seats": pattern.seats,
        "meeting_point_for": pattern.meeting_point_for,
        "meeting_point_hours": pattern.meeting_point_hours,
        "visibility": pattern.visibility,
        "summary": str(pattern.summary),
        "text": str(pattern.text),
        "bring": str(pattern.bring),
        "access": str(pattern.access),
    }
    if inheritance.offered(call, "text"):
        values["text"] = ""
    if inheritance.offered(call, "bring"):
        values["bring"] = ""
    if any(inheritance.offered_hours(call)) and not pattern.open_ended:
        values["time"] = values["end_time"] = None
    return values


def taking_part(choice: Choice) -> Plan:
    """What a pattern says of taking part, which the form of planning doesn't ask: guests, questions, reminders."""
    values: dict[str, Any] = {name: getattr(choice.pattern, name) for name in TAKING_PART}
    plan: Plan = values | {"asks": [dict(ask) for ask in choice.pattern.asks]}  # type: ignore[assignment] # by name
    return plan


def change(
    group: Group | None, kind: str, pattern: Pattern, *, template: Template | None = None, seen: int = 0, name: str = ""
) -> Template:
    """Keep a pattern as what the group, or the network, has for a kind. `seen`: how often it had been saved then.

    With a `name` it stands beside the kinds; `template` is the one that is changed. Raises Overtaken, NameTaken.
    """
    owned = Template.objects.filter(group=group, kind=kind)
    now_stands = owned.filter(pk=template.pk) if template else owned.filter(name=name)
    try:
        with transaction.atomic(durable=True):
            _hold(group)
            present = now_stands.first()
            if (present.saves if present else 0) != seen or (template and present is None):
                raise Overtaken(present)
            if name and owned.filter(name=name).exclude(pk=present.pk if present else 0).exists():
                raise NameTaken
            made = present or Template(group=group, kind=kind, saves=0)
            made.name, made.pattern, made.saves = name, stored(pattern), made.saves + 1
            made.save()
    except IntegrityError:  # a network without a row of its own holds nobody up
        raise Overtaken(now_stands.first()) from None
    return made


def keep(action: Action, *, name: str) -> Template:
    """Keep an action as a template of its group, beside the kinds. Raises NameTaken, TooMany.

    Not kept is what belongs to one day and place: the meeting point, languages and contact, who took on what.
    """
    pattern = pattern_of(action)
    with transaction.atomic(durable=True):
        _hold(action.group)
        owned = Template.objects.filter(group=action.group).exclude(name="")
        if owned.filter(kind=action.kind, name=name).exists():
            raise NameTaken
        if owned.count() >= MOST_OF_ONE:
            raise TooMany
        return Template.objects.create(group=action.group, kind=action.kind, name=name, pattern=stored(pattern))


@transaction.atomic(durable=True)
def reset(template: Template) -> None:
    """Go back to what stands behind it: the network's for a group's, the software's for the network's."""
    Template.objects.filter(pk=template.pk).delete()


def _hold(group: Group | None) -> None:
    """Changes of one owner's templates come one by one: nobody saves over another unseen."""
    if group is None:
        Network.objects.update(name=F("name"))
    else:
        Group.objects.filter(pk=group.pk).update(slug=F("slug"))


def pattern_of(action: Action) -> Pattern:
    """What another action of its kind could begin with."""
    shifts = list(Shift.objects.filter(action=action).order_by("time", "title", "end_time", "least", "most", "day"))
    days = {shift.day for shift in shifts}
    run = (max(days) - min(days)).days + 1 if days else 1
    items = ChecklistItem.objects.filter(action=action).order_by("due_day", "due_time", "pk")
    return Pattern(
        title=action.title,
        time=action.time,
        end_time=action.end_time,
        open_ended=action.open_ended,
        seats=action.seats,
        meeting_point_for=action.meeting_point_for,
        meeting_point_hours=action.meeting_point_hours,
        visibility=action.visibility,
        summary=action.summary,
        text=action.text,
        bring=action.bring,
        access=action.access,
        **{name: getattr(action, name) for name in TAKING_PART},
        run=min(run, LONGEST_RUN),
        works=tuple(_works_of(action, shifts)),
        tasks=tuple(furnishing.as_task(item, action) for item in items),
    )


def _works_of(action: Action, shifts: list[Shift]) -> Iterator[Work]:
    """Shifts that differ in nothing but their day are one of every day."""
    rows = groupby(shifts, key=lambda shift: (shift.time, shift.title, shift.end_time, shift.least, shift.most))
    for (start, title, end, least, most), same in rows:
        days = [shift.day for shift in same]
        yield Work(title, start, end, least, most, On.EACH if len(days) > 1 else _on(action, days[0]))


def _on(action: Action, day: date) -> On:
    if action.day is None or day == action.day:
        return On.FIRST
    return On.EVE if day < action.day else On.LAST
