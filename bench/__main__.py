"""Runs everything on SQLite and on PostgreSQL and prints one table. `make bench ARGS="--only feeds --rounds 9"`."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from bench import measure, servers
from tests.engines.postgres import Postgres
from tests.engines.valkey import Valkey

PARTS = ("feeds", "signup", "lists", "mail", "sweep")
DATABASES = ("sqlite", "postgresql")
ROUNDS = 11
HEAD = """| what, by what | database | ratio | rounds, least to greatest | goal | ours | theirs |
| --- | --- | --- | --- | --- | --- | --- |"""


def main() -> None:
    """Without --inside: start the engines and one process for each database and part, and gather what they print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="one part (may be named more than once)")
    parser.add_argument("--database", choices=DATABASES, action="append", help="one database")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often both sides of a ratio are measured")
    parser.add_argument("--inside", choices=PARTS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    databases = asked.database or list(DATABASES)
    if asked.inside:
        _inside(asked.inside, databases[0], asked.rounds)
        return
    print(f"{measure.machine()}.\n\n{HEAD}", flush=True)
    for part in asked.only or [part for part in PARTS if (Path(__file__).parent / f"{part}.py").exists()]:
        for database in databases:
            for row in _outside(part, database, asked.rounds):
                print(row, flush=True)


def _outside(part: str, database: str, rounds: int) -> list[str]:
    with _engines(database) as environment:
        command = [sys.executable, "-m", "bench", "--inside", part, "--database", database, "--rounds", str(rounds)]
        ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if ended.returncode:
        return [f"| {part} | {database} | failed | | | | |"]
    return [_row(json.loads(line)) for line in ended.stdout.splitlines() if line.startswith("{")]


def _row(found: dict[str, object]) -> str:
    verdict = "" if found["met"] else " **missed**"
    decimals = 4 if found["unit"] == "seconds" else 0
    return (
        f"| {found['name']} | {found['database']} | {found['middle']:.3f} | {found['least']:.3f} to"
        f" {found['greatest']:.3f} | {found['goal']}{verdict} | {found['ours']:.{decimals}f} |"
        f" {found['theirs']:.{decimals}f} {found['unit']} |"
    )


@contextmanager
def _engines(database: str) -> Iterator[dict[str, str]]:
    """A folder, a Valkey and where asked a PostgreSQL of its own, thrown away afterwards."""
    var = tempfile.mkdtemp(prefix="campaign-bench-")
    valkey = Valkey()
    postgres = Postgres() if database == "postgresql" else None
    keep = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    environment |= {"VAR_DIR": var, "DEBUG": "0", "DEMO": "0", "DJANGO_SETTINGS_MODULE": "campaign.settings"}
    try:
        environment["REDIS_URL"] = valkey.start().url()
        if postgres is not None:
            environment["DATABASE_URL"] = postgres.start().url()
        yield environment
    finally:
        if postgres is not None:
            postgres.stop()
        valkey.stop()
        shutil.rmtree(var, ignore_errors=True)


def _inside(part: str, database: str, rounds: int) -> None:
    """One part on one database, in this process: Django is set up for it."""
    import django
    from django.core.management import call_command

    _, own = servers.apart()
    os.sched_setaffinity(0, own)
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for ratio in import_module(f"bench.{part}").run(database, rounds, Path(os.environ["VAR_DIR"])):
        print(json.dumps(ratio.as_json()), flush=True)


main()
