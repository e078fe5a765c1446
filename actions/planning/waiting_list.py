"""Seats and the line for them: one counter, taken by compare-and-set, the first statement of each transaction.

Seats are taken directly only while nobody waits and they suffice, so that newcomers never pass those who wait. What
frees seats gives them to the line in the same transaction: the first party that fits moves up; a party that was
passed three times holds the freed seats until it fits. The row of the action is held from the first statement until
the transaction ends (PostgreSQL by the update itself, SQLite because every transaction is IMMEDIATE), so the rows of
registrations need no lock of their own.
"""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from actions.planning import letters
from actions.planning.models import Action, Registration

MOST_PASSED = 3
State = Registration.State


def open_at(now: datetime) -> QuerySet[Action]:
    """Actions for which people can sign up at that instant: announced, with a day that holds, not over."""
    open = Action.objects.filter(state=Action.State.ANNOUNCED, withdrawn_at__isnull=True)
    return open.filter(Q(ends__isnull=True) | Q(ends__gt=now))


def hold(action_id: int) -> None:
    """The first statement where it is not yet clear what happens to the counters: hold the action's row."""
    Action.objects.filter(pk=action_id).update(line_last=F("line_last"))


def take(action_id: int, *, seats: int, now: datetime) -> bool:
    """Take seats directly: only while nobody waits and they suffice, or there is no limit."""
    row = open_at(now).filter(Q(seats__isnull=True) | Q(seats__gte=F("seats_taken") + seats, waiting=0), pk=action_id)
    return bool(row.update(seats_taken=F("seats_taken") + seats))


def queue(action_id: int, *, now: datetime) -> int | None:
    """The next number in the line; nothing where sign-up is closed."""
    row = open_at(now).filter(pk=action_id)
    if not row.update(waiting=F("waiting") + 1, line_last=F("line_last") + 1):
        return None
    return Action.objects.values_list("line_last", flat=True).get(pk=action_id)


def free(action_id: int, *, seats: int = 0, waiting: int = 0) -> None:
    """Give back seats that were held, or a place in the line. The line moves up by `move_up`."""
    Action.objects.filter(pk=action_id).update(seats_taken=F("seats_taken") - seats, waiting=F("waiting") - waiting)


def move_up(action: Action, *, now: datetime) -> list[Registration]:
    """Let in whom the free seats suffice for, in a transaction that holds the action's row; each is told by mail.

    Nobody moves up while the action is not on: places freed then are given when it is again.
    """
    action.refresh_from_db(fields=["seats", "seats_taken", "waiting", "state", "sequence"])
    if not action.waiting or action.state != Action.State.ANNOUNCED or action.withdrawn_at is not None:
        return []
    line = list(action.registrations.filter(state=State.WAITING).order_by("line"))
    moved, passed = _choose(line, None if action.seats is None else action.seats - action.seats_taken, action.seats)
    if not moved:
        return []
    ids = [party.pk for party in moved]
    Registration.objects.filter(pk__in=ids).update(
        state=State.CONFIRMED, line=None, passed=0, confirmed_at=now, told_sequence=action.sequence
    )
    for party in passed:
        Registration.objects.filter(pk=party.pk).update(passed=party.passed)
    Action.objects.filter(pk=action.pk).update(
        seats_taken=F("seats_taken") + sum(party.seats for party in moved), waiting=F("waiting") - len(moved)
    )
    action.refresh_from_db(fields=["seats_taken", "waiting"])
    for party in moved:
        party.refresh_from_db(fields=["state", "line", "passed", "confirmed_at", "told_sequence"])
        letters.moved_up(party, action, now=now)
    return moved


def _choose(
    line: list[Registration], free: int | None, seats: int | None
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
