"""What the page of those who come is asked, and what organisers note."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Shift
from actions.planning.taking_part import shift_words
from actions.planning.taking_part.participants import STATES, UNSURE, Asked
from campaign.web.forms import TextField
from campaign.web.templatetags import times


class ShownForm(forms.Form):
    """Which rows. What nobody can mean is left out, so that an old address still shows a list."""

    state = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(one, one) for one in (UNSURE, *dict(STATES))],
    )
    shift = forms.TypedChoiceField(label=_("Shift"), required=False, coerce=int, empty_value=None)
    needs = forms.BooleanField(label=_("Only those who need something"), required=False)

    def __init__(self, data: Any, *, shifts: Iterable[Shift]) -> None:
        super().__init__(data)
        field = self.fields["shift"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as it says above
        field.choices = [("", _("any, or none")), *((shift.pk, shift_words.line(shift)) for shift in shifts)]
        if len(field.choices) == 1:
            del self.fields["shift"]

    @property
    def asked(self) -> Asked:
        """What was understood of it."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(said.get("state", ""), said.get("shift"), said.get("needs", False))


class NoteForm(forms.Form):
    """What organisers want to remember about a party."""

    note = TextField(
        label=_("Note"),
        help_text=_("Only those who organise this action read it. It is erased together with the registration."),
        required=False,
        max_length=1000,
        rows=4,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class ShiftChoice(forms.Form):
    """One shift of the action."""

    shift = forms.TypedChoiceField(label=_("Shift"), coerce=int)
    instead_of = forms.TypedChoiceField(label=_("Instead of"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any = None, *, shifts: Iterable[Shift], theirs: Iterable[Shift] = ()) -> None:
        super().__init__(data)
        field, before = self.fields["shift"], self.fields["instead_of"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as it says above
        assert isinstance(before, forms.ChoiceField)  # noqa: S101
        field.choices = [(shift.pk, shift_words.line(shift)) for shift in shifts]
        before.choices = [("", _("no other")), *((shift.pk, shift_words.line(shift)) for shift in theirs)]
        if len(before.choices) == 1:
            before.widget = forms.HiddenInput()


EVERYBODY, EACH = "everybody", "each"


class SheetsForm(forms.Form):
    """Which lists are printed: of all who have a place, of each shift of a day, or of one shift."""

    which = forms.ChoiceField(label=_("Which list?"))

    def __init__(self, data: Any = None, *, shifts: Iterable[Shift], **options: Any) -> None:
        super().__init__(data, **options)
        self.shifts = list(shifts)
        days = sorted({shift.day for shift in self.shifts})
        field = self.fields["which"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as it says above
        field.choices = [
            (EVERYBODY, _("All who have a place")),
            *((f"{EACH}-{day}", gettext("Each shift on %(day)s") % {"day": times.day_month(day)}) for day in days),
            *((str(shift.pk), shift_words.line(shift)) for shift in self.shifts),
        ]

    @property
    def chosen(self) -> list[Shift] | None:
        """The shifts whose lists are wanted; None for the one list of all."""
        which = self.cleaned_data["which"]
        if which == EVERYBODY:
            return None
        return [shift for shift in self.shifts if which in (str(shift.pk), f"{EACH}-{shift.day}")]
