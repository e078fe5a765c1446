"""What a translator is asked: each text of the call that says something, beside the original."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from campaign.calls.models import KeyDate
from campaign.calls.translating import Moved, Texts
from campaign.lib import languages
from campaign.lib.differing import Stretch, stretches
from campaign.web.forms import LineField, TextField
from campaign.web.overtaken import Difference
from campaign.web.templatetags import times

LINES = {"title": 140, "by": 120, "default_contact": 200, "date-title": 140, "date-words": 80}
TEXTS = {
    "summary": (500, 3),
    "text": (50_000, 14),
    "asks": (10_000, 6),
    "default_text": (20_000, 6),
    "default_bring": (20_000, 3),
    "date-text": (2000, 3),
}
IN_A_LINE, HIGHEST = 60, 40
QUESTIONS: dict[str, Any] = {
    "title": _("What the call is called"),
    "summary": _("In two sentences"),
    "by": _("Who calls"),
    "text": _("The call"),
    "asks": _("What it asks of the groups"),
    "default_text": _("What happens, for its actions"),
    "default_bring": _("What to bring, for its actions"),
    "default_contact": _("Whom to ask, for its actions"),
}
NEEDED = ("title", "summary", "text")
DATE_QUESTIONS: dict[str, Any] = {
    "title": _("Key date, %(day)s: what happens"),
    "words": _("Key date, %(day)s: when, in words"),
    "text": _("Key date, %(day)s: more about it"),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """A text of the original, and the question for what it is in the other language.

    `changes`: how the original got from what was translated to what it says; empty where it says the same.
    """

    field: BoundField
    original: str
    changes: list[Stretch]


class TranslationForm(forms.Form):
    """A call in one more language. `seen` is the revision of the translation that was open, `beside` what stood beside
    it of the original."""

    asks_little = True  # the page says once that what is left empty is shown as the original says it

    caught_up = forms.BooleanField(
        label=_("It says all that the original says now"),
        help_text=_("Then it no longer counts as behind."),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    beside = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, original: Texts, language: str, dates: Iterable[KeyDate], **options: Any) -> None:
        super().__init__(*args, **options)
        days = {one.pk: times.plain_date(one.date) for one in dates}
        self.names = tuple(original)
        for name in self.names:
            self.fields[name] = field = _field(name, days, original[name])
            field.widget.attrs |= {"lang": language, "dir": languages.direction(language)}
        self.order_fields([*self.names, "caught_up", "seen", "beside"])

    def side_by_side(self, original: Texts, moved: Iterable[Moved]) -> list[Beside]:
        """Original and question of each text."""
        changes = {one.name: stretches(one.before, one.now) for one in moved}
        return [Beside(self[name], original[name], changes.get(name, [])) for name in self.names]

    def texts(self) -> dict[str, str]:
        """What it says, once it is valid."""
        return {name: self.cleaned_data[name] for name in self.names}

    def differences(self, stands: Texts) -> list[Difference]:
        """Where another translator's words, which stand now, are not what is typed here."""
        typed = self.texts()
        return [
            Difference(str(self[name].label), stands.get(name, ""))
            for name in self.names
            if stands.get(name, "") != typed[name]
        ]


def question(name: str, days: Mapping[int, str]) -> str:
    """What a text of a call is, in words."""
    if name in QUESTIONS:
        return str(QUESTIONS[name])
    _date, pk, which = name.split("-")
    return str(DATE_QUESTIONS[which] % {"day": days.get(int(pk)) or _("taken away")})


def _field(name: str, days: Mapping[int, str], original: str) -> forms.Field:
    kind = name if name in QUESTIONS else f"date-{name.rpartition('-')[2]}"
    options: dict[str, Any] = {"label": question(name, days), "required": name in NEEDED}
    if kind in LINES:
        return LineField(max_length=LINES[kind], **options)
    longest, least = TEXTS[kind]
    lines = sum(1 + len(line) // IN_A_LINE for line in original.splitlines())  # as high as what stands beside it
    return TextField(max_length=longest, rows=min(max(least, lines), HIGHEST), **options)
