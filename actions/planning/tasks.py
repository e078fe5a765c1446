"""The worker's side of planning: thin, and harmless when run twice."""

from celery import shared_task

from actions.planning.taking_part import notices
from actions.planning.words import following
from campaign.lib import clock


@shared_task(name="actions.planning.tell")  # type: ignore[untyped-decorator]  # celery is untyped
def tell(action_id: int) -> None:
    """Write the notices of one action that are due."""
    notices.tell(action_id, clock.now())


@shared_task(name="actions.planning.follow_call")  # type: ignore[untyped-decorator]  # celery is untyped
def follow_call(call_id: int) -> None:
    """Let the actions that answer a corrected call follow it."""
    following.follow_call(call_id, clock.now())
