"""The sweep of reminders: 5,000 due among 1,000,000 registrations, and 5,000 due among 10,000, in two databases.

Both are filled once: what the verbs have made, copied in one statement a table. Before each turn what the last sweep
wrote goes, so that each finds the same; that is not measured.
"""

import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as hour
from pathlib import Path
from typing import Any

from bench.measure import Ratio, in_turns

DUE, ACTIONS_DUE = 5_000, 50
FEW, MANY = 10_000, 1_000_000
EACH = DUE // ACTIONS_DUE  # registrations of an action
SWEPT = ("planning_reminder", "mail_delivery", "mail_mailing")


def run(database: str, rounds: int, folder: Path) -> list[Ratio]:
    """The time of one sweep among many registrations by that among few."""
    due = _some()
    _fill(FEW)
    few = _copied(database, folder)
    _fill(MANY)
    from django.conf import settings
    from django.db import connections

    settings.DATABASES["few"] = connections.settings["few"] = {**connections.settings["default"], **few}
    return [
        in_turns(
            f"sweep of reminders, {DUE:,} due among {MANY:,} registrations, by {DUE:,} due among {FEW:,}",
            lambda: _swept("default", due),
            lambda: _on("few", lambda: _swept("few", due)),
            rounds=rounds,
            database=database,
            unit="seconds",
            at_most=1.5,
        )
    ]


def _swept(alias: str, due: datetime) -> float:
    from django.db import connection

    from actions.planning.taking_part import reminders
    from campaign.mail.models import Delivery

    with connection.cursor() as cursor:
        for table in SWEPT:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in SWEPT:
                cursor.execute(f"VACUUM ANALYZE {table}")  # as autovacuum does where rounds don't follow on another
    began = time.perf_counter()
    told = reminders.sweep(due)
    took = time.perf_counter() - began
    assert (told, Delivery.objects.count()) == (DUE, DUE)
    return took


def _on(alias: str, deed: Callable[[], float]) -> float:
    """As if that database were the only one."""
    from django.db import connections

    default = connections["default"]
    connections["default"] = connections[alias]
    try:
        return deed()
    finally:
        connections["default"] = default


def _some() -> datetime:
    """One action that reminds now and one a year later, each with its registrations; when the first ones are due."""
    from campaign.lib import clock
    from tests import make

    now = clock.now()
    group = make.group("Bench")
    for day in (now + timedelta(days=30), now + timedelta(days=395)):
        action = make.action(group, now=now, day=day.date(), time=hour(14), end_time=hour(18))
        for number in range(EACH):
            make.registered(action, f"p{action.pk}-{number}@example.org", now=now)
    first = group.actions.earliest("pk")
    assert first.remind_day is not None
    return first.remind_day


def _fill(registrations: int) -> None:
    """Copies of the actions and of their registrations, until there are so many of these; 5,000 of them are due."""
    from django.db import connection

    from actions.planning.models import Action, Registration

    first, other = Action.objects.order_by("pk").values_list("pk", flat=True)[:2]
    missing = ACTIONS_DUE - Action.objects.filter(starts=Action.objects.get(pk=first).starts).count()
    _copies(Action, first, missing)
    _copies(Action, other, registrations // EACH - Action.objects.count())
    _people(Registration, first, other)
    assert Registration.objects.count() == registrations
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _copies(model: Any, of: int, number: int) -> None:
    from django.db import connection

    if number <= 0:
        return
    other = {"slug": "r.slug || '-' || n.i || '-' || m.top", "uid": "r.uid || '-' || n.i || '-' || m.top"}
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(other.get(column, f"r.{column}") for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {table} ({", ".join(columns)})
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number}),
            m(top) AS (SELECT MAX(id) FROM {table})
            SELECT {values} FROM n, m, {table} r WHERE r.id = {of}"""  # noqa: S608 - of our own numbers
        )


def _people(model: Any, first: int, other: int) -> None:
    """For each action that nobody comes to yet as many as come to the one that it is a copy of."""
    from django.db import connection

    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join({"action_id": "a.id"}.get(column, f"r.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO planning_registration ({", ".join(columns)})
            SELECT {values} FROM planning_action a
            JOIN planning_action o ON o.id IN ({first}, {other}) AND o.starts = a.starts
            JOIN planning_registration r ON r.action_id = o.id
            WHERE NOT EXISTS (SELECT 1 FROM planning_registration x WHERE x.action_id = a.id)"""  # noqa: S608
        )


def _copied(database: str, folder: Path) -> dict[str, Any]:
    """The settings of a second database with what there is so far."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if database == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copy(name, folder / "few.sqlite3")
        return {"NAME": str(folder / "few.sqlite3")}
    import psycopg

    connection.close()
    head, _, name = os.environ["DATABASE_URL"].rpartition("/")
    with psycopg.connect(f"{head}/template1".replace("postgres://", "postgresql://"), autocommit=True) as apart:
        apart.execute(f'CREATE DATABASE "{name}_few" TEMPLATE "{name}"')  # type: ignore[call-overload]
    return {"NAME": f"{name}_few"}
