"""How every form looks: `{{ form }}` anywhere, also on allauth's pages, gives label, hint, error and summary.

Settings name `FORM_RENDERER = "campaign.web.forms.HouseRenderer"`.
"""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Django's forms, set by templates/parts/form.html and field.html."""

    form_template_name = "parts/form.html"
    formset_template_name = "parts/formset.html"
    field_template_name = "parts/field.html"


class DateInput(forms.DateInput):
    """The browser's own calendar; the value travels as ISO 8601 whatever the page's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock, in hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateField(forms.DateField):
    """A day; `widget = DateInput`."""

    widget = DateInput


class TimeField(forms.TimeField):
    """A time on the wall clock; `widget = TimeInput`."""

    widget = TimeInput
