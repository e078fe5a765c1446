"""Notices: everyone who has signed up is told once what changed."""

import json
from datetime import time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from actions.planning import cancellation, drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import notices, signup
from campaign.lib import clock
from campaign.mail import sending
from campaign.mail.models import Delivery
from tests import make
from tests.engines.mail import Letter, Sink
from tests.make import NOW

pytestmark = pytest.mark.django_db
DELAY = timedelta(seconds=600)
LETTERS = ("moved", "still", "postponed", "called_off")


def told() -> list[tuple[str, str]]:
    """Address and letter of the notices written, oldest first."""
    names = [f"planning/mail/{letter}" for letter in LETTERS]
    rows = Delivery.objects.filter(mailing__template__in=names).order_by("pk").select_related("mailing")
    return [(row.address or "", row.mailing.template.rpartition("/")[2]) for row in rows]


def context() -> dict[str, Any]:
    """What the last notice says."""
    names = [f"planning/mail/{letter}" for letter in LETTERS]
    found: dict[str, Any] = json.loads(
        Delivery.objects.filter(mailing__template__in=names).latest("pk").mailing.context or "{}"
    )
    return found


def test_a_cancellation_is_told_at_once_with_its_reason_and_a_cancelled_calendar_entry() -> None:
    action = make.action()
    make.registered(action)
    cancellation.cancel(action, reason="The hall is closed", now=NOW)
    notices.sweep(NOW)
    assert told() == [("kim@example.org", "called_off")]
    assert context()["reason"] == "The hall is closed"
    assert "STATUS:CANCELLED" in context()["ics"]
    assert "SEQUENCE:1" in context()["ics"]


def test_a_move_is_told_after_the_delay_with_old_and_new() -> None:
    action = make.action()
    make.registered(action)
    drafting.edit(action, time=time(10), now=NOW)
    notices.sweep(NOW + DELAY - timedelta(seconds=1))
    assert told() == []
    notices.sweep(NOW + DELAY)
    assert told() == [("kim@example.org", "moved")]
    assert "9:00" in context()["when_before"]
    assert "10:00" in context()["when"]


def test_it_is_told_once_however_often_the_clock_asks() -> None:
    action = make.action()
    make.registered(action)
    cancellation.cancel(action, reason="", now=NOW)
    for minutes in range(3):
        notices.sweep(NOW + timedelta(minutes=minutes))
    action.refresh_from_db()
    assert (len(told()), action.notice_due) == (1, None)


def test_several_edits_become_one_notice() -> None:
    action = make.action()
    make.registered(action)
    drafting.edit(action, time=time(10), now=NOW)
    drafting.edit(action, time=time(11), place=make.place("Warsaw"), now=NOW + timedelta(minutes=5))
    notices.sweep(NOW + DELAY)
    assert told() == [("kim@example.org", "moved")]
    assert (context()["city_before"], context()["city"]) == ("Berlin", "Warsaw")


def test_what_was_changed_back_before_it_was_told_is_not_told() -> None:
    action = make.action()
    make.registered(action)
    drafting.edit(action, time=time(10), now=NOW)
    drafting.edit(action, time=time(9), now=NOW + timedelta(minutes=1))
    notices.sweep(NOW + DELAY)
    action.refresh_from_db()
    assert (told(), action.notice_due) == ([], None)


def test_who_signs_up_after_the_change_knows_it_already() -> None:
    action = make.action()
    drafting.edit(action, time=time(10), now=NOW)
    make.registered(action, now=NOW + timedelta(minutes=1))
    notices.sweep(NOW + DELAY)
    assert told() == []


def test_those_who_wait_are_told_and_those_who_have_not_confirmed_are_not() -> None:
    action = make.action(seats=1)
    make.registered(action)
    make.registered(action, "waiting@example.org")
    make.requested(action, "pending@example.org")
    cancellation.cancel(action, reason="", now=NOW)
    notices.sweep(NOW)
    assert sorted(told()) == [("kim@example.org", "called_off"), ("waiting@example.org", "called_off")]


def test_postponed_then_set_anew_is_told_twice() -> None:
    action = make.action()
    make.registered(action)
    drafting.postpone(action, reason="Rain", now=NOW)
    notices.sweep(NOW)
    drafting.postpone(action, day=action.day, time=time(12), now=NOW + timedelta(hours=1))
    notices.sweep(NOW + timedelta(hours=2))
    assert [letter for _to, letter in told()] == ["postponed", "moved"]


