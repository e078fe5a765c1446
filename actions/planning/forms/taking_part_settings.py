"""How one takes part in an action: what its organisers decide, on a page of its own."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.planning.drafting import Plan
from actions.planning.forms.questions import QuestionsField
from actions.planning.forms.reminders import RulesForm
from actions.planning.forms.series import WhichDates
from actions.planning.models import Action

LONGEST_BEFORE = 24 * 60  # hours


class TakingPartForm(RulesForm, WhichDates):
    """Guests, approval, the end of sign-up, what is asked; and the rules of reminders."""

    asks_little = True

    most_guests = forms.IntegerField(
        label=_("How many may one bring along?"),
        help_text=_("They count as places. 0: everyone signs up alone."),
        min_value=0,
        max_value=Action.MOST_GUESTS,
    )
    by_approval = forms.BooleanField(
        label=_("We say yes or no to each sign-up"),
        help_text=_("Until you have said yes nobody has a place, or is told a meeting point meant for participants."),
        required=False,
    )
    closes_hours = forms.IntegerField(
        label=_("Sign-up ends so many hours before it begins"),
        help_text=_("It follows when the action is moved. Empty: people can sign up until it is over."),
        min_value=1,
        max_value=LONGEST_BEFORE,
        required=False,
    )
    asks_needs = forms.BooleanField(
        label=_("Ask what people need to take part"),
        help_text=_("A way without steps, sign language, something to eat without nuts. Ask only if you will read it."),
        required=False,
    )
    asks_languages = forms.BooleanField(label=_("Ask which languages people speak"), required=False)
    asks = QuestionsField(
        label=_("Questions of your own"),
        help_text=_(
            "Ask only what you need: every question keeps somebody away. Empty a question to take it away; what was"
            " answered to it is erased then. The numbers say in which order they are asked."
        ),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("most_guests", "by_approval", "closes_hours", "asks_needs", "asks_languages", "asks")
    SAID = (*field_order, *RulesForm.FIELDS)

    def plan(self) -> Plan:
        """What the action says of it, for the verbs."""
        return cast(Plan, {name: self.cleaned_data[name] for name in self.SAID})

    @classmethod
    def started_with(cls, action: Action) -> dict[str, Any]:
        """What the action says at present."""
        return {name: getattr(action, name) for name in cls.SAID} | {"seen": action.revision}
