"""Other people's calendar programs: what each reads in a calendar, as rows that can be compared."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from icalendar import Calendar
from playwright.sync_api import Browser

VENDOR = Path(__file__).resolve().parents[2] / "vendor" / "ical.js"

# What ical.js reads: the zones of the calendar itself are registered first, so instants are theirs.
READ = """
const rows = (ICAL, text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const at = (time) => time && (time.isDate ? time.toString() : new Date(time.toUnixTime() * 1000).toISOString());
  const found = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid, summary: event.summary, location: event.location || "", sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
      start: at(event.startDate), end: component.hasProperty("dtend") ? at(event.endDate) : "",
    };
  });
  ICAL.TimezoneService.reset();
  return found;
};
"""


@dataclass(frozen=True, order=True)
class Row:
    """One event. Times are ISO 8601: a day, or an instant in UTC."""

    uid: str
    summary: str
    location: str
    status: str
    sequence: int
    start: str
    end: str


def with_icalendar(texts: list[str]) -> list[list[Row]]:
    """What Python's icalendar reads."""
    return [sorted(_row_of(event) for event in Calendar.from_ical(text).events) for text in texts]


def _row_of(event: Any) -> Row:
    assert not event.errors
    return Row(
        uid=str(event["UID"]),
        summary=str(event["SUMMARY"]),
        location=str(event.get("LOCATION", "")),
        status=str(event["STATUS"]),
        sequence=int(event["SEQUENCE"]),
        start=_instant(event["DTSTART"].dt),
        end=_instant(event["DTEND"].dt) if "DTEND" in event else "",
    )


def _instant(at: date | datetime) -> str:
    if not isinstance(at, datetime):
        return at.isoformat()
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def with_ical_js(texts: list[str], browser: Browser) -> list[list[Row]]:
    """What ical.js reads."""
    module = re.sub(r"export\{(\w+) as default\};", r"return \1;", (VENDOR / "ical.min.js").read_text())
    page = browser.new_page()
    try:
        page.evaluate(f"() => {{ window.ICAL = (() => {{ {module} }})(); }}")
        found = page.evaluate(f"(texts) => {{ {READ} return texts.map((one) => rows(window.ICAL, one)); }}", texts)
    finally:
        page.close()
    return [sorted(Row(**one) for one in feed) for feed in found]


def with_khal(texts: list[str], folder: Path) -> list[tuple[str, str]]:
    """Uid and title of all that khal holds after it has taken these calendars in, each event once."""
    home = {name: str(folder / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(folder), **home}
    configuration = folder / "khal.conf"
    configuration.write_text(
        f"[calendars]\n[[feed]]\npath = {folder / 'feed'}\n[default]\ndefault_calendar = feed\n"
        f"[sqlite]\npath = {folder / 'khal.db'}\n[locale]\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "timeformat = %H:%M\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        "default_timezone = Europe/Berlin\nlocal_timezone = Europe/Berlin\n"
    )
    (folder / "feed").mkdir()
    files = []
    for number, text in enumerate(texts):
        files.append(folder / f"{number}.ics")
        files[-1].write_bytes(text.encode())
    khal = [str(Path(sys.executable).parent / "khal"), "-c", str(configuration)]
    for arguments in (["import", "--batch", *map(str, files)], LIST):
        ended = subprocess.run([*khal, *arguments], env=environment, capture_output=True, text=True, timeout=120)
        assert ended.returncode == 0, ended.stderr
        assert "error" not in ended.stderr.lower(), ended.stderr
    return sorted({(uid, title) for uid, _, title in (line.partition("|") for line in ended.stdout.splitlines())})


LIST = ["list", "--day-format", "", "--format", "{uid}|{title}", "2000-01-01", "20000d"]
