"""Several groups host one action: one leads, the others are asked and accept. The lead is handed over, never dropped.

The row of the action is held by the first statement of each verb, so that of two who answer, ask or take back at once
the second finds what the first has left: NotAsked, NotHosting and LedByAnother each say it in a sentence.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext

from actions.planning import changes, host_letters
from actions.planning.drafting import NotPossible
from actions.planning.models import Action, Cohost
from campaign.groups.models import Group
from campaign.lib import clock

State = Cohost.State


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


def invite(action: Action, group: Group, *, now: datetime | None = None) -> Cohost:
    """Ask a group to co-host. Its organisers are told by mail, and see what the action says from now on.

    Who hosts it or is asked already stays so. Raises NotPossible, LedByAnother.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        lock_as_lead(action)
        if action.state == Action.State.CANCELLED:
            raise NotPossible(gettext("This action is %(state)s.") % {"state": action.get_state_display()})
        if group.pk == action.group_id:
            raise NotPossible(gettext("%(group)s leads the action already.") % {"group": group.name})
        cohost, new = Cohost.objects.get_or_create(action=action, group=group)
        again = not new and bool(
            _rows(cohost, State.DECLINED).update(state=State.ASKED, times_asked=F("times_asked") + 1)
        )
        if new or again:
            cohost.refresh_from_db()
            host_letters.asked(cohost, action, now=now)
    return cohost


def take_back(cohost: Cohost) -> None:
    """Ask it no more; a group that has declined may be forgotten so too. Raises NotAsked, LedByAnother."""
    with transaction.atomic(durable=True):
        lock_as_lead(cohost.action)
        if not Cohost.objects.filter(pk=cohost.pk).exclude(state=State.ACCEPTED).delete()[0]:
            raise NotPossible(gettext("The group has accepted meanwhile. End its co-hosting instead, if you have to."))


def accept(cohost: Cohost, *, now: datetime | None = None) -> None:
    """Co-host it: it stands on the group's page and in its calendar, and its organisers may change it.

    Accepting twice changes nothing. Raises NotAsked.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        action = _lock(cohost)
        if not _rows(cohost, State.ASKED).update(state=State.ACCEPTED):
            if _rows(cohost, State.ACCEPTED).exists():
                return
            raise NotAsked
        changes.rehosted(action, group_id=cohost.group_id, now=now)
        host_letters.accepted(cohost, action, now=now)


def decline(cohost: Cohost, *, now: datetime | None = None) -> None:
    """Don't. The group that leads is told. Raises NotAsked."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        action = _lock(cohost)
        if not _rows(cohost, State.ASKED).update(state=State.DECLINED):
            raise NotAsked
        host_letters.declined(cohost, action, now=now)


def part(cohost: Cohost, *, now: datetime | None = None) -> None:
    """Co-host it no more. Of an action for members, those lose their place who are in none of the other groups: the
    sweep of retention.py tells them. Raises NotHosting."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        action = _lock(cohost)
        _end(cohost, action, now)
        host_letters.parted(cohost, action, now=now)


def end(cohost: Cohost, *, now: datetime | None = None) -> None:
    """The same by the group that leads; the other one is told. Raises NotHosting, LedByAnother."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        lock_as_lead(cohost.action)
        _end(cohost, cohost.action, now)
        host_letters.ended(cohost, cohost.action, now=now)


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
    changes.rehosted(action, group_id=cohost.group_id, now=now)
