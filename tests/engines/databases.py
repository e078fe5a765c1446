"""One migrated template a run, made by whichever test process needs it first; each process works on a copy of it."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

from tests.engines.site import ROOT

TEMPLATE = "campaign_template"


def use_a_copy(process: str) -> None:
    """Point Django's connection at this process's own copy of the template; its subprocesses inherit the address."""
    if connection.vendor == "postgresql":
        address = copy_on_postgresql(os.environ["DATABASE_URL"], f"campaign_{process}")
        _connect(address.rpartition("/")[2])
    else:
        copy = settings.VAR_DIR / f"{process}.sqlite3"
        copy_on_sqlite(copy)
        address = f"sqlite:///{copy}"
        _connect(str(copy))
    os.environ["DATABASE_URL"] = address


def copy_on_sqlite(copy: Path) -> None:
    """A migrated database as this file."""
    template = settings.VAR_DIR / f"{TEMPLATE}.sqlite3"
    with _alone():
        if not template.exists():
            draft = template.with_suffix(".draft")
            _migrate(f"sqlite:///{draft}")
            draft.rename(template)
    shutil.copyfile(template, copy)


def copy_on_postgresql(beside: str, name: str) -> str:
    """The address of a migrated database of that name, on the server where the one at `beside` is."""
    made = settings.VAR_DIR / f"{TEMPLATE}.made"
    with _alone():
        if not made.exists():
            _migrate(empty_on_postgresql(beside, TEMPLATE))
            made.touch()
        return empty_on_postgresql(beside, name, template=TEMPLATE)


def empty_on_postgresql(beside: str, name: str, template: str = "template1") -> str:
    """The address of a new database there, with nothing in it but what the template has."""
    server = beside.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres".replace("postgres://", "postgresql://"), autocommit=True) as at:
        at.execute(f'DROP DATABASE IF EXISTS "{name}"')  # type: ignore[call-overload]
        at.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')  # type: ignore[call-overload]
    return f"{server}/{name}"


def _migrate(address: str) -> None:
    """In a process of its own, so that nobody is connected to the template afterwards."""
    environment = {**os.environ, "DATABASE_URL": address}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)


def _connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


@contextmanager
def _alone() -> Iterator[None]:
    """While one process makes the template (or copies it: PostgreSQL wants nobody connected to it), others wait."""
    with (settings.VAR_DIR / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
