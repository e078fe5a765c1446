"""The line for seats.

Seats are taken directly only while nobody waits and they suffice, so that newcomers never pass those who wait. What
frees seats gives them to the line in the same transaction: the first party that fits moves up; a party that was
passed three times holds the freed seats until it fits. A day before it begins they are offered instead (offering.py):
an offered seat is taken, and the party keeps its number in case there is nothing to answer any more.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from actions.planning.models import Action, Registration
from actions.planning.taking_part import letters, offering, shift_places

MOST_PASSED = 3
State = Registration.State
COUNTERS = ("seats", "seats_taken", "waiting", "state", "sequence", "starts", "ends", "zone", "withdrawn_at")


def move_up(action: Action, *, now: datetime) -> list[Registration]:
    """Let in whom the free seats suffice for, in a transaction that holds the action's row; each is told by mail.
    Returns those who have got a seat now, or are offered one.

    Nobody moves up while the action is not on: places freed then are given when it is again, and those that were
    offered go back to where they stood.
    """
    action.refresh_from_db(fields=COUNTERS)
    rows = action.registrations.filter(state__in=(State.WAITING, State.OFFERED)).order_by("line")
    line = list(rows)
    placed = _settle([party for party in line if party.state == State.OFFERED], action, now)
    if not action.waiting or not offering.is_on(action, now):
        return placed
    waiting = [party for party in line if party.state == State.WAITING]
    free = None if action.seats is None else action.seats - action.seats_taken
    chosen, passed = choose(waiting, free, action.seats)
    for party in passed:
        Registration.objects.filter(pk=party.pk).update(passed=party.passed)
    if not chosen:
        return placed
    _count(action, seats=sum(party.seats for party in chosen), waiting=-len(chosen))
    if offering.is_due(action, now):
        _offer(chosen, action, until=offering.until(action, now), now=now)
    else:
        _let_in(chosen, action, now, told_sequence=action.sequence)
    return [*placed, *chosen]


def ahead(registration: Registration) -> int:
    """How many parties stand in the line before this one; 0 for who does not wait."""
    if registration.state != State.WAITING:
        return 0
    line = Registration.objects.filter(action=registration.action_id, state=State.WAITING)
    return line.filter(line__lt=registration.line).count()


def places(several: Iterable[Registration]) -> dict[int, int]:
    """The place in line of each of these that waits, by its id; 1 is the next. One query, however many there are."""
    ids = [one.pk for one in several if one.state == State.WAITING]
    if not ids:
        return {}
    before = Registration.objects.filter(action=OuterRef("action"), state=State.WAITING, line__lte=OuterRef("line"))
    count = before.order_by().values("action").annotate(number=Count("pk")).values("number")
    waiting = Registration.objects.filter(pk__in=ids, state=State.WAITING)
    return dict(waiting.values_list("pk", Coalesce(Subquery(count), 1)))


def choose(
    line: Sequence[Registration], free: int | None, seats: int | None
) -> tuple[list[Registration], list[Registration]]:
    """Who moves up, and who was passed by them. A party that is larger than all seats together holds nothing."""
    moved: list[Registration] = []
    skipped: list[Registration] = []
    passed: list[Registration] = []
    for party in line:
        if free == 0 or any(other.passed >= MOST_PASSED for other in skipped):
            break
        if free is None or party.seats <= free:
            moved.append(party)
            free = None if free is None else free - party.seats
            for other in skipped:
                other.passed += 1
            passed = list(skipped)
        elif seats is None or party.seats <= seats:
            skipped.append(party)
    return moved, passed


def _settle(offered: list[Registration], action: Action, now: datetime) -> list[Registration]:
    """What has become of standing offers since they were made; the parties whose place it is now.

    Off: they wait again, with the number they had. No longer within a day, or without a limit: the place is theirs.
    Sooner than it was: they have as long as if it were offered now, and hear of it. Begun: the sweep ends them.
    """
    ids = [party.pk for party in offered]
    if not ids:
        return []
    if not offering.is_on(action, now):
        Registration.objects.filter(pk__in=ids).update(state=State.WAITING, offered_until=None)
        _count(action, seats=-sum(party.seats for party in offered), waiting=len(offered))
        return []
    if action.starts is None or action.seats is None or now < action.starts - offering.NEAR:
        _let_in(offered, action, now)
        return offered
    if sooner := [one for one in offered if one.offered_until is not None and one.offered_until > action.starts > now]:
        _offer(sooner, action, until=offering.until(action, now), now=now)
    return []


def _let_in(parties: list[Registration], action: Action, now: datetime, **known: int) -> None:
    """The place is theirs. `known`: the sequence that the letter tells; who was offered a place before hears of a move
    by its notice, with what it was before."""
    ids = [party.pk for party in parties]
    Registration.objects.filter(pk__in=ids).update(
        state=State.CONFIRMED, line=None, passed=0, offered_until=None, confirmed_at=now, **known
    )
    for party in parties:
        party.refresh_from_db(fields=["state", "line", "passed", "offered_until", "confirmed_at", "told_sequence"])
        shift_places.hold_wished(party, now=now)
        letters.moved_up(party, action, now=now)


def _offer(parties: list[Registration], action: Action, *, until: datetime, now: datetime) -> None:
    ids = [party.pk for party in parties]
    Registration.objects.filter(pk__in=ids).update(
        state=State.OFFERED, offered_until=until, told_sequence=action.sequence
    )
    for party in parties:
        party.refresh_from_db(fields=["state", "offered_until", "told_sequence"])
        letters.offered(party, action, now=now)


def _count(action: Action, *, seats: int, waiting: int) -> None:
    Action.objects.filter(pk=action.pk).update(seats_taken=F("seats_taken") + seats, waiting=F("waiting") + waiting)
    action.refresh_from_db(fields=["seats_taken", "waiting"])
