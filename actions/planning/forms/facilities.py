"""The form field for what a place offers: each thing is there, is not there, or nobody knows yet."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Facility
from actions.planning.where.access import words_of

ANSWERS = {"yes": True, "no": False}


class FacilitiesWidget(forms.Widget):
    """A list of choices, one below the other."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> dict[str, str]:
        said = {one.value: str(data.get(f"{name}-{one.value}") or "") for one in Facility}
        return {key: answer for key, answer in said.items() if answer}

    def value_omitted_from_data(self, data: Any, files: MultiValueDict[str, Any], name: str) -> bool:
        return not any(f"{name}-{one.value}" in data for one in Facility)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-{Facility.STEP_FREE}"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        said = {key: {True: "yes", False: "no"}.get(there, there) for key, there in (value or {}).items()}
        rows = [(one.value, one.label, said.get(one.value, "")) for one in Facility]
        choices = (("", _("not known")), ("yes", _("yes")), ("no", _("no")))
        context = {"name": name, "id": (attrs or {}).get("id", name), "rows": rows, "choices": choices}
        return render_to_string("planning/_facilities.html", context)


class FacilitiesField(forms.Field):
    """Cleans to what is known: a facility's name, and whether there is one. Initial: the same."""

    widget = FacilitiesWidget

    def clean(self, value: Any) -> dict[str, bool]:
        said = {key: answer for key, answer in (value or {}).items() if answer not in ("", None)}
        if any(answer not in ANSWERS for answer in said.values()):
            raise ValidationError(_("Choose one of those on offer."), code="invalid_choice")
        return {key: ANSWERS[answer] for key, answer in said.items()}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or {}) != {key: ANSWERS.get(answer) for key, answer in (data or {}).items() if answer}

    def in_words(self, value: Any) -> str:
        """An answer as another person reads it."""
        return words_of({key: ANSWERS.get(there, there) for key, there in (value or {}).items() if there != ""})
