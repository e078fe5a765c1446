"""The worker's side of mail: thin, and harmless when run twice."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


@shared_task(name="campaign.mail.deliver")  # type: ignore[untyped-decorator]  # celery is untyped
def deliver() -> None:
    """Send what is due."""
    from campaign.mail import sending

    sending.run()


def nudge() -> None:
    """Wake a worker. A broker that is away is no harm: beat's next sweep finds the row."""
    try:
        deliver.apply_async(retry=False, ignore_result=True)
    except OperationalError:
        log.info("The broker is away; the next sweep sends what is due.")
