"""Waking whoever sends, once for many letters: a task costs more than a sign-up's rows do."""

import time
from contextlib import suppress

from django.db import transaction
from redis.exceptions import RedisError

from campaign.lib import nudges, pulse

KEY, LASTS = "campaign.mail.nudged", 2  # seconds, in case that task is lost
LINGERS = 0.05  # seconds that a worker waits before it looks


class _Bell:
    """Rung by this process. A worker looks LINGERS later, and then finds all that was written in between."""

    def __init__(self) -> None:
        self.rung = float("-inf")

    def still_rings(self) -> bool:
        return time.monotonic() - self.rung < LINGERS


bell = _Bell()


def wake() -> None:
    """Wake a worker, unless one has been woken and has not looked yet."""
    if bell.still_rings():
        return
    began = time.monotonic()  # before the key is asked for, so that no worker looks earlier than this process believes
    with suppress(RedisError):  # a broker that is away is no harm: beat's next sweep finds the row
        if pulse.valkey().set(KEY, "", nx=True, ex=LASTS):
            nudges.wake("campaign.mail.deliver")
        bell.rung = began  # by us or by another: whoever takes the key away looks no sooner than LINGERS after that


def wake_on_commit() -> None:
    """The same as soon as the letter's transaction has committed."""
    transaction.on_commit(wake, robust=True)


def look() -> None:
    """A worker is about to look: from here on letters wake one again, and those of the next moment are seen by it."""
    with suppress(RedisError):
        pulse.valkey().delete(KEY)
    time.sleep(LINGERS)
