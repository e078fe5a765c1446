"""Two people edit at once: the second sees what the first has saved beside her own words, and nothing is lost."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Difference:
    """A question, and how the other person answered it meanwhile."""

    question: str
    answer: str


def differences(
    form: forms.BaseForm, now_stands: dict[str, Any], *, leave_out: Collection[str] = ()
) -> list[Difference]:
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


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that is answered anew: what stood there, and what will."""

    question: str
    before: str
    after: str


def changes_of(form: forms.Form, *, leave_out: Collection[str] = ()) -> list[Changed]:
    """The questions of a bound form that are answered otherwise than it began."""
    return [
        Changed(str(bound.label), _words(bound.field, bound.initial), _words(bound.field, bound.data))
        for bound in form.visible_fields()
        if bound.name in form.changed_data and bound.name not in leave_out
    ]


def _words(field: forms.Field, value: Any) -> str:
    if hasattr(field, "in_words"):
        return Truncator(field.in_words(value)).chars(2000)
    if isinstance(field, forms.BooleanField):
        return gettext("yes") if field.to_python(value) else gettext("no")
    if isinstance(field, forms.ModelChoiceField):
        chosen = field.queryset.filter(**{field.to_field_name or "pk": value}).first() if value else None  # type: ignore[union-attr]
        return field.label_from_instance(chosen) if chosen else ""
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # flat choices only
    return Truncator(str("" if value is None else value)).chars(2000)
