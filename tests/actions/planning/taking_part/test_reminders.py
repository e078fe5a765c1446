"""Reminders: the day before at 11:00 and three hours before, on the action's clock; once each."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from actions.planning import cancellation, drafting
from actions.planning.models import Action, Reminder
from actions.planning.taking_part import reminders, signup
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
DAY_BEFORE = datetime(2026, 10, 8, 9, tzinfo=UTC)  # 11:00 in Berlin


def afternoon(**plan: Any) -> Action:
    return make.action(**({"time": time(14), "end_time": time(18)} | plan))


def rules() -> list[tuple[str, str]]:
    return list(Reminder.objects.order_by("pk").values_list("rule", "local_start"))


def mails() -> list[tuple[str, str]]:
    """Address and rule of the reminders written, oldest first."""
    rows = Delivery.objects.filter(mailing__template="planning/mail/reminder").order_by("pk").select_related("mailing")
    return [(row.address or "", json.loads(row.mailing.context or "{}")["rule"]) for row in rows]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (DAY_BEFORE - timedelta(minutes=1), []),
        (DAY_BEFORE, ["day-before"]),
        (DAY_BEFORE + timedelta(hours=10), ["day-before"]),
        (DAY_BEFORE + timedelta(hours=11), []),
        (DAY_BEFORE + timedelta(hours=24), ["hours-before"]),
        (DAY_BEFORE + timedelta(hours=27), []),
    ],
    ids=["before it is due", "when it is", "a sweep held up", "at night", "three hours before", "when it starts"],
)
def test_a_reminder_is_written_when_it_is_due(at: datetime, expected: list[str]) -> None:
    make.registered(afternoon())
    reminders.sweep(at)
    assert mails() == [("kim@example.org", rule) for rule in expected]


def test_each_is_written_once_however_often_the_clock_asks() -> None:
    make.registered(afternoon())
    for minutes in (0, 1, 2):
        reminders.sweep(DAY_BEFORE + timedelta(minutes=minutes))
        reminders.sweep(DAY_BEFORE + timedelta(hours=24, minutes=minutes))
    assert sorted(rule for _to, rule in mails()) == ["day-before", "hours-before"]


def test_the_actions_own_clock_counts() -> None:
    make.registered(afternoon(place=make.place("Helsinki")))
    reminders.sweep(DAY_BEFORE - timedelta(hours=1))
    assert rules() == [("day-before", "2026-10-09T14:00")]


def test_in_the_night_it_moves_to_the_evening_before_and_is_dropped_where_one_went_out_that_day() -> None:
    make.registered(make.action(time=time(9)))
    reminders.sweep(DAY_BEFORE)
    reminders.sweep(DAY_BEFORE + timedelta(hours=10))  # 21:00
    assert mails() == [("kim@example.org", "day-before")]


def test_who_registered_after_eleven_gets_the_one_of_the_evening() -> None:
    make.registered(make.action(time=time(9)), now=DAY_BEFORE + timedelta(hours=1))
    reminders.sweep(DAY_BEFORE + timedelta(hours=2))
    assert mails() == []
    reminders.sweep(DAY_BEFORE + timedelta(hours=10))
    assert mails() == [("kim@example.org", "evening-before")]


def test_who_registered_two_hours_before_is_not_reminded_of_what_was_just_confirmed() -> None:
    late = DAY_BEFORE + timedelta(hours=25)
    make.registered(afternoon(), now=late)
    reminders.sweep(late + timedelta(minutes=1))
    assert mails() == []


@pytest.mark.parametrize("end", ["cancelled", "postponed", "withdrawn"])
def test_what_does_not_take_place_reminds_nobody(end: str) -> None:
    action = afternoon()
    make.registered(action)
    if end == "postponed":
        drafting.postpone(action, now=NOW)
    else:
        (cancellation.withdraw if end == "withdrawn" else _cancel)(action, now=NOW)
    reminders.sweep(DAY_BEFORE)
    assert (rules(), mails()) == ([], [])


def _cancel(action: Action, *, now: datetime) -> None:
    cancellation.cancel(action, reason="", now=now)


def test_what_is_cancelled_between_the_row_and_the_mail_reminds_nobody() -> None:
    action = afternoon()
    make.registered(action)
    reminders.write(reminders.DAY_BEFORE, DAY_BEFORE)
    cancellation.cancel(action, reason="", now=DAY_BEFORE)
    reminders.sweep(DAY_BEFORE)
    assert (len(rules()), mails()) == (1, [])


def test_a_moved_action_reminds_anew_and_once() -> None:
    action = afternoon()
    make.registered(action)
    reminders.sweep(DAY_BEFORE)
    drafting.edit(action, day=date(2026, 10, 16), now=DAY_BEFORE)
    for minutes in (0, 1):
        reminders.sweep(DAY_BEFORE + timedelta(days=1, minutes=minutes))
        reminders.sweep(DAY_BEFORE + timedelta(days=7, minutes=minutes))
    assert rules() == [("day-before", "2026-10-09T14:00"), ("day-before", "2026-10-16T14:00")]
    assert len(mails()) == 2


@pytest.mark.parametrize("state", ["pending", "waiting", "cancelled"])
def test_who_holds_no_place_is_not_reminded(state: str) -> None:
    action = afternoon(seats=1)
    if state == "waiting":
        signup.join(action, person=make.person("ada"), now=NOW)
    registration = make.requested(action)
    if state != "pending":
        signup.confirm(registration, now=NOW)
    if state == "cancelled":
        signup.withdraw(registration, now=NOW)
    reminders.sweep(DAY_BEFORE)
    assert mails() == []


def test_an_account_without_an_address_has_the_row_and_no_mail() -> None:
    signup.join(afternoon(), person=make.person("kim"), now=NOW)
    reminders.sweep(DAY_BEFORE)
    assert (rules(), mails()) == ([("day-before", "2026-10-09T14:00")], [])


def test_the_meeting_point_is_in_it_once_it_may_be_told() -> None:
    action = afternoon(meeting_point="THE-BRIDGE", meeting_point_for="registered", meeting_point_hours=12)
    make.registered(action)
    for at, told in ((DAY_BEFORE, False), (DAY_BEFORE + timedelta(hours=24), True)):
        reminders.sweep(at)
        context = Delivery.objects.filter(mailing__template="planning/mail/reminder").latest("pk").mailing.context
        assert ("THE-BRIDGE" in (context or "")) == told


def test_one_sweep_takes_the_same_queries_for_one_and_for_three(queries: Any) -> None:
    group = make.group()
    for week, people in enumerate((1, 3)):
        action = make.action(group, day=date(2026, 10, 9) + timedelta(weeks=week), time=time(14))
        for number in range(people):
            make.registered(action, f"{week}{number}@example.org")
        with queries(20):
            reminders.sweep(DAY_BEFORE + timedelta(weeks=week))


def test_many_are_told_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "BATCH", 2)
    action = afternoon()
    for number in range(5):
        make.registered(action, f"{number}@example.org")
    assert reminders.sweep(DAY_BEFORE) == 5
    assert sorted(address for address, _rule in mails()) == [f"{number}@example.org" for number in range(5)]
