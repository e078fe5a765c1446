"""How long a registration is kept, and its end: what was never confirmed lapses, what is no longer needed is erased."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from actions.planning import life
from actions.planning.models import Action, Registration, Reminder, ShiftPlace
from actions.planning.models.action import ActionQuerySet
from actions.planning.taking_part import seats as counter
from actions.planning.taking_part import shift_places, signup, waiting_list
from actions.planning.when import moments
from campaign.lib import clock
from campaign.lib.sweeps import each
from campaign.mail import outbox

KEPT_AFTER = timedelta(days=14)  # after the action, or after the change by which it was over
KEPT_OPEN = timedelta(days=60)  # after sign-up, where nobody knows when the action is over, and no shift says more
BATCH = 200
State = Registration.State


def erased_on(action: Action) -> date | None:
    """The day after which nothing is left of a registration; unknown where the action has no end yet."""
    if action.ends is None:
        return None
    return moments.local(action.ends + KEPT_AFTER, action.zone).date() + timedelta(days=1)


def kept_until(registration: Registration) -> date:
    """The same of one registration: while its action has no end, it counts from signing up."""
    action = registration.action
    if (day := erased_on(action)) is not None:
        return day
    if action.open_ended and (last := shift_places.held(registration)):
        return last[-1].day + KEPT_AFTER + timedelta(days=1)
    return moments.local(registration.created_at + KEPT_OPEN, action.zone).date() + timedelta(days=1)


def erase(registration: Registration, now: datetime | None = None) -> None:
    """Somebody wants to be erased now: of the registration nothing is left, nor is a mail written about it; those that
    wait to be sent are withheld.

    Of what is over the numbers stay; of what is to come it frees the places, as a cancellation does.
    """
    now = now or clock.now()
    if _erase_who_came(registration, now):
        return
    signup.end(registration, _tell_nobody, now)
    with transaction.atomic(durable=True):
        _withhold_letters(registration.pk, now)
        Registration.objects.filter(pk=registration.pk, state=State.CANCELLED).delete()


def _erase_who_came(registration: Registration, now: datetime) -> bool:
    """Whether the action is over, and so this is done."""
    with transaction.atomic(durable=True):
        counter.hold(registration.action_id)
        action = Action.objects.filter(pk=registration.action_id, state=Action.State.ANNOUNCED).first()
        if action is None or not life.is_over(action, now):
            return False
        _withhold_letters(registration.pk, now)
        there = Registration.objects.filter(pk=registration.pk).first()
        if there is None:
            return True
        there.delete()
        seats = there.seats if there.state in (State.CONFIRMED, State.OFFERED) else 0
        counter.free(there.action_id, seats=seats, waiting=int(there.state == State.WAITING))
        Action.objects.filter(pk=there.action_id).update(seats_past=F("seats_past") + seats)
    return True


def _withhold_letters(id: int, now: datetime) -> None:
    """Letters that the mail server has not taken yet would keep the address for as long as it is down. Those of an
    announcement are withheld by its own sweep."""
    reminders = Reminder.objects.filter(registration=id).values_list("pk", flat=True)
    keys = [f"shifts:{id}", *(f"reminder:{reminder}" for reminder in reminders)]
    outbox.withhold(keys, [f"registration:{id}:", f"notice:{id}:"], now)


def _tell_nobody(*_about: object, **_more: object) -> None:
    """A mail would keep the address a while longer."""


def sweep(now: datetime) -> int:
    """Delete what was never confirmed, erase what is no longer needed, and part with whom a group has parted with;
    how many that were."""
    return _lapse(now) + _erase(now) + _part(now)


def _part(now: datetime) -> int:
    """Who is not, or no longer, in a group gives back the place at what is its members' only, and is told.

    An action that has just been closed to others waits as its notice does, so that a slip can be undone.
    """
    settled = Action.objects.coming(now).filter(Q(notice_due=None) | Q(notice_due__lte=now), withdrawn_at=None)
    parted = {one.pk: one for one in Registration.objects.strangers().filter(action__in=settled.values("pk"))}
    return each(parted, lambda id: _strike_off(parted[id], now), "The parting of registration")


def _strike_off(registration: Registration, now: datetime) -> int:
    signup.strike_off(registration, now)
    return 1


def _lapse(now: datetime) -> int:
    """Pending ones are gone with their link; of somebody signed in only the address that was never confirmed is."""
    Registration.objects.filter(lapses_at__lte=now, person__isnull=False).exclude(state=State.PENDING).update(
        address=None, address_checked=True, lapses_at=None
    )
    due = Registration.objects.filter(state=State.PENDING, lapses_at__lte=now).order_by("pk")
    actions = dict(due.values_list("pk", "action_id"))
    return each(actions, lambda id: _lapse_one(id, actions[id], now), "The lapse of registration")


def _lapse_one(id: int, action_id: int, now: datetime) -> int:
    """Unless somebody has followed its link meanwhile: what confirms holds the action as well."""
    with transaction.atomic(durable=True):
        counter.hold(action_id)
        return Registration.objects.filter(pk=id, state=State.PENDING, lapses_at__lte=now).delete()[0]


def _erase(now: datetime) -> int:
    then = now - KEPT_AFTER
    over = Action.objects.filter(ends__lte=then, changed_at__lte=then).exclude(state=Action.State.POSTPONED)
    done = over.filter(registrations__isnull=False).distinct().values_list("pk", flat=True)
    gone = each(done, lambda id: _erase_all(id, over), "The erasure of what is over, action")
    endless = Q(action__ends__isnull=True) | Q(action__state=Action.State.POSTPONED)
    held = ShiftPlace.objects.filter(registration=OuterRef("pk"), held=True)
    works = Q(Exists(held), action__open_ended=True, action__state=Action.State.ANNOUNCED)
    worked = works & ~Q(Exists(held.filter(shift__day__gte=then.date())))
    old = Registration.objects.filter(endless).filter(worked | ~works & Q(created_at__lte=now - KEPT_OPEN))
    return gone + each(old.values_list("pk", flat=True), lambda id: _erase_one(id, now), "The erasure of registration")


def _erase_all(action_id: int, over: ActionQuerySet) -> int:
    gone = 0
    while some := _erase_some(action_id, over):
        gone += some
    return gone


def _erase_some(action_id: int, over: ActionQuerySet) -> int:
    """A batch of an action that is over, unless its day was changed meanwhile: that holds the action as well."""
    with transaction.atomic(durable=True):
        counter.hold(action_id)
        found = Registration.objects.filter(action__in=over.filter(pk=action_id).values("pk"))
        ids = list(found.values_list("pk", flat=True)[:BATCH])
        return Registration.objects.filter(pk__in=ids).delete()[1].get("planning.Registration", 0)


def _erase_one(id: int, now: datetime) -> int:
    """Where an action goes on, an erased registration frees its seats for those who wait."""
    with transaction.atomic(durable=True):
        action = Action.objects.filter(registrations=id).first()
        if action is None:
            return 0  # another sweep was here
        counter.hold(action.pk)
        registration = Registration.objects.filter(pk=id).first()
        if registration is None:
            return 0
        confirmed, waiting = registration.state == State.CONFIRMED, registration.state == State.WAITING
        seats = registration.seats if registration.state in Registration.HOLDING else 0
        shift_places.release(registration)
        registration.delete()
        counter.free(action.pk, seats=seats, waiting=int(waiting))
        Action.objects.filter(pk=action.pk).update(seats_past=F("seats_past") + (seats if confirmed else 0))
        waiting_list.move_up(action, now=now)
    return 1
