"""Several groups host one action: one leads, the others are asked and accept. The lead is handed over, never dropped.

The row of the action is held by the first statement of each verb, so that of two who answer, ask or take back at once
the second finds what the first has left: NotAsked, NotHosting and LedByAnother each say it in a sentence.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils.translation import gettext

from actions.planning import changes
from actions.planning.drafting import NotPossible
from actions.planning.furniture import checklist
from actions.planning.hosting import host_letters
from actions.planning.models import Action, Cohost, Delegate, Registration
from campaign.groups.models import Group, GroupQuerySet, Membership
from campaign.lib import clock, folding
from campaign.web import gazetteer

State = Cohost.State
FOUND, MOST_WORDS = 12, 8


class NotAsked(NotPossible):
    """The question has been taken back, or answered already."""

    def __init__(self) -> None:
        super().__init__(
            gettext("Your group is not asked any more: the question was taken back or answered meanwhile.")
        )


class NotHosting(NotPossible):
    """That group does not co-host the action."""

    def __init__(self) -> None:
        super().__init__(gettext("That group does not co-host the action, or does no more."))


class LedByAnother(NotPossible):
    """The lead was handed over after the page was opened."""

    def __init__(self) -> None:
        super().__init__(gettext("Another group leads the action now: this is for its organisers to do."))


def invite(
    action: Action, group: Group, *, following: bool = False, told: bool = True, now: datetime | None = None
) -> Cohost:
    """Ask a group to co-host. Its organisers are told by mail, and see what the action says from now on.

    `following`: and the later dates of its series too, each of which is asked for in the same way, but not `told`.
    Who hosts it or is asked already stays so. Raises NotPossible, LedByAnother.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        lock_as_lead(action)
        if action.state == Action.State.CANCELLED:
            raise NotPossible(gettext("This action is cancelled."))
        if group.pk == action.group_id:
            raise NotPossible(gettext("%(group)s leads the action already.") % {"group": group.name})
        cohost, new = Cohost.objects.get_or_create(action=action, group=group, defaults={"following": following})
        declined = _rows(cohost, State.DECLINED)
        again = declined.update(state=State.ASKED, times_asked=F("times_asked") + 1, following=following)
        if (new or again) and told:
            cohost.refresh_from_db()
            host_letters.asked(cohost, action, now=now)
    return cohost


def take_back(cohost: Cohost) -> None:
    """Ask it no more; a group that has declined may be forgotten so too. Raises NotAsked, LedByAnother."""
    with transaction.atomic(durable=True):
        lock_as_lead(cohost.action)
        if not Cohost.objects.filter(pk=cohost.pk).exclude(state=State.ACCEPTED).delete()[0]:
            raise NotPossible(gettext("The group has accepted meanwhile. End its co-hosting instead, if you have to."))


def accept(cohost: Cohost, *, told: bool = True, following: bool = False, now: datetime | None = None) -> None:
    """Co-host it: it stands on the group's page and in its calendar, and its organisers may change it.

    `following`: and whatever dates of its series are made later. Accepting twice changes nothing. Raises NotAsked.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        action = _lock(cohost)
        if not _rows(cohost, State.ASKED).update(state=State.ACCEPTED, following=following):
            if _rows(cohost, State.ACCEPTED).exists():
                return
            raise NotAsked
        changes.rehosted(action, group_id=cohost.group_id, now=now)
        if told:
            host_letters.accepted(cohost, action, now=now)


def decline(cohost: Cohost, *, told: bool = True, now: datetime | None = None) -> None:
    """Don't. The group that leads is told. Raises NotAsked."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        action = _lock(cohost)
        if not _rows(cohost, State.ASKED).update(state=State.DECLINED):
            raise NotAsked
        if told:
            host_letters.declined(cohost, action, now=now)


def part(cohost: Cohost, *, told: bool = True, now: datetime | None = None) -> None:
    """Co-host it no more. Of an action for members, those lose their place who are in none of the other groups: the
    sweep of retention.py tells them. Raises NotHosting."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        action = _lock(cohost)
        _end(cohost, action, now)
        if told:
            host_letters.parted(cohost, action, now=now)


def end(cohost: Cohost, *, told: bool = True, now: datetime | None = None) -> None:
    """The same by the group that leads; the other one is told. Raises NotHosting, LedByAnother."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        lock_as_lead(cohost.action)
        _end(cohost, cohost.action, now)
        if told:
            host_letters.ended(cohost, cohost.action, now=now)


def take_over(model: Action, action: Action, *, now: datetime) -> None:
    """A new date of a series is hosted by whoever hosts `model`, the one before it, for the later dates too. In the
    transaction that makes it."""
    hosting = model.cohosts.accepted().filter(following=True).exclude(group=action.group_id)
    for before in hosting.order_by("group"):
        Cohost.objects.create(action=action, group_id=before.group_id, state=State.ACCEPTED, following=True)
        changes.rehosted(action, group_id=before.group_id, now=now)


