"""Where an action's people meet, who is told that and when, and what the place is like."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.lib.points import Point
from campaign.web.models import Located


class Facility(models.TextChoices):
    """What people ask about a place before they come."""

    STEP_FREE = "step-free", _("step-free way in")
    LIFT = "lift", _("lift")
    TOILET = "toilet", _("accessible toilet")
    PARKING = "parking", _("parking for disabled people")
    QUIET_ROOM = "quiet-room", _("quiet room")
    SIGN_LANGUAGE = "sign-language", _("sign language")
    INDUCTION_LOOP = "induction-loop", _("induction loop")
    COMPANION = "companion", _("companions come free")


class MeetingPointFor(models.TextChoices):
    EVERYONE = "everyone", _("everyone")
    SIGNED_UP = "signed-up", _("those who have signed up, and those on the waiting list too")
    REGISTERED = "registered", _("those who have signed up and have a place")


class Meeting(Located):
    """The town is everybody's; meeting point, its point on the map and the route are read by meeting_point.reveal only.

    From when on somebody is told: hours before the start, or an hour of the day before; neither is at once.
    """

    MeetingPointFor = MeetingPointFor
    SECRETS = ("meeting_point", "meeting_latitude", "meeting_longitude", "route")

    access = models.TextField(_("access"), blank=True)
    facilities = models.JSONField(
        _("what there is"), default=dict, blank=True
    )  # Facility → there is (true), there is not (false)
    meeting_point = models.TextField(_("meeting point"), blank=True)
    meeting_latitude = models.FloatField(_("latitude of the meeting point"), null=True, blank=True)
    meeting_longitude = models.FloatField(_("longitude of the meeting point"), null=True, blank=True)
    route = models.JSONField(
        _("route"), default=list, blank=True
    )  # stops in order: {"words": …, "at": [latitude, longitude]?}
    meeting_point_to_come = models.BooleanField(_("meeting point to be announced"), default=False)
    meeting_point_for = models.CharField(
        _("who is told the meeting point"), max_length=12, choices=MeetingPointFor, default=MeetingPointFor.EVERYONE
    )
    meeting_point_hours = models.PositiveSmallIntegerField(_("from how many hours before"), null=True, blank=True)
    meeting_point_time = models.TimeField(
        _("from which hour of the day before"), null=True, blank=True
    )  # of the day before
    # where it is not for everyone: from when it is, nevertheless; neither is never
    meeting_point_open_hours = models.PositiveSmallIntegerField(
        _("everyone, from how many hours before"), null=True, blank=True
    )
    meeting_point_open_time = models.TimeField(_("everyone, from which hour of the day before"), null=True, blank=True)
    meeting_point_due = models.DateTimeField(null=True, editable=False)  # derived: when it becomes public

    class Meta:
        abstract = True

    @property
    def has_meeting(self) -> bool:
        """Whether anything is said of where to meet, to whomever."""
        return bool(self.meeting_point or self.route or self.meeting_latitude is not None)


def whole_point(name: str) -> models.CheckConstraint:
    """A latitude and a longitude that are some, both or neither."""
    both = Q(meeting_latitude__range=(-90, 90), meeting_longitude__range=(-180, 180))
    return models.CheckConstraint(condition=both | Q(meeting_latitude=None, meeting_longitude=None), name=name)


def one_opening(name: str) -> models.CheckConstraint:
    """Hours before or an hour of the day before, not both."""
    first = Q(meeting_point_hours=None) | Q(meeting_point_time=None)
    return models.CheckConstraint(
        condition=first & (Q(meeting_point_open_hours=None) | Q(meeting_point_open_time=None)), name=name
    )


Stop = dict[str, Any]


def written(stops: list[Stop]) -> str:
    """Stops as they are typed."""
    return "\n".join(f"{stop['words']} ({Point(*stop['at'])})" if stop.get("at") else stop["words"] for stop in stops)
