"""The meeting point and the route on our own map, for whoever may read where that is: no tile comes from anywhere."""

from dataclasses import dataclass

from django.utils.translation import gettext

from actions.planning.where.meeting_point import Meeting
from campaign.lib.points import Point
from campaign.lib.projection import middle
from campaign.web import point_map
from campaign.web.point_map import Label, View

ROOM = 1.5  # the map is so many times as wide as what it shows
RADIUS = 9.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the map with its sign; units as text, so that no language writes them with a comma."""

    sign: str
    x: str
    y: str
    foot: str


@dataclass(frozen=True, slots=True)
class MeetingMap:
    """A finished drawing, for templates/planning/_meeting.html."""

    size: int
    land: str
    towns: list[Label]
    marks: list[Mark]
    line: str
    scale: str
    scale_wide: str
    words: str
    about: str

    @property
    def scale_foot(self) -> int:
        """Where the bar lies."""
        return self.size - 10

    @property
    def scale_text(self) -> int:
        """Where its words stand."""
        return self.size - 15


def draw(meeting: Meeting) -> MeetingMap | None:
    """The map; nothing where no point is known."""
    stops = [(str(number), stop.point) for number, stop in enumerate(meeting.route, 1) if stop.point is not None]
    signed = ([("×", meeting.point)] if meeting.point is not None else []) + stops
    if not signed:
        return None
    view = _view([point for _, point in signed])
    spots = [(sign, view.frame.place(point.latitude, point.longitude)) for sign, point in signed]
    boxes = [(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for _, (x, y) in spots]
    wide, length = point_map.scale(view)
    return MeetingMap(
        size=point_map.SIZE,
        land=point_map.land(view),
        towns=point_map.labels(view, boxes),
        marks=[Mark(sign, f"{x:.1f}", f"{y:.1f}", f"{y + 4.5:.1f}") for sign, (x, y) in spots],
        line=_line([spot for sign, spot in spots if sign != "×"]),
        scale=length,
        scale_wide=wide,
        words=_words(meeting, len(stops)),
        about=_about(view),
    )


def _view(points: list[Point]) -> View:
    """The closest one that shows all of them, with towns to tell where that is."""
    centre = Point.at(*middle([(point.latitude, point.longitude) for point in points]))
    across = 2 * ROOM * max(point.kilometres_to(centre) for point in points)
    fitting = [level for level, wide in enumerate(point_map.ACROSS) if wide >= across]
    closest = point_map.TOWN if len(points) == 1 else len(point_map.ACROSS) - 1
    return View(centre, min(fitting[-1] if fitting else 0, closest)).snapped()


def _line(spots: list[tuple[float, float]]) -> str:
    if len(spots) < 2:
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)


def _words(meeting: Meeting, stops: int) -> str:
    if not stops:
        return gettext("Map with the meeting point; the words above say the same")
    if meeting.point is None:
        return gettext("Map with the route; the list above says the same")
    return gettext("Map with meeting point and route; the list above says the same")


def _about(view: View) -> str:
    said = gettext("Our own map, no streets: towns from GeoNames.")
    return said + " " + gettext("Land from Natural Earth.") if point_map.has_coast(view) else said
