"""What has to be done for an action: by whom, until when, and whether it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext

from actions.planning import changes
from actions.planning.furniture import furnishing
from actions.planning.kinds.pattern import Task
from actions.planning.models import Action, ChecklistItem
from actions.planning.when import moments
from campaign.groups.models import Group, Membership, MembershipQuerySet
from campaign.web.viewer import Viewer

MOST = 200  # items of one action
SOON = timedelta(days=3)


class TooMany(Exception):
    """More than anybody would look through."""

    def __init__(self) -> None:
        super().__init__(gettext("A checklist can have %(most)d items at most.") % {"most": MOST})


@dataclass
class Overtaken(Exception):
    """Somebody else has saved this since it was opened. `item` is what now stands; None: it is gone."""

    item: ChecklistItem | None


@dataclass(frozen=True, slots=True)
class Due:
    """Until when: by a rule, so that it follows the action, or on a day set by hand; neither: whenever."""

    days: int | None = None  # before the first day; negative: after it
    at: time | None = None
    hours: int | None = None  # before the start
    day: date | None = None  # by hand
    hour: time | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One item as somebody sees it. `owner` is a pseudonym where she may read it, else says whose it is."""

    item: ChecklistItem
    owner: str
    mine: bool
    overdue: bool
    soon: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How a checklist stands, for the pages that lead to it."""

    all: int
    open: int
    overdue: int

    @property
    def done(self) -> int:
        return self.all - self.open


def add(action: Action, *, title: str, due: Due, owner: Membership | None = None) -> ChecklistItem:
    """One more thing to do. Raises TooMany."""
    with transaction.atomic(durable=True):
        changes.lock(action)
        if ChecklistItem.objects.filter(action=action).count() >= MOST:
            raise TooMany
        item = ChecklistItem(action=action, title=title, owner=owner)
        _set_due(item, action, due)
        item.save()
    return item


def change(item: ChecklistItem, *, title: str, due: Due, owner: Membership | None, seen: int) -> ChecklistItem:
    """Say it in other words, due at another time, or somebody else's. Raises Overtaken."""
    with transaction.atomic(durable=True):
        changes.lock(item.action)
        present = ChecklistItem.objects.filter(pk=item.pk).first()
        if present is None or present.saves != seen:
            raise Overtaken(present)
        present.title, present.owner, present.saves = title, owner, present.saves + 1
        _set_due(present, item.action, due)
        present.save()
    return present


@transaction.atomic(durable=True)
def tick(item: ChecklistItem, *, done: bool = True) -> None:
    """It is done, or is not after all. Pressed twice it is what it was; who ticked is not kept."""
    ChecklistItem.objects.filter(pk=item.pk).exclude(done=done).update(done=done, saves=F("saves") + 1)


@transaction.atomic(durable=True)
def take_on(item: ChecklistItem, owner: Membership) -> bool:
    """Take on what nobody has taken on; False where somebody was faster."""
    free = ChecklistItem.objects.filter(pk=item.pk, owner=None)
    return bool(free.update(owner=owner, saves=F("saves") + 1))


@transaction.atomic(durable=True)
def let_go(item: ChecklistItem, owner: Membership) -> None:
    """Take it on no longer."""
    ChecklistItem.objects.filter(pk=item.pk, owner=owner).update(owner=None, saves=F("saves") + 1)


@transaction.atomic(durable=True)
def drop(item: ChecklistItem) -> None:
    """Take it off the list."""
    ChecklistItem.objects.filter(pk=item.pk).delete()


def add_all(action: Action, tasks: Iterable[Task]) -> int:
    """Add what a pattern brings, but for what stands there in the same words; how many were added. Raises TooMany."""
    with transaction.atomic(durable=True):
        changes.lock(action)
        there = set(ChecklistItem.objects.filter(action=action).values_list("title", flat=True))
        items = [furnishing.item_of(action, task) for task in tasks if str(task.title) not in there]
        if len(there) + len(items) > MOST:
            raise TooMany
        ChecklistItem.objects.bulk_create(items)
    return len(items)


