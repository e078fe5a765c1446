"""The form field for a place: a text that the gazetteer understands, asked again where it may mean several places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.web.gazetteer import Place, find, get, suggest, sure

MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person gave in a PlaceField: a text, and where she was asked again the key of her choice."""

    text: str = ""
    choice: str = ""

    def candidates(self) -> list[Place]:
        """The places to choose from; empty where nothing is to choose."""
        places = find(self.text)
        return places[:MOST_CHOICES] if places and sure(places) is None else [] if places else suggest(self.text)

    def place(self) -> Place | None:
        """The one place meant, by its text or by the choice among what the text may mean."""
        chosen = get(self.choice) if self.choice else None
        if chosen and (chosen.label == self.text or chosen in self.candidates()):
            return chosen
        return sure(find(self.text))


class PlaceWidget(forms.TextInput):
    """A text; below it, where the text may mean several places, those as radio buttons."""

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> Typed:
        return Typed(str(data.get(name) or "").strip(), str(data.get(f"{name}-choice") or ""))

    def value_omitted_from_data(self, data: Any, files: MultiValueDict[str, Any], name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        typed = _as_typed(value)
        candidates = typed.candidates() if typed.place() is None else []
        # What was chosen stays chosen while the text stays the same, without asking again.
        kept = typed.choice if not candidates and typed.choice and typed.place() == get(typed.choice) else ""
        return render_to_string(
            "parts/place.html",
            {
                "input": super().render(name, typed.text, attrs, renderer),
                "name": name,
                "id": (attrs or {}).get("id", name),
                "candidates": candidates,
                "kept": kept,
            },
        )


class PlaceField(forms.Field):
    """Cleans to a `Place`, or None where it is not required. Asks again, without a script, when a name is ambiguous.

    Initial: a `Place`, or its key.
    """

    widget = PlaceWidget
    default_error_messages = {
        "ambiguous": _("There are several places of this name. Choose yours below."),
        "misspelt": _("We know no place called “%(text)s”. Choose one below, or write it differently."),
        "unknown": _("We know no place called “%(text)s”. Try the nearest larger town, or the country alone."),
        "town": _("Name a town, not only a country."),
    }

    def __init__(self, *, country_alone: bool = True, **options: Any) -> None:
        self.country_alone = country_alone
        super().__init__(**options)

    def clean(self, value: Any) -> Place | None:
        typed = _as_typed(value)
        if not typed.text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        place = typed.place()
        if place is None:
            code = "ambiguous" if find(typed.text) else "misspelt" if typed.candidates() else "unknown"
            raise ValidationError(self.error_messages[code], code=code, params={"text": typed.text[:60]})
        if place.is_country and not self.country_alone:
            raise ValidationError(self.error_messages["town"], code="town")
        return place

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _as_typed(initial).place() != _as_typed(data).place()


def _as_typed(value: Any) -> Typed:
    """What stands in the field: what was typed, or the label of a place that was stored."""
    if isinstance(value, Typed):
        return value
    place = value if isinstance(value, Place) else get(value) if isinstance(value, str) else None
    return Typed(place.label, place.key) if place else Typed(str(value or ""))
