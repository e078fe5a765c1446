"""What is left unsaid is as the call says: texts are read through, hours follow."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client

from actions.calendars import fragments
from actions.planning import cancellation, drafting, vevent
from actions.planning.models import Action, Change, Reminder
from actions.planning.taking_part import notices, registrations, reminders
from actions.planning.when import moments
from actions.planning.words import following, inheritance
from campaign.calls import editing
from campaign.calls.models import Call
from campaign.calls.words import Defaults
from campaign.groups.models import Group
from campaign.mail import sending
from campaign.mail.models import Mailing
from tests import make
from tests.engines.mail import Sink
from tests.make import NOW

pytestmark = pytest.mark.django_db
DELAY = timedelta(seconds=600)
SAID = Defaults(text="We stand **together**.", bring="Warm clothes", contact="press@example.org")
HOURS = replace(SAID, time=time(11), end_time=time(17))


def call(defaults: Defaults = SAID, **words: Any) -> Call:
    return make.call(defaults=defaults, now=NOW, **words)


def corrected(call: Call, *, now: datetime = NOW, **defaults: Any) -> Call:
    """The call with some of its defaults said otherwise, and all that answer it following."""
    call.refresh_from_db()
    words = editing.wording(call)
    words = replace(words, defaults=replace(words.defaults, **defaults))
    editing.correct(call, words, seen=call.revision, now=now)
    following.follow_call(call.pk, now)
    call.refresh_from_db()
    return call


def silent(of: Call | None, **plan: Any) -> Action:
    """An announced action that leaves hours and words to its call."""
    group = Group.objects.first() or make.group()
    return make.action(group, **({"call": of, "time": None, "end_time": None} | plan))


def test_an_empty_field_says_what_the_call_says() -> None:
    action = silent(call())
    assert [inheritance.said(action, field) for field in inheritance.TEXTS] == [SAID.text, SAID.bring, SAID.contact]


def test_ones_own_words_come_first() -> None:
    action = silent(call(), bring="Nothing at all")
    assert inheritance.said(action, "bring") == "Nothing at all"
    assert not inheritance.follows(action, "bring")
    assert inheritance.follows(action, "text")


def test_a_call_that_is_not_published_says_nothing_yet() -> None:
    action = silent(call(HOURS, state="draft"))
    assert inheritance.said(action, "text") == ""
    assert (action.time, action.hours_from_call, action.defaults_seen) == (None, False, 0)


def test_what_is_withdrawn_says_nothing_of_its_call_either() -> None:
    action = silent(call())
    cancellation.withdraw(action, now=NOW)
    assert inheritance.said(action, "text") == ""
    assert "together" not in vevent.render(action, meeting_point=None)


def test_without_an_hour_it_takes_the_calls_with_instants_and_reminders() -> None:
    action = silent(call(HOURS))
    action.refresh_from_db()
    assert (action.time, action.end_time, action.hours_from_call) == (time(11), time(17), True)
    assert (action.starts, action.ends) == (
        datetime(2026, 10, 9, 9, tzinfo=UTC),
        datetime(2026, 10, 9, 15, tzinfo=UTC),
    )
    assert (action.local_start, action.remind_hours) == ("2026-10-09T11:00", datetime(2026, 10, 9, 6, tzinfo=UTC))
    assert inheritance.own_hours(action) == (None, None)


@pytest.mark.parametrize(
    ("plan", "time_", "end"),
    [
        ({"time_to_come": True}, None, None),
        ({"day": None}, None, None),
        ({"time": time(8)}, time(8), None),
        ({"open_ended": True}, time(11), None),
    ],
    ids=["to be announced", "no day", "an hour of its own", "open-ended"],
)
def test_only_a_day_without_an_hour_takes_them(plan: Any, time_: time | None, end: time | None) -> None:
    action = silent(call(HOURS), **plan)
    assert (action.time, action.end_time) == (time_, end)


def test_an_hour_of_ones_own_replaces_the_calls_and_emptied_it_follows_again() -> None:
    action = silent(call(HOURS))
    drafting.edit(action, time=time(8), end_time=None, now=NOW)
    assert (action.time, action.end_time, action.hours_from_call) == (time(8), None, False)
    drafting.edit(action, time=None, end_time=None, now=NOW)
    assert (action.time, action.end_time, action.hours_from_call) == (time(11), time(17), True)


def test_saving_other_words_leaves_the_hours_with_the_call() -> None:
    action = silent(call(HOURS))
    before = action.sequence
    drafting.edit(action, time=None, end_time=None, title="Another", now=NOW)
    assert (action.hours_from_call, action.time, action.sequence) == (True, time(11), before)


def test_another_call_brings_its_hours_and_none_takes_them_away() -> None:
    action = silent(call(HOURS))
    drafting.edit(action, call=call(replace(HOURS, time=time(13)), title="Another"), now=NOW)
    assert (action.time, action.local_start) == (time(13), "2026-10-09T13:00")
    drafting.edit(action, call=None, now=NOW)
    assert (action.time, action.end_time, action.hours_from_call, action.local_start) == (
        *(None, None, False, "2026-10-09"),
    )


def test_corrected_hours_move_those_that_follow_and_nobody_else() -> None:
    said = call(HOURS)
    follows, own = silent(said), silent(said, title="Own", time=time(8), end_time=time(9))
    place = make.registered(follows)
    corrected(said, time=time(12), now=NOW + timedelta(hours=1))
    follows.refresh_from_db()
    own.refresh_from_db()
    assert (follows.time, follows.sequence, follows.notice_due) == (time(12), 1, NOW + timedelta(hours=1) + DELAY)
    assert (own.time, own.sequence, own.notice_due) == (time(8), 0, None)
    assert notices.tell(follows.pk, NOW + timedelta(hours=2)) == 1
    place.refresh_from_db()
    assert place.told_sequence == 1
    assert "12:00" in Mailing.objects.get(template="planning/mail/moved").context


def test_moved_by_the_call_it_reminds_of_the_new_hour() -> None:
    said = call(HOURS)
    action = silent(said)
    make.registered(action)
    corrected(said, time=time(15))
    reminders.sweep(datetime(2026, 10, 9, 10, 1, tzinfo=UTC))
    assert list(Reminder.objects.filter(rule="hours-before").values_list("local_start", flat=True)) == [
        "2026-10-09T15:00"
    ]


def test_what_is_postponed_or_cancelled_keeps_the_hours_at_which_it_will_not_be() -> None:
    said = call(HOURS)
    postponed, cancelled = silent(said), silent(said, title="Off")
    drafting.postpone(postponed, now=NOW)
    cancellation.cancel(cancelled, reason="Rain", now=NOW)
    corrected(said, time=time(12))
    for action, sequence in ((postponed, 1), (cancelled, 1)):
        action.refresh_from_db()
        assert (action.time, action.sequence) == (time(11), sequence)
    drafting.postpone(postponed, day=date(2026, 10, 16), now=NOW)
    assert (postponed.time, postponed.end_time, postponed.hours_from_call) == (time(12), time(17), True)


def test_a_corrected_text_counts_nothing_of_the_action_yet_stands_in_every_feed() -> None:
    said = call()
    action = silent(said)
    assert "together" in feed(action)
    before = action.revision
    corrected(said, text="We sit down.", now=NOW + timedelta(hours=1))
    action.refresh_from_db()
    assert (action.revision, action.defaults_seen) == (before, said.defaults_revision)
    body = feed(action)
    assert "We sit down." in body
    assert "together" not in body
    assert "DTSTAMP:20260901T130000Z" in body


def feed(action: Action) -> str:
    return Client().get(f"/calendars/actions/{action.slug}.ics").content.decode().replace("\r\n ", "")


def test_the_sweep_finds_what_a_lost_nudge_left_behind_and_does_it_once() -> None:
    said = call(HOURS)
    action = silent(said)
    words = editing.wording(said)
    editing.correct(said, replace(words, defaults=replace(HOURS, time=time(14))), seen=said.revision, now=NOW)
    assert following.sweep(NOW) == 1
    action.refresh_from_db()
    assert (action.time, action.sequence) == (time(14), 1)
    assert following.sweep(NOW) == 0


def test_one_that_cannot_follow_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    said = call(HOURS)
    bad, good = silent(said), silent(said, title="Good")
    real = moments.starts

    def starts(action: Action) -> datetime | None:
        if action.pk == bad.pk:
            raise OverflowError
        return real(action)

    monkeypatch.setattr(moments, "starts", starts)
    corrected(said, time=time(12))
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.time, bad.time) == (time(12), time(11))


def test_published_at_last_its_call_gives_the_hours() -> None:
    said = call(HOURS, state="draft")
    action = silent(said)
    editing.publish(said, now=NOW)
    assert following.sweep(NOW) == 1
    action.refresh_from_db()
    assert (action.time, action.hours_from_call) == (time(11), True)


def test_the_history_says_that_the_call_moved_it() -> None:
    said = call(HOURS)
    action = silent(said)
    corrected(said, time=time(12))
    change = Change.objects.filter(action=action).latest("revision")
    assert (change.role, change.said) == ("call", {"time": ["11:00:00", "12:00:00"]})


def test_a_withdrawn_one_follows_nothing() -> None:
    said = call(HOURS)
    action = silent(said)
    cancellation.withdraw(action, now=NOW)
    corrected(said, time=time(12))
    action.refresh_from_db()
    assert (action.time, action.sequence) == (time(11), 1)


def test_every_page_that_shows_a_field_shows_the_calls(client: Client, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    said = call()
    action = silent(said)
    place = make.registered(action)
    page = client.get(f"/actions/{action.slug}/").content.decode()
    assert "We stand <strong>together</strong>." in page
    assert "Warm clothes" in page
    assert "press@example.org" in page
    assert '"description": "We stand together."' in page
    own = client.get(registrations.path(place)).content.decode()
    assert "Warm clothes" in own
    assert "press@example.org" in own
    corrected(said, bring="A lamp", now=NOW)
    assert "A lamp" in client.get(f"/actions/{action.slug}/").content.decode()
    assert "A lamp" in client.get(registrations.path(place)).content.decode()


def test_letters_to_those_who_come_say_what_the_call_says(sink: Sink, settings: Any, time_machine: Any) -> None:
    """The confirmation says what it said then, the reminder what it says on the eve."""
    settings.EMAIL_URL = sink.url
    time_machine.move_to(NOW)
    said = call(HOURS)
    make.registered(silent(said))
    sending.run()
    assert "Bring: Warm clothes" in last_letter(sink)
    assert "Whom to ask: press@example.org" in last_letter(sink)
    corrected(said, bring="A lamp", now=NOW)
    eve = datetime(2026, 10, 8, 9, 1, tzinfo=UTC)
    time_machine.move_to(eve)
    reminders.sweep(eve)
    sending.run()
    assert "Bring: A lamp" in last_letter(sink)
    assert "11:00 to 17:00" in last_letter(sink)


def last_letter(sink: Sink) -> str:
    body = sink.to("kim@example.org")[-1].message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("many", [1, 3])
def test_a_feed_asks_as_often_for_three_that_follow_as_for_one(many: int, queries: Callable[[int], Any]) -> None:
    said = call()
    for number in range(many):
        silent(said, title=f"Action {number}")
    with queries(6):
        assert len(fragments.read(Action.objects.all(), NOW)) == many
