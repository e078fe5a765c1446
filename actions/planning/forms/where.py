"""Where an action is: its place, and where to meet there."""

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from actions.planning.forms.asking import Asking, prose
from actions.planning.models import Action
from campaign.web.place_field import PlaceField


class WhereFields(Asking):
    """The part of ActionForm that asks where."""

    POINT: tuple[str, ...] = ("meeting_point", "meeting_point_for", "meeting_point_hours")

    place = PlaceField(
        label=_("Where?"),
        help_text=_(
            "The town, or the country alone. The meeting point can be told later, or only to those who sign up."
        ),
    )
    meeting_point = prose(_("Meeting point"), _("As exact as people need it to find you."), rows=2, longest=1000)
    meeting_point_for = forms.ChoiceField(
        label=_("Who is told the meeting point?"),
        choices=Action.MeetingPointFor.choices,
        widget=forms.RadioSelect,
        initial=Action.MeetingPointFor.EVERYONE,
    )
    meeting_point_hours = forms.IntegerField(
        label=_("From how many hours before the start?"),
        help_text=_("Leave it empty to tell it at once."),
        min_value=0,
        max_value=2000,
        required=False,
    )

    def where(self) -> list[BoundField]:
        """The place."""
        return self.asked(("place",))
