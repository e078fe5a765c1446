"""When an action is: the questions about its day and its hours."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from actions.planning.forms.asking import Asking
from actions.planning.forms.series import WhichDates
from campaign.web.forms import DateField, TimeField

LONGEST_RUN = 3 * 366  # days, from the first day to the last


def _ends_before_it_begins(said: dict[str, Any]) -> bool:
    """On one day; without a last day an earlier hour is on the next one."""
    day, start, end = said.get("day"), said.get("time"), said.get("end_time")
    return bool(day and start and end and said.get("end_day") == day and end <= start)


class WhenFields(Asking, WhichDates):
    """Day and hours, by the clock there. What is left empty is to be announced."""

    day = DateField(label=_("Day"), required=False)
    time = TimeField(label=_("From"), required=False)
    end_time = TimeField(label=_("Until"), required=False)
    end_day = DateField(label=_("Last day"), required=False)
    open_ended = forms.BooleanField(label=_("stays open until further notice"), required=False)
    time_to_come = forms.BooleanField(label=_("the hour is to be announced"), required=False)

    WHEN = ("day", "time", "end_time", "end_day")
    STATES = ("open_ended", "time_to_come")

    def keep_the_day(self) -> None:
        """Of what is postponed the day is not changed here: a new one means that it is on again."""
        for name in (*self.WHEN, *self.STATES):
            self.fields[name].disabled = True

    def when(self) -> list[BoundField]:
        """Day and hours, which stand beside each other."""
        return self.asked(self.WHEN)

    def states(self) -> list[BoundField]:
        """What is said of the time beside day and hours."""
        return self.asked(self.STATES)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, last = cleaned.get("day"), cleaned.get("end_day")
        if day is None and "day" not in self.errors:
            if last or cleaned.get("time") or cleaned.get("end_time"):
                self.add_error("day", _("An hour or a last day needs the day."))
        elif day and last and last < day:
            self.add_error("end_day", _("The last day is before the first one."))
        elif day and last and (last - day).days > LONGEST_RUN:
            self.add_error("end_day", _("That is very long: “stays open until further notice” says it better."))
        if cleaned.get("open_ended") and cleaned.get("end_day"):
            self.add_error("end_day", _("What stays open until further notice has no last day."))
        if cleaned.get("time_to_come") and cleaned.get("time"):
            self.add_error("time_to_come", _("Either an hour, or that it is to be announced."))
        if cleaned.get("end_time") and not cleaned.get("time"):
            self.add_error("time", _("Until an hour needs from which hour."))
        elif _ends_before_it_begins(cleaned):
            self.add_error("end_time", _("It ends before it has begun. Past midnight is the next day."))
        return cleaned
