"""One migrated template a run, made by whichever test process needs it first; each process works on a copy of it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

TEMPLATE = "campaign_template"


def use_a_copy(process: str) -> None:
    """Point Django's connection at this process's own copy of the template; its subprocesses inherit the address."""
    with _alone():
        if connection.vendor == "postgresql":
            _copy_on_postgresql(f"campaign_{process}")
        else:
            _copy_on_sqlite(settings.VAR_DIR / f"{process}.sqlite3")


def _copy_on_sqlite(copy: Path) -> None:
    template = settings.VAR_DIR / f"{TEMPLATE}.sqlite3"
    if not template.exists():
        draft = template.with_suffix(".draft")
        _connect(str(draft))
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()
        draft.rename(template)
    shutil.copyfile(template, copy)
    _connect(str(copy))
    os.environ["DATABASE_URL"] = f"sqlite:///{copy}"


def _copy_on_postgresql(copy: str) -> None:
    address, _, postgres = os.environ["DATABASE_URL"].rpartition("/")
    made = settings.VAR_DIR / f"{TEMPLATE}.made"
    if not made.exists():
        _connect(postgres)
        _execute(f"DROP DATABASE IF EXISTS {TEMPLATE}", f"CREATE DATABASE {TEMPLATE}")
        _connect(TEMPLATE)
        call_command("migrate", interactive=False, verbosity=0)
        made.touch()
    _connect(postgres)
    _execute(f"CREATE DATABASE {copy} TEMPLATE {TEMPLATE}")
    _connect(copy)
    os.environ["DATABASE_URL"] = f"{address}/{copy}"


def _connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _alone() -> Iterator[None]:
    """While one process makes the template (or copies it: PostgreSQL wants nobody connected to it), others wait."""
    with (settings.VAR_DIR / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
