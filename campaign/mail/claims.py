"""Who has which delivery in hand. Every step is a compare-and-set; all of it runs inside the caller's transaction.

1. `take` claims the next few that are due and marks them as *sending*; from here on a crash leaves them uncertain.
2. `record` writes down what became of them, blanking what is finished.
3. `lapse` gives back what a dead worker held: each is uncertain, and is tried once more.

A claim is held in real time, whatever instant the caller sends for.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, F, Value, When

from campaign.lib import clock, sealing
from campaign.mail.models import Delivery, Mailing
from campaign.mail.pipelining import Fate, Posted

log = logging.getLogger(__name__)
State = Delivery.State
TAKEN = 20  # at once; as many may be uncertain after a crash
HELD = timedelta(minutes=10)
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720)]  # after that we give up
WAITS_FOR_SERVER = timedelta(minutes=1)

TAKE = """
UPDATE mail_delivery SET state = 'sending', claim = %s, claimed_until = %s
WHERE id {among} (
  SELECT id FROM mail_delivery AS due
  WHERE state IN ('queued', 'uncertain') AND finished_at IS NULL AND due_at <= %s AND NOT EXISTS (
    SELECT 1 FROM mail_mailing WHERE mail_mailing.id = due.mailing_id AND stopped_at IS NOT NULL
  )
  ORDER BY priority, due_at, id LIMIT %s {skip_locked}
){end} AND state IN ('queued', 'uncertain') AND finished_at IS NULL
RETURNING id, mailing_id, address, "values", language, message_id, attempts, doubtful, priority, due_at
"""
DIALECTS = {
    "sqlite": {"among": "IN", "end": "", "skip_locked": ""},
    # As an array the inner query runs once, whatever the planner believes of a table that was just filled;
    # joined, it could run again for each row, and claim more than its limit.
    "postgresql": {"among": "= ANY (ARRAY", "end": ")", "skip_locked": "FOR UPDATE OF due SKIP LOCKED"},
}


@dataclass(frozen=True, slots=True)
class InHand:
    """A claimed delivery, its address and values opened."""

    id: int
    mailing: int
    address: str
    values: dict[str, Any]
    language: str
    message_id: str
    attempts: int
    doubtful: bool


def take(claim: str, now: datetime) -> list[InHand]:
    """Up to twenty that are due at `now`, those of one person before those of many; on the wire from now on."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(**DIALECTS[connection.vendor]), [claim, _deadline(), _plain(now), TAKEN])
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (row[8], row[9], row[0]))
    opened = [_in_hand(row) for row in rows]
    if broken := [row[0] for row, delivery in zip(rows, opened, strict=True) if delivery is None]:
        log.error("%s deliveries can't be opened: SEAL_KEYS lacks the key that sealed them.", len(broken))
        refused = {"state": State.REFUSED, "reason": "It could not be opened: its key is missing."}
        Delivery.objects.filter(pk__in=broken).update(**refused, **finished(now))
    return [delivery for delivery in opened if delivery is not None]


def record(claim: str, results: Sequence[tuple[InHand, Posted]], now: datetime) -> None:
    """What became of each. A result counts even if the claim has lapsed meanwhile, unless another worker took it."""
    accepted = [delivery.id for delivery, posted in results if posted.fate is Fate.ACCEPTED]
    if accepted:
        _ours(claim, accepted).update(state=State.SENT, reason="", **finished(now))
    for delivery, posted in results:
        if posted.fate is Fate.ACCEPTED:
            continue
        ours = _ours(claim, [delivery.id])
        gives_up = posted.fate is Fate.LATER and delivery.attempts >= len(DELAYS)
        if posted.fate is Fate.REFUSED or gives_up:
            ours.update(state=State.REFUSED, reason=posted.words, **finished(now))
        elif posted.fate is Fate.LATER:
            due = now + DELAYS[delivery.attempts]
            _give_back(ours, due_at=due, attempts=F("attempts") + 1, reason=posted.words)
        elif posted.fate is Fate.UNCERTAIN:
            _doubt(ours, now, reason=posted.words)
        elif posted.fate is Fate.UNTOUCHED:
            _give_back(ours)


def give_back(claim: str, deliveries: Iterable[InHand], now: datetime) -> None:
    """Nothing could be handed over to any server: all wait a little, and it is nobody's fault."""
    _give_back(_ours(claim, [delivery.id for delivery in deliveries]), due_at=now + WAITS_FOR_SERVER)


def lapse(now: datetime) -> int:
    """Give back what dead workers held; how many that was. What still waits of a stopped mailing is stopped as well."""
    stopped = Mailing.objects.filter(stopped_at__isnull=False).values("pk")
    Delivery.objects.filter(state=State.QUEUED, finished_at=None, mailing__in=stopped).update(
        state=State.STOPPED, **finished(now)
    )
    dead = Delivery.objects.filter(claimed_until__lt=clock.now(), state=State.SENDING)
    return _doubt(dead, now, reason="The connection ended before the answer came.")


def finished(now: datetime) -> dict[str, Any]:
    """The columns of a delivery that nothing more is done with: who got it is not kept."""
    return {"finished_at": now, "address": None, "values": None, "claimed_until": None}


def _ours(claim: str, ids: Sequence[int]) -> Any:
    return Delivery.objects.filter(pk__in=ids, claim=claim, state__in=[State.SENDING, State.UNCERTAIN])


def _doubt(deliveries: Any, now: datetime, *, reason: str) -> int:
    """The server may have them or not: each is tried once more, with the same Message-ID; twice is enough."""
    deliveries = deliveries.filter(finished_at=None)
    again = deliveries.filter(doubtful=True).update(state=State.UNCERTAIN, reason=reason, **finished(now))
    once = deliveries.filter(doubtful=False).update(
        state=State.UNCERTAIN, doubtful=True, claimed_until=None, reason=reason
    )
    return int(again + once)


def _give_back(deliveries: Any, **columns: Any) -> None:
    waits = Case(When(doubtful=True, then=Value(State.UNCERTAIN)), default=Value(State.QUEUED))
    deliveries.filter(finished_at=None).update(state=waits, claimed_until=None, **columns)


def _deadline() -> Any:
    return _plain(clock.now() + HELD)


def _plain(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)


def _open(column: str, sealed: Any) -> str:
    return sealing.unseal(bytes(sealed), purpose=f"mail_delivery.{column}")


def _in_hand(row: tuple[Any, ...]) -> InHand | None:
    """None when its seal is broken: that must hold up nobody else's mail."""
    id, mailing, address, values, language, message_id, attempts, doubtful, *_ = row
    try:
        opened, to = dict(json.loads(_open("values", values))), _open("address", address)
    except sealing.SealBroken:
        return None
    return InHand(id, mailing, to, opened, language, message_id, attempts, bool(doubtful))
