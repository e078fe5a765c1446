"""Our own map, on which a point is set by clicks; and the towns near one."""

import base64
import xml.etree.ElementTree as ET

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict
from hypothesis import example, given, settings
from hypothesis import strategies as st

from campaign.lib.points import Point
from campaign.web import nearby, point_map
from campaign.web.gazetteer import get
from campaign.web.place_field import PlaceField
from campaign.web.point_field import PointField, Stepping
from campaign.web.point_map import View
from campaign.web.spots import Spot

CAMP = Point(50.968, 1.905)  # between Calais and its harbour
CALAIS = "3029162"


class Asking(Stepping):
    title = forms.CharField()
    place = PlaceField(with_map=True)
    meet = PointField(required=False)


def sent(**answers: str) -> Asking:
    data = {"title": "Vigil"} | {name.replace("__", ".").replace("_", "-"): answer for name, answer in answers.items()}
    return Asking(MultiValueDict({name: [answer] for name, answer in data.items()}))


def image(page: str) -> ET.Element:
    return ET.fromstring(base64.b64decode(page.split("data:image/svg+xml;base64,")[1].split('"')[0]))  # noqa: S314 - our own


def test_the_nearest_town_of_a_point_is_found_with_its_country_and_clock() -> None:
    town = nearby.nearest(CAMP)
    assert town is not None
    assert (town.name, town.country_code, town.zone) == ("Marck", "FR", "Europe/Paris")


def test_beside_the_nearest_the_town_that_people_know_is_on_offer() -> None:
    assert [town.name for town in nearby.candidates(CAMP)][:2] == ["Marck", "Calais"]


def test_where_two_countries_are_near_both_are_on_offer() -> None:
    codes = [town.country_code for town in nearby.candidates(Point(41.12, 22.5))]
    assert codes[0] == "MK"
    assert "GR" in codes[:3]


def test_across_the_date_line_the_nearest_is_the_nearest() -> None:
    town = nearby.nearest(Point(-16.8, -179.99))
    assert town is not None
    assert town.country_code == "FJ"


def test_amid_the_sea_there_is_none() -> None:
    assert nearby.nearest(Point(-48.9, -123.4)) is None
    assert nearby.nearest(Point(-90, 0)) is None


@settings(max_examples=40, deadline=None)
@example(0.0, 0.00001, 0)
@given(st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 7))
def test_every_part_of_the_earth_can_be_drawn_and_clicked(latitude: float, longitude: float, level: int) -> None:
    view = View(Point.at(latitude, longitude), level)
    assert ET.fromstring(base64.b64decode(point_map.draw(view, view.middle).split(",")[1])) is not None  # noqa: S314
    assert View.parse(str(view)) == view
    for x, y in ((0, 0), (150, 150), (300, 300), (99999, 0)):
        point = view.clicked(x, y)
        assert abs(point.latitude) <= 90


@pytest.mark.parametrize("text", ["", "x", "1,2", "91,0,1", "0,181,1", "1,2,9", "nan,0,1", "1,2,3,4", "1" * 99])
def test_a_view_that_no_map_of_ours_sent_is_none(text: str) -> None:
    assert View.parse(text) is None


@settings(max_examples=60, deadline=None)
@given(st.floats(-80, 80), st.floats(-179, 179), st.integers(2, 7))
def test_a_map_that_shares_its_drawing_still_shows_what_lies_around(lat: float, lon: float, level: int) -> None:
    view = View(Point.at(lat, lon), level)
    x, y = view.snapped().frame.place(view.middle.latitude, view.middle.longitude)
    assert max(abs(x - 150), abs(y - 150)) <= point_map.SIZE / 14


