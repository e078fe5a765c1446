"""Lambert's azimuthal equal-area projection, fitted to what a map shows.

Pure functions: degrees in, units of an SVG drawing out (x to the right, y downwards). Formulas: Snyder, Map
Projections: A Working Manual (USGS 1395), section 24, on a sphere.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

EARTH = 6371.0
"""The earth's mean radius in kilometres."""
FARTHEST = math.radians(150)
"""Points farther from the centre than this are drawn on that circle: the far side of the earth has no place."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawing of `width` × `height` units around the point (latitude, longitude).

    `scale` is units per kilometre at the centre; (`east`, `north`) is the middle of the drawing, in kilometres from
    the point.
    """

    latitude: float
    longitude: float
    scale: float
    east: float
    north: float
    width: float
    height: float

    def place(self, latitude: float, longitude: float) -> Point:
        """The units (x, y) of a point given in degrees."""
        east, north = kilometres(self, latitude, longitude)
        return self.width / 2 + (east - self.east) * self.scale, self.height / 2 - (north - self.north) * self.scale

    def point(self, x: float, y: float) -> Point:
        """The degrees (latitude, longitude) of a place in the drawing; what lies beyond the earth is its far end."""
        east = (x - self.width / 2) / self.scale + self.east
        north = (self.height / 2 - y) / self.scale + self.north
        return degrees(self, east, north)


def kilometres(frame: Frame, latitude: float, longitude: float) -> Point:
    """A point's place on the plane, in kilometres east and north of the frame's centre."""
    phi, centre = math.radians(latitude), math.radians(frame.latitude)
    turn = math.radians(longitude - frame.longitude)
    x = math.cos(phi) * math.sin(turn)
    y = math.cos(centre) * math.sin(phi) - math.sin(centre) * math.cos(phi) * math.cos(turn)
    cosine = math.sin(centre) * math.sin(phi) + math.cos(centre) * math.cos(phi) * math.cos(turn)
    away = min(math.acos(max(-1.0, min(1.0, cosine))), FARTHEST)
    length = math.hypot(x, y)
    if length < 1e-12:  # less than a hair: a division by it has no sense
        return 0.0, 0.0 if cosine > 0 else -EARTH * 2 * math.sin(FARTHEST / 2)
    factor = EARTH * 2 * math.sin(away / 2) / length
    return x * factor, y * factor


def degrees(frame: Frame, east: float, north: float) -> Point:
    """The point (latitude, longitude) that lies so far east and north on the plane (Snyder, 20-14, 20-15)."""
    length = math.hypot(east, north)
    if length < 1e-9:
        return frame.latitude, frame.longitude
    angle = 2 * math.asin(min(1.0, length / (2 * EARTH)))
    centre = math.radians(frame.latitude)
    sine = math.cos(angle) * math.sin(centre) + north * math.sin(angle) * math.cos(centre) / length
    turn = math.atan2(
        east * math.sin(angle),
        length * math.cos(centre) * math.cos(angle) - north * math.sin(centre) * math.sin(angle),
    )
    longitude = frame.longitude + math.degrees(turn)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine)))), (longitude + 540) % 360 - 180


def middle(points: Iterable[Point]) -> Point:
    """The point (latitude, longitude) that lies amid others, on the sphere, so that 179° E and 179° W are near."""
    x = y = z = 0.0
    for latitude, longitude in points:
        phi, turn = math.radians(latitude), math.radians(longitude)
        x += math.cos(phi) * math.cos(turn)
        y += math.cos(phi) * math.sin(turn)
        z += math.sin(phi)
    if math.hypot(x, y, z) < 1e-9:
        return 0.0, 0.0
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def fit(points: Sequence[Point], *, width: float, height: float, margin: float = 40.0, least: float = 2000.0) -> Frame:
    """The frame that shows all `points` (latitude, longitude), with `margin` units around them.

    However close the points lie, the drawing spans at least `least` kilometres, so that one town is still seen
    in its part of the world. Without points it shows the whole earth.
    """
    if not points:
        return Frame(20.0, 10.0, min(width, height) / (EARTH * 4), 0.0, 0.0, width, height)
    latitude, longitude = middle(points)
    # Rounded, so that maps of nearly the same towns share one drawing of the land.
    frame = Frame(float(round(latitude)), float(round(longitude)), 1.0, 0.0, 0.0, width, height)
    plane = [kilometres(frame, *point) for point in points]
    west, east = min(x for x, _ in plane), max(x for x, _ in plane)
    south, north = min(y for _, y in plane), max(y for _, y in plane)
    scale = min(
        (width - 2 * margin) / max(east - west, least * (width - 2 * margin) / width),
        (height - 2 * margin) / max(north - south, least * (height - 2 * margin) / width),
    )
    return replace(frame, scale=scale, east=(west + east) / 2, north=(south + north) / 2)


def outline(frame: Frame, ring: Iterable[Point]) -> list[Point]:
    """A ring of (longitude, latitude), as maps keep it, in the frame's units and cut at the frame's edge."""
    points = [frame.place(latitude, longitude) for longitude, latitude in ring]
    edge = 4.0  # the cut lies outside the drawing
    for axis, limit, sign in ((0, -edge, 1), (0, frame.width + edge, -1), (1, -edge, 1), (1, frame.height + edge, -1)):
        points = cut(points, axis=axis, limit=limit, sign=sign)
    return points


def cut(points: Sequence[Point], *, axis: int, limit: float, sign: int) -> list[Point]:
    """The part of a polygon on one side of a line (Sutherland and Hodgman): `sign` 1 keeps what is greater."""
    kept: list[Point] = []
    for index, point in enumerate(points):
        before = points[index - 1]
        inside, was = (point[axis] - limit) * sign >= 0, (before[axis] - limit) * sign >= 0
        if inside != was:
            along = (limit - before[axis]) / (point[axis] - before[axis])
            kept.append((before[0] + (point[0] - before[0]) * along, before[1] + (point[1] - before[1]) * along))
        if inside:
            kept.append(point)
    return kept


def path(rings: Iterable[Sequence[Point]], *, grain: float = 1.0) -> str:
    """SVG path data of closed rings: whole tenths, relative steps, and no step shorter than `grain` units."""
    drawn = []
    for ring in rings:
        steps = []
        last: tuple[int, int] | None = None
        for x, y in ring:
            point = round(x * 10), round(y * 10)
            if last is None:
                steps.append(f"M{number(point[0])} {number(point[1])}l")
            elif math.hypot(point[0] - last[0], point[1] - last[1]) >= grain * 10:
                steps.append(f"{number(point[0] - last[0])} {number(point[1] - last[1])}")
            else:
                continue
            last = point
        if len(steps) > 3:
            drawn.append(f"{steps[0]}{' '.join(steps[1:])}z".replace(" -", "-"))
    return "".join(drawn)


def number(tenths: int) -> str:
    """Tenths as a short decimal number: 15 is 1.5, 20 is 2, -3 is -.3."""
    sign, whole, rest = "-" if tenths < 0 else "", abs(tenths) // 10, abs(tenths) % 10
    if rest == 0:
        return f"{sign}{whole}" if whole else "0"
    return f"{sign}{whole or ''}.{rest}"
