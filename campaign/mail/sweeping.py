"""What the clock does to the outbox."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from campaign.mail import claims
from campaign.mail.models import Delivery, Mailing

KEPT = timedelta(days=30)  # a finished delivery; its numbers stay
SLICE = 500
FINAL = Q(followed=False) | Q(complete_at__isnull=False) | Q(stopped_at__isnull=False)  # nobody is added any more


def sweep(now: datetime) -> None:
    """Give back what dead workers held, erase texts that nobody waits for any more, and finished deliveries after
    thirty days. Two at once do no harm."""
    with transaction.atomic(durable=True):
        claims.lapse(now)
    _blank()
    while _forget(now):
        pass
    _drop(now)


def _blank() -> None:
    """A text may hold what not everyone may read, such as a meeting point: it is kept no longer than it is needed."""
    waits = Delivery.objects.filter(mailing=OuterRef("pk"), finished_at=None)
    written = Mailing.objects.filter(context__isnull=False, standing=False)
    written.filter(~Exists(waits), FINAL).update(context=None)


def _drop(now: datetime) -> None:
    """Mailings of which nothing is left, and whose numbers nobody shows."""
    left = Delivery.objects.filter(mailing=OuterRef("pk"))
    old = Mailing.objects.filter(standing=False, followed=False, created_at__lt=now - KEPT)
    old.filter(~Exists(left)).delete()


def _forget(now: datetime) -> bool:
    """Erase a slice of old deliveries, adding their states to their mailing's numbers. Whether there may be more."""
    with transaction.atomic(durable=True):
        old = list(
            Delivery.objects.filter(finished_at__lt=now - KEPT)
            .order_by("mailing", "pk")
            .values("pk", "mailing")[:SLICE]
        )
        for mailing_id in sorted({row["mailing"] for row in old}):
            Mailing.objects.filter(pk=mailing_id).update(template=F("template"))  # locks the row: two sweeps take turns
            mailing = Mailing.objects.get(pk=mailing_id)
            ids = [row["pk"] for row in old if row["mailing"] == mailing_id]
            going = Delivery.objects.filter(pk__in=ids)
            counted = Counter(mailing.forgotten) + Counter(going.values_list("state", flat=True))
            going.delete()
            mailing.forgotten = dict(counted)
            mailing.save(update_fields=["forgotten"])
        return len(old) == SLICE
