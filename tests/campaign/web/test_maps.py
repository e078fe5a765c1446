"""Maps: dots, labels, land."""

import gzip
from itertools import combinations

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from campaign.web import maps
from campaign.web.maps import Place

BERLIN = Place("Berlin", 52.52, 13.40, 1, days="11", today=True, url="/actions/berlin/")
DOVER = Place("Dover", 51.13, 1.31, 1)
SANGATTE = Place("Sangatte", 50.94, 1.75, 4, days="12")
HELSINKI = Place("Helsinki", 60.17, 24.94, 1)


def test_the_size_of_a_dot_grows_with_the_number_of_actions() -> None:
    towns = {town.place.name: town.radius for town in maps.draw([BERLIN, SANGATTE]).towns}
    assert towns["Sangatte"] == 2 * towns["Berlin"]


def test_land_is_drawn_and_small() -> None:
    land = maps.draw([BERLIN, DOVER, SANGATTE, HELSINKI]).land
    assert land.startswith("M")
    assert 1_000 < len(gzip.compress(land.encode())) < 6_000


@given(
    st.lists(
        st.builds(
            Place,
            name=st.text("abcdefghij", min_size=3, max_size=14),
            latitude=st.floats(36, 65),
            longitude=st.floats(-10, 40),
            count=st.integers(1, 20),
            days=st.sampled_from(["", "11", "11, 12"]),
            today=st.booleans(),
        ),
        max_size=25,
    )
)
def test_labels_overlap_neither_each_other_nor_the_edge(places: list[Place]) -> None:
    drawing = maps.draw(places)
    boxes = [maps.label_box(town.place, town.label) for town in drawing.towns if town.label]
    assert not any(maps.overlap(one, other) for one, other in combinations(boxes, 2))
    assert all(box[0] >= 2 and box[2] <= drawing.width - 2 for box in boxes)


def test_neighbours_across_a_strait_both_keep_their_names() -> None:
    assert all(town.label for town in maps.draw([BERLIN, DOVER, SANGATTE, HELSINKI]).towns)


def test_the_list_beside_the_map_holds_every_place_even_without_a_label() -> None:
    crowd = [Place(f"Town {number}", 52.5, 13.4, 1) for number in range(30)]
    drawing = maps.draw(crowd)
    assert any(town.label is None for town in drawing.towns)
    assert len(drawing.places) == 30


def test_the_drawing_has_no_style_of_its_own_and_says_what_it_is() -> None:
    page = render_to_string("parts/map.html", {"map": maps.draw([BERLIN, HELSINKI])})
    assert "style=" not in page
    assert "<script" not in page
    assert 'aria-label="Map with 2 places' in page
    assert '<a href="/actions/berlin/">' in page
    assert page.count("today") == 1


def test_a_map_of_nothing_is_the_earth() -> None:
    assert maps.draw([]).towns == ()
