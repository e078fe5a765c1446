"""What the parts of the planning form share: plain questions, and sections that fold away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from campaign.web.forms import TextField

LONGEST = 20_000  # characters of a text


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under a heading; not `open`, they are folded away until somebody wants them."""

    heading: Any
    fields: Sequence[BoundField]
    open: bool


class Asking(forms.Form):
    """A part of a form: its questions by name, and in sections."""

    def asked(self, names: Sequence[str]) -> list[BoundField]:
        """The questions of these names, as far as this form asks them."""
        return [self[name] for name in names if name in self.fields]

    def section(self, heading: Any, names: Sequence[str]) -> Section:
        """Open where something is said or wrong; as it begins it is folded away."""
        asked = self.asked(names)
        return Section(heading, asked, open=any(field.errors or _says(field) for field in asked))


def prose(label: Any, hint: Any = "", *, rows: int = 3, longest: int = LONGEST) -> TextField:
    """A question that is answered in sentences, or not at all."""
    return TextField(label=label, help_text=hint, rows=rows, max_length=longest, required=False)


def _says(field: BoundField) -> bool:
    """Whether there is an answer that is not the first one on offer."""
    said = field.value()
    nothing = said is None or said is False or said in ({}, [])
    return not nothing and str(said) not in ("", str(field.field.initial))