def _set_due(item: ChecklistItem, action: Action, due: Due) -> None:
    item.days_before, item.at, item.hours_before = due.days, due.at, due.hours
    if item.follows:
        rule = Task(item.title, days=due.days, at=due.at, hours=due.hours)
        item.due_day, item.due_time = rule.due(action.day, action.time)
    else:
        item.due_day, item.due_time = due.day, due.hour


def due_of(item: ChecklistItem) -> Due:
    """Until when it is due, as it was said."""
    if item.follows:
        return Due(days=item.days_before, at=item.at, hours=item.hours_before)
    return Due(day=item.due_day, hour=item.due_time)


def deadline(item: ChecklistItem, zone: str) -> datetime | None:
    """The instant after which it is overdue; where there is no hour, the end of the day there."""
    if item.due_day is None:
        return None
    if item.due_time is not None:
        return moments.instant(item.due_day, item.due_time, zone)
    return moments.instant(item.due_day + moments.DAY, moments.MIDNIGHT, zone)


def lines(action: Action, viewer: Viewer, now: datetime) -> list[Line]:
    """The whole list, what is still to do first. Pseudonyms only of people in groups that the viewer is in."""
    items = list(ChecklistItem.objects.filter(action=action).in_turn())
    names = _names(items, viewer)
    mine = set(Membership.objects.of(viewer).values_list("pk", flat=True))
    return [_line(item, action, names, mine, now) for item in items]


def _line(item: ChecklistItem, action: Action, names: dict[int, str], mine: set[int], now: datetime) -> Line:
    until = deadline(item, action.zone)
    late = until is not None and until <= now and not item.done
    owner = names.get(item.owner_id, gettext("somebody of another group")) if item.owner_id else ""
    return Line(
        item=item,
        owner=owner,
        mine=item.owner_id in mine,
        overdue=late,
        soon=until is not None and not late and not item.done and until <= now + SOON,
    )


def _names(items: Sequence[ChecklistItem], viewer: Viewer) -> dict[int, str]:
    owners = {item.owner_id for item in items if item.owner_id}
    inside = Membership.objects.readable_by(viewer).filter(pk__in=owners)
    return dict(inside.values_list("pk", "person__pseudonym"))


def candidates(action: Action, viewer: Viewer) -> MembershipQuerySet:
    """Who can take something on: those who plan in a group that hosts the action, as far as the viewer is in that
    group herself."""
    planning = [Membership.Role.ORGANISER, Membership.Role.COORDINATOR]
    hosts = Group.objects.filter(Q(pk=action.group_id) | Q(cohosted__action=action, cohosted__state="accepted"))
    people = Membership.objects.readable_by(viewer).filter(group__in=hosts.values("pk"), role__in=planning)
    return people.filter(person__is_active=True).by_role().select_related("person", "group")


def release(action: Action, group_id: int) -> None:
    """A step of a host's leaving: its people have nothing to do with the action any more."""
    theirs = ChecklistItem.objects.filter(action=action, owner__group=group_id)
    theirs.update(owner=None, saves=F("saves") + 1)


def tally(action: Action, now: datetime) -> Tally:
    """How many there are, how many are to do, how many of them should have been done. One query."""
    items = list(ChecklistItem.objects.filter(action=action))
    open = [item for item in items if not item.done]
    late = [item for item in open if (until := deadline(item, action.zone)) and until <= now]
    return Tally(len(items), len(open), len(late))


def overdue_of(viewer: Viewer, now: datetime) -> list[ChecklistItem]:
    """What the viewer has taken on and should have done, of actions that are not called off."""
    mine = ChecklistItem.objects.of(viewer).filter(done=False, due_day__lte=now.date() + moments.DAY)
    mine = mine.exclude(action__state=Action.State.CANCELLED).select_related("action").in_turn()
    return [item for item in mine[:MOST] if (until := deadline(item, item.action.zone)) and until <= now]
