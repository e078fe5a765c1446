"""Our own map as people set a point on it: drawn on the server, closer by each click, loading nothing from anywhere.

How exact it is: the coast is Natural Earth's at 1:50 million, thinned to some 4 km in and around Europe and 55 km
elsewhere (deploy/assets/land.py); so it is left out where a pixel is finer than it could be right. Towns stand where
GeoNames has their middle. A click is as exact as a pixel: the map says how many metres that is.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.translation import gettext

from campaign.lib import projection
from campaign.lib.points import Point, plain
from campaign.lib.projection import Frame
from campaign.web import maps, nearby
from campaign.web.gazetteer import Place
from campaign.web.maps import Box

SIZE = 300
"""Pixels of the map on every screen, however narrow: a click tells its place in pixels as shown."""
ACROSS = (16_000, 5_000, 1_500, 450, 140, 45, 14, 4)  # kilometres; each click takes the next
COUNTRY, REGION, TOWN = 2, 3, 5  # where to begin
MOST_TOWNS = 14
INK, PAPER, LAND, SEA, SIGNAL, QUIET = "#191713", "#fffdf7", "#e3dac6", "#f7f3ea", "#c8201a", "#5c564b"
LETTER, LINE = 6.0, 12.0
SCALE: Box = (0.0, SIZE - 30.0, SIZE / 2, SIZE)  # where the scale stands
EUROPE = Point(50.0, 12.0)
COAST_IS_RIGHT = 140, 1_500  # kilometres across, from which on the coast is drawn: around Europe, elsewhere
FINE = (-12.0, 33.0, 45.0, 72.0)  # west, south, east, north: deploy/assets/land.py


@dataclass(frozen=True, slots=True)
class View:
    """The part of the earth that is shown: its middle, and how close."""

    middle: Point
    level: int

    @classmethod
    def parse(cls, text: str) -> View | None:
        """What `str` wrote; nothing where a browser sends anything else."""
        found = re.fullmatch(r"(-?\d{1,2}(?:\.\d{1,5})?),(-?\d{1,3}(?:\.\d{1,5})?),([0-9])", text)
        if not found or int(found[3]) >= len(ACROSS) or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            return None
        return cls(Point.at(float(found[1]), float(found[2])), int(found[3]))

    def __str__(self) -> str:
        return f"{plain(self.middle.latitude)},{plain(self.middle.longitude)},{self.level}"

    @property
    def across(self) -> int:
        """Kilometres from edge to edge."""
        return ACROSS[self.level]

    @property
    def frame(self) -> Frame:
        """The drawing's frame."""
        return Frame(self.middle.latitude, self.middle.longitude, SIZE / self.across, 0.0, 0.0, SIZE, SIZE)

    @property
    def metres(self) -> int:
        """How exact a click is: a pixel, in metres, in round numbers."""
        pixel = self.across * 1000 / SIZE
        unit: int = 10 ** int(math.log10(pixel))
        return math.ceil(pixel / unit) * unit

    def clicked(self, x: int, y: int) -> Point:
        """The point under a pixel, with as many decimals as that tells."""
        latitude, longitude = self.frame.point(min(max(x, 0), SIZE), min(max(y, 0), SIZE))
        return Point.at(latitude, longitude, digits=max(0, math.ceil(-math.log10(self.across / SIZE / 111))))

    def closer(self, at: Point) -> View:
        """One step closer to a point."""
        return View(at, min(self.level + 1, len(ACROSS) - 1))

    def snapped(self) -> View:
        """The same, its middle moved by a sixteenth of the map at most: many maps share one drawing of land and
        towns, and what is kept of them tells of no point exactly."""
        step = self.across / 8 / 111.2
        middle = (round(round(degrees / step) * step, 5) for degrees in (self.middle.latitude, self.middle.longitude))
        latitude, longitude = middle
        return View(Point.at(max(-90.0, min(90.0, latitude)), max(-180.0, min(180.0, longitude))), self.level)

    def wider(self) -> View:
        """One step away."""
        return View(self.middle, max(self.level - 1, 0))


def view_of(point: Point | None, near: Place | None = None) -> View:
    """Where to begin: at the point, else in the town or country, else above Europe."""
    if point is not None:
        return View(point, TOWN)
    if near is not None:
        return View(Point.at(near.latitude, near.longitude), COUNTRY if near.is_country else TOWN - 1)
    return View(EUROPE, 1)


