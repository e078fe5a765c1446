"""The line for seats.

Seats are taken directly only while nobody waits and they suffice, so that newcomers never pass those who wait. What
frees seats gives them to the line in the same transaction: the first party that fits moves up; a party that was
passed three times holds the freed seats until it fits.
"""

from datetime import datetime

from django.db.models import F

from actions.planning.models import Action, Registration
from actions.planning.taking_part import letters, shift_places

MOST_PASSED = 3
State = Registration.State


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
        shift_places.hold_wished(party, now=now)
        letters.moved_up(party, action, now=now)
    return moved


def ahead(registration: Registration) -> int:
    """How many parties stand in the line before this one; 0 for who does not wait."""
    if registration.line is None:
        return 0
    line = Registration.objects.filter(action=registration.action_id, state=State.WAITING)
    return line.filter(line__lt=registration.line).count()


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
