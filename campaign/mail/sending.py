"""Sending what is due.

1. In one transaction for every twenty: write down what became of the last twenty, and claim the next as *sending*.
2. Outside any transaction: render each mailing once a language, fill it for each recipient, hand the letters over on
   one connection.
3. Begin no letter that could outlast the claim. A worker that dies leaves at most twenty uncertain.
"""

import json
import logging
import secrets
import time
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from campaign.lib import clock
from campaign.mail import claims, headers, letters
from campaign.mail.claims import InHand
from campaign.mail.models import Delivery, Mailing
from campaign.mail.pipelining import PATIENCE, Envelope, Fate, Posted, Unsafe
from campaign.mail.servers import Connection, Unreachable, way_out

log = logging.getLogger(__name__)
SAFE = claims.HELD.total_seconds() - 4 * PATIENCE  # no letter is begun later than this after its claim


def is_due(now: datetime) -> bool:
    """Whether anything waits to be sent."""
    return (
        Delivery.objects.filter(
            state__in=[Delivery.State.QUEUED, Delivery.State.UNCERTAIN],
            finished_at=None,
            due_at__lte=now,
            mailing__stopped_at=None,
        )
        .order_by()
        .exists()
    )


def run(*, at: datetime | None = None, seconds: float | None = None) -> int:
    """Send what is due now (or at `at`), until nothing is left or `seconds` are over. How many were handed over.

    Any number of these may run at once.
    """
    if not is_due(at or clock.now()):
        return 0
    with way_out() as out:
        return _Run(out, at, time.monotonic() + seconds if seconds is not None else None).work()


class _Run:
    """One worker's turn, and the letters it has rendered."""

    def __init__(self, out: Connection, at: datetime | None, ends: float | None) -> None:
        self.out = out
        self.at = at
        self.ends = ends
        self.claim = secrets.token_hex(16)
        self.rendered: dict[tuple[int, str, frozenset[str]], letters.Letter] = {}
        self.mailings: dict[int, Mailing] = {}

    def work(self) -> int:
        accepted = 0
        results: list[tuple[InHand, Posted]] = []
        while True:
            batch = self._turn(results)
            if not batch:
                return accepted
            results = []
            try:
                self._send(batch, results)
            except Unreachable as error:
                log.error("%s", error)
                known = {delivery.id for delivery, _ in results}
                with transaction.atomic(durable=True):
                    claims.record(self.claim, results, self._now())
                    untouched = [delivery for delivery in batch if delivery.id not in known]
                    claims.give_back(self.claim, untouched, self._now())
                return accepted
            accepted += sum(posted.fate is Fate.ACCEPTED for _, posted in results)

    def _now(self) -> datetime:
        return self.at or clock.now()

    def _turn(self, results: Sequence[tuple[InHand, Posted]]) -> list[InHand]:
        """Record the last batch and claim the next, in one transaction."""
        now = self._now()
        is_over = self.ends is not None and time.monotonic() > self.ends
        with transaction.atomic(durable=True):
            claims.record(self.claim, results, now)
            return [] if is_over else claims.take(self.claim, now)

    def _send(self, batch: Sequence[InHand], results: list[tuple[InHand, Posted]]) -> None:
        """Hand over `batch`, adding to `results` what became of each. Raises Unreachable before the first letter."""
        until = time.monotonic() + SAFE
        made: list[tuple[InHand, Envelope]] = []
        for delivery in batch:
            try:
                made.append((delivery, self._envelope(delivery)))
            except (headers.Unfit, Unsafe) as error:
                results.append((delivery, Posted(Fate.REFUSED, str(error)[:200])))
            except Exception as error:  # a template's mistake holds up nobody else's mail
                log.exception("Delivery %s of mailing %s could not be made.", delivery.id, delivery.mailing)
                results.append(
                    (delivery, Posted(Fate.LATER, f"The letter could not be made ({type(error).__name__})."))
                )
        posted = self.out.post([envelope for _, envelope in made], until=until)
        results.extend((delivery, fate) for (delivery, _), fate in zip(made, posted, strict=True))

    def _envelope(self, delivery: InHand) -> Envelope:
        to = letters.wire_address(delivery.address)
        letter = self._letter(delivery)
        return Envelope(
            to, letter.fill(to=to, message_id=delivery.message_id, date=self._now(), values=delivery.values)
        )

    def _letter(self, delivery: InHand) -> letters.Letter:
        mailing = self.mailings.get(delivery.mailing)
        if mailing is None:
            mailing = self.mailings[delivery.mailing] = Mailing.objects.get(pk=delivery.mailing)
        if mailing.standing:
            return letters.render(mailing.template, delivery.values, delivery.language)
        key = (delivery.mailing, delivery.language, frozenset(delivery.values))
        if key not in self.rendered:
            context = json.loads(mailing.context or "{}")
            self.rendered[key] = letters.render(mailing.template, context, delivery.language, slots=key[2])
        return self.rendered[key]