def draw(view: View, mark: Point | None = None) -> str:
    """The map as an image that a page can hold: an SVG drawing in a `data:` address."""
    frame = view.frame
    path = land(view)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}">',
        f'<rect width="{SIZE}" height="{SIZE}" fill="{SEA if path else LAND}"/>',
        f'<path fill="{LAND}" d="{path}"/>' if path else "",
        *map(_town, labels(view)),
    ]
    parts.append(_scale(view))
    if mark is not None:
        parts.append(_mark(*frame.place(mark.latitude, mark.longitude)))
    parts.append(f'<rect x=".5" y=".5" width="{SIZE - 1}" height="{SIZE - 1}" fill="none" stroke="{INK}"/></svg>')
    return "data:image/svg+xml;base64," + base64.b64encode("".join(parts).encode()).decode()


def has_coast(view: View) -> bool:
    """Whether the coast is right at this distance."""
    west, south, east, north = FINE
    fine = west <= view.middle.longitude <= east and south <= view.middle.latitude <= north
    return view.across >= COAST_IS_RIGHT[0 if fine else 1]


def exactness(view: View) -> str:
    """What the map is worth, in a sentence or two."""
    said = gettext("A click is exact to %(metres)s.") % {"metres": length(view.metres)}
    if has_coast(view):
        coast = gettext("The coast is drawn to about 4 km in Europe, 55 km elsewhere; it is Natural Earth’s.")
    else:
        coast = gettext("So close the map shows no coast, only the middle of towns.")
    return " ".join((said, coast, gettext("Towns from GeoNames.")))


def length(metres: int) -> str:
    """A length as people say it."""
    if metres >= 1000:
        return gettext("%(number)d km") % {"number": metres // 1000}
    return gettext("%(number)d m") % {"number": metres}


@dataclass(frozen=True, slots=True)
class Label:
    """A town as drawn: dot and name, in units that no language writes with a comma."""

    name: str
    x: str
    y: str
    label_x: str
    label_y: str
    side: str


def labels(view: View, taken: Sequence[Box] = ()) -> list[Label]:
    """The largest towns, as far as their names find room beside what is `taken`."""
    found: list[Label] = []
    boxes = [*taken, SCALE]
    for town in nearby.largest(view.middle, view.across, limit=MOST_TOWNS * 3):
        x, y = view.frame.place(town.latitude, town.longitude)
        if not (4 < x < SIZE - 4 and 12 < y < SIZE - 22):
            continue
        name = town.local_name
        wide = LETTER * len(name)
        side, left = ("start", x + 5) if x + 5 + wide < SIZE - 2 else ("end", x - 5 - wide)
        box = (left - 2, y - LINE * 0.7, left + wide + 2, y + LINE * 0.5)
        if left < 2 or any(maps.overlap(box, other) for other in boxes):
            continue
        boxes.append(box)
        tied = x + 5 if side == "start" else x - 5
        found.append(Label(name, f"{x:.1f}", f"{y:.1f}", f"{tied:.1f}", f"{y + 4:.1f}", side))
        if len(found) == MOST_TOWNS:
            break
    return found


def scale(view: View) -> tuple[str, str]:
    """How wide the bar is, in units, and the length that it stands for."""
    quarter = view.across * 1000 / 4
    unit = 10 ** int(math.log10(quarter))
    metres = next(step * unit for step in (5, 2, 1) if step * unit <= quarter)
    return f"{metres / 1000 / view.across * SIZE:.1f}", length(metres)


@lru_cache(maxsize=64)
def land(view: View) -> str:
    """The outline of the land as a path; empty where it would not be right."""
    if not has_coast(view):
        return ""
    return projection.path(projection.outline(view.frame, ring) for ring in maps.outlines())


def _town(town: Label) -> str:
    style = f'font-family="sans-serif" font-size="11" fill="{INK}"'
    return (
        f'<circle cx="{town.x}" cy="{town.y}" r="2.5" fill="{INK}"/>'
        f'<text x="{town.label_x}" y="{town.label_y}" text-anchor="{town.side}" {style}>{escape(town.name)}</text>'
    )


def _scale(view: View) -> str:
    wide, text = scale(view)
    style = f'font-family="sans-serif" font-size="11" fill="{QUIET}"'
    bar = f'<path d="M10 {SIZE - 10}h{wide}" stroke="{INK}" stroke-width="2"/>'
    return f'{bar}<text x="10" y="{SIZE - 15}" {style}>{escape(text)}</text>'


def _mark(x: float, y: float) -> str:
    """A cross in a ring, so that it is seen by its shape too."""
    arms = f"M{x - 11:.1f} {y:.1f}h22M{x:.1f} {y - 11:.1f}v22"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="none" stroke="{PAPER}" stroke-width="5"/>'
        f'<g fill="none" stroke="{SIGNAL}" stroke-width="2">'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7"/><path d="{arms}"/></g>'
    )
