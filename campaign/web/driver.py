"""One row from the driver itself, for the one question that every reader of a feed asks again and again.

Django's cursor takes longer than SQLite does, and psycopg's takes four times as long as PostgreSQL's round trip
(docs/performance.md).
"""

import hashlib
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

TUPLES_OK, SQLSTATE, UNKNOWN_STATEMENT = 2, 67, b"26000"  # libpq's numbers, and PostgreSQL's for a name it doesn't know


def row(query: str, parameters: tuple[str, ...]) -> Any:
    """The first row of a query whose parameters are texts, or None. Numbers may come as texts.

    Whether the connection still lives is not asked before, since the question shows it: a dead one is opened anew,
    once.
    """
    here = connections[DEFAULT_DB_ALIAS]
    if here.connection is not None and not here.in_atomic_block:
        try:
            return _ASK[here.vendor](here.connection, query, parameters)
        except here.Database.Error:  # type: ignore[attr-defined]  # the driver's own
            here.close()
    with here.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()


def _sqlite(driver: Any, query: str, parameters: tuple[str, ...]) -> Any:
    return driver.execute(_with_marks(query), parameters).fetchone()


def _postgresql(driver: Any, query: str, parameters: tuple[str, ...]) -> Any:
    name, statement = _named(query)
    values, libpq = [text.encode() for text in parameters], driver.pgconn
    found = libpq.exec_prepared(name, values)
    if found.status != TUPLES_OK and found.error_field(SQLSTATE) == UNKNOWN_STATEMENT:  # a connection that is new
        libpq.prepare(name, statement)
        found = libpq.exec_prepared(name, values)
    if found.status != TUPLES_OK:
        raise driver.OperationalError(found.error_message)
    return [found.get_value(0, place).decode() for place in range(found.nfields)] if found.ntuples else None


_ASK = {"sqlite": _sqlite, "postgresql": _postgresql}


@cache
def _with_marks(query: str) -> str:
    return query.replace("%s", "?")


@cache
def _named(query: str) -> tuple[bytes, bytes]:
    """A name for libpq's prepared statement, and the statement with numbered parameters."""
    first, *rest = query.split("%s")
    numbered = first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
    return b"campaign_" + hashlib.sha256(numbered.encode()).hexdigest()[:16].encode(), numbered.encode()
