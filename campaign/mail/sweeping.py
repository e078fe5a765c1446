"""What the clock does to the outbox."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from campaign.mail import claims
from campaign.mail.models import Delivery, Mailing

KEPT = timedelta(days=30)  # a finished delivery; its numbers stay
SLICE = 500


def sweep(now: datetime) -> None:
    """Give back what dead workers held, and erase finished deliveries after thirty days. Two at once do no harm."""
    with transaction.atomic(durable=True):
        claims.lapse(now)
    while _forget(now):
        pass


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
