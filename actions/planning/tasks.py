"""The worker's side of planning: thin, and harmless when run twice."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from campaign.lib import clock

log = logging.getLogger(__name__)


@shared_task(name="actions.planning.tell")  # type: ignore[untyped-decorator]  # celery is untyped
def tell(action_id: int) -> None:
    """Write the notices of one action that are due."""
    from actions.planning import notices

    notices.tell(action_id, clock.now())


def nudge(action_id: int) -> None:
    """Wake a worker. A broker that is away is no harm: the next sweep finds the row."""
    try:
        tell.apply_async((action_id,), retry=False, ignore_result=True)
    except OperationalError:
        log.info("The broker is away; the next sweep tells those who come.")
