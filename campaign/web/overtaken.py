"""Two people edit at once: the second sees what the first has saved beside her own words, and nothing is lost."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import Truncator

from campaign.web import gazetteer
from campaign.web.place_field import PlaceField


@dataclass(frozen=True, slots=True)
class Difference:
    """A question, and how the other person answered it meanwhile."""

    question: str
    answer: str


def differences(form: forms.Form, now_stands: dict[str, Any], *, leave_out: Collection[str] = ()) -> list[Difference]:
    """The questions of a bound form to which `now_stands` holds another answer than the one typed."""
    stored = type(form)(initial=now_stands)
    found = []
    for bound in form.visible_fields():
        if bound.name in leave_out:
            continue
        first = stored[bound.name].initial
        if bound.field.has_changed(first, bound.data):
            found.append(Difference(str(bound.label), _words(bound.field, first)))
    return found


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, PlaceField):
        place = gazetteer.get(value) if value else None
        return place.label if place else ""
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # flat choices only
    return Truncator(str("" if value is None else value)).chars(2000)