def test_a_click_is_as_exact_as_the_map_says() -> None:
    for level in range(8):
        view = View(CAMP, level)
        middle = view.clicked(point_map.SIZE // 2, point_map.SIZE // 2)
        assert middle.kilometres_to(CAMP) * 1000 <= view.metres


def test_the_coast_is_drawn_where_it_is_right_and_nowhere_else() -> None:
    assert [bool(point_map.land(View(CAMP, level))) for level in (2, 4, 5)] == [True, True, False]
    assert [bool(point_map.land(View(Point(-33.9, 151.2), level))) for level in (2, 3)] == [True, False]


def test_clicks_go_closer_and_set_the_point_and_nothing_is_saved_meanwhile() -> None:
    form = sent(place="the camp by the river", meet="", meet_map="show", title="")
    assert not form.is_valid()
    assert form.errors == {}
    page = str(form)
    assert 'value="the camp by the river"' in page
    assert 'type="image"' in page
    view = str(form["meet"].value().view)
    levels = []
    for _ in range(4):
        form = sent(
            place="Calais", meet=str(form["meet"].value().text), meet_view=view, meet_map__x="150", meet_map__y="150"
        )
        on_map = form["meet"].value()
        view = str(on_map.view)
        levels.append(on_map.view.level)
        assert not form.is_valid()
    assert levels == [2, 3, 4, 5]
    done = sent(place="Calais", meet=on_map.text)
    assert done.is_valid(), done.errors
    assert done.cleaned_data["meet"].kilometres_to(point_map.EUROPE) < 5


def test_a_picture_that_was_not_seen_sets_no_point() -> None:
    """Browsers without pictures, and keys, send 0, 0."""
    form = sent(place="Calais", meet="50.9, 1.8", meet_view="50.9,1.8,5", meet_map__x="0", meet_map__y="0")
    assert form["meet"].value().text == "50.9, 1.8"


@pytest.mark.parametrize("x", ["-5", "x", "1e9", "99999999999", "٣", "NaN", ""])
def test_a_click_that_no_browser_sends_sets_no_point(x: str) -> None:
    form = sent(place="Calais", meet="", meet_view="50.9,1.8,5", meet_map__x=x, meet_map__y="5")
    assert form["meet"].value().text == ""
    assert not form.is_valid()


def test_buttons_go_closer_and_farther_take_the_point_off_and_put_the_map_away() -> None:
    def level(do: str) -> tuple[str, int | None]:
        value = sent(place="Calais", meet="50.9, 1.8", meet_view="50.9,1.8,4", meet_map=do)["meet"].value()
        return value.text, value.view.level if value.view else None

    assert [level(do) for do in ("closer", "wider", "none", "hide")] == [
        ("50.9, 1.8", 5),
        ("50.9, 1.8", 3),
        ("", 4),
        ("50.9, 1.8", None),
    ]


def test_the_map_shows_the_point_and_the_towns_around_with_their_names_escaped() -> None:
    page = str(sent(place="Calais", meet="50.968, 1.905", meet_map="show")["meet"])
    texts = [element.text for element in image(page).iter("{http://www.w3.org/2000/svg}text")]
    assert "Calais" in texts
    assert "A click is exact to 200 m." in page


def test_a_place_that_nobody_knows_is_set_on_the_map_and_counts_for_the_nearest_town() -> None:
    form = sent(place="the camp by the river", place_point="50.96812, 1.90567")
    assert form.is_valid(), form.errors
    assert str(form.cleaned_data["place"]) == "the camp by the river, near Marck"
    form = sent(place="the camp by the river", place_point="50.96812, 1.90567", place_near=CALAIS)
    assert form.is_valid(), form.errors
    spot = form.cleaned_data["place"]
    assert spot == Spot("the camp by the river", Point(50.97, 1.91), spot.near)
    assert (spot.near.key, str(spot)) == (CALAIS, "the camp by the river, near Calais")


def test_another_town_near_it_can_be_chosen() -> None:
    page = str(sent(place="the hill", place_point="41.12, 22.5"))
    polykastro = next(town for town in nearby.candidates(Point(41.12, 22.5)) if town.country_code == "GR")
    assert f'name="place-near" id="id_place-near-{polykastro.key}" value="{polykastro.key}"' in " ".join(page.split())
    form = sent(place="the hill", place_point="41.12, 22.5", place_near=polykastro.key)
    assert form.is_valid()
    assert (form.cleaned_data["place"].country_code, form.cleaned_data["place"].zone) == ("GR", "Europe/Athens")
    far = sent(place="the hill", place_point="41.12, 22.5", place_near=CALAIS)
    assert far.is_valid()
    assert far.cleaned_data["place"].country_code == "MK"  # Calais is not near


def test_a_point_in_the_town_of_that_name_is_the_town() -> None:
    form = sent(place="Calais", place_point="50.95, 1.86")
    assert form.is_valid()
    assert form.cleaned_data["place"] == get(CALAIS)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"place": "Xqzzwv by the sea"}, "We know no place called “Xqzzwv by the sea”"),
        ({"place": "", "place_point": "50.9, 1.8"}, "What is the place on the map called?"),
        ({"place": "the camp", "place_point": "50.9"}, "We can’t read a point in this."),
        ({"place": "the camp", "place_point": "nan, nan"}, "We can’t read a point in this."),
        ({"place": "the camp", "place_point": "91, 0"}, "There is no such point"),
        (
            {"place": "the camp", "place_point": "https://www.openstreetmap.org/way/5"},
            "That link names a house or a road",
        ),
        ({"place": "the raft", "place_point": "-48.9, -123.4"}, "There is no town that we know near this point."),
        ({"place": "the \u202epmac", "place_point": "50.9, 1.8"}, "There is an invisible character in it."),
        ({"place": "c" * 121, "place_point": "50.9, 1.8"}, "That is too long"),
    ],
)
def test_what_is_wrong_with_a_place_is_said(answers: dict[str, str], says: str) -> None:
    form = sent(**answers)
    assert not form.is_valid()
    assert says in form.errors["place"][0]


def test_an_unknown_place_is_answered_with_the_map() -> None:
    form = sent(place="Xqzzwv by the sea")
    assert 'type="image"' in str(form["place"])
    assert 'type="image"' not in str(sent(place="Calais")["place"])


def test_a_spot_that_was_stored_comes_back_as_it_was() -> None:
    calais = get(CALAIS)
    assert calais is not None
    spot = Spot("the camp", Point(50.97, 1.91), calais)
    page = str(Asking(initial={"place": spot})["place"])
    assert 'value="the camp"' in page
    assert 'value="50.97, 1.91"' in page
    again = {"title": "x", "place": "the camp", "place-point": "50.97, 1.91", "place-near": CALAIS}
    assert not Asking(again, initial={"place": spot, "title": "x"}).has_changed()
    moved = Asking(again | {"place-point": "50.96, 1.91"}, initial={"place": spot, "title": "x"})
    assert moved.changed_data == ["place"]
