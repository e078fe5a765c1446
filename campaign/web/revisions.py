"""Counting what changed, so that whoever is above can compare (design: below counts, above compares)."""

from collections.abc import Iterable

from django.db import connection

BUMP = (
    "INSERT INTO web_scoperevision (key, revision) VALUES (%s, 1)"
    " ON CONFLICT (key) DO UPDATE SET revision = web_scoperevision.revision + 1"
)
READ = "SELECT revision FROM web_scoperevision WHERE key = %s"


def bump(keys: Iterable[str]) -> None:
    """Raise the revision of each key by one, in key order, so that two transactions never wait for each other."""
    with connection.cursor() as cursor:
        for key in sorted(set(keys)):
            cursor.execute(BUMP, [key])


def current(key: str) -> int:
    """The revision of one key, 0 where nothing has changed yet. By cursor: a feed asks this on every request."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [key])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
