"""Waking a worker: a row is the truth, a task is a nudge. What a broker that is away loses, the next sweep finds.

Tasks are named here by their names, so that whoever writes a row needs to know nothing of the work that follows.
"""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def wake(task: str, *ids: int) -> None:
    """Hand `task` with these ids to whichever worker is free."""
    try:
        current_app.send_task(task, ids, retry=False, ignore_result=True)
    except OperationalError:
        log.info("The broker is away; the next sweep does what %s would have done.", task)


def wake_on_commit(task: str, *ids: int) -> None:
    """The same as soon as the transaction that wrote the row has committed."""
    transaction.on_commit(partial(wake, task, *ids), robust=True)
