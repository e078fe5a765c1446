"""What happens when two do it at once, on real connections."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from campaign.groups import founding, membership
from campaign.groups.models import Group, Membership
from campaign.people.models import Person
from tests import make

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each deed gave or raised, all begun together, each in a thread of its own."""
    begin, results = Barrier(len(deeds)), [None] * len(deeds)  # type: list[object]

    def run(place: int) -> None:
        begin.wait()
        try:
            results[place] = deeds[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_groups_of_one_name_founded_at_once_each_get_an_address() -> None:
    towns = ("Berlin", "Warsaw", "Bologna", "Calais", "Helsinki", "Vienna")
    results = at_once(*(_founding(town, make.person(f"founder in {town}")) for town in towns))
    assert not [error for error in results if isinstance(error, Exception)]
    assert set(Group.objects.values_list("slug", flat=True)) == {"berlin", *(f"berlin-{n}" for n in range(2, 7))}


def test_of_those_who_found_one_name_in_one_town_at_once_the_others_are_led_to_the_first() -> None:
    results = at_once(*(_founding("Berlin", make.person(f"founder {number}")) for number in range(6)))
    (group,) = Group.objects.all()
    assert [error.group for error in results if isinstance(error, founding.AlreadyThere)] == [group] * 5


def _founding(town: str, by: Person) -> Callable[[], Group]:
    city = make.place(town)
    return lambda: founding.found(name="Berlin", city=city, by=by)


def test_of_two_last_coordinators_who_leave_at_once_one_stays() -> None:
    for _ in range(5):
        group = make.group(f"Berlin {_}", by=make.person(f"first {_}"))
        make.membership(group, make.person(f"second {_}"), "coordinator")
        places = list(group.memberships.all())
        results = at_once(*(lambda place=place: membership.leave(place) for place in places))  # type: ignore[misc]
        assert sorted(type(result).__name__ for result in results) == ["LastCoordinator", "NoneType"]
        assert Membership.objects.filter(group=group, role="coordinator").count() == 1


def test_who_joins_twice_at_once_is_in_once() -> None:
    group, ann = make.group(), make.person("ann")
    results = at_once(*(lambda: membership.join(group, ann) for _ in range(6)))
    assert not [error for error in results if isinstance(error, Exception)]
    assert Membership.objects.filter(person=ann).count() == 1
