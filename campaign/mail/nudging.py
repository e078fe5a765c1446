"""Waking whoever sends, once for many letters: a task costs more than a sign-up's rows do."""

from contextlib import suppress

from django.db import transaction
from redis.exceptions import RedisError

from campaign.lib import nudges, pulse

KEY, LASTS = "campaign.mail.nudged", 2  # seconds, in case that task is lost


def wake() -> None:
    """Wake a worker, unless one has been woken and has not looked yet."""
    with suppress(RedisError):  # a broker that is away is no harm: beat's next sweep finds the row
        if pulse.valkey().set(KEY, "", nx=True, ex=LASTS):
            nudges.wake("campaign.mail.deliver")


def wake_on_commit() -> None:
    """The same as soon as the letter's transaction has committed."""
    transaction.on_commit(wake, robust=True)


def looked() -> None:
    """A worker looks now: whatever is written from here on wakes one again."""
    with suppress(RedisError):
        pulse.valkey().delete(KEY)
