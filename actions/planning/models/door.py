"""The door: a link for the host of the day, and who came."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.planning.models.action import Action
from actions.planning.models.registration import Registration
from campaign.web.viewer import Viewer


class DoorLinkQuerySet(models.QuerySet["DoorLink"]):
    def changeable_by(self, viewer: Viewer) -> Self:
        """Those of actions that the viewer may change."""
        return self.filter(action__in=Action.objects.changeable_by(viewer).values("pk"))


class DoorLink(models.Model):
    """Lets whoever holds it keep the list at the door of one action, from one day to another, without an account."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="door_links")
    label = models.CharField(_("for"), max_length=60)  # “Gate at the market”: no name is asked for
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    generation = models.PositiveSmallIntegerField(default=0)  # of its link
    revoked_at = models.DateTimeField(null=True)

    objects = DoorLinkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="door_link_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Arrival(models.Model):
    """One tick at the door: so many people of a registration, or walk-ins, on one day.

    Each tick has an id that the device gave it, so that sending it twice changes nothing. Ticks are only ever added;
    one that was a mistake is marked as taken back, which wins over being sent again. Two devices may tick the same
    party: `counted` adds up to no more than its seats, also when the registration is erased. `taking_part.check_in`
    alone writes here.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="arrivals")
    registration = models.ForeignKey(  # null: a walk-in, or a registration that is kept no longer
        Registration, on_delete=models.SET_NULL, null=True, related_name="arrivals"
    )
    day = models.DateField()
    uid = models.UUIDField()
    people = models.PositiveSmallIntegerField(default=1)
    taken_back = models.BooleanField(default=False)
    counted = models.PositiveSmallIntegerField(default=0)  # of `people`, where several ticks are for one party

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "uid"], name="arrival_once")]
        indexes = [models.Index(fields=["action", "day"], name="arrival_by_day")]

    def __str__(self) -> str:
        return f"{self.people} {self.day}"
