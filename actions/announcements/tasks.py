"""The worker's side of announcements: thin, and harmless when run twice."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from campaign.lib import clock

log = logging.getLogger(__name__)


@shared_task(name="actions.announcements.expand")  # type: ignore[untyped-decorator]  # celery is untyped
def expand(id: int) -> None:
    """Put an announcement's recipients into the outbox."""
    from actions.announcements import expansion

    expansion.expand(id, clock.now())


def nudge(id: int) -> None:
    """Wake a worker. A broker that is away is no harm: the next sweep goes on with it."""
    try:
        expand.apply_async([id], retry=False, ignore_result=True)
    except OperationalError:
        log.info("The broker is away; the next sweep puts announcement %s into the outbox.", id)
