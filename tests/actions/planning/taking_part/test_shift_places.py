"""Places in shifts: wished for until there is a place at the action, then held; never more than there are."""

from datetime import date, time, timedelta

import pytest

from actions.planning.models import Action, Registration, Shift, ShiftPlace
from actions.planning.taking_part import retention, shift_places, signup
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 9)


def shift(
    action: Action, title: str = "Kitchen", first: int = 8, last: int = 12, *, day: date = DAY, **of: int
) -> Shift:
    people = {"least": 1, "most": 2} | of
    return Shift.objects.create(action=action, title=title, day=day, time=time(first), end_time=time(last), **people)


def party(action: Action, name: str = "kim", *wished: Shift, seats: int = 1) -> Registration:
    asked = make.requested(action, f"{name}@example.org", name=name, seats=seats)
    shift_places.wish(asked, [one.pk for one in wished])
    return signup.confirm(asked, now=NOW)


def held(registration: Registration) -> dict[str, bool]:
    places = ShiftPlace.objects.filter(registration=registration).order_by("shift__time")
    return dict(places.values_list("shift__title", "held"))


def taken(*shifts: Shift) -> list[int]:
    for one in shifts:
        one.refresh_from_db()
    return [one.taken for one in shifts]


def test_a_wish_takes_nothing_and_is_held_when_the_link_is_followed() -> None:
    action = make.action()
    kitchen = shift(action)
    asked = make.requested(action)
    shift_places.wish(asked, [kitchen.pk])
    assert (held(asked), taken(kitchen)) == ({"Kitchen": False}, [0])
    signup.confirm(asked, now=NOW)
    assert (held(asked), taken(kitchen)) == ({"Kitchen": True}, [1])
    letter = Delivery.objects.get(mailing__template="planning/mail/confirmed")
    assert "Kitchen, Friday 9 October, 8:00\\u201312:00" in letter.values


def test_wishing_anew_replaces_the_wishes_and_takes_none_of_another_action() -> None:
    action = make.action()
    kitchen, door = shift(action), shift(action, "Door")
    others = shift(make.action(of=make.group("Warsaw")), "Elsewhere")
    asked = make.requested(action)
    shift_places.wish(asked, [kitchen.pk, others.pk])
    shift_places.wish(asked, [door.pk])
    assert held(asked) == {"Door": False}


def test_what_is_full_when_the_place_comes_is_missed_and_stays_a_wish() -> None:
    action = make.action()
    kitchen = shift(action, most=1)
    first, second = party(action, "a", kitchen), party(action, "b", kitchen)
    assert (held(first), held(second), taken(kitchen)) == ({"Kitchen": True}, {"Kitchen": False}, [1])
    assert [one.title for one in second.shifts_missed] == ["Kitchen"]
    with pytest.raises(shift_places.CannotTake, match="full"):
        shift_places.take(second, kitchen.pk, now=NOW)
    shift_places.leave(first, kitchen.pk)
    shift_places.leave(first, kitchen.pk)  # twice changes nothing
    shift_places.take(second, kitchen.pk, now=NOW)
    assert (held(first), held(second), taken(kitchen)) == ({}, {"Kitchen": True}, [1])


def test_of_two_that_overlap_only_the_first_is_held() -> None:
    action = make.action()
    kitchen, aid = shift(action), shift(action, "First aid", 11, 15)
    wants_both = party(action, "a", aid, kitchen)
    assert held(wants_both) == {"Kitchen": True, "First aid": False}
    with pytest.raises(shift_places.CannotTake, match="at the same time as your Kitchen, 8:00–12:00"):
        shift_places.take(wants_both, aid.pk, now=NOW)
    assert taken(kitchen, aid) == [1, 0]


def test_where_the_first_of_two_is_full_the_other_is_held() -> None:
    action = make.action()
    kitchen, aid = shift(action, most=1), shift(action, "First aid", 11, 15)
    party(action, "a", kitchen)
    assert held(party(action, "b", kitchen, aid)) == {"Kitchen": False, "First aid": True}


@pytest.mark.parametrize(("first", "last", "overlaps"), [(12, 14, False), (7, 8, False), (7, 9, True), (11, 13, True)])
def test_shifts_overlap_by_the_hour(first: int, last: int, overlaps: bool) -> None:
    action = make.action()
    assert shift(action).overlaps(shift(action, "Door", first, last)) is overlaps


def test_a_night_ends_on_the_next_day() -> None:
    action = make.action()
    night = shift(action, "Night watch", 22, 6)
    assert night.overlaps(shift(action, "Breakfast", 5, 9, day=DAY + timedelta(days=1)))
    assert not night.overlaps(shift(action, "Late breakfast", 6, 9, day=DAY + timedelta(days=1)))


def test_who_waits_holds_nothing_until_a_place_is_free() -> None:
    action = make.action(seats=1)
    kitchen = shift(action)
    first = party(action, "a", kitchen)
    waits = party(action, "b", kitchen)
    assert (waits.state, held(waits), taken(kitchen)) == ("waiting", {"Kitchen": False}, [1])
    signup.withdraw(first, now=NOW)
    assert (held(first), held(waits), taken(kitchen)) == ({}, {"Kitchen": True}, [1])
    assert "Kitchen" in Delivery.objects.get(mailing__template="planning/mail/moved_up").values


def test_a_party_has_one_place_in_a_shift_however_large_it_is() -> None:
    action = make.action()
    kitchen = shift(action)
    large = party(action, "a", kitchen, seats=3)
    shift_places.take(large, kitchen.pk, now=NOW)
    assert taken(kitchen) == [1]


def test_who_is_gone_takes_nothing() -> None:
    action = make.action()
    kitchen = shift(action)
    gone = party(action)
    signup.withdraw(gone, now=NOW)
    with pytest.raises(shift_places.Over):
        shift_places.take(gone, kitchen.pk, now=NOW)
    assert taken(kitchen) == [0]


def test_an_erased_registration_gives_back_what_it_held() -> None:
    action = make.action(open_ended=True)
    kitchen = shift(action)
    party(action, "a", kitchen)
    retention.sweep(NOW + timedelta(days=61))
    assert (Registration.objects.count(), taken(kitchen)) == (0, [0])


def test_what_has_ended_or_waits_for_a_day_is_not_taken() -> None:
    action = make.action(open_ended=True)
    kitchen = shift(action)
    one = party(action)
    with pytest.raises(shift_places.CannotTake, match="over"):
        shift_places.take(one, kitchen.pk, now=NOW.replace(month=10, day=9, hour=10))  # 12:00 in Berlin
    shift_places.take(one, kitchen.pk, now=NOW.replace(month=10, day=9, hour=9))
    assert taken(kitchen) == [1]


def test_missing_and_free_are_counted_apart() -> None:
    of = Shift(least=3, most=5, taken=1)
    assert (of.missing, of.free) == (2, 4)
    of.taken = 4
    assert (of.missing, of.free) == (0, 1)
