"""Maps show towns; a country whose town is still to be told stands in its middle."""

import pytest

from actions.agenda import programme, towns
from actions.planning import cancellation
from actions.planning.models import Action
from campaign.lib.points import Point
from campaign.web.spots import Spot
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


def test_a_place_with_a_name_of_its_own_stands_where_it_is() -> None:
    berlin = make.group("Berlin")
    make.action(berlin)
    make.action(berlin, place=Spot("the camp", Point(52.6, 13.5), make.place("Berlin")))
    places = {place.name: place.latitude for place in towns.places(programme.lines(Action.objects.public(), make.NOW))}
    assert set(places) == {"Berlin", "the camp, near Berlin"}
    assert places["the camp, near Berlin"] == 52.6
