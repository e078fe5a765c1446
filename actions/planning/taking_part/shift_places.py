"""Places in shifts: wished for, held, given back.

A party has one place in a shift at most, whoever of it does the work. Held it is with a confirmed registration only;
before, it is a wish, which takes nothing from anybody. The counter `Shift.taken` is written here and nowhere else, by
comparing and setting, in transactions that hold the action's row first (seats.py) and take its shifts in order of id.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from actions.planning.models import Registration, Shift, ShiftPlace
from actions.planning.taking_part import seats as counter
from actions.planning.taking_part.shift_words import why_not
from campaign.lib import clock

State = Registration.State
PLACES = "SELECT id FROM planning_shiftplace WHERE registration_id = %s LIMIT 1"
FREE = """
UPDATE planning_shift SET taken = taken - 1
WHERE id IN (SELECT shift_id FROM planning_shiftplace WHERE registration_id = %s AND held)
"""
RECOUNT = """
UPDATE planning_shift SET taken = (
    SELECT COUNT(*) FROM planning_shiftplace WHERE shift_id = planning_shift.id AND held
) WHERE action_id = %s
"""


class CannotTake(Exception):
    """This shift can't be taken by these people now; the text says why, as it stands where the button would be."""


class NotThere(Exception):
    """The shift has gone meanwhile."""


class Over(Exception):
    """The registration has gone, or is cancelled."""


def take(registration: Registration, shift_id: int, now: datetime | None = None) -> ShiftPlace:
    """Take a shift: held at once by who has a place, wished for by who hasn't yet. Raises CannotTake, NotThere, Over.

    Taking it twice changes nothing.
    """
    now = now or clock.now()
    with transaction.atomic(durable=True):
        return put_into(registration, hold_for(registration, shift_id), now=now)


def put_into(registration: Registration, shift: Shift, *, now: datetime) -> ShiftPlace:
    """The same as a step, the action's row held. Raises CannotTake."""
    mine = ShiftPlace.objects.filter(shift=shift, registration=registration)
    place = mine.first() or ShiftPlace(shift=shift, registration=registration)
    if place.held:
        return place
    if reason := why_not(shift, registration.action, held=held(registration), at=now):
        raise CannotTake(reason)
    place.held = registration.state == State.CONFIRMED and _take(shift.pk)
    place.save()
    return place


def leave(registration: Registration, shift_id: int) -> None:
    """Give a shift back, or wish for it no longer. Raises NotThere, Over; doing it twice changes nothing."""
    with transaction.atomic(durable=True):
        take_out_of(registration, hold_for(registration, shift_id))


def take_out_of(registration: Registration, shift: Shift) -> bool:
    """The same as a step, the action's row held: whether there was a place."""
    place = ShiftPlace.objects.filter(shift=shift, registration=registration).first()
    if place is None:
        return False
    place.delete()
    if place.held:
        Shift.objects.filter(pk=shift.pk).update(taken=F("taken") - 1)
    return True


def wish(registration: Registration, shift_ids: Iterable[int]) -> None:
    """A step of signing up: wished for are these shifts of the action, and no others any more."""
    there = Shift.objects.filter(action=registration.action_id, pk__in=set(shift_ids))
    wished = ShiftPlace.objects.filter(registration=registration, held=False)
    wished.exclude(shift__in=there.values("pk")).delete()
    ShiftPlace.objects.bulk_create(
        (ShiftPlace(shift=shift, registration=registration) for shift in there.order_by("pk")), ignore_conflicts=True
    )


def hold_wished(registration: Registration, *, now: datetime) -> list[Shift]:
    """A step of being confirmed, the action's row held: what was wished for is held now. Returns what is missed.

    Of two that overlap the one that begins first is held, unless it is full. What is missed stays a wish: its page
    says why, and offers it again once there is room.
    """
    registration.shifts_held = registration.shifts_missed = ()
    if not _has_places(registration):
        return []
    places = list(places_of(registration))
    mine = [place.shift for place in places if place.held]
    wished = [place for place in places if not place.held]
    chosen = []
    for place in wished:
        if not why_not(place.shift, registration.action, held=mine, at=now):
            mine.append(place.shift)
            chosen.append(place)
    got = {place.pk for place in sorted(chosen, key=lambda place: place.shift_id) if _take(place.shift_id)}
    ShiftPlace.objects.filter(pk__in=got).update(held=True)
    missed = [place.shift for place in wished if place.pk not in got]
    registration.shifts_held = [place.shift for place in places if place.held or place.pk in got]
    registration.shifts_missed = missed
    return missed


def release(registration: Registration) -> None:
    """A step of what ends a registration, the action's row held: all its places in shifts are given back."""
    if _has_places(registration):
        _run(FREE, registration.pk)
        ShiftPlace.objects.filter(registration=registration).delete()


def recount(action_id: int) -> None:
    """In a transaction that holds the action's row: taken is what is held. What was over and is no longer begins so."""
    _run(RECOUNT, action_id)


def held(registration: Registration) -> list[Shift]:
    """The shifts that it holds, in order of time."""
    return list(Shift.objects.filter(places__registration=registration, places__held=True))


def recall(registration: Registration) -> None:
    """What a letter that is written again says of them."""
    places = list(places_of(registration))
    registration.shifts_held = [place.shift for place in places if place.held]
    registration.shifts_missed = [place.shift for place in places if not place.held]


def places_of(registration: Registration) -> Iterable[ShiftPlace]:
    """Its places, with their shifts, in order of time."""
    mine = ShiftPlace.objects.filter(registration=registration).select_related("shift")
    return mine.order_by("shift__day", "shift__time", "shift__pk")


def hold_for(registration: Registration, shift_id: int) -> Shift:
    """The first step of a verb: hold the action's row, and read both as they now are. Raises NotThere, Over."""
    counter.hold(registration.action_id)
    try:
        registration.refresh_from_db(from_queryset=Registration.objects.select_related("action__group", "action__call"))
    except Registration.DoesNotExist as error:
        raise Over from error
    if registration.state == State.CANCELLED:
        raise Over
    shift = Shift.objects.filter(pk=shift_id, action=registration.action_id).first()
    if shift is None:
        raise NotThere
    return shift


def _take(shift_id: int) -> bool:
    return bool(Shift.objects.filter(pk=shift_id, taken__lt=F("most")).update(taken=F("taken") + 1))


def _has_places(registration: Registration) -> bool:
    """By hand: every confirmation asks for it, and most wish for nothing."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [registration.pk])
        return cursor.fetchone() is not None


def _run(statement: str, id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [id])
