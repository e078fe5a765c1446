"""The form field for a place: a text that the gazetteer understands, asked again where it may mean several places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.lib.points import Point
from campaign.web import nearby, point_map
from campaign.web.forms import LineField
from campaign.web.gazetteer import Place, find, get, suggest, sure
from campaign.web.point_field import NOWHERE, OnMap, map_context, parse, read
from campaign.web.spots import Spot

POINT = "-point"  # what the point's input has in its name after the field's own

MOST_CHOICES = 8
SAME = 10.0  # kilometres from a town within which a point with the town's name is the town itself
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person gave in a PlaceField: a text, and where she was asked again the key of her choice; for a place
    that we don't know a point, and the key of the town it counts for."""

    text: str = ""
    choice: str = ""
    on_map: OnMap = NOWHERE
    near: str = ""

    def candidates(self) -> list[Place]:
        """The places to choose from; empty where nothing is to choose."""
        places = find(self.text)
        return places[:MOST_CHOICES] if places and sure(places) is None else [] if places else suggest(self.text)

    def place(self) -> Place | Spot | None:
        """The one place meant: by its point, where that is no town of the name; by its text; or by the choice among
        what the text may mean."""
        point = self.on_map.point()
        if point is None:
            return self.town()
        town = self.town()
        if town is not None and (town.is_country or _point_of(town).kilometres_to(point) <= SAME):
            return town
        near = self.nearby()
        return Spot.at(self.text, point, near[0]) if near else None

    def town(self) -> Place | None:
        """The town or country that the text or the choice means."""
        chosen = get(self.choice) if self.choice else None
        if chosen and (chosen.label == self.text or chosen in self.candidates()):
            return chosen
        return sure(find(self.text))

    def nearby(self) -> list[Place]:
        """The towns near the point for which the place may count, the chosen or nearest one first."""
        point = self.on_map.point()
        places = nearby.candidates(point) if point is not None else []
        return sorted(places, key=lambda place: place.key != self.near)


def _point_of(town: Place) -> Point:
    return Point(town.latitude, town.longitude)


class PlaceWidget(forms.TextInput):
    """A text; below it, where the text may mean several places, those as radio buttons; and for a place that we don't
    know a point on the map, and the towns near it."""

    with_map = False

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> Typed:
        text, choice = str(data.get(name) or "").strip(), str(data.get(f"{name}-choice") or "")
        if not self.with_map:
            return Typed(text, choice)
        typed = Typed(text, choice, near=str(data.get(f"{name}-near") or ""))
        return replace(typed, on_map=read(data, f"{name}{POINT}", typed.town()))

    def value_omitted_from_data(self, data: Any, files: MultiValueDict[str, Any], name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        typed = _as_typed(value)
        place = typed.place()
        candidates = typed.candidates() if place is None else []
        # What was chosen stays chosen while the text stays the same, without asking again.
        kept = typed.choice if not candidates and typed.choice and place == get(typed.choice) else ""
        context = {
            "input": super().render(name, typed.text, attrs, renderer),
            "name": name,
            "id": (attrs or {}).get("id", name),
            "candidates": candidates,
            "kept": kept,
        }
        if self.with_map:
            context |= self._map(name, typed, place)
        return render_to_string("parts/place.html", context)

    def _map(self, name: str, typed: Typed, place: Place | Spot | None) -> dict[str, Any]:
        """The map, where it was asked for, or a place that we don't know has no point yet."""
        on_map = typed.on_map
        unknown = bool(typed.text) and place is None and not find(typed.text)
        if unknown and on_map.view is None and not on_map.text:
            on_map = replace(on_map, view=point_map.view_of(None))
        near = typed.nearby() if isinstance(place, Spot) else []
        return {
            "map": map_context(f"{name}{POINT}", on_map),
            "point": on_map.text,
            "near": near,
            "spot": place if isinstance(place, Spot) else None,
        }


class PlaceField(forms.Field):
    """Cleans to a `Place`, a `Spot`, or None where it is not required. Asks again, without a script, when a name is
    ambiguous.

    Initial: a `Place` or its key, or a `Spot`. `with_map`: what has no place in the gazetteer is set on the map, and
    the form inherits `point_field.Stepping`.
    """

    widget = PlaceWidget
    steps = POINT  # the map's buttons have this in their name: see point_field.Stepping
    default_error_messages = {
        "ambiguous": _("There are several places of this name. Choose yours below."),
        "misspelt": _("We know no place called “%(text)s”. Choose one below, or write it differently."),
        "unknown": _(
            "We know no place called “%(text)s”. Try the nearest larger town, or the country alone; or set it on the"
            " map."
        ),
        "nameless": _("What is the place on the map called? “The camp by the river” will do."),
        "nowhere": _("There is no town that we know near this point. Name the nearest one, or the country."),
        "town": _("Name a town, not only a country."),
    }

    def __init__(self, *, country_alone: bool = True, with_map: bool = False, **options: Any) -> None:
        self.country_alone = country_alone
        super().__init__(**options)
        self.widget.with_map = with_map

    def clean(self, value: Any) -> Place | Spot | None:
        typed = _as_typed(value)
        if not typed.text:
            self._must_not(typed)
            return None
        if typed.on_map.text:
            parse(typed.on_map.text)
        place = typed.place()
        if isinstance(place, Spot):
            LineField(max_length=LONGEST_NAME).clean(typed.text)
        elif place is None:
            raise self._unknown(typed)
        elif place.is_country and not self.country_alone:
            raise ValidationError(self.error_messages["town"], code="town")
        return place

    def _must_not(self, typed: Typed) -> None:
        """Without a name there is no place: say what is wrong with that, if it is."""
        if typed.on_map.text:
            raise ValidationError(self.error_messages["nameless"], code="nameless")
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def _unknown(self, typed: Typed) -> ValidationError:
        if typed.on_map.text:
            code = "nowhere"
        else:
            code = "ambiguous" if find(typed.text) else "misspelt" if typed.candidates() else "unknown"
        return ValidationError(self.error_messages[code], code=code, params={"text": typed.text[:60]})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _as_typed(initial).place() != _as_typed(data).place()

    def in_words(self, value: Any) -> str:
        """An answer as another person reads it."""
        place = _as_typed(value).place()
        return str(place) if isinstance(place, Spot) else place.label if place else ""


def _as_typed(value: Any) -> Typed:
    """What stands in the field: what was typed, or the label of a place that was stored."""
    if isinstance(value, Typed):
        return value
    if isinstance(value, Spot):
        return Typed(value.name, on_map=OnMap(str(value.point)), near=value.near.key)
    place = value if isinstance(value, Place) else get(value) if isinstance(value, str) else None
    return Typed(place.label, place.key) if place else Typed(str(value or ""))
