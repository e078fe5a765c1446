"""Places that no gazetteer knows: a name of their own, a point set by hand, and the nearest town."""

from dataclasses import dataclass

from django.utils.translation import gettext

from campaign.lib.points import Point
from campaign.web.gazetteer import Place

KEPT_DIGITS = 2
"""Decimals of a degree that are kept of the point: about a kilometre. Everyone sees where an action is, and whoever
means the camp's very tent says so as the meeting point, which has its own rules."""


@dataclass(frozen=True, slots=True)
class Spot:
    """“the camp by the river” at a point, near Calais: town, country and hours are those of the nearest town."""

    name: str
    point: Point
    near: Place

    @classmethod
    def at(cls, name: str, point: Point, near: Place) -> "Spot":
        """One whose point is kept no more exactly than everyone may know it."""
        return cls(name, Point.at(point.latitude, point.longitude, digits=KEPT_DIGITS), near)

    @property
    def label(self) -> str:
        """What stands in the field that asks for it."""
        return self.name

    @property
    def zone(self) -> str:
        """The zone of the nearest town."""
        return self.near.zone

    @property
    def country_code(self) -> str:
        """The country of the nearest town."""
        return self.near.country_code

    @property
    def is_country(self) -> bool:
        """It is more than a country."""
        return False

    def __str__(self) -> str:
        return near_town(self.name, self.near.local_name)


def near_town(name: str, town: str) -> str:
    """“the camp by the river, near Calais”; the town alone where the place has no name of its own."""
    if not name or not town:
        return name or town
    return gettext("%(place)s, near %(town)s") % {"place": name, "town": town}
