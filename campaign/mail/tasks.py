"""The worker's side of mail: thin, and harmless when run twice."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from campaign.lib import clock

SECONDS = 5.0
log = logging.getLogger(__name__)


@shared_task(name="campaign.mail.deliver")  # type: ignore[untyped-decorator]  # celery is untyped
def deliver() -> None:
    """Send what is due, for a few seconds: a worker that is told to end can do so soon, and in good order."""
    from campaign.mail import sending

    sending.run(seconds=SECONDS)
    nudge_if_due()


def nudge() -> None:
    """Wake a worker. A broker that is away is no harm: beat's next sweep finds the row."""
    try:
        deliver.apply_async(retry=False, ignore_result=True)
    except OperationalError:
        log.info("The broker is away; the next sweep sends what is due.")


def nudge_if_due() -> None:
    """Wake a worker where something waits to be sent."""
    from campaign.mail import sending

    if sending.is_due(clock.now()):
        nudge()
