"""What goes wrong while reminders are written: nobody is told twice, and nobody is forgotten."""

import email
import json
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from actions.planning import drafting
from actions.planning.models import Action, Reminder
from actions.planning.taking_part import host_notes, reminders
from campaign.mail.models import Delivery
from tests import make
from tests.actions.planning.taking_part.test_interleaving import Meanwhile
from tests.engines.site import ROOT, Site

MANY = 3000
PATIENCE = 240.0  # seconds, on a machine that does much else: the next sweep comes within a minute
DAY_BEFORE = datetime(2026, 10, 8, 9, tzinfo=UTC)  # 11:00 in Berlin
THERE = "tests.actions.planning.taking_part.reminding"


def beside(site: Site, *deed: str) -> dict[str, Any]:
    """A process with the site's settings that does this, and what it says."""
    command = [sys.executable, "-m", THERE, *deed]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout or "{}")
    return said


@pytest.mark.whole
@pytest.mark.parametrize("fault", ["kill", "empty"], ids=["kill -9 of the worker", "the broker emptied"])
def test_in_the_middle_of_the_sweep_it_forgets_nobody_and_tells_nobody_twice(site: Site, fault: str) -> None:
    site.start(within=PATIENCE)
    beside(site, "due", str(MANY))
    worker = site.leaders()["worker"]
    left = beside(site, fault, str(worker))["untold"]
    assert 0 < left < MANY, "it came too early or too late"
    until = time.monotonic() + PATIENCE
    while (told := beside(site, "told"))["sent"] < MANY:
        assert time.monotonic() < until, told
        time.sleep(1)
    if fault == "kill":
        assert site.leaders()["worker"] != worker
    assert (told["rows"], told["told"], told["mails"], told["keys"]) == (MANY, MANY, MANY, MANY)
    letters = Counter(
        str(email.message_from_bytes(path.read_bytes())["To"]) for path in (site.var / "mail").glob("*.eml")
    )
    assert set(letters) == {f"p{number}@example.org" for number in range(MANY)}
    assert sum(letters.values()) - MANY <= told["doubtful"]


SUMMER = [
    ("Europe/Berlin", "Berlin", date(2026, 10, 25), "back"),
    ("Europe/Berlin", "Berlin", date(2027, 3, 28), "forward"),
    ("America/Santiago", "Santiago", date(2027, 4, 4), "back"),
    ("America/Santiago", "Santiago", date(2027, 9, 5), "forward"),
]


STARTS = (hour(0, 30), hour(2, 30), hour(5), hour(9), hour(14))


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "city", "change", "turn"), SUMMER, ids=[f"{one[1]} {one[3]}" for one in SUMMER])
def test_across_the_change_of_summer_time_each_comes_once_and_never_at_night(
    zone: str, city: str, change: date, turn: str
) -> None:
    there, group = ZoneInfo(zone), make.group()
    _is_a_change(change, there, turn)
    place = make.place(f"{city}, Chile" if city == "Santiago" else city)
    days = (change, change + timedelta(days=1))
    actions = [make.action(group, place=place, day=day, time=start) for day in days for start in STARTS]
    for action in actions:
        make.registered(action, f"p{action.pk}@example.org")
    at = datetime.combine(change - timedelta(days=3), hour(0), tzinfo=UTC)
    while at < datetime.combine(change + timedelta(days=3), hour(13), tzinfo=UTC):
        reminders.sweep(at)
        host_notes.sweep(at)
        at += timedelta(minutes=30)
    assert Delivery.objects.filter(mailing__template="planning/mail/reminder").count() == Reminder.objects.count()
    for action in actions:
        assert action.zone == zone
        _each_came_in_time(action, there)


def _each_came_in_time(action: Action, there: ZoneInfo) -> None:
    """The day before at 11:00 by the clocks there, three real hours before, and none of them at night."""
    assert action.starts
    assert action.day
    rows = Reminder.objects.filter(registration__action=action)
    told = {row.rule: row.told_at.astimezone(there) for row in rows if row.told_at}
    noted = {row.kind: row.told_at.astimezone(there) for row in action.host_notes.all()}
    eve = told["day-before"]
    assert (eve.date(), eve.time()) == (action.day - timedelta(days=1), hour(11))
    three_before = (action.starts - timedelta(hours=3)).astimezone(there)
    if 7 <= three_before.hour < 22:
        assert told["hours-before"] == three_before
    else:  # at night, so the evening before, and that day had one already
        assert set(told) == {"day-before"}
    assert len(told) == rows.count()
    assert set(noted) == {"lacks", "morning", "after"}
    assert all(7 <= moment.hour < 22 for moment in (*told.values(), *noted.values()))
    assert all(moment < action.starts for moment in (*told.values(), noted["lacks"], noted["morning"]))


def _is_a_change(day: date, there: ZoneInfo, turn: str) -> None:
    """Within the two days around it, so that a new list of changes fails here and not silently tests nothing."""
    before, after = (
        datetime.combine(day + timedelta(days=days), hour(12), tzinfo=there).utcoffset() for days in (-1, 1)
    )
    assert before is not None
    assert after is not None
    assert (after < before) == (turn == "back")
    assert after != before


