"""Maps show towns; a country whose town is still to be told stands in its middle."""

import pytest

from actions.agenda import programme, towns
from actions.planning import cancellation
from actions.planning.models import Action
from tests import make

pytestmark = pytest.mark.django_db


def shown() -> list[tuple[str, int]]:
    return [(place.name, place.count) for place in towns.places(programme.lines(Action.objects.public(), make.NOW))]


def test_a_town_stands_once_with_the_number_of_its_actions() -> None:
    berlin = make.group("Berlin")
    make.action(berlin)
    make.action(berlin)
    make.action(berlin, place=make.place("Bologna"))
    assert sorted(shown()) == [("Berlin", 2), ("Bologna", 1)]


def test_a_country_without_a_town_stands_in_its_middle() -> None:
    make.action(make.group("Belgium", city="Belgium"))
    (belgium,) = towns.places(programme.lines(Action.objects.public(), make.NOW))
    assert belgium.name == "Belgium"
    assert 50 < belgium.latitude < 51.5
    assert 4 < belgium.longitude < 5


def test_what_is_cancelled_stands_on_no_map() -> None:
    action = make.action(make.group("Berlin"))
    assert shown() == [("Berlin", 1)]
    cancellation.cancel(action, reason="No.", now=make.NOW)
    assert shown() == []
