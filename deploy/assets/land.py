"""Make campaign/web/data/land.json, the outline of the land behind every map, from npm's world-atlas.

Run by hand, only when the outline shall change (needs nothing beyond Python):

    npm pack world-atlas@2.0.2        (Natural Earth 1:50m, public domain)
    (unpack it)
    python deploy/assets/land.py PACKAGE/land-50m.json

The outline is fine around Europe, where most towns of the network lie, and coarser elsewhere. A ring is a flat list
`[x, y, dx, dy, dx, dy, …]` in `1 / GRID` degrees: a start, then steps.
"""

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[2] / "campaign" / "web" / "data" / "land.json"
GRID = 40
FINE = (-12.0, 33.0, 45.0, 72.0)  # west, south, east, north
Point = tuple[float, float]


def is_fine(point: Point) -> bool:
    """Whether the point lies where the outline shall be fine."""
    west, south, east, north = FINE
    return west <= point[0] <= east and south <= point[1] <= north


def tolerance(first: Point, last: Point) -> float:
    """How far, in degrees, the outline may stray between two points."""
    return 0.032 if is_fine(first) or is_fine(last) else 0.5


def distance(point: Point, first: Point, last: Point) -> float:
    """From a point to a stretch, in degrees; a degree of longitude counts as in the middle of Europe."""
    px, py, ax, ay, bx, by = point[0] * 0.65, point[1], first[0] * 0.65, first[1], last[0] * 0.65, last[1]
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return float(((px - ax - along * (bx - ax)) ** 2 + (py - ay - along * (by - ay)) ** 2) ** 0.5)


def thin(points: Sequence[Point]) -> list[Point]:
    """Douglas and Peucker's line, with our tolerance."""
    keep = {0, len(points) - 1}
    stack = [(0, len(points) // 2), (len(points) // 2, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        far = max(range(first + 1, last), key=lambda index: distance(points[index], points[first], points[last]))
        if distance(points[far], points[first], points[last]) > tolerance(points[far], points[far]):
            keep.add(far)
            stack += [(first, far), (far, last)]
    return [points[index] for index in sorted(keep)]


def area(points: Sequence[Point]) -> float:
    """Of a ring, in square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))) / 2


def rings(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """The outer rings of a topology's land (lakes are left out: they say little at this size)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for number, ring in enumerate(polygon):
                points: list[Point] = []
                for index in ring:
                    points += arcs[index] if index >= 0 else arcs[~index][::-1]
                if number == 0 or area(points) > 2:
                    yield points


def steps(points: Sequence[Point]) -> list[int]:
    """A ring as a start and steps on the grid."""
    grid = [(round(x * GRID), round(y * GRID)) for x, y in points]
    flat = [*grid[0]]
    for (ax, ay), (bx, by) in pairwise(grid):
        if (ax, ay) != (bx, by):
            flat += [bx - ax, by - ay]
    return flat


def main(source: Path) -> None:
    """Write the outline and say how big it is."""
    kept = []
    for ring in rings(json.loads(source.read_text())):
        if area(ring) < (0.02 if is_fine(ring[0]) else 0.8):
            continue
        flat = steps(thin(ring))
        if len(flat) >= 8:
            kept.append(flat)
    kept.sort(key=len, reverse=True)
    text = json.dumps({"grid": GRID, "rings": kept}, separators=(",", ":"))
    TARGET.write_text(text + "\n")
    points = sum(len(ring) // 2 for ring in kept)
    print(f"{len(kept)} rings, {points} points, {len(text)} bytes, {len(gzip.compress(text.encode()))} compressed")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
