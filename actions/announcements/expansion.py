"""From an announcement to its deliveries: in batches, resumed where it was cut off, by a task or the sweep.

`reached` is the last membership or registration that was put into the outbox. It is moved by compare-and-set in the
transaction that adds the batch, so two at once do the work once; the outbox itself takes each address once.
"""

from datetime import datetime

from django.db import transaction

from actions.announcements import audience
from actions.announcements.models import Announcement
from campaign.mail import outbox
from campaign.mail.models import Delivery

State = Announcement.State
WAITING = (Delivery.State.QUEUED, Delivery.State.SENDING)


def expand(id: int, now: datetime) -> None:
    """Put all recipients of an announcement into the outbox, going on where it stands."""
    while _next_batch(id, now):
        pass


def sweep(now: datetime) -> None:
    """Go on with what was cut off, and say of what is finished that it is sent."""
    for announcement in Announcement.objects.filter(state=State.SENDING).select_related("mailing"):
        if announcement.complete_at is None:
            expand(announcement.pk, now)
        elif announcement.mailing is None or is_finished(outbox.progress(announcement.mailing)):
            Announcement.objects.filter(pk=announcement.pk, state=State.SENDING).update(state=State.SENT)


def is_finished(progress: dict[Delivery.State, int]) -> bool:
    """Whether nothing waits any more. What is uncertain for the first time is about to be tried again."""
    return not any(progress[state] for state in WAITING)


def _next_batch(id: int, now: datetime) -> bool:
    """Whether there may be more."""
    announcement = Announcement.objects.select_related("mailing", "group", "action").get(pk=id)
    if announcement.state != State.SENDING or announcement.complete_at or announcement.mailing is None:
        return False
    batch = audience.after_id(announcement, announcement.reached)
    refused = audience.refused_addresses(announcement)
    recipients = [
        (audience.key(announcement.mailing.pk, someone.recipient.address), someone.recipient, someone.values())
        for someone in batch
        if someone.recipient and someone.recipient.address.lower() not in refused
    ]
    with transaction.atomic(durable=True):
        mine = Announcement.objects.filter(pk=id, state=State.SENDING, reached=announcement.reached, complete_at=None)
        if not batch:
            mine.update(complete_at=now)
            return False
        if not mine.update(reached=batch[-1].id):
            return False  # another is at it, or it was stopped
        outbox.add(announcement.mailing, recipients, now)
    return True