def test_a_new_meeting_point_is_told_only_to_who_has_a_place() -> None:
    action = make.action(seats=1, meeting_point="THE-BRIDGE", meeting_point_for="registered")
    make.registered(action)
    make.registered(action, "waiting@example.org")
    drafting.edit(action, meeting_point="THE-STATION", now=NOW)
    notices.sweep(NOW + DELAY)
    rows = Delivery.objects.filter(mailing__template="planning/mail/moved").select_related("mailing")
    holds = {row.address: "THE-STATION" in (row.mailing.context or "") for row in rows}
    assert holds == {"kim@example.org": True, "waiting@example.org": False}
    assert not any("THE-BRIDGE" in (row.mailing.context or "") for row in rows)


def test_a_withdrawn_action_is_told_without_what_it_said() -> None:
    action = make.action(title="SECRET-TITLE")
    make.registered(action)
    cancellation.withdraw(action, now=NOW)
    notices.sweep(NOW)
    assert told() == [("kim@example.org", "called_off")]
    assert "SECRET-TITLE" not in json.dumps(context())


def test_a_sweep_that_is_cut_off_is_finished_by_the_next_and_nobody_is_told_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "BATCH", 2)
    action = make.action()
    for number in range(5):
        make.registered(action, f"{number}@example.org")
    cancellation.cancel(action, reason="", now=NOW)
    assert notices._tell_some(Action.objects.get(pk=action.pk), NOW) == 2  # and then the power goes
    action.refresh_from_db()
    assert (len(told()), action.notice_due) == (2, NOW)
    notices.sweep(NOW)
    assert sorted(address for address, _letter in told()) == [f"{number}@example.org" for number in range(5)]


def test_a_change_while_it_is_told_leaves_the_notice_due() -> None:
    action = make.action()
    make.registered(action)
    drafting.edit(action, time=time(10), now=NOW)
    seen = Action.objects.select_related("group").get(pk=action.pk)
    drafting.edit(action, time=time(11), now=NOW)
    assert notices._tell_some(seen, NOW + DELAY) == 1
    notices.sweep(NOW + DELAY)
    assert len(told()) == 2
    assert "11:00" in context()["when"]


def test_an_account_without_an_address_counts_as_told() -> None:
    action = make.action()
    signup.join(action, person=make.person("kim"), now=NOW)
    cancellation.cancel(action, reason="", now=NOW)
    notices.sweep(NOW)
    action.refresh_from_db()
    assert (told(), action.notice_due) == ([], None)
    assert Registration.objects.get().told_sequence == action.sequence


def test_telling_takes_the_same_queries_for_one_and_for_three(queries: Any) -> None:
    group = make.group()
    for number in (1, 3):
        action = make.action(group)
        for person in range(number):
            make.registered(action, f"{number}-{person}@example.org")
        cancellation.cancel(action, reason="", now=NOW)
        with queries(17):
            notices.tell(action.pk, NOW)


def test_the_mail_that_arrives_carries_the_entry_of_the_same_uid_with_a_higher_sequence(
    sink: Sink, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.EMAIL_URL = sink.url
    now = clock.now()
    action = make.action(now=now, day=(now + timedelta(days=30)).date())
    make.registered(action, now=now)
    drafting.edit(action, time=time(10), now=now)
    drafting.edit(action, time=time(11), now=now)
    notices.sweep(now + DELAY)
    sending.run(at=now + DELAY)
    first, second = (event(letter) for letter in sink.to("kim@example.org")[-2:])
    assert first["UID"] == second["UID"] == action.uid
    assert (int(first["SEQUENCE"]), int(second["SEQUENCE"])) == (0, 2)
    assert (first["DTSTART"].dt.hour, second["DTSTART"].dt.hour) == (9, 11)
    assert second["DTSTAMP"].dt >= first["DTSTAMP"].dt


def event(letter: Letter) -> Any:
    """The one event in the calendar that a letter carries."""
    (attached,) = letter.message.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached["Content-Type"].params["method"] == "PUBLISH"
    (found,) = Calendar.from_ical(attached.get_payload(decode=True)).walk("VEVENT")
    return found


def test_who_awaits_the_organisers_yes_is_told_without_where_to_meet() -> None:
    action = make.action(seats=9, by_approval=True, meeting_point="THE-BRIDGE", meeting_point_for="registered")
    assert make.registered(action).state == "requested"
    drafting.edit(action, time=time(10), now=NOW)
    notices.sweep(NOW + DELAY)
    assert told() == [("kim@example.org", "moved")]
    assert (context()["has_place"], "THE-BRIDGE" in json.dumps(context())) == (False, False)
