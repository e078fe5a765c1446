"""Signs of life: worker and beat leave short-lived marks in Valkey, and health checks look for them.

Two keys each time: one that any worker (or beat) of the network refreshes, and one of this very process, by which
`manage.py up` sees that the one it has just started works.
"""

import os
import socket
from contextlib import suppress
from functools import cache
from typing import Literal

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

Role = Literal["worker", "beat"]
EVERY = 1.0  # seconds between two marks
LASTS = 4  # seconds until a mark is gone
PATIENCE = 2.0  # seconds that Valkey may take to answer


@cache
def valkey() -> Redis:
    """One small pool of connections a process; every question is short, and asked once."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 1),  # once more, for a connection that died since the last question
    )


def broker_answers() -> bool:
    """True when Valkey answers at REDIS_URL."""
    try:
        return bool(valkey().ping())
    except RedisError:
        return False


def mark(role: Role) -> None:
    """Leave both marks of this process. Where the broker is away, their absence says so; that is no reason to fail."""
    with suppress(RedisError), valkey().pipeline(transaction=False) as together:
        together.set(_any(role), "", ex=LASTS)
        together.set(_one(role, os.getpid()), "", ex=LASTS)
        together.execute()


def is_felt(role: Role, *, pid: int | None = None) -> bool:
    """True when a worker (or beat) was alive in the last seconds; with `pid`, when that process of this machine was."""
    try:
        return bool(valkey().exists(_any(role) if pid is None else _one(role, pid)))
    except RedisError:
        return False


def _any(role: Role) -> str:
    return f"pulse:{role}"


def _one(role: Role, pid: int) -> str:
    return f"pulse:{role}:{socket.gethostname()}:{pid}"