@pytest.mark.django_db
def test_a_machine_whose_clock_is_set_back_tells_nobody_twice() -> None:
    make.registered(make.action(time=hour(14)))
    for minutes in (0, 1, -60, -30, 0, 1, 120):
        reminders.sweep(DAY_BEFORE + timedelta(minutes=minutes))
        host_notes.sweep(DAY_BEFORE + timedelta(minutes=minutes))
    assert Delivery.objects.filter(mailing__template="planning/mail/reminder").count() == 1


# An action is moved to the next week by somebody else, while its reminders are being written.

MOVED = pytest.mark.django_db(transaction=True)


def _reminded_action() -> Action:
    action = make.action(time=hour(14), end_time=hour(18))
    for number in range(3):
        make.registered(action, f"{number}@example.org")
    return action


def _moving(action: Action) -> Meanwhile:
    return Meanwhile(lambda: drafting.edit(Action.objects.get(pk=action.pk), day=date(2026, 10, 16), now=DAY_BEFORE))


def _starts_told() -> Counter[str]:
    """How many mails said each start."""
    rows = Delivery.objects.filter(mailing__template="planning/mail/reminder").select_related("mailing")
    return Counter(json.loads(row.mailing.context or "{}")["when"].partition(",")[0] for row in rows)


def _the_week_after(told_before: int) -> None:
    """Everybody is reminded of the new start, once."""
    for minutes in (0, 1):
        reminders.sweep(DAY_BEFORE + timedelta(days=7, minutes=minutes))
    told = _starts_told()
    assert told.pop("Friday 16 October 2026") == 3
    assert sum(told.values()) == told_before
    assert Reminder.objects.filter(local_start="2026-10-16T14:00").exclude(told_at=None).count() == 3


@MOVED
def test_moved_between_the_question_and_the_rows_it_reminds_of_the_new_start_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    action = _reminded_action()
    other, real = _moving(action), reminders._zones

    def zones(*asked: Any) -> Any:
        found = list(real(*asked))
        other.begin()
        return found

    monkeypatch.setattr(reminders, "_zones", zones)
    reminders.sweep(DAY_BEFORE)
    other.end()
    assert (other.errors, Reminder.objects.count()) == ([], 0)
    _the_week_after(0)


@MOVED
def test_moved_between_the_rows_and_the_mails_it_reminds_of_the_new_start_only(monkeypatch: pytest.MonkeyPatch) -> None:
    action = _reminded_action()
    other, real = _moving(action), reminders.tell

    def tell(*asked: Any) -> int:
        assert Reminder.objects.filter(told_at=None).count() == 3
        other.begin()
        return real(*asked)

    monkeypatch.setattr(reminders, "tell", tell)
    assert reminders.sweep(DAY_BEFORE) == 0
    other.end()
    assert (other.errors, Reminder.objects.count()) == ([], 0)
    _the_week_after(0)


@MOVED
def test_moved_while_the_mails_are_written_it_waits_until_they_are_and_reminds_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    action = _reminded_action()
    other, real = _moving(action), reminders._write_letters

    def write(*asked: Any) -> None:
        other.begin()
        assert other.threads[0].is_alive(), "the action was moved under the mails that tell it"
        real(*asked)

    monkeypatch.setattr(reminders, "_write_letters", write)
    assert reminders.sweep(DAY_BEFORE) == 3
    other.end()
    monkeypatch.undo()
    assert other.errors == []
    action.refresh_from_db()
    assert action.day == date(2026, 10, 16)
    assert _starts_told() == {"Friday 9 October 2026": 3}
    _the_week_after(3)


@MOVED
def test_two_sweeps_at_once_tell_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _reminded_action()
    other, real = Meanwhile(lambda: reminders.sweep(DAY_BEFORE)), reminders._claim

    def claim(*asked: Any) -> list[int]:
        other.begin()
        return real(*asked)

    monkeypatch.setattr(reminders, "_claim", claim)
    reminders.sweep(DAY_BEFORE)
    other.end()
    assert other.errors == []
    assert _starts_told() == {"Friday 9 October 2026": 3}


@MOVED
def test_two_sweeps_at_once_note_it_to_organisers_once(monkeypatch: pytest.MonkeyPatch) -> None:
    group = make.group(by=make.person("olga", address="olga@example.org"))
    make.action(group, time=hour(14), end_time=hour(18))
    morning = datetime(2026, 10, 9, 5, tzinfo=UTC)
    other, real = Meanwhile(lambda: host_notes.sweep(morning)), host_notes._write

    def write(*asked: Any) -> None:
        other.begin()
        real(*asked)

    monkeypatch.setattr(host_notes, "_write", write)
    host_notes.sweep(morning)
    other.end()
    assert other.errors == []
    assert Delivery.objects.filter(mailing__template="planning/mail/host_note").count() == 1
