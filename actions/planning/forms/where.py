"""Where an action is: its place, where to meet there, who is told that and when, and how people get in."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from actions.planning.forms.asking import Asking, Section, prose
from actions.planning.forms.facilities import FacilitiesField
from actions.planning.forms.route import RouteField
from actions.planning.models import Action
from campaign.lib.points import Point
from campaign.web.forms import TimeField
from campaign.web.place_field import PlaceField
from campaign.web.point_field import PointField, Stepping
from campaign.web.zone_field import ZoneField

For = Action.MeetingPointFor


def _hours(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=2000, required=False)


class WhereFields(Stepping, Asking):
    """The part of ActionForm that asks where."""

    PLACE = ("place", "zone")
    MEET = ("meeting_point", "meeting_spot", "route")
    FIRST_TOLD = ("meeting_point_hours", "meeting_point_time")
    THEN_TOLD = ("meeting_point_open_hours", "meeting_point_open_time")
    POINT = (*MEET, "meeting_point_to_come", "meeting_point_for", *FIRST_TOLD, *THEN_TOLD)
    ACCESS = ("facilities", "access")

    place = PlaceField(
        label=_("Where?"),
        help_text=_(
            "The town, or the country alone. The meeting point can be told later, or only to those who sign up."
        ),
        with_map=True,
    )
    zone = ZoneField(
        label=_("By which clock?"),
        help_text=_("Empty: that of the place. Else a town, or a zone like Europe/Paris."),
        required=False,
    )
    meeting_point = prose(_("Meeting point"), _("As exact as people need it to find you."), rows=2, longest=1000)
    meeting_spot = PointField(
        label=_("Its point on the map"),
        help_text=_(
            "Degrees (52.5163, 13.3777), a geo: address or a link of OpenStreetMap. Whoever is told the meeting point"
            " is told this too, and nobody else."
        ),
        required=False,
    )
    route = RouteField(
        label=_("Route"),
        help_text=_(
            "One stop a line; its point may follow: Market square (52.5163, 13.3777). Told with the meeting point."
        ),
        rows=3,
        max_length=20_000,
        required=False,
    )
    meeting_point_to_come = forms.BooleanField(
        label=_("It is still to be announced: only those who plan read what stands here"), required=False
    )
    meeting_point_for = forms.ChoiceField(
        label=_("Who is told the meeting point?"),
        choices=For.choices,
        widget=forms.RadioSelect,
        initial=For.EVERYONE,
    )
    meeting_point_hours = _hours(_("Hours before the start"))
    meeting_point_time = TimeField(label=_("or the day before, at"), required=False)
    meeting_point_open_hours = _hours(_("Hours before the start"))
    meeting_point_open_time = TimeField(label=_("or the day before, at"), required=False)
    facilities = FacilitiesField(
        label=_("What is there?"), help_text=_("What you don’t know stays open; people plan by it."), required=False
    )
    access = prose(_("Who can get in, and how?"), _("Steps, doors, how many metres from the bus."), rows=2)

    def where(self) -> list[BoundField]:
        """The place."""
        return self.asked(("place",))

    def point(self) -> Section:
        """Where to meet, and who is told."""
        return self.section(_("Meeting point, and who sees what"), (*self.POINT, "visibility"))

    def getting_in(self) -> Section:
        """How people get in."""
        return self.section(_("Access"), self.ACCESS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for hours, clock in (self.FIRST_TOLD, self.THEN_TOLD):
            if cleaned.get(hours) is not None and cleaned.get(clock) is not None:
                self.add_error(clock, ValidationError(_("Hours before, or an hour of the day before: not both.")))
        if cleaned.get("meeting_point_for") == For.EVERYONE:
            cleaned |= dict.fromkeys(self.THEN_TOLD)
        return cleaned

    def where_plan(self) -> Iterator[tuple[str, Any]]:
        """What it says of where, for the verbs."""
        said = self.cleaned_data
        if "meeting_spot" in said:
            point: Point | None = said["meeting_spot"]
            yield "meeting_latitude", point.latitude if point else None
            yield "meeting_longitude", point.longitude if point else None

    @staticmethod
    def where_started_with(action: Action) -> dict[str, Any]:
        """The first values: what the action says at present."""
        spot = action.spot
        latitude, longitude = action.meeting_latitude, action.meeting_longitude
        known = latitude is not None and longitude is not None
        return {
            "place": spot,
            "zone": "" if spot and spot.zone == action.zone else action.zone,
            "meeting_spot": Point(latitude, longitude) if known else None,  # type: ignore[arg-type] # asked just now
        }
