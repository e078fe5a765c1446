"""Who came: ticks made at the door, on several devices, some of them without a net for hours.

1. A tick has an id that its device gave it, and is only ever added: sent twice, or by a device whose answer got lost,
   it changes nothing. One that was taken back stays so, whichever of the two comes first.
2. Two devices that both tick a party are right, and so is the sum: `counted` holds how many of a tick's people are new
   for that party and day. It is worked out anew, with the action held, for every party that ticks come for.
3. What came for a registration that is erased, or is another action's, counts as walk-ins do: nobody there was wrong.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from actions.planning.models import Action, Arrival, DoorLink, Registration, Shift, ShiftPlace
from actions.planning.taking_part import door, registrations
from actions.planning.taking_part import seats as counter
from actions.planning.when import moments

MOST_TICKS = 20_000  # of one action: a link that got into the wrong hands fills no disk
MOST_AT_ONCE = 500  # in one request
MOST_PEOPLE = 20  # in one tick


@dataclass(frozen=True, slots=True)
class Tick:
    """So many people of a registration (none: walk-ins) on a day; or that this was a mistake."""

    uid: UUID
    day: date
    people: int = 1
    registration: int | None = None
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """One line of the list. `called` is the pseudonym of an account, else empty: the code is all there is."""

    id: int
    code: str
    called: str
    seats: int
    here: int = 0

    @property
    def guests(self) -> int:
        return self.seats - 1

    @property
    def rest(self) -> int:
        """How many of them are still to come."""
        return max(self.seats - self.here, 0)


class TooManyTicks(Exception):
    """This action has more ticks than a door can make."""


def record(link: DoorLink, ticks: Collection[Tick], *, now: datetime) -> list[UUID]:
    """Add what a device made; the ids of those that were taken. Raises DoorClosed, TooManyTicks.

    A tick for a day that is not the link's, or that is still to come, counts on the nearest one that is: the clock of
    the device was wrong, and nobody who came is lost by it.
    """
    if not door.takes(link, now):
        raise door.DoorClosed("")
    last = min(link.last_day, moments.local(now, link.action.zone).date())
    in_order = sorted(ticks, key=lambda tick: tick.taken_back)  # of two with one id the one that was taken back stands
    fitting = {tick.uid: replace(tick, day=min(max(tick.day, link.first_day), last)) for tick in in_order}
    action_id = link.action_id
    with transaction.atomic(durable=True):
        counter.hold(action_id)
        arrivals = Arrival.objects.filter(action=action_id)
        if arrivals.count() + len(fitting) > MOST_TICKS:
            raise TooManyTicks
        asked = {tick.registration for tick in fitting.values() if tick.registration is not None}
        known = dict(Registration.objects.filter(action=action_id, pk__in=asked).values_list("pk", "seats"))
        rows = [_row(action_id, tick, known) for tick in fitting.values()]
        Arrival.objects.bulk_create(rows, ignore_conflicts=True)
        back = [tick.uid for tick in fitting.values() if tick.taken_back]
        arrivals.filter(uid__in=back).update(taken_back=True)
        _count(action_id, arrivals.filter(uid__in=list(fitting)).values_list("registration", "day").distinct())
    return list(fitting)


def take_back(link: DoorLink, *, registration: int | None, day: date, now: datetime) -> None:
    """All ticks of a party on that day; of walk-ins the last one. Raises DoorClosed."""
    there = Arrival.objects.filter(action=link.action_id, day=day, registration=registration, taken_back=False)
    uids = list(there.order_by("-pk").values_list("uid", flat=True)[: None if registration else 1])
    record(link, [Tick(uid, day, registration=registration, taken_back=True) for uid in uids], now=now)


def parties(action: Action, day: date) -> list[Party]:
    """Those with a place, by pseudonym and then by code; how many of each are here."""
    here = dict(
        Arrival.objects.filter(action=action, day=day, registration__isnull=False)
        .values_list("registration")
        .annotate(Sum("counted"))
    )
    confirmed = Registration.objects.filter(action=action).coming().select_related("person")
    found = [
        Party(
            one.pk,
            registrations.code(one),
            one.person.pseudonym if one.person else "",
            one.seats,
            here.get(one.pk, 0),
        )
        for one in confirmed.only("seats", "person__pseudonym")
    ]
    return sorted(found, key=lambda party: (not party.called, party.called.casefold(), party.code))


def walked_in(action: Action, day: date, listed: Iterable[Party]) -> int:
    """All who are here and stand not on the list: walk-ins, and parties that have cancelled meanwhile."""
    return came_on(action, day) - sum(party.here for party in listed)


def came_on(action: Action, day: date) -> int:
    """How many people came on one day."""
    return Arrival.objects.filter(action=action, day=day).aggregate(sum=Sum("counted"))["sum"] or 0


def by_day(action: Action) -> list[tuple[date, int]]:
    """How many came, day by day; only days on which somebody was ticked."""
    counted = Arrival.objects.filter(action=action, taken_back=False).values_list("day").annotate(Sum("counted"))
    return sorted(counted.order_by("day"))


def came(action: Action) -> int | None:
    """The number to propose for the report: of several days that of the fullest, since who comes twice is one person.
    Nothing where nobody kept the list."""
    return max((number for _day, number in by_day(action)), default=None)


def shifts(action: Action, day: date, listed: Iterable[Party]) -> list[tuple[Shift, list[Party]]]:
    """The work of that day, and who on the list does it."""
    places = ShiftPlace.objects.filter(shift__action=action, shift__day=day, held=True)
    held = set(places.values_list("shift", "registration"))
    parties = list(listed)
    return [(one, [party for party in parties if (one.pk, party.id) in held]) for one in action.shifts.filter(day=day)]


def ticks(action: Action, day: date, listed: Iterable[Party]) -> list[dict[str, Any]]:
    """What stands for that day and was not taken back, for the devices. Whoever is not on the list is a walk-in."""
    on_list = {party.id for party in listed}
    there = Arrival.objects.filter(action=action, day=day, taken_back=False).order_by("pk")
    return [
        {"uid": str(one.uid), "people": one.people, "party": one.registration_id}
        if one.registration_id in on_list
        else {"uid": str(one.uid), "people": one.counted, "party": None}
        for one in there.only("uid", "people", "counted", "registration")
    ]


def _row(action_id: int, tick: Tick, known: dict[int, int]) -> Arrival:
    registration = tick.registration if tick.registration in known else None
    return Arrival(
        action_id=action_id,
        registration_id=registration,
        day=tick.day,
        uid=tick.uid,
        people=tick.people,
        taken_back=tick.taken_back,
        counted=tick.people if registration is None and not tick.taken_back else 0,
    )


def _count(action_id: int, touched: Iterable[tuple[int | None, date]]) -> None:
    """Work out `counted` for these parties and days; in order of id, so that the first tick counts."""
    places = set(touched)
    arrivals = Arrival.objects.filter(action=action_id)
    arrivals.filter(registration=None, taken_back=True).update(counted=0)
    seats = dict(Registration.objects.filter(pk__in={id for id, _day in places if id}).values_list("pk", "seats"))
    found = arrivals.filter(registration__in=list(seats), day__in={day for _id, day in places}).order_by("pk")
    room = {place: seats[place[0]] for place in places if place[0] is not None and place[0] in seats}
    changed = []
    for one in found:
        place = (one.registration_id, one.day)
        if place not in room:
            continue
        counted = 0 if one.taken_back else min(one.people, room[place])
        room[place] -= counted
        if one.counted != counted:
            one.counted = counted
            changed.append(one)
    Arrival.objects.bulk_update(changed, ["counted"])
