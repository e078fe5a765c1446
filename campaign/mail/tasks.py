"""The worker's side of mail: thin, and harmless when run twice."""

import logging
from contextlib import suppress

from celery import shared_task
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from campaign.lib import clock, pulse

SECONDS = 5.0
NUDGED, NUDGED_LASTS = "campaign.mail.nudged", 2  # seconds, in case that task is lost
log = logging.getLogger(__name__)


@shared_task(name="campaign.mail.deliver")  # type: ignore[untyped-decorator]  # celery is untyped
def deliver() -> None:
    """Send what is due, for a few seconds: a worker that is told to end can do so soon, and in good order."""
    from campaign.mail import sending

    with suppress(RedisError):
        pulse.valkey().delete(NUDGED)  # before looking: whatever is written from here on nudges again
    sending.run(seconds=SECONDS)
    nudge_if_due()


def nudge() -> None:
    """Wake a worker, unless one has been woken and has not looked yet: a task costs more than a sign-up's rows do.

    A broker that is away is no harm: beat's next sweep finds the row.
    """
    try:
        if pulse.valkey().set(NUDGED, "", nx=True, ex=NUDGED_LASTS):
            deliver.apply_async(retry=False, ignore_result=True)
    except (OperationalError, RedisError):
        log.info("The broker is away; the next sweep sends what is due.")


def nudge_if_due() -> None:
    """Wake a worker where something waits to be sent."""
    from campaign.mail import sending

    if sending.is_due(clock.now()):
        nudge()
