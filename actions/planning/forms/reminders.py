"""Which reminders an action sends, and which of them somebody wants."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actions.planning.models import Action, Registration
from campaign.web.forms import TimeField
from campaign.web.templatetags import times

EARLIEST, LATEST = time(7), time(21)
MOST_HOURS = 12


class WishesForm(forms.Form):
    """Which of the action's reminders somebody wants; what the action doesn't send is not asked."""

    day_before = forms.BooleanField(required=False)
    hours_before = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, registration: Registration, action: Action) -> None:
        initial = {"day_before": registration.wants_day_before, "hours_before": registration.wants_hours_before}
        super().__init__(data, initial=initial)
        if action.day_before_at is None:
            del self.fields["day_before"]
        else:
            label = _("On the day before, at %(hour)s") % {"hour": times.hour(action.day_before_at)}
            self.fields["day_before"].label = label
        if action.hours_before is None:
            del self.fields["hours_before"]
        else:
            words = ngettext("%(hours)d hour before it begins", "%(hours)d hours before it begins", action.hours_before)
            self.fields["hours_before"].label = words % {"hours": action.hours_before}
            if action.remind_evening is not None:
                self.fields["hours_before"].help_text = _("That is at night, so it comes at 21:00 the evening before.")

    def wish(self, field: str) -> bool:
        """The wish, once it is valid; as it was where it was not asked."""
        return bool(self.cleaned_data.get(field, self.initial[field]))


class RulesForm(forms.Form):
    """A fieldset of the page of settings: when those who come are reminded. Either reminder may be off."""

    day_before_at = TimeField(
        label=_("A reminder on the day before, at"),
        help_text=_("Between 7:00 and 21:00, on the action’s own clock. Empty: none."),
        required=False,
    )
    hours_before = forms.IntegerField(
        label=_("A reminder so many hours before it begins"),
        help_text=_("Up to 12. At night it comes at 21:00 the evening before. Empty: none."),
        min_value=1,
        max_value=MOST_HOURS,
        required=False,
    )

    FIELDS = ("day_before_at", "hours_before")

    @classmethod
    def started_with(cls, action: Action) -> dict[str, Any]:
        """What the action says at present."""
        return {field: getattr(action, field) for field in cls.FIELDS}

    def clean_day_before_at(self) -> time | None:
        at: time | None = self.cleaned_data.get("day_before_at")
        if at is not None and not EARLIEST <= at <= LATEST:
            raise forms.ValidationError(_("At night nobody is reminded: choose an hour between 7:00 and 21:00."))
        return at
