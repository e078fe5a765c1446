"""What an action asks those who sign up beside name and address; nothing where it asks for nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Action, Registration
from actions.planning.taking_part import questions
from actions.planning.taking_part.particulars import Particulars
from actions.planning.taking_part.questions import LONGEST_REPLY, Ask, Kind
from campaign.web.forms import LineField, TextField

READERS = _("Only those who organise the action read it.")
YES_NO: list[tuple[str, Any]] = [("yes", _("yes")), ("no", _("no"))]


class ParticularsForm(forms.Form):
    """A question for each thing that the action asks for. Looks nothing up."""

    def __init__(self, *args: Any, action: Action, **options: Any) -> None:
        super().__init__(*args, **options)
        self.action = action
        self.asks = questions.read(action.asks)
        for ask in self.asks:
            self.fields[f"reply-{ask.key}"] = _field(ask)
        if action.asks_needs:
            self.fields["needs"] = TextField(
                label=_("What do you need to take part?"), help_text=READERS, rows=2, max_length=600, required=False
            )
        if action.asks_languages:
            self.fields["languages"] = LineField(
                label=_("Which languages do you speak?"), max_length=120, required=False
            )

    @property
    def asks_something(self) -> bool:
        """Whether there is anything to answer."""
        return bool(self.asks) or self.action.asks_needs or self.action.asks_languages

    def particulars(self, shifts: list[int] | None = None) -> Particulars | None:
        """The answers, once they are valid, and the shifts that were chosen; None where there is neither."""
        if not self.asks_something and not shifts:
            return None
        said = {ask.key: self.cleaned_data.get(f"reply-{ask.key}", "") for ask in self.asks}
        return Particulars(
            replies=questions.replies(self.action, said) if said else {},
            needs=self.cleaned_data.get("needs", ""),
            languages=self.cleaned_data.get("languages", ""),
            shifts=shifts or [],
        )


class AnswersForm(ParticularsForm):
    """The same on a registration's page, with what was said."""

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        said = {"needs": registration.needs or "", "languages": registration.languages or ""}
        if registration.action.asks:
            for reply in registration.replies.select_related("question"):
                said[f"reply-{reply.question.key}"] = reply.text
        super().__init__(data, action=registration.action, initial=said)

    @property
    def said(self) -> list[tuple[Any, Any]]:
        """Each question, and what was said to it, as people read it."""
        yes_no = {f"reply-{ask.key}" for ask in self.asks if ask.kind == Kind.YES_NO}
        words = dict(YES_NO)
        asked = ((name, field.label, self.initial.get(name, "")) for name, field in self.fields.items())
        return [(label, words.get(text, text) if name in yes_no else text) for name, label, text in asked]


def _field(ask: Ask) -> forms.Field:
    if ask.kind == Kind.TEXT:
        return TextField(label=ask.text, rows=2, max_length=LONGEST_REPLY, required=ask.required)
    if ask.kind == Kind.YES_NO:
        answers = YES_NO if ask.required else [*YES_NO, ("", _("no answer"))]
        return forms.ChoiceField(
            label=ask.text, choices=answers, widget=forms.RadioSelect, initial="", required=ask.required
        )
    nothing = _("Choose one") if ask.required else _("no answer")
    choices: list[tuple[str, Any]] = [("", nothing), *((choice, choice) for choice in ask.choices)]
    return forms.ChoiceField(label=ask.text, choices=choices, required=ask.required)
