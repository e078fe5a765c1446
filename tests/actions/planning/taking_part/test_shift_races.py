"""Shifts under many hands at once, in threads of their own, on a real database: never one place too many, nobody lost.

What comes in the worst moment is brought in there: one deed is stopped in the middle of its transaction while the
other one begins.
"""

from collections.abc import Callable
from datetime import time as Clock  # noqa: N812 - `time` is the name of a field
from datetime import timedelta
from typing import Any

import pytest

from actions.planning.furniture import shifts
from actions.planning.furniture.shifts import Far, HeldByMore, Work
from actions.planning.models import Action, Registration, Shift, ShiftPlace
from actions.planning.taking_part import shift_places, signup
from campaign.lib import clock
from campaign.mail.models import Delivery
from tests import make
from tests.actions.planning.taking_part.test_interleaving import Meanwhile
from tests.engines import together

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def action() -> Action:
    now = clock.now()
    return make.action(now=now, day=(now + timedelta(days=30)).date(), time=None, end_time=None)


def shift(action: Action, title: str = "Kitchen", first: int = 8, *, most: int = 1) -> Shift:
    assert action.day is not None
    work = Work(title, Clock(first), Clock(first + 4), 1, most)
    shifts.plan(action, work, [action.day])
    return Shift.objects.get(action=action, title=title)


def party(action: Action, number: int) -> Registration:
    return make.registered(action, f"{number}@example.org", name=str(number), now=clock.now())


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """What became of each: the name of the error, or “done”."""
    return sorted(type(one).__name__ if isinstance(one, Exception) else "done" for one in together.at_once(*deeds))


def taking(registration: Registration, of: Shift) -> Callable[[], Any]:
    return lambda: shift_places.take(Registration.objects.get(pk=registration.pk), of.pk)


def confirming(registration: Registration) -> Callable[[], Any]:
    return lambda: signup.confirm(Registration.objects.get(pk=registration.pk))


def assert_counted(*several: Shift) -> None:
    """Taken is what is held, and never more than there may be."""
    for one in several:
        one.refresh_from_db()
        assert one.taken == one.places.filter(held=True).count() <= one.most


def told() -> set[str]:
    letters = Delivery.objects.filter(mailing__template="planning/mail/shifts_changed").values_list(
        "address", flat=True
    )
    assert len(set(letters)) == len(letters)
    return set(letters)


def test_twelve_take_the_last_place_at_once_and_one_gets_it(action: Action) -> None:
    kitchen = shift(action)
    people = [party(action, number) for number in range(12)]
    assert at_once(*(taking(one, kitchen) for one in people)) == ["CannotTake"] * 11 + ["done"]
    assert_counted(kitchen)


def test_of_two_for_the_last_place_the_second_reads_that_it_is_full(
    action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    kitchen, first, second = shift(action), party(action, 1), party(action, 2)
    other, real = Meanwhile(taking(second, kitchen)), shift_places._take

    def take(id: int) -> bool:
        other.begin()  # this one has looked, and not yet taken
        return real(id)

    monkeypatch.setattr(shift_places, "_take", take)
    shift_places.take(first, kitchen.pk)
    other.end()
    assert other.errors == ["CannotTake"]
    assert list(kitchen.places.values_list("registration", "held")) == [(first.pk, True)]
    assert_counted(kitchen)


def test_wishes_for_the_last_places_come_true_for_as_many_as_there_are(action: Action) -> None:
    kitchen, door = shift(action, most=3), shift(action, "Door", 13, most=5)
    asked = [make.requested(action, f"{number}@example.org", now=clock.now()) for number in range(10)]
    for one in asked:
        shift_places.wish(one, [door.pk, kitchen.pk])
    assert at_once(*(confirming(one) for one in asked)) == ["done"] * 10
    assert_counted(kitchen, door)
    assert (kitchen.taken, door.taken) == (3, 5)


def test_a_shift_that_is_taken_away_while_it_is_taken_leaves_nobody_without_a_word(action: Action) -> None:
    kitchen = shift(action, most=12)
    people = [party(action, number) for number in range(12)]
    deeds = [taking(one, kitchen) for one in people]
    deeds.insert(6, lambda: shifts.drop(Shift.objects.get(pk=kitchen.pk), far=Far.THIS, seen=1))
    became = at_once(*deeds)
    assert set(became) <= {"done", "NotThere"}
    assert became.count("done") == 1 + len(told()), "whoever had it when it went has been told"
    assert not ShiftPlace.objects.exists()
    assert action.registrations.filter(state="confirmed").count() == 12


def test_who_takes_it_while_it_is_being_taken_away_reads_that_it_is_gone(
    action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    kitchen, has, wants = shift(action, most=3), party(action, 1), party(action, 2)
    shift_places.take(has, kitchen.pk)
    other, real = Meanwhile(taking(wants, kitchen)), shifts.shift_letters.whose

    def whose(several: Any) -> Any:
        found = real(several)
        other.begin()  # who has it is known, and it is not gone yet
        return found

    monkeypatch.setattr(shifts.shift_letters, "whose", whose)
    shifts.drop(kitchen, far=Far.THIS, seen=1)
    other.end()
    assert other.errors == ["NotThere"]
    assert told() == {"1@example.org"}


def test_withdrawing_while_taking_leaves_no_place_behind(action: Action, monkeypatch: pytest.MonkeyPatch) -> None:
    kitchen, kim = shift(action, most=3), party(action, 1)
    other, real = Meanwhile(lambda: signup.withdraw(Registration.objects.get(pk=kim.pk))), shift_places._take

    def take(id: int) -> bool:
        other.begin()
        return real(id)

    monkeypatch.setattr(shift_places, "_take", take)
    shift_places.take(kim, kitchen.pk)
    other.end()
    assert other.errors == []
    kim.refresh_from_db()
    assert (kim.state, kim.shift_places.count()) == ("cancelled", 0)
    assert_counted(kitchen)


def test_taking_leaving_withdrawing_and_fewer_places_at_once_leave_the_counters_true(action: Action) -> None:
    kitchen, door = shift(action, most=6), shift(action, "Door", 13, most=6)
    people = [party(action, number) for number in range(10)]
    for one in people[:3]:
        shift_places.take(one, kitchen.pk)

    def fewer() -> None:
        shifts.change(
            Shift.objects.get(pk=kitchen.pk),
            Work("Kitchen", kitchen.time, kitchen.end_time, 1, 4),
            day=kitchen.day,
            far=Far.THIS,
            seen=1,
        )

    def leaving(one: Registration) -> Callable[[], Any]:
        return lambda: shift_places.leave(Registration.objects.get(pk=one.pk), kitchen.pk)

    def withdrawing(one: Registration) -> Callable[[], Any]:
        return lambda: signup.withdraw(Registration.objects.get(pk=one.pk))

    became = at_once(
        *(taking(one, kitchen) for one in people[3:]),
        *(taking(one, door) for one in people[3:]),
        leaving(people[0]),
        withdrawing(people[1]),
        withdrawing(people[5]),
        fewer,
    )
    assert set(became) <= {"done", "CannotTake", "Over", HeldByMore.__name__}
    assert_counted(kitchen, door)
    assert not ShiftPlace.objects.filter(registration__state="cancelled").exists()
