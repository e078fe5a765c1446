"""What a draft begins with, and how shifts and checklist move with the action."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from actions.planning import cancellation, drafting
from actions.planning.furniture import checklist, furnishing
from actions.planning.furniture.checklist import Due
from actions.planning.furniture.furnishing import Furniture
from actions.planning.kinds import BUILT_IN
from actions.planning.kinds.pattern import On, Pattern, Task, Work
from actions.planning.models import Action, ChecklistItem, Shift
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 9)  # a Friday
KITCHEN = Work("Kitchen", time(8), time(12), 2, 4)
PATTERN = Pattern(
    time=time(9),
    works=(
        KITCHEN,
        Work("Stewards", time(8), time(17), 4, 9, On.FIRST),
        Work("Setting up", time(18), time(20), 2, 3, On.EVE),
    ),
    tasks=(Task("Look at the place", days=7, at=time(18)), Task("Unlock", hours=2), Task("Thank everyone")),
    run=14,
)


def furnished(pattern: Pattern = PATTERN, *, run: int | None = None, **plan: Any) -> Action:
    words: dict[str, Any] = {"title": "House", "day": DAY, "time": time(9)}
    return drafting.draft(make.group(), furniture=Furniture(pattern, run), now=NOW, **(words | plan))


def shifts(action: Action) -> list[tuple[str, date, time]]:
    return list(Shift.objects.filter(action=action).values_list("title", "day", "time"))


def due(action: Action) -> dict[str, tuple[date | None, time | None]]:
    rows = ChecklistItem.objects.filter(action=action).values_list("title", "due_day", "due_time")
    return {title: (day, hour) for title, day, hour in rows}


def test_an_open_ended_action_has_daily_shifts_for_as_many_days_as_the_pattern_says() -> None:
    action = furnished(open_ended=True)
    days = [day for title, day, _hour in shifts(action) if title == "Kitchen"]
    assert days == [DAY + timedelta(days=number) for number in range(14)]
    assert len(shifts(action)) == 16


def test_for_as_many_days_as_were_asked_for() -> None:
    assert len([one for one in shifts(furnished(open_ended=True, run=3)) if one[0] == "Kitchen"]) == 3


def test_an_action_of_three_days_has_them_on_these_days_however_long_was_asked_for() -> None:
    action = furnished(run=20, end_day=DAY + timedelta(days=2))
    assert [day.day for title, day, _hour in shifts(action) if title == "Kitchen"] == [9, 10, 11]


def test_a_shift_of_the_first_day_starts_as_long_after_the_action_and_a_daily_one_keeps_its_hours() -> None:
    action = furnished(time=time(11, 30))
    assert shifts(action) == [
        ("Setting up", date(2026, 10, 8), time(18)),
        ("Kitchen", DAY, time(8)),
        ("Stewards", DAY, time(10, 30)),
    ]


def test_a_shift_that_is_pushed_past_midnight_is_on_the_next_day() -> None:
    late = Pattern(time=time(18), works=(Work("Clearing up", time(22), time(23), 1, 2, On.FIRST),))
    assert shifts(furnished(late, time=time(21))) == [("Clearing up", date(2026, 10, 10), time(1))]


def test_the_last_day_of_an_action_has_its_own_shifts() -> None:
    clearing = Pattern(works=(Work("Clearing up", time(17), time(18), 1, 2, On.LAST),))
    assert shifts(furnished(clearing, end_day=date(2026, 10, 12))) == [("Clearing up", date(2026, 10, 12), time(17))]


def test_without_a_day_there_are_no_shifts_and_nothing_is_due() -> None:
    action = furnished(day=None, time=None)
    assert shifts(action) == []
    assert set(due(action).values()) == {(None, None)}


def test_what_is_to_do_is_due_on_the_wall_clock_before_the_start() -> None:
    assert due(furnished()) == {
        "Look at the place": (date(2026, 10, 2), time(18)),
        "Unlock": (DAY, time(7)),
        "Thank everyone": (None, None),
    }


def test_hours_before_a_start_that_is_to_be_told_are_that_day() -> None:
    assert due(furnished(time=None))["Unlock"] == (date(2026, 10, 8), None)


@pytest.mark.parametrize(("shifts_too", "checklist_too"), [(True, False), (False, True)])
def test_each_can_be_left_out(shifts_too: bool, checklist_too: bool) -> None:
    furniture = Furniture(PATTERN, shifts=shifts_too, checklist=checklist_too)
    action = drafting.draft(make.group(), title="House", day=DAY, time=time(9), furniture=furniture, now=NOW)
    assert (bool(shifts(action)), bool(due(action))) == (shifts_too, checklist_too)


def test_a_button_pressed_twice_furnishes_once() -> None:
    group = make.group()
    for _press in range(2):
        drafting.draft(group, title="House", day=DAY, once=True, furniture=Furniture(PATTERN), now=NOW)
    assert ChecklistItem.objects.count() == 3


def test_shifts_move_with_the_action_by_as_many_days_and_keep_their_hours() -> None:
    action = furnished(open_ended=True, run=2)
    before = shifts(action)
    drafting.edit(action, day=DAY + timedelta(days=30), time=time(14), now=NOW)
    assert shifts(action) == [(title, day + timedelta(days=30), hour) for title, day, hour in before]


def test_shifts_follow_a_postponement_to_a_new_day() -> None:
    action = furnished()
    drafting.announce(action, now=NOW)
    drafting.postpone(action, now=NOW)
    assert {day for _title, day, _hour in shifts(action)} == {DAY, DAY - timedelta(days=1)}
    drafting.postpone(action, day=date(2026, 10, 20), time=time(9), now=NOW)
    assert {day.day for _title, day, _hour in shifts(action)} == {20, 19}


def test_shifts_wait_while_the_day_is_taken_back_and_move_when_there_is_one_again() -> None:
    action = furnished()
    drafting.edit(action, day=None, time=None, now=NOW)
    assert {day.day for _title, day, _hour in shifts(action)} == {9, 8}
    drafting.edit(action, title="Another word", now=NOW)
    drafting.edit(action, day=date(2026, 10, 19), now=NOW)
    assert {day.day for _title, day, _hour in shifts(action)} == {19, 18}
    drafting.edit(action, day=date(2026, 10, 20), now=NOW)
    assert {day.day for _title, day, _hour in shifts(action)} == {20, 19}


def test_what_is_due_by_a_rule_follows_the_action_and_what_was_set_by_hand_stays() -> None:
    action = furnished()
    checklist.add(action, title="Fetch the key", due=Due(day=date(2026, 10, 1), hour=time(15)))
    drafting.edit(action, day=date(2026, 10, 16), time=time(14), now=NOW)
    assert due(action) == {
        "Look at the place": (date(2026, 10, 9), time(18)),
        "Unlock": (date(2026, 10, 16), time(12)),
        "Thank everyone": (None, None),
        "Fetch the key": (date(2026, 10, 1), time(15)),
    }
    drafting.edit(action, day=None, time=None, now=NOW)
    assert due(action)["Look at the place"] == (None, None)
    assert due(action)["Fetch the key"] == (date(2026, 10, 1), time(15))


def test_a_change_of_words_moves_nothing() -> None:
    action = furnished()
    before = shifts(action), due(action)
    drafting.edit(action, title="Another word", now=NOW)
    assert (shifts(action), due(action)) == before


def test_a_copy_has_the_same_as_far_from_its_day_and_nothing_is_done() -> None:
    source = furnished()
    checklist.add(source, title="Fetch the key", due=Due(day=date(2026, 10, 1), hour=time(15)))
    checklist.tick(ChecklistItem.objects.get(title="Unlock"))
    target = drafting.draft(source.group, title="Again", day=DAY + timedelta(days=7), time=time(10), now=NOW)
    furnishing.copy(source, target)
    assert {day.day for _title, day, _hour in shifts(target)} == {16, 15}
    assert due(target)["Fetch the key"] == (date(2026, 10, 8), time(15))
    assert due(target)["Unlock"] == (date(2026, 10, 16), time(8))
    assert not ChecklistItem.objects.filter(action=target, done=True).exists()


def test_what_is_withdrawn_keeps_neither() -> None:
    action = furnished()
    drafting.announce(action, now=NOW)
    cancellation.withdraw(action, now=NOW)
    assert (Action.objects.count(), shifts(action), due(action)) == (1, [], {})


@pytest.mark.parametrize("kind", sorted(set(BUILT_IN) - {"other"}))
def test_each_kind_brings_hours_words_shifts_and_a_checklist(kind: str) -> None:
    pattern = BUILT_IN[kind]
    words = (pattern.short, pattern.title, pattern.summary, pattern.text, pattern.bring)
    assert pattern.time
    assert not pattern.access, "who can get in is known of a place only"
    assert all(str(word) for word in words)
    assert len(str(pattern.summary)) <= 400
    assert len(pattern.works) >= 3
    assert len(pattern.tasks) >= 5
    assert all(len(str(one.title)) <= 80 and 0 < one.least <= one.most for one in pattern.works)
    assert all(len(str(one.title)) <= 140 for one in pattern.tasks)


def test_the_welcome_centre_has_sixty_places_and_two_weeks_of_daily_shifts() -> None:
    pattern = BUILT_IN["welcome-centre"]
    assert (pattern.seats, pattern.open_ended, pattern.run) == (60, True, 14)
    assert {work.on for work in pattern.works} == {On.EACH}
