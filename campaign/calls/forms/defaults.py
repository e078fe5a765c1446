"""What a call leaves to the actions that answer it: asked below the call itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.calls.kinds import Kind
from campaign.calls.words import DEFAULTS, Defaults
from campaign.web.forms import LineField, TextField, TimeField


class DefaultsForm(forms.Form):
    """An action says this wherever its organisers leave the same question empty."""

    asks_little = True  # the page says once that all of it may be left empty

    default_text = TextField(
        label=_("What happens?"),
        help_text=_("Markdown. Each action says this until its organisers write words of their own."),
        max_length=20_000,
        rows=5,
        required=False,
    )
    default_bring = TextField(label=_("What should people bring?"), max_length=20_000, rows=3, required=False)
    default_contact = LineField(
        label=_("Whom can the press and others ask?"),
        help_text=_("Everyone sees it: a name, a number, an address for the press."),
        max_length=200,
        required=False,
    )
    default_kind = forms.ChoiceField(
        label=_("What kind of action?"),
        help_text=_("Proposed when an action is planned; its organisers choose."),
        choices=[("", _("as each group decides")), *Kind.choices],
        required=False,
    )
    default_time = TimeField(label=_("From"), help_text=_("By the clocks of each town."), required=False)
    default_end_time = TimeField(label=_("Until"), help_text=_("Earlier than the start: the next day."), required=False)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        start, end = answers.get("default_time"), answers.get("default_end_time")
        if end and not start and "default_time" not in self.errors:
            self.add_error("default_time", _("Until an hour needs from which hour."))
        elif end and start == end:
            self.add_error("default_end_time", _("It ends as it begins: give another hour, or leave it empty."))
        return answers

    def said(self) -> bool:
        """Whether anything is answered, or wrong; as it begins the page folds it away."""
        return any(field.errors or field.value() for field in self)

    def answer(self) -> Defaults:
        """All of it, once it is valid."""
        return Defaults(**{name: self.cleaned_data[f"default_{name}"] for name in DEFAULTS})

    @staticmethod
    def started_with(stands: Defaults) -> dict[str, Any]:
        """The form's first values: what the call leaves to its actions at present."""
        return {f"default_{name}": getattr(stands, name) for name in DEFAULTS}
