"""Work at an action."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actions.planning.models.action import Action


class Shift(models.Model):
    """Work with a time, a least and a most number of people, in the action's zone."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="shifts")
    title = models.CharField(_("work"), max_length=80)
    day = models.DateField(_("day"))
    time = models.TimeField(_("from"))
    end_time = models.TimeField(_("until"))  # not after `time`: the next day
    least = models.PositiveSmallIntegerField(_("least people"), default=1)
    most = models.PositiveSmallIntegerField(_("most people"))

    class Meta:
        ordering = ["day", "time", "pk"]
        constraints = [models.CheckConstraint(condition=Q(most__gte=F("least")), name="shift_most_is_at_least_least")]

    def __str__(self) -> str:
        return self.title
