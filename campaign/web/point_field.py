"""The form field for a point: typed or pasted, or set by clicks on our own map; all of it without a script.

The map's buttons send the whole form. A form with such a field inherits `Stepping`: it shows everything as it was
typed, finds nothing wrong and saves nothing until another button is pressed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.lib import points
from campaign.lib.points import Point
from campaign.web import point_map
from campaign.web.gazetteer import Place
from campaign.web.point_map import View


@dataclass(frozen=True, slots=True)
class OnMap:
    """A point as somebody gave it: a text, and the part of the map that is shown, if it is."""

    text: str = ""
    view: View | None = None

    def point(self) -> Point | None:
        """The point, where one can be read."""
        try:
            return points.parse(self.text) if self.text else None
        except points.Unreadable:
            return None

    def __str__(self) -> str:
        return self.text


NOWHERE = OnMap()


def read(data: Any, name: str, near: Place | None = None) -> OnMap:
    """What was typed and clicked. A click sets the point, and goes closer; `near` says where a new map begins."""
    text = str(data.get(name) or "").strip()
    view = View.parse(str(data.get(f"{name}-view") or ""))
    here = OnMap(text, view)
    match data.get(f"{name}-map"):
        case "show":
            return OnMap(text, point_map.view_of(here.point(), near))
        case "hide":
            return OnMap(text)
        case "closer" if view:
            return OnMap(text, view.closer(view.middle))
        case "wider" if view:
            return OnMap(text, view.wider())
        case "none":
            return OnMap("", view)
    clicked = _clicked(data, name)
    if clicked is None or view is None:
        return here
    point = view.clicked(*clicked)
    return OnMap(str(point), view.closer(point))


def stepped(data: Any, name: str) -> bool:
    """Whether a button of the map was pressed, and not one that saves."""
    return f"{name}-map" in data or f"{name}-map.x" in data


def _clicked(data: Any, name: str) -> tuple[int, int] | None:
    """The pixel. A browser that shows no picture, or a key pressed on it, sends 0, 0: that is none."""
    x, y = (str(data.get(f"{name}-map.{axis}") or "") for axis in "xy")
    if not (x.isascii() and x.isdigit() and y.isascii() and y.isdigit() and len(x + y) < 10):
        return None
    return (int(x), int(y)) if int(x) or int(y) else None


def map_context(name: str, on_map: OnMap) -> dict[str, Any]:
    """What templates/parts/point_map.html shows."""
    view = on_map.view
    if view is None:
        return {"name": name, "view": None}
    return {
        "name": name,
        "view": str(view),
        "size": point_map.SIZE,
        "image": point_map.draw(view, on_map.point()),
        "exactness": point_map.exactness(view),
        "closest": view.level == len(point_map.ACROSS) - 1,
        "widest": view.level == 0,
        "set": bool(on_map.text),
    }


class PointWidget(forms.TextInput):
    """A line for the point; below it, where it was asked for, the map."""

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> OnMap:
        return read(data, name)

    def value_omitted_from_data(self, data: Any, files: MultiValueDict[str, Any], name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        on_map = as_on_map(value)
        context = {"input": super().render(name, on_map.text, attrs, renderer)}
        context |= map_context(name, on_map) | {"id": (attrs or {}).get("id", name)}
        return render_to_string("parts/point.html", context)


def as_on_map(value: Any) -> OnMap:
    """What stands in the field: what was typed, or a point that was stored."""
    return value if isinstance(value, OnMap) else OnMap(str(value or ""))


def parse(text: str) -> Point:
    """The point of a text, or the sentence that says what is wrong with it."""
    try:
        return points.parse(text)
    except points.Outside as error:
        raise ValidationError(OUTSIDE, code="outside") from error
    except points.NamesAThing as error:
        raise ValidationError(NAMES_A_THING, code="thing") from error
    except points.Unreadable as error:
        raise ValidationError(UNREADABLE, code="unreadable") from error


OUTSIDE = _(
    "There is no such point: latitude goes from −90 to 90, longitude from −180 to 180, and latitude comes first."
)
NAMES_A_THING = _(
    "That link names a house or a road and holds no point. On OpenStreetMap set a marker under “Share”, and copy"
    " the link from there."
)
UNREADABLE = _(
    "We can’t read a point in this. Write degrees like 52.5163, 13.3777, or paste a geo: address or a link of"
    " OpenStreetMap with a marker."
)


class PointField(forms.Field):
    """Cleans to a `Point`, or None where it is not required. Initial: a `Point`."""

    widget = PointWidget
    steps = ""  # the map's buttons have the field's own name

    def clean(self, value: Any) -> Point | None:
        on_map = as_on_map(value)
        if not on_map.text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return parse(on_map.text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return as_on_map(initial).point() != as_on_map(data).point()

    def in_words(self, value: Any) -> str:
        """An answer as another person reads it."""
        on_map = as_on_map(value)
        return str(on_map.point() or on_map.text)


class Stepping(forms.Form):
    """A form that may be sent by a button of a map: then it only shows what was typed, with the map one step on."""

    @property
    def is_stepping(self) -> bool:
        """Whether that is so."""
        inputs = (self.add_prefix(name) + field.steps for name, field in self.fields.items() if hasattr(field, "steps"))
        return self.is_bound and any(stepped(self.data, name) for name in inputs)

    def is_valid(self) -> bool:
        return not self.is_stepping and super().is_valid()

    def full_clean(self) -> None:
        if self.is_stepping:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()
