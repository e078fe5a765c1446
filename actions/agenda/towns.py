"""The towns of actions, for maps and the lists beside them."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from actions.agenda.programme import Line
from campaign.web.maps import Place

SHOWN_DAYS = 3


def places(lines: Iterable[Line]) -> list[Place]:
    """The towns of these lines with the number of their actions; what is cancelled or has no town is left out."""
    by_town: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.struck or line.latitude is None or line.longitude is None:
            continue
        by_town.setdefault((line.country, line.city_key or line.city), []).append(line)
    return [place(rows) for rows in by_town.values()]


def place(rows: list[Line]) -> Place:
    """One town."""
    first = rows[0]
    days = sorted({row.day for row in rows if row.day is not None and row.starts is not None})
    one_month = len({(day.year, day.month) for day in days}) == 1
    return Place(
        name=first.place,
        latitude=first.latitude or 0.0,
        longitude=first.longitude or 0.0,
        count=len(rows),
        days=", ".join(str(day.day) for day in days) if one_month and len(days) <= SHOWN_DAYS else "",
        today=any(row.today for row in rows),
        url=first.url if len(rows) == 1 else town_url(first),
    )


def town_url(line: Line) -> str:
    """The agenda of one town."""
    query = {"country": line.country} | ({"city": line.city} if line.city else {})
    return f"{reverse('actions')}?{urlencode(query)}"
