"""Reminders: the day before at 11:00 and three hours before, on the action's clock; once each."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction

from actions.planning import cancellation, changes, drafting
from actions.planning.models import Action, Reminder
from actions.planning.taking_part import reminders, signup, wishes
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
    assert (rules(), mails()) == ([], [])
    cancellation.revive(action, now=DAY_BEFORE + timedelta(minutes=1))
    reminders.sweep(DAY_BEFORE + timedelta(minutes=2))
    assert mails() == [("kim@example.org", "day-before")]


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
        with queries(18):
            reminders.sweep(DAY_BEFORE + timedelta(weeks=week))


def test_many_are_told_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "BATCH", 2)
    action = afternoon()
    for number in range(5):
        make.registered(action, f"{number}@example.org")
    assert reminders.sweep(DAY_BEFORE) == 5
    assert sorted(address for address, _rule in mails()) == [f"{number}@example.org" for number in range(5)]


def settle(action: Action, **rules: Any) -> None:
    """Other rules of reminders, as the page of settings stores them."""
    with transaction.atomic():
        changes.lock(action)
        for field, value in rules.items():
            setattr(action, field, value)
        changes.record(action, fields=tuple(rules), now=NOW)


@pytest.mark.parametrize(
    ("rules_of_it", "expected"),
    [
        ({"day_before_at": time(18)}, {"day-before": "8 16:00", "hours-before": "9 09:00"}),
        ({"hours_before": 1}, {"day-before": "8 09:00", "hours-before": "9 11:00"}),
        ({"day_before_at": None}, {"hours-before": "9 09:00"}),
        ({"hours_before": None}, {"day-before": "8 09:00"}),
        ({"day_before_at": None, "hours_before": None}, {}),
        ({"hours_before": 12}, {"day-before": "8 09:00"}),  # at 2:00, so the evening before, and that day had one
        ({"hours_before": 12, "day_before_at": None}, {"evening-before": "8 19:00"}),
    ],
)
def test_each_action_has_its_own_rules(rules_of_it: dict[str, Any], expected: dict[str, str]) -> None:
    action = afternoon()
    make.registered(action)
    settle(action, **rules_of_it)
    for half_hours in range(60):
        reminders.sweep(DAY_BEFORE - timedelta(hours=1) + timedelta(minutes=30 * half_hours))
    assert {row.rule: f"{row.told_at:%-d %H:%M}" for row in Reminder.objects.all() if row.told_at} == expected


@pytest.mark.parametrize(
    ("day_before", "hours_before", "expected"),
    [
        (True, True, ["day-before", "hours-before"]),
        (True, False, ["day-before"]),
        (False, True, ["hours-before"]),
        (False, False, []),
    ],
)
def test_everybody_gets_the_reminders_of_her_own_choice(
    day_before: bool, hours_before: bool, expected: list[str]
) -> None:
    assert wishes.choose(make.registered(afternoon()), day_before=day_before, hours_before=hours_before)
    reminders.sweep(DAY_BEFORE)
    reminders.sweep(DAY_BEFORE + timedelta(hours=24))
    assert [rule for _to, rule in mails()] == expected


def test_who_wants_no_reminder_of_the_day_before_has_the_one_of_the_evening() -> None:
    wishes.choose(make.registered(make.action(time=time(9))), day_before=False, hours_before=True)
    reminders.sweep(DAY_BEFORE)
    reminders.sweep(DAY_BEFORE + timedelta(hours=10))
    assert [rule for _to, rule in mails()] == ["evening-before"]


def test_who_has_cancelled_chooses_nothing_any_more() -> None:
    registration = make.registered(afternoon())
    signup.withdraw(registration, now=NOW)
    assert not wishes.choose(registration, day_before=True, hours_before=True)


def test_later_rules_remind_nobody_of_the_same_once_more() -> None:
    action = afternoon()
    make.registered(action)
    reminders.sweep(DAY_BEFORE)
    settle(action, day_before_at=time(16))
    reminders.sweep(DAY_BEFORE + timedelta(hours=5))
    assert mails() == [("kim@example.org", "day-before")]


def test_what_is_held_up_until_after_midnight_is_left_out() -> None:
    make.registered(afternoon())
    reminders.sweep(datetime(2026, 10, 8, 22, 30, tzinfo=UTC))  # half past midnight on the day
    reminders.sweep(datetime(2026, 10, 9, 5, 30, tzinfo=UTC))
    assert mails() == []


def letter(rule: str = "day-before") -> dict[str, Any]:
    rows = Delivery.objects.filter(mailing__template="planning/mail/reminder").select_related("mailing")
    said = [json.loads(row.mailing.context or "{}") for row in rows]
    return next(one for one in said if one["rule"] == rule)


def test_the_day_before_asks_whether_one_still_comes_and_the_last_hours_do_not() -> None:
    make.registered(afternoon())
    reminders.sweep(DAY_BEFORE)
    reminders.sweep(DAY_BEFORE + timedelta(hours=24))
    assert (letter()["still"], letter()["today"]) == (True, False)
    assert (letter("hours-before")["still"], letter("hours-before")["today"]) == (False, True)


def test_a_reminder_of_the_hours_before_that_falls_on_the_day_before_says_tomorrow() -> None:
    wishes.choose(make.registered(make.action(time=time(0, 30), end_time=time(3))), day_before=False, hours_before=True)
    reminders.sweep(datetime(2026, 10, 8, 19, 30, tzinfo=UTC))  # 21:30
    assert (letter("hours-before")["today"], mails()) == (False, [("kim@example.org", "hours-before")])


def test_it_says_what_has_changed_since_each_got_the_place_and_nothing_to_others() -> None:
    action = afternoon(meeting_point="OLD-BRIDGE", bring="Tea")
    make.registered(action, "early@example.org")
    drafting.edit(action, time=time(15), end_time=time(19), now=NOW + timedelta(hours=1))
    drafting.edit(action, meeting_point="NEW-BRIDGE", now=NOW + timedelta(hours=2))
    make.registered(action, "between@example.org", now=NOW + timedelta(hours=3))
    drafting.edit(action, bring="Tea and bread", title="Close it", now=NOW + timedelta(hours=4))
    make.registered(action, "late@example.org", now=NOW + timedelta(hours=5))
    reminders.sweep(DAY_BEFORE)
    rows = Delivery.objects.filter(mailing__template="planning/mail/reminder").select_related("mailing")
    told = {row.address: json.loads(row.mailing.context or "{}") for row in rows}
    early, between, late = (told[f"{who}@example.org"] for who in ("early", "between", "late"))
    assert early["when_before"] == "Friday 9 October 2026, 14:00 to 18:00 (Berlin time)"
    assert (early["point_changed"], early["bring_changed"], "city_before" in early) == (True, True, False)
    assert "when_before" not in between
    assert (between["point_changed"], between["bring_changed"]) == (False, True)
    assert late["changed"] is False
    assert "OLD-BRIDGE" not in json.dumps(list(told.values()))


def test_what_was_changed_back_is_no_change() -> None:
    action = afternoon()
    make.registered(action)
    drafting.edit(action, place=make.place("Vienna"), now=NOW + timedelta(hours=1))
    drafting.edit(action, place=make.place("Berlin"), now=NOW + timedelta(hours=2))
    reminders.sweep(DAY_BEFORE)
    assert letter()["changed"] is False


def test_the_confirmation_says_what_will_come_and_the_sweep_does_that() -> None:
    action = afternoon()
    for hours, address in ((-48, "a"), (1, "b"), (25, "c")):
        make.registered(action, f"{address}@example.org", now=DAY_BEFORE + timedelta(hours=hours))
    rows = Delivery.objects.filter(mailing__template="planning/mail/confirmed")
    said = {row.address: json.loads(row.values or "{}")["reminded"] for row in rows}
    assert said == {
        "a@example.org": ["Thursday 8 October, 11:00", "Friday 9 October, 11:00"],
        "b@example.org": ["Friday 9 October, 11:00"],
        "c@example.org": [],
    }


@pytest.mark.parametrize("wanted", [(True, True), (True, False), (False, True), (False, False)])
@pytest.mark.parametrize("hour", [time(9), time(14), time(1), time(0, 30), None])
@pytest.mark.parametrize("registered", [-30, 0, 1, 11])
def test_what_is_promised_is_what_comes(hour: time | None, wanted: tuple[bool, bool], registered: int) -> None:
    action = make.action(time=hour, end_time=None)
    registration = make.registered(action, now=DAY_BEFORE + timedelta(hours=registered))
    wishes.choose(registration, day_before=wanted[0], hours_before=wanted[1])
    action.refresh_from_db()
    promised = wishes.to_come(registration, action, DAY_BEFORE + timedelta(hours=registered, seconds=-1))
    at = DAY_BEFORE + timedelta(hours=registered)
    while at < DAY_BEFORE + timedelta(hours=40):
        reminders.sweep(at)
        at += timedelta(minutes=30)
    came = list(Reminder.objects.exclude(told_at=None).order_by("told_at").values_list("told_at", flat=True))
    assert came == promised
