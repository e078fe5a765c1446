"""What seats, line, offers and shifts promise whatever happens: against a plain model, and for a line by itself."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from actions.planning import drafting
from actions.planning.models import Action, Registration, Shift
from actions.planning.taking_part import offering, offers, shift_places, signup, waiting_list
from campaign.mail import claims
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

MOST = waiting_list.MOST_PASSED
DAY = date(2026, 10, 9)
NEAR = datetime(2026, 10, 8, 10, tzinfo=UTC)


@given(
    seats=st.integers(1, 6),
    sizes=st.lists(st.integers(1, 6), min_size=1, max_size=12),
    freed=st.lists(st.integers(1, 3), max_size=60),
    newcomers=st.lists(st.integers(1, 2), max_size=60),
)
def test_nobody_is_passed_for_ever(seats: int, sizes: list[int], freed: list[int], newcomers: list[int]) -> None:
    """Whoever comes behind, and however the seats become free: a party is passed three times at most, and once as many
    have left as it needs it is in."""
    line = [Registration(seats=size, line=number) for number, size in enumerate(sizes, 1)]
    first = next((party for party in line if party.seats <= seats), None)
    assume(first is not None)
    assert first is not None
    inside, taken, passed = [1] * seats, seats, 0
    for turn, leaving in enumerate(freed):
        gone = [inside.pop(0) for _ in range(min(leaving, len(inside)))]
        taken -= sum(gone)
        if turn < len(newcomers):
            line.append(Registration(seats=newcomers[turn], line=1000 + turn))
        moved, _ = waiting_list.choose(line, seats - taken, seats)
        before = [party for party in moved if (party.line or 0) > (first.line or 0)]
        passed += len(before) if first not in moved else 0
        assert (passed <= MOST, first.passed <= MOST) == (True, True)
        inside += [party.seats for party in moved]
        taken += sum(party.seats for party in moved)
        assert taken <= seats
        line = [party for party in line if party not in moved]
        if first in moved:
            return
    if first.passed == MOST:  # now it is the next, whoever waits behind it
        assert waiting_list.choose(line, seats, seats)[0][:1] == [first]
        assert waiting_list.choose(line, first.seats - 1, seats)[0] == []


@dataclass
class Party:
    """As the model knows it."""

    seats: int
    state: str
    number: int
    wishes: tuple[int, ...] = ()
    passed: int = 0
    until: datetime | None = None
    holds: set[int] = field(default_factory=set)


class House(RuleBasedStateMachine):
    """Any order of signing up, changing, leaving, answering, silence, postponing, and coming to the last day."""

    def __init__(self) -> None:
        super().__init__()
        self.action = make.action(House.group, seats=3, day=DAY)  # type: ignore[attr-defined]
        self.shifts = [
            Shift.objects.create(action=self.action, title=title, day=DAY, time=time(9), end_time=time(10), most=most)
            for title, most in (("Kitchen", 1), ("Door", 2))
        ]
        self.now, self.seats, self.on, self.begins = NOW, 3, True, datetime(2026, 10, 9, 7, tzinfo=UTC)
        self.parties: dict[int, Party] = {}
        self.number = 0

    @initialize(offered=st.booleans())
    def a_full_house_and_a_line(self, offered: bool) -> None:
        """Half of all runs begin on the last day, with a place that is offered: what is rare is tried often."""
        for seats in (1, 1, 1, 2, 1):
            self.sign_up(seats, 0)
        if offered:
            self.the_last_day_comes()
            self.leave(0)

    @rule(seats=st.integers(1, 3), wish=st.none() | st.integers(0, 1))
    def sign_up(self, seats: int, wish: int | None) -> None:
        if not self.on:
            return
        self.number += 1
        address = f"{self.action.pk}-{self.number}@example.org"
        made = make.requested(self.action, address, seats=seats, now=NOW)
        wishes = () if wish is None else (wish,)
        shift_places.wish(made, [self.shifts[one].pk for one in wishes])
        signup.confirm(made, now=max(self.now, NOW) if self.now < NOW + timedelta(days=2) else self._within(made))
        party = Party(seats, "waiting", self.number, wishes)
        fits = not self._waiting() and self._taken() + seats <= self.seats
        self.parties[made.pk] = party
        if fits:
            self._confirm(party)

    def _within(self, made: Registration) -> datetime:
        """Its link was followed in time: it was asked for a moment ago."""
        Registration.objects.filter(pk=made.pk).update(lapses_at=self.now + timedelta(hours=1))
        return self.now

    @precondition(lambda self: self.parties)
    @rule(which=st.integers(0, 50))
    def leave(self, which: int) -> None:
        pk, party = self._pick(which)
        signup.withdraw(Registration.objects.get(pk=pk), now=self.now)
        self._end(party)

    @precondition(lambda self: self.parties)
    @rule(which=st.integers(0, 50), seats=st.integers(1, 3))
    def change(self, which: int, seats: int) -> None:
        pk, party = self._pick(which)
        more = seats - party.seats
        holds = party.state != "waiting"
        refused = holds and more > 0 and (bool(self._waiting()) or self._taken() + more > self.seats or not self.on)
        try:
            signup.change_seats(Registration.objects.get(pk=pk), seats=seats, now=self.now)
        except (signup.NoSeats, signup.SignUpClosed):
            assert refused
            return
        assert not refused
        party.seats = seats
        self._settle()

    @precondition(lambda self: self._offered())
    @rule(which=st.integers(0, 50), yes=st.booleans())
    def answer(self, which: int, yes: bool) -> None:
        offered = self._offered()
        pk, party = offered[which % len(offered)]
        if yes:
            offers.accept(Registration.objects.get(pk=pk), now=self.now)
            self._confirm(party)
        else:
            offers.decline(Registration.objects.get(pk=pk), now=self.now)
            self._end(party)

    @precondition(lambda self: self.now < NEAR)
    @rule()
    def the_last_day_comes(self) -> None:
        self.now = NEAR

    @precondition(lambda self: NEAR <= self.now < NEAR + timedelta(hours=6))
    @rule()
    def hours_pass(self) -> None:
        self.now += timedelta(hours=2)
        Delivery.objects.filter(mailing__template="planning/mail/offered", finished_at=None).update(
            state="sent", **claims.finished(self.now)
        )
        offers.sweep(self.now)
        for _pk, party in sorted(self._offered(), key=lambda one: (one[1].until, one[0])):
            if party.until is not None and party.until <= self.now:
                self._end(party)

    @rule(seats=st.integers(1, 6))
    def limit(self, seats: int) -> None:
        try:
            drafting.edit(self.action, seats=seats, now=self.now)
        except drafting.SeatsBelowTaken:
            assert seats < self._taken()
            return
        self.seats = seats
        self._settle()

    @rule()
    def put_off_or_on_again(self) -> None:
        if self.on:
            drafting.postpone(self.action, now=self.now)
        else:
            drafting.postpone(self.action, day=DAY, time=time(9), now=self.now)
        self.on = not self.on
        self._settle()

    def _pick(self, which: int) -> tuple[int, Party]:
        return list(self.parties.items())[which % len(self.parties)]

    def _waiting(self) -> list[Party]:
        return sorted((one for one in self.parties.values() if one.state == "waiting"), key=lambda one: one.number)

    def _offered(self) -> list[tuple[int, Party]]:
        return [(pk, one) for pk, one in self.parties.items() if one.state == "offered"]

    def _taken(self) -> int:
        return sum(one.seats for one in self.parties.values() if one.state != "waiting")

    def _end(self, party: Party) -> None:
        self.parties = {pk: one for pk, one in self.parties.items() if one is not party}
        self._settle()

    def _confirm(self, party: Party) -> None:
        party.state, party.until, party.passed = "confirmed", None, 0
        for wish in party.wishes:
            if sum(wish in one.holds for one in self.parties.values()) < self.shifts[wish].most:
                party.holds.add(wish)

    def _settle(self) -> None:
        if not self.on:
            for _pk, party in self._offered():
                party.state, party.until = "waiting", None
            return
        near = self.begins - timedelta(hours=24) <= self.now
        while (party := self._next()) is not None:
            if near:
                party.state, party.until = "offered", offering.until(Action.objects.get(pk=self.action.pk), self.now)
            else:
                self._confirm(party)

    def _next(self) -> Party | None:
        free, skipped = self.seats - self._taken(), list[Party]()
        for party in self._waiting():
            if party.seats <= free:
                for other in skipped:
                    other.passed += 1
                return party
            if party.seats <= self.seats:
                if party.passed >= MOST:
                    return None
                skipped.append(party)
        return None

    @invariant()
    def all_is_as_in_the_model(self) -> None:
        rows = self.action.registrations.exclude(state="cancelled")
        found = {
            row.pk: (row.state, row.seats, row.passed if row.state == "waiting" else 0, row.offered_until)
            for row in rows
        }
        assert found == {
            pk: (one.state, one.seats, one.passed if one.state == "waiting" else 0, one.until)
            for pk, one in self.parties.items()
        }
        line = rows.filter(state="waiting").order_by("line").values_list("pk", flat=True)
        assert [self.parties[pk] for pk in line] == self._waiting()

    @invariant()
    def counters_are_true(self) -> None:
        action = Action.objects.get(pk=self.action.pk)
        assert (action.seats_taken, action.waiting) == (self._taken(), len(self._waiting()))
        assert action.seats is None or action.seats_taken <= action.seats
        for number, shift in enumerate(self.shifts):
            shift.refresh_from_db()
            assert shift.taken == sum(number in one.holds for one in self.parties.values()) <= shift.most


@pytest.mark.whole
@pytest.mark.django_db
def test_seats_line_offers_and_shifts_keep_their_promises_whatever_happens() -> None:
    House.group = make.group("Every house")  # type: ignore[attr-defined]
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
