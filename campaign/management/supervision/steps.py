"""What has to be true before the site starts, step by step. Each step raises CommandError with one clear sentence."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from campaign.checks import TAG
from campaign.lib import pulse
from campaign.management.supervision import readiness
from campaign.management.supervision.processes import say


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold `var/` alone. The kernel lets go of the lock when this process ends, however it ends."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = os.open(var / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CommandError(
            f"{var} can't be written ({error.strerror}): set VAR_DIR to a folder that belongs to you."
        ) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 20).decode().strip() or "unknown"
            raise CommandError(
                f"The site already runs on {var} (process {holder}): stop it, or set VAR_DIR and PORT for a second one."
            ) from None
        os.truncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        yield
    finally:
        os.close(lock)


def check_settings() -> None:
    """No setting has a value that can't be meant."""
    for wrong in checks.run_checks(tags=[TAG]):
        raise CommandError(f"{wrong.msg} {wrong.hint or ''}".strip())


def check_port(bind: str, port: int) -> None:
    """The web server's place is free."""
    try:
        free = readiness.port_is_free(bind, port)
    except PermissionError:
        raise CommandError(f"PORT {port} needs an administrator's rights: set PORT to one above 1023.") from None
    except (OSError, OverflowError) as error:
        raise CommandError(f"BIND={bind}, PORT={port} is no address of this machine ({error}).") from None
    if not free:
        raise CommandError(
            f"Port {port} on {bind} is taken by another program: stop it, or choose another with PORT=8001 make run."
        )


def check_broker() -> None:
    """What REDIS_URL names answers."""
    try:
        answers = pulse.broker_answers()
    except ValueError as error:
        raise CommandError(f"REDIS_URL can't be read ({error}): it looks like redis://host:6379/0.") from None
    if not answers:
        raise CommandError(
            f"No Valkey or Redis answers at {without_password(settings.REDIS_URL)}: start it, or correct REDIS_URL, "
            "or leave REDIS_URL out to use the one that comes along."
        )


def check_database() -> None:
    """What DATABASE_URL names answers."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        lines = str(error).strip().splitlines()
        raise CommandError(
            f"The database {without_password(settings.DATABASE_URL)} can't be opened: correct DATABASE_URL, or leave "
            f"it out to use SQLite in VAR_DIR. It says: {lines[0] if lines else type(error).__name__}"
        ) from error


def without_password(url: str) -> str:
    """The address as it may be shown on a screen."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return parts._replace(netloc=f"{parts.username or ''}:…@{parts.netloc.rpartition('@')[2]}").geturl()


def migrate() -> None:
    """Bring the database to the state that the code expects."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("up", "preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)


def load_demonstration(var: Path) -> None:
    """The demonstration, into an empty database of our own. A mark survives a start that was cut off half-way."""
    half_way = var / "demo-loading"
    if not settings.DEMO or settings.DATABASE_URL != settings.SQLITE or not (half_way.exists() or _is_empty()):
        return
    say("up", "loading the demonstration: the days of action of October 2002 …")
    half_way.touch()
    call_command("demo", verbosity=0)
    half_way.unlink()


def _is_empty() -> bool:
    return not any(apps.get_model(label).objects.exists() for label in ("people.Person", "groups.Group", "calls.Call"))


def collect_static(var: Path) -> None:
    """Copy and compress what the pages load, when it has changed since the last time."""
    if settings.DEBUG:
        return
    stamp = var / "static.stamp"
    now = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
        return
    say("up", "preparing styles, fonts and pictures …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)


def _static_fingerprint() -> str:
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            seen.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return seen.hexdigest()
