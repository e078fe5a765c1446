"""The line: in order, never passed by newcomers, the first party that fits moves up."""

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from actions.planning import cancellation, drafting
from actions.planning.models import Action, Registration
from actions.planning.taking_part import signup, waiting_list
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def party(action: Action, name: str, seats: int = 1) -> Registration:
    return make.registered(action, f"{name}@example.org", name=name, seats=seats)


def states(*parties: Registration) -> list[str]:
    for one in parties:
        one.refresh_from_db()
    return [one.state for one in parties]


def test_who_does_not_fit_joins_the_line_in_order_of_confirmation() -> None:
    action = make.action(seats=1)
    first, second, third = (party(action, name) for name in ("a", "b", "c"))
    assert [first.state, second.state, third.state] == ["confirmed", "waiting", "waiting"]
    assert second.line is not None
    assert third.line is not None
    assert second.line < third.line


def test_newcomers_never_pass_those_who_wait() -> None:
    action = make.action(seats=2)
    party(action, "a")
    large = party(action, "b", seats=2)
    assert [large.state, party(action, "c").state] == ["waiting", "waiting"]


def test_a_freed_seat_goes_to_the_first_in_the_line_who_is_told() -> None:
    action = make.action(seats=1)
    first, second, third = (party(action, name) for name in ("a", "b", "c"))
    signup.withdraw(first, now=NOW)
    assert states(second, third) == ["confirmed", "waiting"]
    told = Delivery.objects.filter(mailing__template="planning/mail/moved_up")
    assert [delivery.key for delivery in told] == [f"registration:{second.pk}:moved-up"]


def test_the_first_party_that_fits_moves_up() -> None:
    action = make.action(seats=2)
    first, _other = party(action, "a"), party(action, "b")
    large, small = party(action, "c", seats=2), party(action, "d")
    signup.withdraw(first, now=NOW)
    assert states(large, small) == ["waiting", "confirmed"]
    assert large.passed == 1


def test_a_party_passed_three_times_holds_the_freed_seats_until_it_fits() -> None:
    action = make.action(seats=2)
    inside = [party(action, "a"), party(action, "b")]
    large = party(action, "large", seats=2)
    small = [party(action, name) for name in "cdef"]
    for leaving in (inside[0], small[0], small[1]):
        signup.withdraw(leaving, now=NOW)
    assert states(large, *small) == ["waiting", "cancelled", "cancelled", "confirmed", "waiting"]
    assert large.passed == 3
    signup.withdraw(small[2], now=NOW)
    assert states(large, small[3]) == ["waiting", "waiting"]  # one seat is free and held
    signup.withdraw(inside[1], now=NOW)
    assert states(large, small[3]) == ["confirmed", "waiting"]


def test_a_party_that_can_never_fit_holds_nothing() -> None:
    action = make.action(seats=3)
    inside = party(action, "a", seats=3)
    large = party(action, "large", seats=3)
    small = party(action, "b")
    signup.change_seats(inside, seats=2, now=NOW)
    assert states(small) == ["confirmed"]
    Registration.objects.filter(pk=large.pk).update(passed=3)
    signup.withdraw(small, now=NOW)
    drafting.edit(action, seats=2, now=NOW)
    last = party(action, "c")
    signup.change_seats(inside, seats=1, now=NOW)
    assert states(large, last) == ["waiting", "confirmed"]


def test_more_seats_from_the_organiser_move_the_line_up() -> None:
    action = make.action(seats=1)
    parties = [party(action, name) for name in "abcd"]
    drafting.edit(action, seats=3, now=NOW)
    assert states(*parties) == ["confirmed"] * 3 + ["waiting"]


def test_no_limit_any_more_lets_everyone_in() -> None:
    action = make.action(seats=1)
    parties = [party(action, name, seats=seats) for name, seats in (("a", 1), ("b", 3), ("c", 2))]
    drafting.edit(action, seats=None, now=NOW)
    action.refresh_from_db()
    assert states(*parties) == ["confirmed"] * 3
    assert (action.seats_taken, action.waiting) == (6, 0)


