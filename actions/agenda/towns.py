"""The towns of actions, for maps and the lists beside them."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from actions.agenda.programme import Line
from campaign.web import gazetteer
from campaign.web.maps import Place

SHOWN_DAYS = 3


def places(lines: Iterable[Line]) -> list[Place]:
    """The towns of these lines with the number of their actions; what is cancelled or has no place is left out.

    A place with a name of its own stands by itself, where it is.
    """
    by_town: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        if not line.struck and _spot(line) is not None:
            by_town.setdefault((line.country, line.city_key or line.city, line.place), []).append(line)
    return [place(rows) for rows in by_town.values()]


def _spot(line: Line) -> tuple[float, float] | None:
    """Latitude and longitude of the town; a country whose town is still to be told stands in its middle."""
    if line.latitude is not None and line.longitude is not None:
        return line.latitude, line.longitude
    country = gazetteer.get(line.country) if not line.city else None
    return (country.latitude, country.longitude) if country is not None else None


def place(rows: list[Line]) -> Place:
    """One town."""
    first = rows[0]
    latitude, longitude = _spot(first) or (0.0, 0.0)
    days = sorted({row.day for row in rows if row.day is not None and row.starts is not None})
    one_month = len({(day.year, day.month) for day in days}) == 1
    return Place(
        name=first.place,
        latitude=latitude,
        longitude=longitude,
        count=len(rows),
        days=", ".join(str(day.day) for day in days) if one_month and len(days) <= SHOWN_DAYS else "",
        today=any(row.today for row in rows),
        url=first.url if len(rows) == 1 else town_url(first),
    )


def town_url(line: Line) -> str:
    """The agenda of one town."""
    query = {"country": line.country} | ({"city": line.city} if line.city else {})
    return f"{reverse('actions')}?{urlencode(query)}"
