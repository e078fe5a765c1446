"""The board, a group and a call: with 10,000 groups and 100,000 actions, and with 100 of each, on two sites at once."""

import os
import shutil
import time
from datetime import date
from datetime import time as hour
from pathlib import Path
from statistics import median
from typing import Any

from bench import client, servers
from bench.measure import Ratio, in_turns

FEW = 100  # groups, and actions, on the small site
GROUPS, ACTIONS = 10_000, 100_000
ASKED = 9  # times, for each side of a round: the middle counts
CITIES = ["Berlin", "Warsaw", "Bologna", "Calais", "Helsinki", "Vienna", "Dover, UK", "Brussels", "Lisbon", "Hamburg"]
DAYS = tuple(date(2027, 10, day) for day in (8, 9, 10))


def run(database: str, rounds: int, folder: Path) -> list[Ratio]:
    """Each page's middle time on the large site by the small one's."""
    session = _few()
    small = _copied(database, folder)
    _many()
    pages = {
        "board": "/calls/october/board/",
        "board, those that are planning": "/calls/october/board/?answer=planning",
        "board, its 41st row of 50 on": "/calls/october/board/?after={answer}",
        "group": "/groups/group-7{copy}/",
        "call": "/calls/october/",
    }
    with (
        servers.serving("campaign.wsgi:application", "/privacy/") as many,
        servers.serving("campaign.wsgi:application", "/privacy/", **small) as few,
    ):
        return [_ratio(name, path, many, few, session, rounds, database) for name, path in pages.items()]


def _ratio(name: str, path: str, many: str, few: str, session: str, rounds: int, database: str) -> Ratio:
    from campaign.calls.models import Answer

    answer = Answer.objects.order_by("group__search", "group")[40].pk
    headers = {"Cookie": f"sessionid={session}"} if name.startswith("board") else {}

    def asking(site: str, copy: str) -> float:
        ask = client.request("GET", site + path.format(answer=answer, copy=copy), headers)
        return median(_timed(site, ask) for _ in range(ASKED))

    return in_turns(
        f"{name}, {GROUPS:,} groups and {ACTIONS:,} actions, by {FEW} of each",
        lambda: asking(many, "-50"),  # one of the copies, which have ten actions each
        lambda: asking(few, ""),
        rounds=rounds,
        database=database,
        unit="seconds",
        at_most=1.5,
    )


def _timed(site: str, ask: bytes) -> float:
    began = time.perf_counter()
    answer = client.once(site, ask)
    took = time.perf_counter() - began
    assert answer.status == 200, answer.status
    return took


def _few() -> str:
    """A hundred groups that were asked, each with an action for the call; the key of a coordinator's session."""
    from django.test import Client

    from actions.planning import drafting
    from campaign.calls import answers, asking
    from campaign.groups.models import Group
    from campaign.lib import clock
    from tests import make

    now = clock.now()
    call = make.call("October", days=DAYS, now=now)
    somebody = make.person("coordinator of all")
    groups = [make.group(f"Group {number}", city=CITIES[number % len(CITIES)], by=somebody) for number in range(FEW)]
    asking.ask(call, Group.objects.all(), now=now)
    states = ("planning", "considering", "needs-help", "declined")
    for number, group in enumerate(groups):
        if number % 2:
            answers.give(call, group, state=states[number % 4], word="A word to it", seen=0, now=now)
        action = drafting.draft(
            group,
            title=f"Action {number}",
            summary="We go there, and say why.",
            text="We meet an hour before, in small groups.",
            call=call,
            day=DAYS[number % 3],
            time=hour(9 + number % 9),
            end_time=hour(20),
            seats=70,
            now=now,
        )
        if number % 5:
            drafting.announce(action, now=now)
    browser = Client()
    browser.force_login(make.person("cleo", network_role="coordinator"))
    return browser.cookies["sessionid"].value


def _copied(database: str, folder: Path) -> dict[str, str]:
    """The environment of a second site with what there is so far."""
    from django.db import connection

    if database == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        small = folder.parent / f"{folder.name}-few"
        shutil.copytree(folder, small)
        return {"VAR_DIR": str(small)}
    import psycopg

    connection.close()
    head, _, name = os.environ["DATABASE_URL"].rpartition("/")
    with psycopg.connect(f"{head}/template1".replace("postgres://", "postgresql://"), autocommit=True) as apart:
        apart.execute(f'CREATE DATABASE "{name}_few" TEMPLATE "{name}"')  # type: ignore[call-overload]
    return {"DATABASE_URL": f"{head}/{name}_few"}


def _many() -> None:
    """The rows that are missing, each a copy of one that the verbs have made, in one statement a table."""
    from django.db import connection

    from actions.planning.models import Action
    from campaign.calls.models import Answer
    from campaign.groups.models import Group, Membership

    groups, actions = GROUPS - FEW, ACTIONS - FEW
    said = f"((n.i - 1) / {FEW} + 1)"
    _multiply(
        Group,
        groups,
        {
            "slug": f"r.slug || '-' || {said}",
            "name": f"r.name || ' ' || {said}",
            "search": f"r.search || ' ' || {said}",
        },
    )
    first = Group.objects.order_by("pk").values_list("pk", flat=True)[FEW]
    for model in (Membership, Answer):
        _multiply(model, groups, {"group_id": f"{first} + n.i - 1"})
    everywhere = f"(SELECT id FROM groups_group WHERE id = {first} + (n.i - 1) % {groups})"  # noqa: S608
    _multiply(
        Action,
        actions,
        {
            "slug": "r.slug || '-' || n.i",
            "uid": "'copy-' || n.i",
            "group_id": everywhere,
            "title": "r.title || ' ' || n.i",
        },
    )
    assert (Group.objects.count(), Action.objects.count(), Answer.objects.count()) == (GROUPS, ACTIONS, GROUPS)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does by itself after a minute


def _multiply(model: Any, number: int, other: dict[str, str]) -> None:
    """So many copies of the rows that are there, in turns; `other` columns are said in SQL, of `r` and `n.i`."""
    from django.db import connection

    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(other.get(column, f"r.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {table} ({", ".join(columns)})
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number}),
            r AS (SELECT {table}.*, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place FROM {table})
            SELECT {values} FROM n JOIN r ON r.place = (n.i - 1) % {FEW} WHERE true"""  # noqa: S608
        )
