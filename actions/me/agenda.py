"""What stands on a person's own page: what she has signed up for, her groups, what she plans."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count, F, OrderBy, OuterRef, Prefetch, Q, Subquery

from actions.planning.furniture import checklist
from actions.planning.models import Action, ChecklistItem, Cohost, Delegate, Registration, ShiftPlace
from actions.planning.models.action import ActionQuerySet
from actions.planning.taking_part import fill, letters, registrations, shift_words, waiting_list
from actions.planning.where import meeting_point
from actions.planning.where.meeting_point import Meeting
from campaign.calls.models import Answer, Call
from campaign.groups.models import Membership
from campaign.web.viewer import Viewer

SOON = timedelta(hours=24)
BY_START = F("starts").asc(nulls_last=True)
LONGEST_LIST = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One registration: its action, where to change or cancel it, and where to meet as far as that is told."""

    registration: Registration
    action: Action
    address: str
    meeting_point: Meeting | None
    meeting_words: str
    place: int  # in the line; 0 for who does not wait
    soon: bool  # within a day: what a reminder by mail would say
    until: str  # an offered place is kept until then, or she is asked whether she still comes
    shifts: list[str]  # those she holds

    @property
    def gone(self) -> bool:
        return self.action.state in (Action.State.POSTPONED, Action.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Day:
    """What is on one day; None for actions whose day is still to be told."""

    date: date | None
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Planned:
    """What she plans: an action, or the first of a series' dates, of which there are `more`."""

    action: Action
    more: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """All of it. Whoever has no `days`, `groups` and `planned` is new here."""

    days: list[Day]
    groups: list[Membership]
    drafts: list[Planned]
    planned: list[Planned]
    calls: list[Call]
    silent: list[Answer]  # of her groups to calls: asked, not given yet
    asked: list[Cohost]  # of her groups: to co-host, or to lead
    delegated: list[Delegate]  # of her: to organise
    overdue: list[ChecklistItem]

    @property
    def soon(self) -> list[Entry]:
        return [entry for day in self.days for entry in day.entries if entry.soon]


def of(viewer: Viewer, now: datetime) -> Agenda:
    """The viewer's own agenda, in a number of queries that does not depend on its length."""
    plans = Action.objects.changeable_by(viewer).exclude(state=Action.State.CANCELLED).select_related("group")
    looked_after = Call.objects.changeable_by(viewer).exclude(state=Call.State.ENDED)
    silent = Answer.objects.changeable_by(viewer).open().silent()
    unannounced = [Action.State.IDEA, Action.State.DRAFT]
    coming = plans.exclude(state__in=unannounced).coming(now)
    return Agenda(
        days=_days(_entries(viewer, now)),
        groups=list(Membership.objects.of(viewer).select_related("group").order_by("group__name", "group_id")),
        drafts=_planned(plans.filter(state__in=unannounced), F("changed_at").desc()),
        planned=_planned(coming, BY_START),
        asked=list(Cohost.objects.awaiting(viewer).select_related("action__group", "group").order_by("pk")),
        delegated=list(Delegate.objects.awaiting(viewer, now).select_related("action__group").order_by("pk")),
        calls=list(looked_after.order_by("-state", "-changed_at")[:LONGEST_LIST]),  # published ones first
        silent=list(silent.select_related("call", "group").order_by("asked_at", "pk")[:LONGEST_LIST]),
        overdue=checklist.overdue_of(viewer, now),
    )


def _entries(viewer: Viewer, now: datetime) -> list[Entry]:
    found = list(
        Registration.objects.readable_by(viewer)
        .exclude(state=Registration.State.CANCELLED)
        .filter(action__withdrawn_at=None, action__in=Action.objects.coming(now).values("pk"))
        .select_related("action")
        .prefetch_related(Prefetch("shift_places", ShiftPlace.objects.filter(held=True).select_related("shift")))
        .order_by(F("action__starts").asc(nulls_last=True), "action_id")
    )
    told = meeting_point.reveal_many([one.action for one in found], viewer, now)
    line = waiting_list.places(found)
    return [_entry(one, told.get(one.action_id), line.get(one.pk, 0), now) for one in found]


def _entry(registration: Registration, where: Meeting | None, place: int, now: datetime) -> Entry:
    action = registration.action
    coming = registration.state == Registration.State.CONFIRMED
    words = meeting_point.words_for_coming(action, now, here=True) if coming else meeting_point.words(action, now)
    limit = registration.offered_until or registration.unsure_until
    near = action.starts is not None and now <= action.starts <= now + SOON
    return Entry(
        registration=registration,
        action=action,
        address=registrations.path(registration),
        meeting_point=where,
        meeting_words="" if where else words,
        place=place,
        soon=near and action.state == Action.State.ANNOUNCED and coming,
        until=letters.hour_words(limit, action.zone) if limit else "",
        shifts=[shift_words.line(one.shift) for one in registration.shift_places.all()],
    )


def _planned(plans: ActionQuerySet, order: OrderBy) -> list[Planned]:
    """A series stands once, at its first date among these: a year of drafts would hide all the rest."""
    first = plans.filter(series=OuterRef("series")).order_by(BY_START, "pk").values("pk")[:1]
    once = fill.with_unsure(plans.filter(Q(series=None) | Q(pk=Subquery(first))))
    several = plans.filter(series__isnull=False).order_by().values_list("series")
    dates = dict(several.annotate(Count("pk")))
    return [Planned(one, dates.get(one.series_id, 1) - 1) for one in once.order_by(order, "pk")[:LONGEST_LIST]]


def _days(entries: Iterable[Entry]) -> list[Day]:
    return [Day(day, list(group)) for day, group in groupby(entries, key=lambda entry: entry.action.day)]
