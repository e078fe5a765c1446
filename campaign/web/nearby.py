"""Which towns of the gazetteer lie near a point: the nearest, and the largest in a part of a map.

The gazetteer's file keeps its towns by squares of a degree too (deploy/assets/gazetteer.py): a look-up reads the few
squares around the point.
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from campaign.lib.points import Point
from campaign.web import gazetteer
from campaign.web.gazetteer import Place

TOWN_IN_SQUARE = struct.Struct("<IHHB")
DEGREE = 111.2  # kilometres
FARTHEST = 12.0  # degrees that are looked through in each direction: beyond lies the open sea
NOT_FAR = 25.0  # kilometres to the town by which people in a village know where they are
AROUND = 40  # towns that are looked at
WIDE = 700.0  # kilometres from which on the largest towns of ten degrees are enough


@dataclass(frozen=True, slots=True)
class Near:
    """A town of the gazetteer as its squares keep it: enough to choose by, before it is looked up."""

    key: str
    point: Point
    size: int  # ten times the decimal logarithm of its people


def nearest(point: Point) -> Place | None:
    """The town nearest to a point; nothing where there is none for a thousand kilometres."""
    return next(iter(candidates(point, limit=1)), None)


def candidates(point: Point, *, limit: int = 4) -> list[Place]:
    """The nearest town first; then the largest not far from there, the nearest ones of other countries and clocks,
    and the next."""
    found = _sorted(point)[:AROUND]
    beside = (near for near in found if near.point.kilometres_to(point) <= NOT_FAR)
    large = max(beside, key=lambda near: near.size, default=None)
    order = [*found[:1], *([large] if large else []), *found[1:]]
    places = [place for near in dict.fromkeys(order) if (place := gazetteer.get(near.key)) is not None]
    clocks: set[tuple[str, str]] = set()
    first: list[Place] = places[:2]
    for place in places:
        if (place.country_code, place.zone) not in clocks:
            clocks.add((place.country_code, place.zone))
            first.append(place)
    return list(dict.fromkeys([*first, *places]))[:limit]


@lru_cache(maxsize=64)
def largest(middle: Point, across: float, *, limit: int) -> tuple[Place, ...]:
    """The largest towns within half of `across` kilometres to each side of a point, more or less; the largest first."""
    tall = across / 2 / DEGREE
    wide = min(180.0, tall / max(0.05, math.cos(math.radians(min(85.0, abs(middle.latitude) + tall)))))
    ten = across >= WIDE
    rows = _squares(
        middle.latitude - tall, middle.latitude + tall, middle.longitude - wide, middle.longitude + wide, ten
    )
    within = [
        near
        for near in rows
        if abs(near.point.latitude - middle.latitude) <= tall and _turn(near.point, middle) <= wide
    ]
    within.sort(key=lambda near: (-near.size, near.key))
    return tuple(place for near in within[:limit] if (place := gazetteer.get(near.key)) is not None)


def _sorted(point: Point) -> list[Near]:
    """The towns around a point, the nearest first: all that may be nearer than what lies outside of the squares."""
    for reach in (0.3, 1.0, 3.0, FARTHEST):
        wide = min(180.0, reach / max(0.05, math.cos(math.radians(min(85.0, abs(point.latitude) + reach)))))
        south, north = point.latitude - reach, point.latitude + reach
        around = list(_squares(south, north, point.longitude - wide, point.longitude + wide, ten=False))
        around.sort(key=lambda near: near.point.kilometres_to(point))
        if around and around[0].point.kilometres_to(point) <= reach * DEGREE * 0.9:
            return around
    return around


def _turn(one: Point, other: Point) -> float:
    """Degrees of longitude between two points, the shorter way."""
    turn = abs(one.longitude - other.longitude) % 360
    return min(turn, 360 - turn)


def _squares(south: float, north: float, west: float, east: float, ten: bool) -> Iterator[Near]:
    step = 10 if ten else 1
    columns = {(column + 180) % 360 - 180 for column in _steps(west, min(east, west + 359), step)}
    for row in _steps(max(south, -90), min(north, 89.999), step):
        numbers = [(row + 90) * 360 + column + 180 for column in columns]
        keys = [-1 - number for number in numbers] if ten else numbers
        for square, body in gazetteer.squares(keys):
            yield from _towns(-1 - square if square < 0 else square, body)


def _steps(first: float, last: float, step: int) -> range:
    return range(math.floor(first / step) * step, math.floor(last / step) * step + 1, step)


def _towns(square: int, body: bytes) -> Iterator[Near]:
    south, west = divmod(square, 360)
    for key, up, right, size in TOWN_IN_SQUARE.iter_unpack(body):
        yield Near(str(key), Point(south - 90 + up / 1000, west - 180 + right / 1000), size)
