"""The projection behind the maps."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.lib import projection

BERLIN, WARSAW, SYDNEY = (52.52, 13.40), (52.23, 21.01), (-33.87, 151.21)
latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


def frame(latitude: float = 0.0, longitude: float = 0.0) -> projection.Frame:
    return projection.Frame(latitude, longitude, 1.0, 0.0, 0.0, 1000.0, 1000.0)


def test_the_centre_of_a_frame_lies_in_its_middle() -> None:
    assert frame(52.0, 13.0).place(52.0, 13.0) == (500.0, 500.0)


def test_north_is_up_and_east_is_right() -> None:
    x, y = frame().place(1.0, 0.0)
    assert (round(x), round(y)) == (500, 500 - 111)
    x, y = frame().place(0.0, 1.0)
    assert (round(x), round(y)) == (500 + 111, 500)


def test_a_quarter_of_the_earth_away_is_the_chord_of_snyders_table() -> None:
    x, y = projection.kilometres(frame(), 0.0, 90.0)
    assert x == pytest.approx(projection.EARTH * math.sqrt(2))
    assert y == pytest.approx(0.0, abs=1e-6)


@given(latitudes, longitudes, latitudes, longitudes)
def test_every_point_of_the_earth_has_a_finite_place(a: float, b: float, c: float, d: float) -> None:
    x, y = projection.kilometres(frame(a, b), c, d)
    assert math.hypot(x, y) <= 2 * projection.EARTH


def test_the_middle_of_two_points_across_the_date_line_lies_between_them() -> None:
    latitude, longitude = projection.middle([(0.0, 179.0), (0.0, -179.0)])
    assert latitude == pytest.approx(0.0)
    assert abs(longitude) == pytest.approx(180.0)


@given(st.lists(st.tuples(st.floats(-60, 75), st.floats(-60, 90)), min_size=1, max_size=12))
def test_a_fitted_frame_shows_all_its_points(points: list[tuple[float, float]]) -> None:
    fitted = projection.fit(points, width=360, height=332, margin=40)
    for point in points:
        x, y = fitted.place(*point)
        assert 39.9 <= x <= 320.1
        assert 39.9 <= y <= 292.1


def test_one_town_alone_is_shown_with_its_part_of_the_world() -> None:
    fitted = projection.fit([BERLIN], width=400, height=400, least=2000)
    assert fitted.width / fitted.scale == pytest.approx(2000)


def test_without_points_the_whole_earth_is_shown() -> None:
    fitted = projection.fit([], width=400, height=400)
    for place in (BERLIN, WARSAW, SYDNEY):
        x, y = fitted.place(*place)
        assert 0 <= x <= 400
        assert 0 <= y <= 400


def test_an_outline_is_cut_at_the_edge_of_the_drawing() -> None:
    square = [(-80.0, -80.0), (80.0, -80.0), (80.0, 80.0), (-80.0, 80.0)]
    points = projection.outline(frame(), square)
    assert {(round(x), round(y)) for x, y in points} == {(-4, -4), (-4, 1004), (1004, -4), (1004, 1004)}


def test_an_outline_elsewhere_leaves_nothing() -> None:
    assert projection.outline(frame(50.0, 10.0), [(-100.0, 10.0), (-99.0, 10.0), (-99.0, 11.0)]) == []


def test_a_path_is_short_relative_steps() -> None:
    assert projection.path([[(0.0, 0.0), (10.5, 0.0), (10.5, 10.0), (0.0, 9.75)]]) == "M0 0l10.5 0 0 10-10.5-.2z"


def test_a_path_drops_what_is_too_small_to_see() -> None:
    assert projection.path([[(0.0, 0.0), (0.2, 0.0), (0.2, 0.2), (0.0, 0.2)]]) == ""


@given(st.integers(-99999, 99999))
def test_tenths_are_written_as_a_number_that_reads_the_same(tenths: int) -> None:
    text = projection.number(tenths)
    assert float(text) * 10 == pytest.approx(tenths)
    assert re.fullmatch(r"-?\d*(\.[1-9])?", text)


def test_a_point_a_hair_beside_the_centre_is_the_centre() -> None:
    frame = projection.fit([(40.0, 2.2250738585e-313)], width=360, height=332)
    assert frame.place(40.0, 2.2250738585e-313) == (180.0, 166.0)


@given(latitudes, longitudes, st.floats(0, 1000), st.floats(0, 1000))
def test_what_lies_under_a_pixel_lies_at_that_pixel(latitude: float, longitude: float, x: float, y: float) -> None:
    near = projection.Frame(latitude, longitude, 2.0, 0.0, 0.0, 1000.0, 1000.0)
    found = near.place(*near.point(x, y))
    assert found == (pytest.approx(x, abs=0.001), pytest.approx(y, abs=0.001))


def test_beyond_the_earth_lies_its_far_end() -> None:
    far = projection.Frame(0.0, 0.0, 0.001, 0.0, 0.0, 1000.0, 1000.0)
    assert far.point(0.0, 0.0)[0] <= 90
    assert projection.degrees(far, 2 * projection.EARTH, 0.0)[1] == pytest.approx(-180)
