"""What lacks people: shifts to come with fewer than they need, each for itself, by the clock of its zone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from actions.planning import cancellation, drafting
from actions.planning.models import Shift
from actions.planning.taking_part import lacking
from actions.planning.taking_part.lacking import Lack
from tests import make
from tests.actions.planning.taking_part.test_shift_places import DAY, party, shift
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_too_many_at_one_never_make_up_for_nobody_at_another() -> None:
    action = make.action()
    crowded, empty = shift(action, least=1, most=9), shift(action, "Door", 12, 16, least=2, most=3)
    for name in ("a", "b", "c", "d"):
        party(action, name, crowded)
    assert lacking.of([action.pk], NOW) == {action.pk: Lack(1, 2)}
    for name in ("e", "f"):
        party(action, name, empty)
    assert lacking.of([action.pk], NOW) == {}


def test_a_shift_lacks_nobody_once_it_is_over_by_the_clock_there() -> None:
    action = make.action(open_ended=True, end_time=None)
    shift(action, least=2)
    shift(action, "Night watch", 22, 6, least=1)
    shift(action, "Later", 8, 12, day=DAY + timedelta(days=9), least=1)
    on_the_day = NOW.replace(month=10, day=9)
    said = [
        lacking.of([action.pk], at)[action.pk].shifts
        for at in (
            NOW,
            on_the_day.replace(hour=9, minute=59),  # 11:59 in Berlin
            on_the_day.replace(hour=10),
            on_the_day.replace(day=10, hour=3, minute=59),
            on_the_day.replace(day=10, hour=4),
        )
    ]
    assert said == [3, 3, 2, 2, 1]


def test_what_waits_for_a_new_day_lacks_nobody() -> None:
    action = make.action()
    shift(action, least=2)
    drafting.edit(action, day=None, time=None, end_time=None, now=NOW)
    assert lacking.of([action.pk], NOW) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_one_question_however_many_actions_and_shifts(number: int, queries: Any) -> None:
    group = make.group()
    several = [make.action(group, title=f"Row {one}") for one in range(number)]
    for action in several:
        for later in range(number):
            shift(action, day=DAY + timedelta(days=later), least=2)
    with queries(1):
        assert lacking.of([one.pk for one in several], NOW) == {one.pk: Lack(number, 2 * number) for one in several}
    with queries(0):
        assert lacking.of([], NOW) == {}


def test_agenda_call_and_board_say_it_and_what_is_cancelled_says_nothing(client: Client, time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    call = make.call("October", days=(DAY,))
    action = make.action(make.group(), call=call, seats=60)
    shift(action, least=2)
    shift(action, "Door", 12, 16, least=1)
    client.force_login(make.person("Cleo", network_role="coordinator"))
    pages = ("/", "/actions/", "/calls/october/", "/calls/october/board/", "/groups/berlin/")
    for page in pages:
        assert "2 shifts need people" in client.get(page).text, page
    assert "60 of 60 places free" in client.get("/actions/").text
    Shift.objects.update(taken=2)
    cancelled = make.action(action.group, call=call, title="Cancelled")
    shift(cancelled, least=2)
    cancellation.cancel(cancelled, reason="", now=NOW)
    for page in pages:
        assert "need people" not in client.get(page).text, page
