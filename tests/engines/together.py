"""Deeds that are done at the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed gave, or the error that it raised, in their order. None begins before all are connected."""
    begin = Barrier(len(deeds), timeout=30)

    def run(deed: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            begin.wait()
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))
