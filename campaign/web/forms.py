"""How forms look and speak: `{{ form }}` anywhere, also on allauth's pages, gives label, hint, error and summary.

Settings name `FORM_RENDERER = "campaign.web.forms.HouseRenderer"`; the app's start has Django's own fields
`speak_plainly()`.
"""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


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


def near(day: date) -> None:
    """Refuse a slip in the year. One far away is no harmless slip: calendars go through all years in use."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(_("Check the year, please."), code="far_away")


class DateField(forms.DateField):
    """A day from EARLIEST to LATEST; `widget = DateInput`. Whatever day a person types comes through it."""

    widget = DateInput
    default_validators = [near]


class TimeField(forms.TimeField):
    """A time on the wall clock; `widget = TimeInput`."""

    widget = TimeInput


JOINERS = "\u200c\u200d"  # Persian words and some emoji are written with them
BREAKS = "\r\n\t"
DIRECTIONS = "\u200e\u200f\u061c"  # marks of the left-to-right and right-to-left scripts
BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs by name, of which nothing is seen


class LineField(forms.CharField):
    """A line that others read, such as a title: something is seen of it, and nothing in it turns the text around.

    Use it in place of CharField wherever a name, a title or a subject is asked for.
    """

    def clean(self, value: Any) -> Any:
        line = super().clean(value)
        if any(_is_hidden(character) for character in line):
            raise ValidationError(_("There is an invisible character in it. Type it anew."), code="invisible")
        if line and not any(_is_seen(character) for character in line):
            raise ValidationError(_("Nothing can be seen of this. Use letters or digits."), code="unseen")
        return line


class TextField(forms.CharField):
    """A text of several lines that others read; as in a LineField, nothing in it is invisible or turns it around.

    An error says where to look, for a long text is not typed anew. The marks of direction that Arabic, Persian and
    Hebrew keyboards write are allowed: they turn nothing around.
    """

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """A line ends in one character: browsers send two, and what nobody has touched would count as changed."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        for index, character in enumerate(text):
            if character not in BREAKS and character not in DIRECTIONS and _is_hidden(character):
                raise ValidationError(_hidden_after(text[:index]), code="invisible")
        if text and not any(_is_seen(character) for character in text):
            raise ValidationError(_("Nothing can be seen of this. Use letters or digits."), code="unseen")
        return text


def _hidden_after(before: str) -> str:
    """Where in a text the invisible character stands that follows `before`."""
    line = before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    words = before.splitlines()[-1].split()[-2:] if before and before[-1] not in BREAKS else []
    if not words:
        return gettext("There is an invisible character at the beginning of line %(line)d. Take it out.") % {
            "line": line
        }
    where = {"line": line, "words": " ".join(words)[-40:]}
    return gettext("There is an invisible character in line %(line)d, after “%(words)s”. Take it out.") % where


def _is_hidden(character: str) -> bool:
    return character not in JOINERS and unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def _is_seen(character: str) -> bool:
    return character not in BLANK and unicodedata.category(character)[0] in "LNPS"


def speak_plainly() -> None:
    """Say what Django's fields and validators say in our words, wherever they stand: in allauth's forms too.

    Their classes are the one place that all of them share.
    """
    for field, words in PLAIN_WORDS.items():
        field.default_error_messages = {**field.default_error_messages, **words}
    for validator, sentence in PLAIN_SENTENCES.items():
        validator.message = sentence


_ON_OFFER = {"invalid_choice": _("Choose one of those on offer.")}
PLAIN_WORDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("This needs an answer.")},
    forms.IntegerField: {"invalid": _("Write a whole number, in digits.")},
    forms.DateField: {"invalid": _("We can’t read this as a day. Write it as 2026-10-09.")},
    forms.TimeField: {"invalid": _("We can’t read this as an hour. Write it as 18:30.")},
    forms.ChoiceField: _ON_OFFER,
    forms.MultipleChoiceField: _ON_OFFER,
    forms.ModelChoiceField: _ON_OFFER,
}
PLAIN_SENTENCES: dict[type[Any], Any] = {
    validators.EmailValidator: _("That is no address: check it, please."),
    validators.MinValueValidator: _("%(limit_value)s or more."),
    validators.MaxValueValidator: _("%(limit_value)s or fewer."),
    validators.MaxLengthValidator: ngettext_lazy(
        "That is too long: at most %(limit_value)d character, and these are %(show_value)d.",
        "That is too long: at most %(limit_value)d characters, and these are %(show_value)d.",
        "limit_value",
    ),
    validators.ProhibitNullCharactersValidator: _("There is an invisible character in it. Type it anew."),
}
