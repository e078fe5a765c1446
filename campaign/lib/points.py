"""Points on the earth as people write and paste them: degrees, `geo:` (RFC 5870), OpenStreetMap's links.

A link is read, never followed: nobody is asked anything.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

DIGITS = 5  # decimals of a degree that are kept: a metre
LONGEST = 300  # letters of a text worth reading
EARTH = 6371.0  # kilometres


class Unreadable(Exception):
    """No point can be read in a text."""


class NamesAThing(Unreadable):
    """A link of OpenStreetMap to a house or a road: where that is stands in their data, not in the link."""


class Outside(Unreadable):
    """Numbers that are no latitude and longitude."""


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, north and east positive."""

    latitude: float
    longitude: float

    @classmethod
    def at(cls, latitude: float, longitude: float, *, digits: int = DIGITS) -> Self:
        """Rounded to so many decimals. Raises Outside."""
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # said so that NaN is outside too
            raise Outside
        return cls(round(latitude, digits) + 0.0, round(longitude, digits) + 0.0)

    def __str__(self) -> str:
        """“52.5163, 13.3777”; `parse` reads it."""
        return f"{plain(self.latitude)}, {plain(self.longitude)}"

    @property
    def geo(self) -> str:
        """The point as an address that programs with maps open (RFC 5870)."""
        return f"geo:{plain(self.latitude)},{plain(self.longitude)}"

    @property
    def openstreetmap(self) -> str:
        """The point on OpenStreetMap's own page."""
        latitude, longitude = plain(self.latitude), plain(self.longitude)
        return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"

    def kilometres_to(self, other: "Point") -> float:
        """Along the surface."""
        one, two = math.radians(self.latitude), math.radians(other.latitude)
        turn = math.radians(other.longitude - self.longitude)
        half = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(turn / 2) ** 2
        return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def plain(degrees: float) -> str:
    """A number of degrees, the same in every language: 52.5 and not 52,50000."""
    return f"{degrees:.{DIGITS}f}".rstrip("0").rstrip(".")


def parse(text: str) -> Point:
    """The point that a text gives. Raises Unreadable, NamesAThing, Outside."""
    text = _ascii(text)
    if len(text) > LONGEST:
        raise Unreadable
    if text.lower().startswith("geo:"):
        return _geo(text[4:])
    if _LINK.match(text):
        return _link(text)
    return _pair(text)


_LINK = re.compile(r"(?:https?://)?(?:[a-z]+\.)?(?:openstreetmap\.org|osm\.org)(?=[/?#]|$)", re.IGNORECASE)
_MARKS = str.maketrans({"\u200e": "", "\u200f": "", "\u061c": "", "−": "-", "–": "-", "٫": ".", "٬": ",", "،": ","})
_DOT, _COMMA = r"([+-]?\d{1,40}(?:\.\d{1,40})?)", r"([+-]?\d{1,40},\d{1,40})"
_DOTTED = re.compile(rf"{_DOT}\s*[,;/\s]\s*{_DOT}")
_WITH_COMMAS = re.compile(rf"{_COMMA}(?:\s*[;/]\s*|,?\s+){_COMMA}")
_ANGLE = (
    r"(?P<{0}d>\d{{1,3}}(?:[.,]\d{{1,20}})?)\s*°?"
    r"(?:\s*(?P<{0}m>\d{{1,2}}(?:[.,]\d{{1,20}})?)\s*['′’])?"
    r"(?:\s*(?P<{0}s>\d{{1,2}}(?:[.,]\d{{1,20}})?)\s*(?:\"|″|”|''))?"
)
_AND = r"(?:\s*[,;/]\s*|\s*)"
_BEFORE = rf"(?P<a>[NSEW])\s*{_ANGLE.format('a')}{_AND}(?P<b>[NSEW])\s*{_ANGLE.format('b')}"
_AFTER = rf"{_ANGLE.format('a')}\s*(?P<a>[NSEW]){_AND}{_ANGLE.format('b')}\s*(?P<b>[NSEW])"
_HEMISPHERES = (re.compile(_BEFORE, re.IGNORECASE), re.compile(_AFTER, re.IGNORECASE))
_SHORT = re.compile(r"/go/([A-Za-z0-9_~@]{1,10})[-=]*")
_THING = re.compile(r"/(?:node|way|relation|note|changeset)/")
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~"


