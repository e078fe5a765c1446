"""Somebody organises one action without any right in the group: asked by a link that works once, or by pseudonym.

She sees and changes this action and who comes to it; nothing else of the group, neither its members nor its other
actions. What she may not is what ends it: cancelling, taking away, handing over and delegating stay with the lead.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext

from actions.planning import changes
from actions.planning.drafting import NotPossible
from actions.planning.hosting import host_letters
from actions.planning.hosting.cohosting import lock_as_lead
from actions.planning.models import Action, Delegate
from campaign.lib import clock, links
from campaign.people import pseudonyms
from campaign.people.models import Person
from campaign.web.viewer import Viewer

PURPOSE = "delegate"
LINK_LASTS = timedelta(days=14)
KEPT_AFTER = timedelta(days=60)  # after the action: long enough to tell what happened
MOST = 20  # of one action, asked and accepted
State = Delegate.State


class NotOpen(NotPossible):
    """The link was used, taken back or has lapsed."""

    def __init__(self) -> None:
        super().__init__(
            gettext("This link has been used, was taken back, or has lapsed. Ask the group for a new one.")
        )


class Nobody(NotPossible):
    """There is no account of that pseudonym."""

    def __init__(self) -> None:
        super().__init__(gettext("Nobody here is called so. Check the spelling, or make a link and send it."))


def invite_by_link(action: Action, *, now: datetime | None = None) -> Delegate:
    """A link that makes whoever follows it first an organiser of this action. Raises NotPossible, LedByAnother."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        lock_as_lead(action)
        _one_more(action)
        return Delegate.objects.create(action=action, lapses_at=now + LINK_LASTS)


def invite(action: Action, *, pseudonym: str, now: datetime | None = None) -> Delegate:
    """Ask somebody by pseudonym; asked again, she has as long anew. Raises Nobody, NotPossible, LedByAnother.

    She finds it on her own page, and is told by mail where she gave an address.
    """
    now = now or clock.now()
    key = pseudonyms.key(pseudonyms.tidy(pseudonym))
    person = Person.objects.filter(pseudonym_key=key, is_active=True).first()
    if person is None:
        raise Nobody
    with transaction.atomic(durable=True):
        lock_as_lead(action)
        if Action.objects.led_by(Viewer(person=person.pk)).filter(pk=action.pk).exists():
            raise NotPossible(gettext("%(person)s organises it already, with your group.") % {"person": person})
        known = Delegate.objects.filter(action=action, person=person)
        if known.filter(state=State.ASKED).update(lapses_at=now + LINK_LASTS) or known.exists():
            return known.get()
        _one_more(action)
        delegate = Delegate.objects.create(action=action, person=person, lapses_at=now + LINK_LASTS)
        host_letters.delegate_asked(delegate, action, now=now)
    return delegate


def accept(delegate: Delegate, person: Person, *, now: datetime | None = None) -> Delegate:
    """Organise it, by the link or having been asked. The group that leads is told. Raises NotOpen.

    Who organises it already leaves the link to somebody else.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        changes.lock(delegate.action)
        action = delegate.action
        mine = Delegate.objects.filter(action=action, person=person)
        if there := mine.accepted().first():
            return there
        theirs = Delegate.objects.open(now).filter(Q(person=None) | Q(person=person), pk=delegate.pk)
        if not theirs.exists():
            raise NotOpen
        mine.exclude(pk=delegate.pk).delete()  # asked by pseudonym as well
        theirs.update(state=State.ACCEPTED, person=person, lapses_at=None)
        delegate.refresh_from_db(fields=["state", "person", "lapses_at"])
        host_letters.delegate_accepted(delegate, action, now=now)
    return delegate


def decline(delegate: Delegate, *, now: datetime | None = None) -> None:
    """Somebody who was asked by pseudonym does not. The group that leads is told. Raises NotOpen."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        changes.lock(delegate.action)
        if not Delegate.objects.filter(pk=delegate.pk, state=State.ASKED).delete()[0]:
            raise NotOpen
        host_letters.delegate_declined(delegate, delegate.action, now=now)


def leave(delegate: Delegate, *, now: datetime | None = None) -> None:
    """Organise it no more, by her own will. The group that leads is told; twice changes nothing."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        changes.lock(delegate.action)
        if Delegate.objects.filter(pk=delegate.pk, state=State.ACCEPTED).delete()[0]:
            host_letters.delegate_left(delegate, delegate.action, now=now)


def revoke(delegate: Delegate, *, now: datetime | None = None) -> None:
    """The link opens nothing any more, or she organises no more and is told. Raises LedByAnother."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        lock_as_lead(delegate.action)
        rows = Delegate.objects.filter(pk=delegate.pk)
        delegated = rows.accepted().select_related("person").first()
        rows.delete()
        if delegated is not None:
            host_letters.delegate_ended(delegated, delegate.action, now=now)


def link(delegate: Delegate) -> str:
    """Where the place is taken, within the site."""
    return f"/delegations/{links.sign(PURPOSE, delegate.pk)}/"


def opened_by(token: str) -> Delegate | None:
    """What a genuine token opens, with its action, whether or not the place is taken; nothing for a forged one."""
    id = links.verify(PURPOSE, token)
    if id is None:
        return None
    alive = Delegate.objects.filter(action__withdrawn_at=None)
    return alive.select_related("action", "action__group").filter(pk=id).first()


def is_open(delegate: Delegate, at: datetime) -> bool:
    """Whether whoever has the link may still take the place: it is nobody's yet."""
    lapses = delegate.lapses_at
    return delegate.state == State.ASKED and delegate.person_id is None and lapses is not None and lapses > at


@dataclass(frozen=True, slots=True)
class Place:
    """One who organises the action or may: by name, or by a link that is still open."""

    delegate: Delegate
    address: str  # of the link, absolute; empty for somebody with a name

    @property
    def accepted(self) -> bool:
        return self.delegate.state == State.ACCEPTED


def places(action: Action, at: datetime) -> list[Place]:
    """All of them, for the group that leads: who organises first, then who is asked, then the links."""
    rows = Delegate.objects.filter(action=action).filter(Q(state=State.ACCEPTED) | Q(lapses_at__gt=at))
    ordered = rows.select_related("person").order_by("state", F("person__pseudonym").asc(nulls_last=True), "pk")
    return [Place(one, "" if one.person_id else f"{settings.SITE_URL}{link(one)}") for one in ordered]


def sweep(now: datetime) -> int:
    """Forget what has lapsed, and who organised what is long over or withdrawn; how many that were."""
    lapsed = Q(state=State.ASKED, lapses_at__lte=now)
    over = Q(action__ends__lte=now - KEPT_AFTER) & ~Q(action__state=Action.State.POSTPONED)
    gone = Delegate.objects.filter(lapsed | over | Q(action__withdrawn_at__isnull=False))
    return gone.delete()[0]


def _one_more(action: Action) -> None:
    if Delegate.objects.filter(action=action).count() >= MOST:
        raise NotPossible(
            gettext("%(number)d people are asked or organise it already: that is many.") % {"number": MOST}
        )