def test_leaving_the_line_lets_the_next_one_in_where_it_held_the_seats() -> None:
    action = make.action(seats=2)
    party(action, "a")
    large, small = party(action, "large", seats=2), party(action, "b")
    signup.withdraw(large, now=NOW)
    assert states(small) == ["confirmed"]


def test_nobody_moves_up_in_a_cancelled_action() -> None:
    action = make.action(seats=1)
    first, second = party(action, "a"), party(action, "b")
    cancellation.cancel(action, reason="", now=NOW)
    signup.withdraw(first, now=NOW)
    assert states(second) == ["waiting"]


def test_moving_up_takes_the_same_queries_however_long_the_line_is(queries: Any) -> None:
    group = make.group()
    for waiting, number in ((1, None), (1, 19), (3, 19)):  # the first time the letters' mailings are made
        action = make.action(group, seats=1)
        first = party(action, f"first{waiting}{number}")
        for other in range(waiting):
            party(action, f"waiting{waiting}{number}{other}")
        if number is None:
            signup.withdraw(first, now=NOW)
            continue
        with queries(number):
            signup.withdraw(first, now=NOW + timedelta(hours=1))


class Line(RuleBasedStateMachine):
    """Any order of signing up, changing and cancelling: seats are never exceeded, the counters tell the truth."""

    parties = Bundle("parties")

    def __init__(self) -> None:
        super().__init__()
        group = getattr(Line, "group", None) or make.group(f"Berlin {random.random()}")
        self.action = make.action(group, seats=4)
        self.number = 0

    @rule(target=parties, seats=st.integers(1, 3))
    def sign_up(self, seats: int) -> Registration:
        self.number += 1
        before = Action.objects.get(pk=self.action.pk)
        one = party(self.action, f"party{self.action.pk}-{self.number}", seats=seats)
        fits = before.seats is None or before.seats_taken + seats <= before.seats
        assert one.state == ("confirmed" if fits and (before.waiting == 0 or before.seats is None) else "waiting")
        return one

    @rule(one=consumes(parties))
    def cancel(self, one: Registration) -> None:
        signup.withdraw(one, now=NOW)
        self.settled()

    @rule(one=parties, seats=st.integers(1, 3))
    def change(self, one: Registration, seats: int) -> None:
        one.refresh_from_db()
        if one.state == "cancelled":
            return
        try:
            signup.change_seats(one, seats=seats, now=NOW)
        except signup.NoSeats:
            return
        self.settled()

    @rule(seats=st.none() | st.integers(1, 7))
    def limit(self, seats: int | None) -> None:
        try:
            drafting.edit(self.action, seats=seats, now=NOW)
        except drafting.SeatsBelowTaken:
            return
        self.settled()

    def settled(self) -> None:
        """Whoever could have moved up has, unless somebody passed three times holds the seats."""
        action = Action.objects.get(pk=self.action.pk)
        free = None if action.seats is None else action.seats - action.seats_taken
        for one in action.registrations.filter(state="waiting").order_by("line"):
            assert free is not None
            if one.passed >= waiting_list.MOST_PASSED and one.seats <= (action.seats or 0):
                assert one.seats > free
                return
            assert one.seats > free

    @invariant()
    def counters_are_true(self) -> None:
        action = Action.objects.get(pk=self.action.pk)
        rows = list(action.registrations.values_list("state", "seats", "line"))
        assert action.seats_taken == sum(seats for state, seats, _line in rows if state == "confirmed")
        assert action.waiting == sum(state == "waiting" for state, _seats, _line in rows)
        assert action.seats is None or action.seats_taken <= action.seats
        lines = [line for state, _seats, line in rows if state == "waiting"]
        assert len(set(lines)) == len(lines)


@pytest.mark.whole
def test_the_line_keeps_its_promises_whatever_happens(db: None) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Line.group = make.group("Every line")  # type: ignore[attr-defined]
    run_state_machine_as_test(
        Line,
        settings=settings(
            max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
