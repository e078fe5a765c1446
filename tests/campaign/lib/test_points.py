"""Points as people type and paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.lib import points
from campaign.lib.points import NamesAThing, Outside, Point, Unreadable, parse

latitudes = st.floats(-90, 90).map(lambda degrees: round(degrees, 5) + 0.0)
longitudes = st.floats(-180, 180).map(lambda degrees: round(degrees, 5) + 0.0)
GATE = Point(52.5163, 13.3777)


@pytest.mark.parametrize(
    "text",
    [
        "52.5163, 13.3777",
        " 52.5163,13.3777 ",
        "52.5163 13.3777",
        "52.5163; 13.3777",
        "+52.5163/+13.3777",
        "52,5163 13,3777",
        "52,5163, 13,3777",
        "52,5163; 13,3777",
        "52.5163° N, 13.3777° E",
        "N 52.5163 E 13.3777",
        "13.3777 E, 52.5163 N",
        "52°30.978'N 13°22.662'E",
        "52° 30′ 58.68″ N, 13° 22′ 39.72″ E",
        "٥٢٫٥١٦٣، ١٣٫٣٧٧٧",
        "\u200e52.5163, 13.3777\u200f",
        "geo:52.5163,13.3777",
        "geo:52.5163,13.3777,34",
        "GEO:52.5163,13.3777;crs=wgs84;u=35",
        "geo:52.5163,13.3777?z=17",
        "geo:0,0?q=52.5163,13.3777(The gate)",
        "geo:0,0?q=52.5163%2C13.3777",
        "https://www.openstreetmap.org/?mlat=52.5163&mlon=13.3777#map=19/1/2",
        "https://www.openstreetmap.org/#map=17/52.5163/13.3777&layers=N",
        "openstreetmap.org/#map=17.5/52.5163/13.3777",
        "https://www.openstreetmap.org/note/new?lat=52.5163&lon=13.3777#map=9/1/1",
        "http://osm.org/#map=5/52.5163/13.3777",
    ],
)
def test_a_point_is_read_in_every_form_in_which_people_have_it(text: str) -> None:
    assert parse(text) == GATE


@pytest.mark.parametrize(
    ("link", "latitude", "longitude"),
    [("https://osm.org/go/0MbEUuTq", 52.516, 13.378), ("osm.org/go/0EEQjE--?m=", 51.511, 0.055)],
)
def test_a_short_link_is_read_without_following_it(link: str, latitude: float, longitude: float) -> None:
    point = parse(link)
    assert point.latitude == pytest.approx(latitude, abs=0.02)
    assert point.longitude == pytest.approx(longitude, abs=0.02)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", Unreadable),
        ("the bridge", Unreadable),
        ("NaN, NaN", Unreadable),
        ("inf, 0", Unreadable),
        ("1e5, 0", Unreadable),
        ("52.5163", Unreadable),
        ("52.5163, 13.3777, 34", Unreadable),
        ("52.5163 N, 13.3777 N", Unreadable),
        ("N 52.5163 N, 13.3777 E", Unreadable),
        ("geo:", Unreadable),
        ("geo:52.5163", Unreadable),
        ("geo:1,2;crs=Moon-2011", Unreadable),
        ("https://example.org/#map=17/52.5163/13.3777", Unreadable),
        ("https://openstreetmap.org.example.org/#map=17/52.5163/13.3777", Unreadable),
        ("https://www.openstreetmap.org/", Unreadable),
        ("https://www.openstreetmap.org/#map=17/x/y", Unreadable),
        ("https://www.openstreetmap.org/?mlat=nan&mlon=inf", Unreadable),
        ("https://www.openstreetmap.org/go/!", Unreadable),
        ("https://www.openstreetmap.org/way/518071791", NamesAThing),
        ("https://[::1/#map=1/2/3", Unreadable),
        ("\u202e7773.31 ,3615.25", Unreadable),
        ("52.5163\x00, 13.3777", Unreadable),
        ("91, 0", Outside),
        ("13.3777, 181", Outside),
        ("-90.00001, 0", Outside),
        ("9" * 40 + ", 1", Outside),
        ("9" * 41 + ", 1", Unreadable),
        ("geo:100,0", Outside),
        ("https://www.openstreetmap.org/?mlat=952.5&mlon=13.3", Outside),
        ("1, " + "1" * 400, Unreadable),
    ],
)
def test_what_is_no_point_is_refused_and_why_is_known(text: str, error: type[Exception]) -> None:
    with pytest.raises(Unreadable) as raised:
        parse(text)
    assert type(raised.value) is error


@given(latitudes, longitudes)
def test_whatever_we_write_we_read(latitude: float, longitude: float) -> None:
    point = Point(latitude, longitude)
    assert [parse(text) for text in (str(point), point.geo, point.openstreetmap)] == [point] * 3


@given(st.text(max_size=400) | st.from_regex(r"geo:[-0-9.,;?=a-z]{0,40}") | st.from_regex(r"[-+0-9.,°'NSEW ]{1,30}"))
def test_any_text_is_a_point_on_earth_or_refused(text: str) -> None:
    try:
        point = parse(text)
    except Unreadable:
        return
    assert -90 <= point.latitude <= 90
    assert -180 <= point.longitude <= 180


@given(st.text(alphabet=points._ALPHABET, min_size=1, max_size=10))
def test_any_short_link_lies_on_earth(code: str) -> None:
    point = parse(f"https://osm.org/go/{code}")
    assert abs(point.latitude) <= 90
    assert abs(point.longitude) <= 180


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert Point(50, 10).kilometres_to(Point(51, 10)) == pytest.approx(111.2, abs=0.1)
    assert Point(0, 179.5).kilometres_to(Point(0, -179.5)) == pytest.approx(111.2, abs=0.1)


def test_not_a_number_is_no_point() -> None:
    with pytest.raises(Outside):
        Point.at(float("nan"), 0)