def offer_lead(cohost: Cohost, *, now: datetime | None = None) -> None:
    """Ask a co-host to take over the lead: one group at a time, so whichever was asked before is asked no more.

    Raises NotHosting, LedByAnother.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        lock_as_lead(cohost.action)
        others = Cohost.objects.filter(action=cohost.action_id, lead_offered=True).exclude(pk=cohost.pk)
        others.update(lead_offered=False)
        hosting = _rows(cohost, State.ACCEPTED)
        if hosting.filter(lead_offered=False).update(lead_offered=True, offers=F("offers") + 1):
            cohost.refresh_from_db(fields=["lead_offered", "offers"])
            host_letters.lead_offered(cohost, cohost.action, now=now)
        elif not hosting.exists():
            raise NotHosting


def keep_lead(cohost: Cohost) -> None:
    """Take that question back. Raises LedByAnother where it has been answered by yes."""
    with transaction.atomic(durable=True):
        lock_as_lead(cohost.action)
        Cohost.objects.filter(pk=cohost.pk, lead_offered=True).update(lead_offered=False)


def take_lead(cohost: Cohost, *, now: datetime | None = None) -> None:
    """Lead it from now on; the group that led stays as co-host. Taking it twice changes nothing. Raises NotAsked."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        action = _lock(cohost)
        if not Cohost.objects.filter(pk=cohost.pk, lead_offered=True).delete()[0]:
            if action.group_id == cohost.group_id:
                return
            raise NotAsked
        before = Cohost.objects.create(action=action, group=action.group, state=State.ACCEPTED)
        action.group = cohost.group
        changes.record(action, fields=("group",), now=now)
        host_letters.lead_taken(before, action, now=now)


def refuse_lead(cohost: Cohost, *, now: datetime | None = None) -> None:
    """Stay co-host; the group that leads is told, and goes on leading. Raises NotAsked."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        action = _lock(cohost)
        if not Cohost.objects.filter(pk=cohost.pk, lead_offered=True).update(lead_offered=False):
            raise NotAsked
        host_letters.lead_refused(cohost, action, now=now)


@dataclass(frozen=True, slots=True)
class Place:
    """A group's place at an action, as one who sees the hosts may read it."""

    cohost: Cohost
    mine: bool  # the viewer plans in this group
    losing: int  # who loses the place if the group parts
    later: int = 0  # so many later dates of its series are in the same state, and may be answered together

    @property
    def accepted(self) -> bool:
        return self.cohost.state == State.ACCEPTED

    @property
    def awaits_answer(self) -> bool:
        return self.cohost.state == State.ASKED or self.cohost.lead_offered


def places(action: Action, *, own: Collection[int], leads: bool) -> list[Place]:
    """The groups beside the one that leads: who hosts, then who is asked, then who declined. All of them for the lead,
    for the others those who host and their own (`own`: ids of places)."""
    rows = Cohost.objects.filter(action=action).select_related("group")
    if not leads:
        rows = rows.filter(Q(state=State.ACCEPTED) | Q(pk__in=own))
    losing = _losing(action) if leads or own else {}
    later = _later(action)
    ordered = sorted(rows, key=lambda one: (_ORDER[State(one.state)], one.group.name, one.pk))
    return [
        Place(one, one.pk in own, losing.get(one.group_id, 0), later[one.group_id, one.state] if one.following else 0)
        for one in ordered
    ]


def alike(cohost: Cohost, state: str) -> QuerySet[Cohost]:
    """The same group's places at later dates of the series, asked for or accepted together with this one."""
    action = cohost.action
    after = {"action__series": action.series_id, "action__series_date__gt": action.series_date}
    if action.series_id is None or action.series_date is None:
        return Cohost.objects.none()
    theirs = Cohost.objects.filter(group=cohost.group_id, following=True, state=state, action__withdrawn_at=None)
    return theirs.filter(**after).select_related("action", "group").order_by("action_id")


def _later(action: Action) -> Counter[tuple[int, str]]:
    if action.series_id is None or action.series_date is None:
        return Counter()
    after = Cohost.objects.filter(action__series=action.series_id, action__series_date__gt=action.series_date)
    counted = after.filter(following=True, action__withdrawn_at=None).values_list("group", "state")
    return Counter({(group, state): number for group, state, number in counted.annotate(Count("pk"))})


_ORDER = {State.ACCEPTED: 0, State.ASKED: 1, State.DECLINED: 2}


def _losing(action: Action) -> dict[int, int]:
    """By group: how many with a place at an action for members are inside through that group alone."""
    if action.visibility != Action.Visibility.GROUP:
        return {}
    hosting = Q(group=action.group_id) | Q(group__in=Cohost.objects.accepted().filter(action=action).values("group"))
    coming = Registration.objects.told().filter(action=action).values("person")
    delegates = Delegate.objects.accepted().filter(action=action).values("person")
    places = Membership.objects.filter(hosting, person__in=coming).exclude(person__in=delegates)
    alone = places.order_by().values("person").annotate(group=Min("group"), hosts=Count("pk")).filter(hosts=1)
    return dict(Counter(row["group"] for row in alone))


def to_ask(action: Action, words: str, groups: GroupQuerySet) -> GroupQuerySet:
    """Of these groups a dozen of that name or in that town which neither host it nor are asked."""
    named = Q()
    for word in folding.words(words)[:MOST_WORDS]:
        named &= Q(search__contains=word)
    in_town = Q(city_key__in=[place.key for place in gazetteer.find(words) if not place.is_country])
    there = Cohost.objects.filter(action=action).exclude(state=State.DECLINED)
    found = groups.filter(named | in_town).exclude(pk=action.group_id).exclude(pk__in=there.values("group"))
    return found.order_by("name", "pk")[:FOUND]


def _lock(cohost: Cohost) -> Action:
    action: Action = cohost.action
    changes.lock(action)
    return action


def lock_as_lead(action: Action) -> None:
    """The first statement of what only the lead may do. Raises LedByAnother where it was handed over meanwhile."""
    led = action.group_id
    changes.lock(action)
    if action.group_id != led:
        raise LedByAnother


def _rows(cohost: Cohost, state: str) -> QuerySet[Cohost]:
    return Cohost.objects.filter(pk=cohost.pk, state=state)


def _end(cohost: Cohost, action: Action, now: datetime) -> None:
    if not _rows(cohost, State.ACCEPTED).delete()[0]:
        raise NotHosting
    checklist.release(action, cohost.group_id)
    changes.rehosted(action, group_id=cohost.group_id, now=now)
