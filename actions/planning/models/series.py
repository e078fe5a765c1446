"""The rule by which an action recurs. Each of its dates is an action of its own, with its own people and history."""

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.groups.models import Group
from campaign.web.viewer import Viewer


class SeriesQuerySet(models.QuerySet["Series"]):
    def changeable_by(self, viewer: Viewer) -> Self:
        """Those of the groups in which the viewer plans."""
        return self.filter(group__in=Group.objects.planned_by(viewer).values("pk"))


class Series(models.Model):
    """A rule as data, on wall-clock dates: no instant is stored, so a change of clocks moves nothing.

    `said` is what the series says, from which day on (see planning/series_values.py): a list of
    `{"since": "2026-10-06", "values": {…}}`, oldest first. A date whose field still says that follows the series; one
    that says something else has its own value and keeps it.
    """

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", _("weekly")
        MONTHLY = "monthly", _("monthly, by the weekday")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="series", verbose_name=_("group"))
    frequency = models.CharField(max_length=8, choices=Frequency)
    interval = models.PositiveSmallIntegerField(default=1)  # every so many weeks or months
    weekday = models.PositiveSmallIntegerField()  # 0: Monday
    ordinal = models.SmallIntegerField(null=True, blank=True)  # monthly: 1 to 4, -1 the last; weekly: null
    first = models.DateField()  # from when the rule holds, and whose week or month the interval is counted from
    until = models.DateField(null=True, blank=True)  # the last day on which there may be a date; null: no end
    left_out = models.JSONField(default=list, blank=True)  # ISO dates on which there is none
    added = models.JSONField(default=list, blank=True)  # ISO dates beside the rule
    said = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    announced = models.BooleanField(default=False)  # whether new dates are announced as they are made
    reaches = models.DateField()  # the day up to which dates have been made
    version = models.PositiveIntegerField(default=1)  # rises with each change of the series

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        indexes = [models.Index(fields=["reaches"], name="series_reaches")]
        constraints = [
            models.CheckConstraint(condition=Q(interval__gte=1, interval__lte=12), name="series_interval"),
            models.CheckConstraint(condition=Q(weekday__gte=0, weekday__lte=6), name="series_weekday"),
            models.CheckConstraint(
                condition=Q(frequency="weekly", ordinal=None)
                | Q(frequency="monthly", ordinal__isnull=False, ordinal__in=[1, 2, 3, 4, -1]),
                name="series_ordinal_is_of_months",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("first")), name="series_until"),
        ]

    def __str__(self) -> str:
        return f"{self.frequency} {self.pk}"
