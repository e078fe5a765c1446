"""How an action recurs, and which dates of it somebody means."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actions.planning.forms.asking import prose
from actions.planning.models import Action, Series
from actions.planning.series import recurrence
from actions.planning.series.proposals import Reach
from actions.planning.series.recurrence import LAST, Rule
from campaign.web.forms import DateField, near

WEEKLY, MONTHLY = Series.Frequency.WEEKLY.value, Series.Frequency.MONTHLY.value
EVERY = (
    (f"{WEEKLY} 1", _("every week")),
    (f"{WEEKLY} 2", _("every second week")),
    (f"{WEEKLY} 3", _("every third week")),
    (f"{WEEKLY} 4", _("every fourth week")),
    (f"{MONTHLY} 1", _("every month")),
    (f"{MONTHLY} 2", _("every second month")),
    (f"{MONTHLY} 3", _("every third month")),
)
WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)
WHICH = ((1, _("the first")), (2, _("the second")), (3, _("the third")), (4, _("the fourth")), (LAST, _("the last")))
DAYS_TYPED = 120  # dates in one answer


class WhichDates(forms.Form):
    """A form about one date of a series, which others may follow."""

    def ask_which_dates(self) -> None:
        """Of a series: whether this date alone is meant, or others too."""
        self.fields["reach"] = forms.ChoiceField(
            label=_("Which dates do you change?"),
            help_text=_("Dates with an answer of their own keep it. You see all of it before it is saved."),
            choices=Reach.choices,
            widget=forms.RadioSelect,
            initial=Reach.THIS,
        )

    def reach(self) -> Reach:
        """Which dates are meant, once the answers are valid."""
        return Reach(self.cleaned_data.get("reach", Reach.THIS))


class DaysField(forms.CharField):
    """Several days, one a line or with commas; a frozenset of dates."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=5000, **options)

    def clean(self, value: Any) -> frozenset[date]:
        words = re.split(r"[\s,;]+", super().clean(value).strip())
        typed = [word for word in words if word]
        if len(typed) > DAYS_TYPED:
            raise ValidationError(_("Those are too many days."), code="too_many")
        return frozenset(_day(word) for word in typed)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(sorted(day.isoformat() for day in value))


def _day(word: str) -> date:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        sentence = _("We can’t read “%(word)s” as a day. Write it as 2026-10-09.")
        raise ValidationError(sentence, code="invalid", params={"word": word}) from None
    near(day)
    return day


class RuleForm(forms.Form):
    """How often, from when, until when, and on which days not, or besides."""

    asks_little = True

    every = forms.ChoiceField(label=_("How often?"), choices=EVERY)
    weekday = forms.TypedChoiceField(label=_("On which day of the week?"), choices=WEEKDAYS, coerce=int)
    ordinal = forms.TypedChoiceField(
        label=_("Which one of the month?"),
        help_text=_("Only where it is by the month: “the second Tuesday”, “the last Friday”."),
        choices=WHICH,
        coerce=int,
    )
    first = DateField(label=_("From which day on?"), help_text=_("Dates before that day stay as they are."))
    until = DateField(
        label=_("Until which day?"), help_text=_("Leave it empty where there is no end yet."), required=False
    )
    left_out = DaysField(
        label=_("Days left out"), help_text=_("Holidays, for example: on these it is not. One a line: 2026-12-22.")
    )
    added = DaysField(
        label=_("Extra days"), help_text=_("On these it is besides. One a line, within the next twelve months.")
    )
    reason = prose(
        _("If dates with people are cancelled: why?"),
        _("Those who have signed up read it, and everyone on the page."),
        rows=2,
        longest=400,
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, until = cleaned.get("first"), cleaned.get("until")
        end = recurrence.horizon(self.today)
        if first and until and until < first:
            self.add_error("until", _("The last day is before the first one."))
        if first and first > end:
            self.add_error("first", _("That is more than twelve months ahead: plan it later."))
        if any(day > end for day in cleaned.get("added", ())):
            self.add_error("added", _("Dates are made twelve months ahead: add what is later when it is nearer."))
        return cleaned

    def rule(self) -> Rule:
        """The answers as a rule."""
        said = self.cleaned_data
        frequency, interval = said["every"].split()
        return Rule(
            frequency=frequency,
            interval=int(interval),
            weekday=said["weekday"],
            ordinal=said["ordinal"] if frequency == MONTHLY else None,
            first=said["first"],
            until=said["until"],
            left_out=said["left_out"],
            added=said["added"],
        )

    @staticmethod
    def started_with(action: Action) -> dict[str, Any]:
        """The series' rule, from this date on; where there is none yet, every week on the action's weekday."""
        day = action.series_date or action.day
        proposed = {"weekday": day.weekday(), "ordinal": recurrence.ordinal_of(day), "first": day} if day else {}
        if action.series is None:
            return proposed | {"every": f"{WEEKLY} 1"}
        rule = recurrence.of(action.series)
        return proposed | {
            "every": f"{rule.frequency} {rule.interval}",
            "weekday": rule.weekday,
            "ordinal": rule.ordinal or proposed.get("ordinal"),
            "until": rule.until,
            "left_out": rule.left_out,
            "added": rule.added,
        }


class ReachForm(forms.Form):
    """Which dates of a series a deed means; `numbers` says how many each choice reaches."""

    reach = forms.ChoiceField(label=_("Which dates?"), widget=forms.RadioSelect, initial=Reach.ALL)

    def __init__(self, *args: Any, numbers: Mapping[Reach, int], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["reach"]
        field.choices = [(reach.value, f"{reach.label} ({numbers[reach]})") for reach in Reach if reach in numbers]
