"""What has to be done before an action, on the day and after it."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actions.planning.models.action import Action
from campaign.groups.models import Membership
from campaign.web.viewer import Viewer


class ChecklistItemQuerySet(models.QuerySet["ChecklistItem"]):
    def changeable_by(self, viewer: Viewer) -> Self:
        """Those of actions that the viewer may change; nobody else reads them."""
        return self.filter(action__in=Action.objects.changeable_by(viewer).values("pk"))

    def of(self, viewer: Viewer) -> Self:
        """Those that the viewer has taken on, as long as she may change the action."""
        return self.changeable_by(viewer).filter(owner__in=Membership.objects.of(viewer).values("pk"))

    def in_turn(self) -> Self:
        """What is still to do first, each by when it is due."""
        return self.order_by("done", F("due_day").asc(nulls_last=True), F("due_time").asc(nulls_last=True), "pk")


class ChecklistItem(models.Model):
    """A thing to do. Its owner is somebody's place in a host: who leaves or is erased leaves it without one.

    Due by a rule (`days_before` and `at`, or `hours_before`) it follows the action; without one it was set by hand.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="checklist")
    title = models.CharField(_("what"), max_length=140)
    owner = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    days_before = models.SmallIntegerField(null=True, blank=True)  # the first day; negative: after it
    at = models.TimeField(null=True, blank=True)  # on the wall clock of the action
    hours_before = models.PositiveSmallIntegerField(null=True, blank=True)  # the start
    due_day = models.DateField(_("due on"), null=True, blank=True)  # derived, where there is a rule
    due_time = models.TimeField(_("at"), null=True, blank=True)
    done = models.BooleanField(_("done"), default=False)
    saves = models.PositiveIntegerField(default=1, editable=False)  # so that two who change it at once notice

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days_before=None) | Q(hours_before=None), name="checklistitem_due_by_one_rule"
            ),
            models.CheckConstraint(
                condition=Q(due_time=None) | Q(due_day__isnull=False), name="checklistitem_hour_needs_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def follows(self) -> bool:
        """Whether it is due by a rule, and so moves with the action."""
        return self.days_before is not None or self.hours_before is not None
