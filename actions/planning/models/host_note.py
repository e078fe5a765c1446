"""What the clock says to those who organise."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.planning.models.action import Action


class HostNote(models.Model):
    """A note to an action's organisers of a start: it happens once, and a moved action is noted anew."""

    class Kind(models.TextChoices):
        LACKS = "lacks", _("what still lacks people")
        MORNING = "morning", _("who comes today")
        AFTER = "after", _("how did it go?")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="host_notes")
    kind = models.CharField(max_length=7, choices=Kind)
    local_start = models.CharField(max_length=16)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "kind", "local_start"], name="host_note_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.local_start}"
