"""From an announcement to its deliveries: in batches, resumed where it was cut off, by a task or the sweep.

`reached` is the last membership or registration that was put into the outbox. It is moved by compare-and-set in the
transaction that adds the batch, so two at once do the work once; the outbox itself takes each address once. Who is
still willing is asked in that transaction too: whoever stops the letters takes the announcement's row after it.
"""

from datetime import datetime

from django.db import transaction

from actions.announcements import audience
from actions.announcements.models import Announcement
from campaign.lib.sweeps import each
from campaign.mail import outbox
from campaign.mail.models import Delivery, Mailing

State = Announcement.State
WAITING = (Delivery.State.QUEUED, Delivery.State.SENDING)


def expand(id: int, now: datetime) -> None:
    """Put all recipients of an announcement into the outbox, going on where it stands."""
    while _next_batch(id, now):
        pass


def sweep(now: datetime) -> None:
    """Go on with what was cut off, take out who is gone, and say of what is finished that it is sent."""
    sending = Announcement.objects.filter(state=State.SENDING).order_by("pk").values_list("pk", flat=True)
    each(sending, lambda id: _go_on(id, now), "Sending announcement")


def _go_on(id: int, now: datetime) -> int:
    announcement = Announcement.objects.select_related("mailing").get(pk=id)
    if announcement.complete_at is None:
        expand(id, now)
    if announcement.mailing is not None:
        _skip_who_is_gone(announcement, announcement.mailing, now)
    is_complete = Announcement.objects.filter(pk=id, complete_at__isnull=False)
    if announcement.mailing is None or is_finished(outbox.progress(announcement.mailing)):
        is_complete.filter(state=State.SENDING).update(state=State.SENT)
    return 1


def is_finished(progress: dict[Delivery.State, int]) -> bool:
    """Whether nothing waits any more. What is uncertain for the first time is about to be tried again."""
    return not any(progress[state] for state in WAITING)


def _next_batch(id: int, now: datetime) -> bool:
    """Whether there may be more."""
    announcement = Announcement.objects.select_related("mailing", "group", "call", "action").get(pk=id)
    if announcement.state != State.SENDING or announcement.complete_at or announcement.mailing is None:
        return False
    batch = audience.after_id(announcement, announcement.reached)
    with transaction.atomic(durable=True):
        mine = Announcement.objects.filter(pk=id, state=State.SENDING, reached=announcement.reached, complete_at=None)
        if not batch:
            if mine.update(complete_at=now):
                outbox.complete(announcement.mailing, now)
            return False
        if not mine.update(reached=batch[-1].id):
            return False  # another is at it, or it was stopped
        outbox.add(announcement.mailing, _recipients(announcement, announcement.mailing, batch), now)
    return True


def _recipients(
    announcement: Announcement, mailing: Mailing, batch: list[audience.Someone]
) -> list[tuple[str, outbox.Recipient, dict[str, str]]]:
    """Those of `batch` who want the letter at this moment."""
    willing = audience.willing(announcement, [someone.id for someone in batch])
    refused = audience.refused_addresses(announcement)
    return [
        (audience.key(mailing.pk, someone.recipient.address), someone.recipient, someone.values())
        for someone in batch
        if someone.recipient and someone.id in willing and someone.recipient.address.lower() not in refused
    ]


def _skip_who_is_gone(announcement: Announcement, mailing: Mailing, now: datetime) -> None:
    """Who left, was shown out, withdrew or may not sign in any more since the letter was put into the outbox."""
    if keys := audience.gone(announcement, mailing):
        with transaction.atomic(durable=True):
            outbox.skip(mailing, keys, now)
