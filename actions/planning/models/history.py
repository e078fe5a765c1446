"""What changed in an action, and in what part somebody changed it. Never who: that is nobody's business later."""

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.planning.models.action import Action
from campaign.web.viewer import Viewer


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, viewer: Viewer) -> Self:
        """Of the actions that the viewer may change."""
        return self.filter(action__in=Action.objects.changeable_by(viewer).values("pk"))


class Change(models.Model):
    """One change of what an action says, written by `changes.record`; gone with the action, and when it is withdrawn.

    `said` holds each field with its old and its new value, as JSON: `{"title": ["Occupation", "Sit-in"]}`. It may hold
    the meeting point: only who may change the action reads it.
    """

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("an organiser")
        COORDINATOR = "coordinator", _("a coordinator of the group")
        COHOST = "co-host", _("a group that hosts it too")
        DELEGATE = "delegate", _("a delegate")
        NETWORK = "network", _("the network")
        CALL = "call", _("the call")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="history")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    role = models.CharField(max_length=12, choices=Role, blank=True)  # empty: nobody knows any more
    said = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "revision"], name="change_once")]

    def __str__(self) -> str:
        return f"{self.action_id} {self.revision}"
