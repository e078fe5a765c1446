"""Work at an action."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actions.planning.models.action import Action
from actions.planning.models.registration import Registration
from campaign.web.viewer import Viewer


class ShiftQuerySet(models.QuerySet["Shift"]):
    def changeable_by(self, viewer: Viewer) -> Self:
        """Those of actions that the viewer may change."""
        return self.filter(action__in=Action.objects.changeable_by(viewer).values("pk"))


class Shift(models.Model):
    """Work with a time, a least and a most number of people, in the action's zone."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="shifts")
    title = models.CharField(_("work"), max_length=80)
    day = models.DateField(_("day"))
    time = models.TimeField(_("from"))
    end_time = models.TimeField(_("until"))  # not after `time`: the next day
    least = models.PositiveSmallIntegerField(_("least people"), default=1)
    most = models.PositiveSmallIntegerField(_("most people"))
    taken = models.PositiveSmallIntegerField(default=0, editable=False)  # places held: see taking_part/
    counted_from = models.DateField(null=True, editable=False)  # the action's day before that was taken back
    saves = models.PositiveIntegerField(default=1, editable=False)  # so that two who change it at once notice

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["day", "time", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(most__gte=F("least")), name="shift_most_is_at_least_least"),
            models.CheckConstraint(condition=Q(taken__lte=F("most")), name="shift_never_overfull"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Beginning and end by the clock there."""
        first = datetime.combine(self.day, self.time)
        last = datetime.combine(self.day, self.end_time)
        return first, last if last > first else last + timedelta(days=1)

    @property
    def missing(self) -> int:
        """How many people it needs still, without whom it does not work."""
        return max(self.least - self.taken, 0)

    @property
    def free(self) -> int:
        """How many people more can take it."""
        return max(self.most - self.taken, 0)

    def overlaps(self, other: "Shift") -> bool:
        """Whether nobody can do both. One that begins when the other ends does not."""
        (first, last), (others_first, others_last) = self.span, other.span
        return first < others_last and others_first < last


class ShiftPlace(models.Model):
    """One person's place in a shift. Held with a confirmed registration, else wished for: a wish holds nothing."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="places")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="shift_places")
    held = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shift", "registration"], name="shift_place_once")]

    def __str__(self) -> str:
        return str(self.pk)
