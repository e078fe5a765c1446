"""Maps: towns on the outline of the land, drawn on the server as SVG; the list beside a map says the same in words.

`draw(places)` makes a drawing; templates show it with `{% include "parts/map.html" with map=map only %}`.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from campaign.lib import projection
from campaign.lib.projection import Frame

WIDTH, HEIGHT = 360, 332
LETTER = 5.6
"""How wide a letter of a label is at most, in units."""
LINE = 14.0


@dataclass(frozen=True, slots=True)
class Place:
    """A town with something to show: how many actions, on which days ("11", "11, 12"), and whether one is today."""

    name: str
    latitude: float
    longitude: float
    count: int
    days: str = ""
    today: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """A place as drawn, in units: the dot's centre and radius, and the label's foot, if there was room for one."""

    place: Place
    x: float
    y: float
    radius: float
    label: tuple[float, float, str] | None

    @property
    def across(self) -> str:
        """The dot's centre; as text, so that no language writes it with a comma."""
        return f"{self.x:.1f}"

    @property
    def down(self) -> str:
        """The dot's centre, from above."""
        return f"{self.y:.1f}"

    @property
    def size(self) -> str:
        """The dot's radius."""
        return f"{self.radius:.1f}"

    @property
    def words(self) -> str:
        """The town as read aloud: its name and days."""
        return f"{self.place.name} {self.place.days}".strip()

    @property
    def label_x(self) -> str:
        """Where the label is tied to."""
        return f"{self.label[0]:.0f}" if self.label else ""

    @property
    def label_y(self) -> str:
        """The label's baseline."""
        return f"{self.label[1]:.0f}" if self.label else ""

    @property
    def side(self) -> str:
        """Which end of the label is tied: `start`, `middle` or `end`."""
        return self.label[2] if self.label else ""


@dataclass(frozen=True, slots=True)
class Map:
    """A finished drawing."""

    width: int
    height: int
    land: str
    towns: tuple[Town, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """What the map shows, as the list beside it says it, by name."""
        return tuple(sorted((town.place for town in self.towns), key=lambda place: place.name.casefold()))


Box = tuple[float, float, float, float]


def draw(places: Sequence[Place], *, width: int = WIDTH, height: int = HEIGHT) -> Map:
    """A map that shows all places, fitted to them."""
    frame = projection.fit([(place.latitude, place.longitude) for place in places], width=width, height=height)
    dots = [(place, *frame.place(place.latitude, place.longitude), radius(place.count)) for place in places]
    taken: list[Box] = [around(x, y, size) for _, x, y, size in dots]
    towns = []
    # Those of today first, then the busiest, then from north to south: the first choose where their label goes.
    for place, x, y, size in sorted(dots, key=lambda dot: (not dot[0].today, -dot[0].count, dot[2], dot[0].name)):
        label = find_room(place, x, y, size, taken, width, height)
        if label is not None:
            taken.append(label_box(place, label))
        towns.append(Town(place, round(x, 1), round(y, 1), size, label))
    # Drawn from the largest to the smallest, so that no dot hides behind another.
    towns.sort(key=lambda town: (-town.radius, town.y))
    return Map(width, height, land(frame), tuple(towns))


def radius(count: int) -> float:
    """The dot of a town: its area grows with the number of actions."""
    return round(min(3.2 * math.sqrt(max(count, 1)), 11.0), 1)


def around(x: float, y: float, size: float) -> Box:
    """The box of a dot."""
    return x - size, y - size, x + size, y + size


def text_width(place: Place) -> float:
    """How wide a label is at most, in units."""
    return LETTER * (len(place.name) + (len(place.days) + 1 if place.days else 0))


def label_box(place: Place, label: tuple[float, float, str]) -> Box:
    """The box of a label tied at (x, baseline) by one of its ends."""
    x, foot, side = label
    wide = text_width(place)
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[side]
    return left, foot - LINE * 0.75, left + wide, foot + LINE * 0.25


def find_room(
    place: Place, x: float, y: float, size: float, taken: Sequence[Box], width: int, height: int
) -> tuple[float, float, str] | None:
    """Where a town's label goes: beside its dot, else above or below it, else nowhere (the list has the name)."""
    gap, down = size + 3, LINE * 0.32
    for label in (
        (x + gap, y + down, "start"),
        (x - gap, y + down, "end"),
        (x + gap - 1, y + down + 6, "start"),
        (x + gap - 1, y + down - 6, "start"),
        (x - gap + 1, y + down - 6, "end"),
        (x - gap + 1, y + down + 6, "end"),
        (x, y - gap, "middle"),
        (x, y + gap + LINE * 0.65, "middle"),
        (x + gap - 2, y + down + 11, "start"),
        (x - gap + 2, y + down - 11, "end"),
        (x + 2, y + down + 15, "start"),
        (x - 2, y + down + 15, "end"),
    ):
        left, top, right, bottom = box = label_box(place, label)
        if left < 2 or top < 2 or right > width - 2 or bottom > height - 2:
            continue
        if not any(overlap(box, other) for other in taken):
            return label
    return None


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes touch."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@cache
def outlines() -> tuple[tuple[tuple[float, float], ...], ...]:
    """The rings of the land, in degrees (longitude, latitude); how they were made: data/SOURCE.md."""
    data = json.loads((Path(__file__).parent / "data" / "land.json").read_text())
    rings = []
    for flat in data["rings"]:
        x = y = 0
        ring = []
        for dx, dy in zip(flat[::2], flat[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x / data["grid"], y / data["grid"]))
        rings.append(tuple(ring))
    return tuple(rings)


@lru_cache(maxsize=256)
def land(frame: Frame) -> str:
    """The path of the land within a frame."""
    return projection.path(projection.outline(frame, ring) for ring in outlines())