def _ascii(text: str) -> str:
    """Digits of any script as ours; without the marks that right-to-left keyboards write."""
    text = text.strip().translate(_MARKS)
    return "".join(str(unicodedata.digit(one)) if unicodedata.category(one) == "Nd" else one for one in text).strip()


def _geo(body: str) -> Point:
    place, _, query = unquote(body).partition("?")
    numbers, *parameters = place.split(";")
    if any(one.lower().startswith("crs=") and one.lower() != "crs=wgs84" for one in parameters):
        raise Unreadable
    asked = re.match(rf"{_DOT},{_DOT}", parse_qs(query).get("q", [""])[0])  # as Android writes it: geo:0,0?q=…
    found = asked or re.fullmatch(rf"{_DOT},{_DOT}(?:,{_DOT})?", numbers)
    if found is None:
        raise Unreadable
    return _point(found[1], found[2])


def _link(text: str) -> Point:
    try:
        link = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError as error:
        raise Unreadable from error
    query = {name: values[0] for name, values in parse_qs(link.query).items()}
    for latitude, longitude in (("mlat", "mlon"), ("lat", "lon")):
        if latitude in query and longitude in query:
            return _numbers(query[latitude], query[longitude])
    if short := _SHORT.fullmatch(link.path):
        return _unfold(short[1])
    if where := re.search(r"(?:^|&)map=\d{1,2}(?:\.\d+)?/([^/&]+)/([^/&]+)", link.fragment):
        return _numbers(where[1], where[2])
    if _THING.match(link.path):
        raise NamesAThing
    raise Unreadable


def _unfold(code: str) -> Point:
    """The point of a short link: bits of longitude and latitude by turns, three of each in a letter."""
    x = y = 0
    for letter in code.replace("@", "~"):
        bits = _ALPHABET.index(letter)
        for shift in (4, 2, 0):
            x, y = x << 1 | bits >> shift + 1 & 1, y << 1 | bits >> shift & 1
    size = 1 << 3 * len(code)
    return Point.at(y * 180 / size - 90, x * 360 / size - 180)


def _pair(text: str) -> Point:
    if found := _DOTTED.fullmatch(text):
        return _point(found[1], found[2])
    if found := _WITH_COMMAS.fullmatch(text):
        return _point(found[1].replace(",", "."), found[2].replace(",", "."))
    for pattern in _HEMISPHERES:
        if found := pattern.fullmatch(text):
            return _turned(found)
    raise Unreadable


def _turned(found: re.Match[str]) -> Point:
    """Degrees with minutes and seconds, north or south, east or west; the letters tell which is which."""
    degrees: dict[str, float] = {}
    for part in "ab":
        letter = found[part].upper()
        units = (found[f"{part}{unit}"] for unit in "dms")
        size = sum(float((unit or "0").replace(",", ".")) / 60**place for place, unit in enumerate(units))
        degrees["latitude" if letter in "NS" else "longitude"] = -size if letter in "SW" else size
    if len(degrees) < 2:
        raise Unreadable
    return Point.at(degrees["latitude"], degrees["longitude"])


def _numbers(latitude: str, longitude: str) -> Point:
    if not re.fullmatch(_DOT, latitude) or not re.fullmatch(_DOT, longitude):
        raise Unreadable
    return _point(latitude, longitude)


def _point(latitude: str, longitude: str) -> Point:
    return Point.at(float(latitude), float(longitude))
