"""Who belongs to the site: Valkey, web, worker and beat, each with its command and its sign of being ready."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError

from campaign.lib import pulse
from campaign.management.supervision import leftovers, readiness, valkey
from campaign.management.supervision.processes import Child
from campaign.web import bodies

BLOCKING_THREADS = bodies.THREADS  # of the web process
BACKGROUND = "campaign.management.supervision.background"


def has_own_valkey() -> bool:
    """True unless REDIS_URL names another."""
    return settings.REDIS_URL.startswith(f"unix://{settings.VALKEY_SOCKET}")


def own_valkey(var: Path) -> Child:
    """Valkey on its socket under `var`, or in a short folder of its own where that path is too long for a socket."""
    server = valkey.program()
    if server is None:
        raise CommandError("There is no valkey-server or redis-server on this machine: install one, or set REDIS_URL.")
    path: Path = settings.VALKEY_SOCKET
    try:
        valkey.make_folder(path.parent)
    except OSError as error:
        raise CommandError(f"Valkey's folder can't be used: {error}") from error
    return Child(
        "valkey",
        valkey.command(server, path, path.parent),
        _environment(var),
        lambda pid: readiness.valkey_answers(path),
        noise=("overcommit", "signal-handler", "ready to exit"),
    )


def web(var: Path) -> Child:
    """One granian process that serves pages and files."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", settings.BIND, "--port", str(settings.PORT)),
        *("--workers", "1", "--blocking-threads", str(BLOCKING_THREADS), "--no-ws"),
        *("--workers-kill-timeout", "3", "--log-level", "warning"),
        "campaign.wsgi:application",
    ]
    return Child("web", command, _environment(var), lambda pid: readiness.web_answers(settings.BIND, settings.PORT))


def worker(var: Path) -> Child:
    """One Celery worker with a small pool."""
    command = [sys.executable, "-m", BACKGROUND, "worker"]
    return Child("worker", command, _environment(var), lambda pid: pulse.is_felt("worker", pid=pid))


def beat(var: Path) -> Child:
    """The clock, in a process of its own: a dead beat inside a worker would not be restarted."""
    command = [sys.executable, "-m", BACKGROUND, "beat"]
    return Child("beat", command, _environment(var), lambda pid: pulse.is_felt("beat", pid=pid))


def _environment(var: Path) -> dict[str, str]:
    ours = {leftovers.MARK: str(var), "VAR_DIR": str(var), "PYTHONUNBUFFERED": "1"}
    # Else worker and beat would each import every view, to check models that `make check` has checked.
    return {**os.environ, **ours, "CELERY_SKIP_CHECKS": "1"}
