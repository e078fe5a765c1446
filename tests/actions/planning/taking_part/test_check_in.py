"""Who came: ticks of several devices, in any order, some of them twice."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.planning import cancellation
from actions.planning.models import Action, Arrival, DoorLink, Registration
from actions.planning.taking_part import check_in, door, retention, signup
from actions.planning.taking_part.check_in import Tick
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 9)
AT = datetime(2026, 10, 9, 8, tzinfo=UTC)


def link_of(action: Action, last_day: date = DAY) -> DoorLink:
    return door.make(action, label="the gate", first_day=DAY, last_day=last_day)


def came(action: Action, *ticks: Tick, link: DoorLink | None = None, now: datetime = AT) -> int:
    check_in.record(link or link_of(action), ticks, now=now)
    return check_in.came_on(action, DAY)


def tick(party: Registration | None = None, people: int = 1, *, back: bool = False, uid: UUID | None = None) -> Tick:
    return Tick(uid or uuid4(), DAY, people, party.pk if party else None, back)


def test_a_tick_that_is_sent_twice_counts_once() -> None:
    action = make.action()
    once = tick(people=2)
    assert (came(action, once), came(action, once), came(action, once, once)) == (2, 2, 2)


def test_two_devices_that_tick_one_party_count_it_once_and_another_party_apart() -> None:
    action = make.action()
    kim, noor = make.registered(action, seats=3), make.registered(action, "noor@example.org")
    assert came(action, tick(kim, 3)) == 3
    assert came(action, tick(kim, 3)) == 3
    assert came(action, tick(noor)) == 4


def test_a_party_that_comes_one_by_one_is_as_many_as_came() -> None:
    action = make.action()
    kim = make.registered(action, seats=3)
    assert [came(action, tick(kim)) for _ in range(4)] == [1, 2, 3, 3]


def test_taken_back_wins_in_whichever_order_it_comes() -> None:
    action = make.action()
    first, second = tick(people=2), tick(people=5)
    assert came(action, first) == 2
    assert came(action, tick(people=2, uid=first.uid, back=True), first) == 0
    assert came(action, tick(people=5, uid=second.uid, back=True)) == 0
    assert came(action, second) == 0


def test_where_one_of_two_ticks_is_taken_back_the_other_one_counts() -> None:
    action = make.action()
    kim = make.registered(action, seats=2)
    first, second = tick(kim, 2), tick(kim, 2)
    came(action, first, second)
    assert came(action, tick(kim, 2, uid=first.uid, back=True)) == 2
    assert came(action, tick(kim, 2, uid=second.uid, back=True)) == 0


def test_another_action_s_registration_counts_as_somebody_who_walked_in() -> None:
    action = make.action()
    elsewhere = make.registered(make.action(action.group))
    assert came(action, tick(elsewhere)) == 1
    assert Arrival.objects.get().registration is None


def test_ticks_of_a_device_whose_clock_is_wrong_count_on_the_nearest_day_of_the_link() -> None:
    action = make.action()
    link = link_of(action)
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        late = Tick(uuid4(), day)
        assert check_in.record(link, [late], now=AT) == [late.uid]
    assert check_in.by_day(action) == [(DAY, 2)]


def test_whatever_has_waited_on_a_device_is_taken_until_a_day_after_the_end() -> None:
    action = make.action()
    link = link_of(action)
    until = door.until(link)
    assert until == datetime(2026, 10, 10, 2, tzinfo=UTC)
    assert came(action, tick(), link=link, now=until + timedelta(hours=23)) == 1
    with pytest.raises(door.DoorClosed):
        check_in.record(link, [tick()], now=until + timedelta(hours=24))
    assert check_in.came(action) == 1


def test_of_several_days_the_fullest_is_proposed() -> None:
    action = make.action(end_day=date(2026, 10, 11))
    link = link_of(action, date(2026, 10, 11))
    assert check_in.came(action) is None
    for more, people in enumerate((3, 7, 5)):
        day = DAY + timedelta(days=more)
        check_in.record(link, [Tick(uuid4(), day, people)], now=AT + timedelta(days=more))
    assert check_in.by_day(action) == [(DAY, 3), (date(2026, 10, 10), 7), (date(2026, 10, 11), 5)]
    assert check_in.came(action) == 7


def test_the_number_stays_when_those_who_came_are_erased() -> None:
    """Also where two devices had ticked them."""
    action = make.action()
    kim = make.registered(action, seats=3)
    twice = tick(kim, 3)
    came(action, twice, tick(kim, 3), tick(people=4))
    retention.sweep(AT + timedelta(days=30))
    assert not Registration.objects.exists()
    assert (Arrival.objects.exclude(registration=None).count(), check_in.came(action)) == (0, 7)


def test_a_tick_sent_again_after_the_erasure_changes_nothing() -> None:
    action = make.action()
    kim = make.registered(action, seats=3)
    link, ticks = link_of(action), [tick(kim, 3), tick(kim, 3)]
    came(action, *ticks, link=link)
    kim.delete()
    assert came(action, *ticks, link=link) == 3


def test_who_cancels_afterwards_was_there() -> None:
    action = make.action()
    kim = make.registered(action)
    came(action, tick(kim))
    signup.withdraw(kim, now=AT)
    parties = check_in.parties(action, DAY)
    assert (parties, check_in.walked_in(action, DAY, parties)) == ([], 1)
    assert [(one["party"], one["people"]) for one in check_in.ticks(action, DAY, parties)] == [(None, 1)]


def test_a_link_in_wrong_hands_fills_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_in, "MOST_TICKS", 3)
    action = make.action()
    assert came(action, tick(), tick()) == 2
    with pytest.raises(check_in.TooManyTicks):
        came(action, tick(), tick())
    assert check_in.came(action) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_however_many_come(number: int, queries: object) -> None:
    action = make.action()
    for each in range(number):
        signup.join(action, person=make.person(f"person {each}"), now=make.NOW)
    with queries(2):  # type: ignore[operator]
        assert len(check_in.parties(action, DAY)) == number


def test_nothing_is_counted_of_a_withdrawn_action() -> None:
    action = make.action()
    link = link_of(action)
    cancellation.withdraw(action, now=make.NOW)
    link.refresh_from_db()
    with pytest.raises(door.DoorClosed):
        check_in.record(link, [tick()], now=AT)
    assert check_in.came(action) is None


MADE = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.booleans()), min_size=1, max_size=8)


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MADE, st.randoms(use_true_random=False))
def test_in_whatever_order_and_however_often_they_come_the_sum_is_the_same(made: list, random: object) -> None:  # type: ignore[type-arg]
    """Three parties of one, two and three, ticked by devices whose answers get lost."""
    action = make.action(make.group(f"Group {uuid4().hex[:8]}"))
    parties = [make.registered(action, f"{uuid4().hex}@example.org", seats=seats) for seats in (1, 2, 3)]
    uids = [uuid4() for _ in made]
    sent = [Tick(uid, DAY, people, parties[which].pk) for uid, (which, people, _back) in zip(uids, made, strict=True)]
    back = [
        Tick(uid, DAY, people, parties[which].pk, taken_back=True)
        for uid, (which, people, back) in zip(uids, made, strict=True)
        if back
    ]
    everything = [*sent, *back] * 2
    random.shuffle(everything)  # type: ignore[attr-defined]
    link = link_of(action)
    while everything:
        check_in.record(link, [everything.pop() for _ in range(min(3, len(everything)))], now=AT)
    standing = [
        sum(people for which, people, back in made if which == party and not back) for party in range(len(parties))
    ]
    assert check_in.came_on(action, DAY) == sum(
        min(number, seats) for number, seats in zip(standing, (1, 2, 3), strict=True)
    )
