"""A feed of 1,000 actions: asked again, asked by who has it, and asked after one change."""

import gzip
import json
import time
from datetime import date, timedelta
from datetime import time as hour
from pathlib import Path

from bench import client, servers
from bench.measure import Ratio, in_turns

ACTIONS = 1_000
SECONDS = 0.5  # of asking, for each side of a round
TEXT = (
    "We meet an hour before, in small groups, and go in together at ten. **Legal observers** are there all day.\n\n" * 3
)
GZIP = {"Accept-Encoding": "gzip"}


def prepare() -> None:
    """A thousand announced actions in twenty cities, planned by the real verbs."""
    from actions.planning import drafting
    from campaign.lib import clock
    from tests import make

    groups = [make.group(f"Group {number}", city=city) for number, city in enumerate(CITIES)]
    now = clock.now()
    for number in range(ACTIONS):
        action = drafting.draft(
            groups[number % len(groups)],
            title=f"Action {number}",
            summary="We go there, and say why.",
            text=TEXT,
            bring="Something warm",
            day=now.date() + timedelta(days=number % 300),
            time=hour(9 + number % 9),
            end_time=hour(20),
            seats=70,
            meeting_point="In front of the town hall",
            now=now,
        )
        drafting.announce(action, now=now)


CITIES = ["Berlin", "Warsaw", "Bologna", "Calais", "Helsinki", "Vienna", "Dover, UK", "Brussels", "Lisbon", "Hamburg"]


def run(database: str, rounds: int, folder: Path) -> list[Ratio]:
    """All ratios of feeds on this database."""
    prepare()
    found = []
    with servers.serving("campaign.wsgi:application", "/calendars/all.ics") as site:
        feed = f"{site}/calendars/all.ics"
        for name, headers in (("gzip", GZIP), ("plain", {})):
            ask = client.request("GET", feed, headers)
            answer = client.once(site, ask)
            assert answer.status == 200
            found += _warm(name, site, ask, answer, rounds, database, folder)
    found.append(_one_change(database, rounds))
    return found


def _warm(
    form: str, site: str, ask: bytes, answer: client.Answer, rounds: int, database: str, folder: Path
) -> list[Ratio]:
    kept = folder / f"{database}-{form}"
    kept.write_bytes(answer.body)
    headers = {"Content-Type": "text/calendar; charset=utf-8", "Content-Length": str(len(answer.body))}
    if form == "gzip":
        headers["Content-Encoding"] = "gzip"
    environment = {"BENCH_BODY": str(kept), "BENCH_HEADERS": json.dumps(headers)}
    with servers.serving("bench.bare:application", "/empty", **environment) as bare:
        same = client.request("GET", f"{bare}/body", GZIP)
        assert client.once(bare, same).body == answer.body
        warm = in_turns(
            f"feed of 1,000 actions, warm, {form} ({len(answer.body) // 1000} kB), by a bare view of the same bytes",
            lambda: client.for_seconds(site, ask, SECONDS, expect=200),
            lambda: client.for_seconds(bare, same, SECONDS, expect=200),
            rounds=rounds,
            database=database,
            unit="a second",
            at_least=0.8 if database == "sqlite" else 0.65,
        )
        if form != "gzip":
            return [warm]
        known = client.request("GET", f"{site}/calendars/all.ics", {**GZIP, "If-None-Match": _tag(answer)})
        nothing = client.request("GET", f"{bare}/empty")
        return [
            warm,
            in_turns(
                "304, by an empty view",
                lambda: client.for_seconds(site, known, SECONDS, expect=304),
                lambda: client.for_seconds(bare, nothing, SECONDS, expect=200),
                rounds=rounds,
                database=database,
                unit="a second",
                at_least=0.75 if database == "sqlite" else 0.35,
            ),
        ]


def _tag(answer: client.Answer) -> str:
    lines = dict(line.split(b": ", 1) for line in answer.head.lower().split(b"\r\n")[1:])
    return lines[b"etag"].decode()


def _one_change(database: str, rounds: int) -> Ratio:
    """After one change: the whole way to the bytes, gzip too, by serialising all with icalendar, without gzip."""
    from actions.calendars import feeds
    from actions.calendars.scopes import Scope
    from actions.planning import drafting
    from actions.planning.models import Action
    from campaign.lib import clock

    everything = Scope("all")
    action = Action.objects.order_by("pk").first()
    assert action is not None
    feeds.body(everything, clock.now())
    turn = iter(range(1_000_000))

    def repaired() -> float:
        drafting.edit(action, summary=f"We go there, and say why: {next(turn)}.")
        began = time.perf_counter()
        body = feeds.body(everything, clock.now())
        took = time.perf_counter() - began
        assert body is not None
        assert gzip.decompress(body.packed).count(b"BEGIN:VEVENT") == ACTIONS
        return took

    return in_turns(
        "feed of 1,000 actions after one change, by serialising all with icalendar",
        repaired,
        _serialise_all,
        rounds=rounds,
        database=database,
        unit="seconds",
        at_most=0.05,
    )


def _serialise_all() -> float:
    """What a site does that builds its feed for each asker: the rows, an icalendar event each, the text."""
    from icalendar import Calendar, Event

    from actions.planning.models import Action
    from actions.planning.when import moments
    from actions.planning.words.plain_text import plain

    began = time.perf_counter()
    calendar = Calendar()
    calendar.add("prodid", "-//bench//EN")
    calendar.add("version", "2.0")
    for action in Action.objects.public().order_by("starts", "pk"):
        event = Event()
        event.add("uid", action.uid)
        event.add("dtstamp", action.changed_at)
        event.add("last-modified", action.changed_at)
        event.add("sequence", action.sequence)
        event.add("dtstart", moments.local(action.starts, action.zone) if action.starts else date(2002, 10, 11))
        event.add("dtend", moments.local(action.ends, action.zone) if action.ends else date(2002, 10, 12))
        event.add("summary", action.title)
        event.add("description", f"{action.summary}\n\n{plain(action.text)}\n\n{action.bring}")
        event.add("location", f"{action.meeting_point}, {action.city}")
        event.add("status", "CONFIRMED")
        event.add("categories", [action.kind])
        event.add("url", f"http://127.0.0.1/actions/{action.slug}/")
        calendar.add_component(event)
    assert len(calendar.to_ical()) > 100_000
    return time.perf_counter() - began
