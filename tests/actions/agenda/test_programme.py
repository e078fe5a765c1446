"""Actions as lines of a programme."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from actions.agenda import programme, timeline
from actions.agenda.programme import Line
from actions.planning import cancellation, drafting
from actions.planning.models import Action
from actions.reports import publishing
from campaign.calls import reading
from campaign.calls.models import Call
from campaign.calls.words import OtherDate
from tests import make

FRIDAY = date(2026, 10, 9)
DURING = datetime(2026, 10, 9, 10, tzinfo=UTC)
AFTERWARDS = datetime(2026, 10, 10, 10, tzinfo=UTC)


def lines(at: datetime = make.NOW) -> list[Line]:
    return programme.lines(Action.objects.order_by("starts", "id"), at)


def test_a_line_says_hour_place_title_kind_and_group() -> None:
    make.action(make.group("Berlin group"))
    (line,) = lines()
    assert (line.hour, line.place, line.title, line.kind, line.group) == (
        "9:00",
        "Berlin",
        "Close the office",
        "Occupation",
        "Berlin group",
    )
    assert line.url == "/actions/close-the-office/"
    assert (line.word, line.places, line.struck, line.gone) == ("", "come along", False, False)


def test_free_places_are_words_and_urgent_only_when_few() -> None:
    assert programme.places_words(70, 12, 0) == ("58 of 70 places free", False)
    assert programme.places_words(70, 58, 0) == ("12 of 70 places free", True)
    assert programme.places_words(None, 900, 0) == ("come along", False)


def test_a_full_action_has_a_waiting_list() -> None:
    assert programme.places_words(2, 2, 0) == ("full: waiting list", False)


def test_freed_places_belong_to_those_who_wait() -> None:
    assert programme.places_words(2, 1, 1) == ("full: waiting list", False)


def test_an_action_that_runs_is_on_now_and_of_today() -> None:
    make.action()
    (line,) = lines(DURING)
    assert (line.word, line.today, line.gone) == ("On now", True, False)


def test_an_action_that_ended_today_is_over() -> None:
    make.action()
    (line,) = lines(DURING + timedelta(hours=5))
    assert (line.word, line.gone, line.places) == ("Over", True, "")


def test_a_day_later_its_date_says_so_itself() -> None:
    make.action()
    (line,) = lines(AFTERWARDS)
    assert (line.word, line.gone) == ("", True)


def test_what_is_over_says_how_many_came() -> None:
    action = make.action()
    publishing.publish(action, text="We went in.", number=70, number_of="people")
    assert lines(AFTERWARDS)[0].places == "70 people"


def test_a_report_without_a_number_says_that_there_is_something_to_read() -> None:
    publishing.publish(make.action(), text="We went in.")
    assert lines(AFTERWARDS)[0].places == "what happened"


def test_a_cancelled_action_is_struck_with_its_reason() -> None:
    cancellation.cancel(make.action(), reason="The hall is gone.", now=make.NOW)
    (line,) = lines()
    assert (line.struck, line.word, line.reason, line.places) == (True, "Cancelled", "The hall is gone.", "")


def test_a_postponed_action_is_struck_too() -> None:
    drafting.postpone(make.action(), reason="A new day follows.", now=make.NOW)
    (line,) = lines()
    assert (line.struck, line.word, line.reason) == (True, "Postponed", "A new day follows.")


def test_an_hour_to_be_told_says_so_and_a_day_to_be_told_has_none() -> None:
    group = make.group()
    make.action(group, title="No hour", time=None, end_time=None)
    make.action(group, title="No day", day=None, time=None, end_time=None)
    assert {line.title: line.hour for line in lines()} == {"No hour": "to be told", "No day": ""}


def test_the_small_print_says_what_differs() -> None:
    make.action(end_time=None, open_ended=True, languages="German", meeting_point="x", meeting_point_for="registered")
    assert lines()[0].more == ("stays open", "meeting point told to those who sign up", "German")


def test_a_days_untimed_actions_come_after_the_timed_and_days_to_be_told_last() -> None:
    group = make.group()
    make.action(group, title="Some time", time=None, end_time=None)
    make.action(group, title="At nine")
    make.action(group, title="Some day", day=None, time=None, end_time=None)
    first, last = programme.sections(lines(), at=make.NOW)
    assert [line.title for line in first.lines] == ["At nine", "Some time"]
    assert (last.date, last.anchor) == (None, "day-to-be-told")


def test_what_began_earlier_and_goes_on_stands_apart() -> None:
    make.action(end_time=None, open_ended=True, title="Welcome centre")
    assert [section.since for section in programme.sections(lines(AFTERWARDS), at=AFTERWARDS)] == [True]
    assert [section.date for section in programme.sections(lines(AFTERWARDS), at=AFTERWARDS, going_on=False)] == [
        FRIDAY
    ]


def test_every_day_of_a_call_has_its_section_and_key_dates_share_the_timeline() -> None:
    days = (FRIDAY, date(2026, 10, 10))
    closing = OtherDate(date(2026, 12, 3), "The camp is to close")
    call = make.call(days=days, key_dates=(closing,))
    make.action(call=call)
    (key_date,) = reading.put_together(call, None).key_dates
    sections = timeline.of_call(call, Action.objects.all(), make.NOW, most=9, key_dates=[key_date])
    assert not any(section.more for section in sections)
    assert [(section.date, len(section.lines), len(section.key_dates)) for section in sections] == [
        (FRIDAY, 1, 0),
        (days[1], 0, 0),
        (closing.date, 0, 1),
    ]
    assert [section.month for section in sections] == [False, False, True]


def test_what_lasts_several_days_goes_on_on_each_of_them() -> None:
    days = (FRIDAY, date(2026, 10, 10), date(2026, 10, 11))
    call, group = make.call(days=days), make.group()
    make.action(group, call=call, title="Two days", time=None, end_time=None, end_day=days[1])
    make.action(group, call=call, title="A house", end_time=None, open_ended=True)
    make.action(group, call=call, title="Till two at night", end_time=time(2))
    off = make.action(group, call=call, title="Cancelled", time=None, end_time=None, end_day=days[2])
    cancellation.cancel(off, reason="", now=make.NOW)
    sections = timeline.of_call(call, Action.objects.all(), make.NOW, most=9)
    going = [sorted(line.title for line in section.going) for section in sections]
    assert going == [[], ["A house", "Two days"], ["A house"]]


def test_the_agenda_says_what_goes_on_on_the_days_it_lists() -> None:
    group = make.group()
    make.action(group, title="Two days", time=None, end_time=None, end_day=date(2026, 10, 10))
    make.action(group, title="A house", end_time=None, open_ended=True)
    make.action(group, title="The day after", day=date(2026, 10, 10))
    sections = programme.sections(lines(), at=make.NOW)
    assert [[line.title for line in section.going] for section in sections] == [[], ["Two days"]]


def test_each_day_of_a_call_with_very_many_answers_leaves_its_rest_to_the_agenda() -> None:
    days = (FRIDAY, date(2026, 10, 11))
    call, group = make.call("Days", days=days), make.group()
    make.action(group, call=call, title="Some day", day=None, time=None, end_time=None)
    make.action(group, title="For no call", time=time(7))
    make.action(group, call=call, title="Before", day=date(2026, 10, 7))
    for number in range(3):
        make.action(group, call=call, title=f"First {number}")
        make.action(group, call=call, title=f"Between {number}", day=date(2026, 10, 10))
    make.action(group, call=call, title="Last", day=days[1])
    sections = timeline.of_call(call, Action.objects.filter(call=call), make.NOW, most=2)
    assert [(section.date and section.date.day, [line.title for line in section.lines]) for section in sections] == [
        (7, ["Before"]),
        (9, ["First 0", "First 1"]),
        (10, ["Between 0", "Between 1"]),
        (11, ["Last"]),
        (None, ["Some day"]),
    ]
    assert [section.more for section in sections] == [
        "",
        "/actions/?call=days&from=2026-10-09&to=2026-10-09",
        "/actions/?call=days&from=2026-10-10&to=2026-10-10",
        "",
        "",
    ]


@pytest.mark.parametrize("number", [1, 12])
def test_a_call_of_however_many_days_is_two_questions(number: int, django_assert_num_queries: Any) -> None:
    days = tuple(FRIDAY + timedelta(days=2 * step) for step in range(number))
    call = Call.objects.prefetch_related("days").get(pk=make.call(days=days).pk)
    make.action(call=call)
    with django_assert_num_queries(2):  # the actions, and what lacks people of them
        sections = timeline.of_call(call, Action.objects.all(), make.NOW, most=2)
    assert len(sections) == number


def test_the_numerals_name_each_month_once_at_its_end() -> None:
    call = make.call(days=(date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 1)))
    numerals = programme.numerals(list(call.days.all()), make.NOW)
    assert [(numeral.date.day, numeral.month) for numeral in numerals] == [(30, False), (31, True), (1, True)]


def test_today_is_the_day_on_the_clocks_of_the_town() -> None:
    action = make.action(time=time(0, 30), end_time=time(3))
    eve = datetime(2026, 10, 8, 22, 30, tzinfo=UTC)  # half past midnight in Berlin
    assert programme.is_today(action, eve)
    assert not programme.is_today(action, eve - timedelta(hours=1))
