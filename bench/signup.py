"""Signing up by address, through the whole stack: form, pace, sealing, the registration, the letter with its link."""

import json
import secrets
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from bench import client, servers
from bench.measure import Ratio, in_turns

AT_ONCE = 200  # people, each with a connection of her own
REQUESTS = 150  # for each side of a round; one source may ask 400 times before the pace stops it
FRESH = {
    "planning_registration": {"address_index": "bytes"},
    "mail_delivery": {"key": "text", "message_id": "text"},
}


def run(database: str, rounds: int, folder: Path) -> list[Ratio]:
    """The ratios of sign-up on this database: how many a second, and how long the last of many at once wait."""
    from campaign.lib import clock
    from tests import make

    action = make.action(day=clock.now().date() + timedelta(days=30), now=clock.now())
    make.requested(action, now=clock.now())
    rows = folder / "rows.json"
    rows.write_text(json.dumps([_newest(table) for table in FRESH]))
    before = _counts()
    with servers.serving("bench.stack:application", "/calendars/all.ics", BENCH_ROWS=str(rows)) as site:
        sign_up = _side(site, f"/actions/{action.slug}/signup/", _address)
        insert = _side(site, "/bench/insert", _address, slug=action.slug)
        found = in_turns(
            "sign-up through the whole stack, by bare inserts of the same rows through the same stack",
            sign_up,
            insert,
            rounds=rounds,
            database=database,
            unit="a second",
            at_least=0.4,
        )
        waits = in_turns(
            f"p95 of {AT_ONCE} sign-ups at once, by that of {AT_ONCE} bare inserts at once through the same stack",
            _side(site, f"/actions/{action.slug}/signup/", _address, at_once=True),
            _side(site, "/bench/insert", _address, slug=action.slug, at_once=True),
            rounds=rounds,
            database=database,
            unit="seconds",
            at_most=2.5,
        )
    made = {table: count - before[table] for table, count in _counts().items()}
    assert set(made.values()) == {2 * (REQUESTS + AT_ONCE) * (rounds + 1)}, (
        f"both sides did not insert the same: {made}"
    )
    return [found, waits]


def _address() -> str:
    return f"{secrets.token_hex(6)}@example.org"


def _side(
    site: str, path: str, address: Callable[[], str], slug: str = "", *, at_once: bool = False
) -> Callable[[], float]:
    """One round of this side: so many people, each with an address of her own, answered by a redirect. What it comes to
    is how many a second, or `at_once` the seconds after which nineteen of twenty have been answered."""
    page = client.once(site, client.request("GET", f"{site}{f'/actions/{slug}/signup/' if slug else path}"))
    head = page.head.decode().lower()
    assert "csrftoken=" in head, page.body[:500]
    token = page.head.decode().partition("csrftoken=")[2].partition(";")[0]
    headers = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}

    def once() -> float:
        _forget_the_pace()
        said = (
            {"csrfmiddlewaretoken": token, "name": "Kim", "address": address(), "others": "0"}
            for _ in range(AT_ONCE if at_once else REQUESTS)
        )
        messages = [client.request("POST", site + path, headers, urlencode(one).encode()) for one in said]
        if at_once:
            return quantiles(client.at_once(site, messages, expect=302), n=20)[-1]
        return client.for_all(site, messages, expect=302)

    return once


def _forget_the_pace() -> None:
    """All requests come from one source here; the house that they stand for would be several."""
    from campaign.lib import pulse

    pulse.valkey().flushdb()


def _newest(table: str) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id DESC LIMIT 1")  # noqa: S608 - one of two constants
        columns = [column[0] for column in cursor.description]
        values = dict(zip(columns, cursor.fetchone(), strict=True))
    del values["id"]
    return {
        "table": table,
        "columns": [f'"{name}"' for name in values],
        "values": [_plain(value) for value in values.values()],
        "fresh": {f'"{name}"': kind for name, kind in FRESH[table].items()},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": b64encode(value).decode()}
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _counts() -> dict[str, int]:
    from django.db import connection

    counted = {}
    with connection.cursor() as cursor:
        for table in FRESH:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - one of two constants
            counted[table] = int(cursor.fetchone()[0])
    return counted
