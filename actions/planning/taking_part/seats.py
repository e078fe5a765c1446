"""The one counter of seats: taken by comparing and setting, in the first statement of each transaction.

The row of the action is held from that statement until the transaction ends (PostgreSQL by the update itself, SQLite
because every transaction is IMMEDIATE), so nothing else need be locked. SQL by hand: what compiles inside the lock
keeps everybody waiting.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

ON = "id = %s AND state = 'announced' AND withdrawn_at IS NULL AND (ends IS NULL OR ends > %s)"
OPEN = f"{ON} AND (closes IS NULL OR closes > %s) AND NOT by_approval"
HOLD = "UPDATE planning_action SET line_last = line_last WHERE id = %s"
TAKE = """
UPDATE planning_action SET seats_taken = seats_taken + %s WHERE {doors}
AND (seats IS NULL OR (waiting = 0 AND seats_taken + %s <= seats)) RETURNING sequence
"""
QUEUE = """
UPDATE planning_action SET waiting = waiting + 1, line_last = line_last + 1 WHERE {doors}
RETURNING sequence, line_last, waiting
"""
TAKE_OPEN, TAKE_APPROVED = TAKE.format(doors=OPEN), TAKE.format(doors=ON)
QUEUE_OPEN, QUEUE_APPROVED = QUEUE.format(doors=OPEN), QUEUE.format(doors=ON)
ASK = f"""
UPDATE planning_action SET line_last = line_last WHERE {ON} AND (closes IS NULL OR closes > %s) AND by_approval
RETURNING sequence
"""  # noqa: S608 - constants
FREE = "UPDATE planning_action SET seats_taken = seats_taken - %s, waiting = waiting - %s WHERE id = %s"

HELD = """SELECT COALESCE(SUM(seats), 0) FROM planning_registration
WHERE action_id = %s AND state IN ('confirmed', 'offered')"""
IN_LINE = "SELECT COUNT(*) FROM planning_registration WHERE action_id = %s AND state = 'waiting'"
RECOUNT = f"""
UPDATE planning_action
SET seats_past = seats_past + seats_taken - ({HELD}), seats_taken = ({HELD}), waiting = ({IN_LINE}) WHERE id = %s
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Place:
    """Seats, or a number in the line and how many parties it makes; and the action's sequence at that moment."""

    sequence: int
    line: int | None = None
    waiting: int = 0


def hold(action_id: int) -> None:
    """The first statement where it is not yet clear what happens to the counters."""
    _run(HOLD, action_id)


def take(action_id: int, *, seats: int, now: datetime, approved: bool = False) -> Place | None:
    """Take seats directly: only while nobody waits and they suffice, or there is no limit.

    Whom the organisers have said yes to (`approved`) may come in after sign-up has closed.
    """
    at = _at(now)
    if approved:
        row = _run(TAKE_APPROVED, seats, action_id, at, seats)
    else:
        row = _run(TAKE_OPEN, seats, action_id, at, at, seats)
    return Place(row[0]) if row else None


def queue(action_id: int, *, now: datetime, approved: bool = False) -> Place | None:
    """The next number in the line; nothing where sign-up is closed."""
    at = _at(now)
    row = _run(QUEUE_APPROVED, action_id, at) if approved else _run(QUEUE_OPEN, action_id, at, at)
    return Place(*row) if row else None


def ask(action_id: int, *, now: datetime) -> Place | None:
    """Ask the organisers, which holds nothing; nothing where they are not asked, or sign-up is closed."""
    at = _at(now)
    row = _run(ASK, action_id, at, at)
    return Place(row[0]) if row else None


def free(action_id: int, *, seats: int = 0, waiting: int = 0) -> None:
    """Give back seats that were held, or a place in the line. The line then moves up (waiting_list.move_up)."""
    _run(FREE, seats, waiting, action_id)


def recount(action_id: int) -> None:
    """In a transaction that holds the row: what is kept no longer (retention.py) is past, and holds no seat."""
    _run(RECOUNT, action_id, action_id, action_id, action_id)


def _run(statement: str, *values: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return cursor.fetchone() if cursor.description else None


def _at(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)
