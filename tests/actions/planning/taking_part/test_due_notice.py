"""What organisers decide about a notice before it goes out: a word, asking again, now, or not at all."""

from datetime import date, time, timedelta

import pytest

from actions.planning import cancellation, drafting
from actions.planning.models import Action
from actions.planning.taking_part import due_notice, notices, signup
from tests import make
from tests.actions.planning.taking_part.test_notices import DELAY, context, told
from tests.make import NOW

pytestmark = pytest.mark.django_db


def moved(action: Action) -> Action:
    drafting.edit(action, time=time(10), now=NOW)
    return action


def test_it_counts_who_is_told_by_mail_and_who_reads_it_on_a_page_only() -> None:
    action = make.action(seats=2)
    make.registered(action)
    signup.join(action, person=make.person("robin"), now=NOW)
    make.registered(action, "waiting@example.org")
    make.requested(action, "pending@example.org")
    found = due_notice.concerned(moved(action))
    assert (found.people, found.by_mail, found.on_page, found.asked) == (3, 2, 1, 1)
    assert found.may_be_left_out


def test_who_knows_it_already_is_not_counted() -> None:
    action = make.action()
    make.registered(action)
    moved(action)
    make.registered(action, "robin@example.org", now=NOW + timedelta(minutes=1))
    assert due_notice.concerned(action).people == 1
    drafting.edit(action, time=time(9), now=NOW + timedelta(minutes=2))  # as the first one knows it
    assert due_notice.concerned(action).people == 1
    assert due_notice.concerned(action).editions[0].time == time(10)


def test_told_now_it_goes_out_before_its_time_with_the_word() -> None:
    action = make.action()
    make.registered(action)
    moved(action)
    due_notice.tell(action, seen=action.sequence, word="The hall opens later.", now=NOW)
    notices.sweep(NOW)
    assert told() == [("kim@example.org", "moved")]
    assert context()["word"] == "The hall opens later."
    action.refresh_from_db()
    assert (action.notice_due, action.notice_word, action.ask_again_until) == (None, "", None)


def test_a_word_for_later_waits_for_the_hour() -> None:
    action = make.action()
    make.registered(action)
    moved(action)
    due_notice.tell(action, seen=action.sequence, word="Sorry.", at_once=False, now=NOW)
    notices.sweep(NOW + DELAY - timedelta(seconds=1))
    assert told() == []
    notices.sweep(NOW + DELAY)
    assert context()["word"] == "Sorry."


def test_a_word_that_comes_after_the_hour_is_refused_and_told_to_nobody() -> None:
    action = make.action()
    make.registered(action)
    moved(action)
    with pytest.raises(due_notice.TooLate):
        due_notice.tell(action, seen=action.sequence, word="Late", now=NOW + DELAY)
    notices.sweep(NOW + DELAY)
    assert context()["word"] == ""


def test_a_slip_of_the_pen_is_told_to_nobody_and_the_history_says_so() -> None:
    action = make.action()
    registration = make.registered(action)
    moved(action)
    assert due_notice.leave_out(action, seen=action.sequence, now=NOW) == 1
    notices.sweep(NOW + DELAY)
    registration.refresh_from_db()
    assert (told(), registration.told_sequence) == ([], action.sequence)
    assert action.history.latest("revision").said["notice_left_out"] == 1


def test_after_a_slip_the_next_change_is_told_as_from_there() -> None:
    action = make.action()
    make.registered(action)
    moved(action)
    due_notice.leave_out(action, seen=action.sequence, now=NOW)
    drafting.edit(action, time=time(12), now=NOW + timedelta(minutes=1))
    notices.sweep(NOW + timedelta(hours=1))
    assert "10:00" in context()["when_before"]


@pytest.mark.parametrize("step", ["cancelled", "revived", "postponed"])
def test_whether_it_takes_place_is_never_left_out(step: str) -> None:
    action = make.action()
    make.registered(action)
    cancellation.cancel(action, reason="", now=NOW) if step != "postponed" else drafting.postpone(action, now=NOW)
    if step == "revived":
        notices.sweep(NOW)
        cancellation.revive(action, now=NOW)
    found = due_notice.concerned(action)
    assert (found.people, found.may_be_left_out, found.asked) == (1, False, 0)
    with pytest.raises((due_notice.NotToBeLeftOut, due_notice.TooLate)):
        due_notice.leave_out(action, seen=action.sequence, now=NOW)


def test_what_was_looked_at_is_what_is_decided_upon() -> None:
    action = make.action()
    make.registered(action)
    seen = moved(action).sequence
    drafting.edit(action, time=time(11), now=NOW)
    with pytest.raises(due_notice.TooLate):
        due_notice.leave_out(action, seen=seen, now=NOW)
    with pytest.raises(due_notice.TooLate):
        due_notice.tell(action, seen=seen, now=NOW)


def test_people_are_given_time_to_answer_and_asked_before_it_begins() -> None:
    action = make.action()
    make.registered(action)
    moved(action)
    assert action.starts is not None
    for until in (NOW + timedelta(minutes=119), action.starts + timedelta(minutes=1)):
        with pytest.raises(due_notice.NoTimeToAsk):
            due_notice.tell(action, seen=action.sequence, ask_again_until=until, now=NOW)
    proposed = due_notice.proposed_hour(action, NOW)
    assert proposed == NOW + timedelta(days=3)
    due_notice.tell(action, seen=action.sequence, ask_again_until=proposed, now=NOW)


def test_where_nobody_knows_the_day_nobody_is_asked() -> None:
    action = make.action()
    make.registered(action)
    drafting.edit(action, day=None, time=None, end_time=None, now=NOW)
    assert due_notice.concerned(action).asked == 0
    assert due_notice.proposed_hour(action, NOW) is None
    with pytest.raises(due_notice.NoTimeToAsk):
        due_notice.tell(action, seen=action.sequence, ask_again_until=NOW + timedelta(days=1), now=NOW)


def test_a_new_meeting_point_alone_asks_nobody_again() -> None:
    action = make.action(meeting_point="The bridge")
    make.registered(action)
    drafting.edit(action, meeting_point="The station", now=NOW)
    assert due_notice.concerned(action).asked == 0
    drafting.edit(action, day=date(2026, 10, 10), now=NOW)
    assert due_notice.concerned(action).asked == 1
