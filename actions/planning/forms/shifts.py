"""What is asked about the shifts of an action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.planning.furniture import shifts
from actions.planning.furniture.shifts import Far, Work
from actions.planning.kinds.pattern import LONGEST_RUN
from actions.planning.models import Action, Shift
from campaign.web.forms import DateField, LineField, TimeField

MOST_PEOPLE = 1000


class WorkForm(forms.Form):
    """What the work is, from when until when, and how many people it needs."""

    asks_little = True

    title = LineField(label=_("What work?"), max_length=80)
    time = TimeField(label=_("From"))
    end_time = TimeField(label=_("Until"), help_text=_("An earlier hour is on the next day."))
    least = forms.IntegerField(label=_("At least how many people?"), min_value=1, max_value=MOST_PEOPLE, initial=2)
    most = forms.IntegerField(label=_("At most?"), min_value=1, max_value=MOST_PEOPLE, initial=4)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("least"), cleaned.get("most")
        if least and most and most < least:
            self.add_error("most", _("That is fewer than at least."))
        if cleaned.get("time") and cleaned.get("time") == cleaned.get("end_time"):
            self.add_error("end_time", _("It ends when it begins."))
        return cleaned

    def work(self) -> Work:
        """The work, once it is valid."""
        said = self.cleaned_data
        return Work(said["title"], said["time"], said["end_time"], said["least"], said["most"])


class AddShiftsForm(WorkForm):
    """The same work on one day, or on each of many."""

    day = DateField(label=_("Day"))
    last = DateField(label=_("Every day until"), help_text=_("Empty: this day only."), required=False)

    field_order = ("title", "time", "end_time", "least", "most", "day", "last")

    @staticmethod
    def started_with(action: Action) -> dict[str, Any]:
        """The action's own days."""
        return {"day": action.day, "last": action.end_day}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, last = cleaned.get("day"), cleaned.get("last")
        if day and last and last < day:
            self.add_error("last", _("The last day is before the first one."))
        elif day and last and (last - day).days >= LONGEST_RUN:
            words = _("That is more than %(most)d days at once. Plan the first ones now, the others later.")
            self.add_error("last", str(words) % {"most": LONGEST_RUN})
        return cleaned

    def days(self) -> list[Any]:
        """All days, once it is valid."""
        return shifts.run_of(self.cleaned_data["day"], self.cleaned_data["last"])


class ShiftForm(WorkForm):
    """One shift, and how far a change of it reaches. `seen`: how often it had been saved when it was opened."""

    day = DateField(label=_("Day"))
    far = forms.ChoiceField(
        label=_("On which days?"),
        help_text=_("The same work at the same hours stands on several days. What differs there stays."),
        choices=Far.choices,
        widget=forms.RadioSelect,
        initial=Far.THIS,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("title", "day", "time", "end_time", "least", "most", "far")

    def __init__(self, *args: Any, several: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not several:
            del self.fields["far"]

    @property
    def reach(self) -> str:
        """How far, once it is valid; a shift that stands alone has no more than its day."""
        return str(self.cleaned_data.get("far", Far.THIS))

    @staticmethod
    def started_with(shift: Shift) -> dict[str, Any]:
        """What it says at present."""
        names = ("title", "day", "time", "end_time", "least", "most")
        return {name: getattr(shift, name) for name in names} | {"far": Far.THIS, "seen": shift.saves}


class DropForm(forms.Form):
    """How far a shift is taken away."""

    far = forms.ChoiceField(choices=Far.choices, required=False)
    seen = forms.IntegerField()
