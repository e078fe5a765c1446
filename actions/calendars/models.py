"""What feeds remember."""

from django.db import models

from actions.planning.models import Action
from campaign.people.models import Person


class Fragment(models.Model):
    """One action's rendered VEVENT, kept with the revisions it saw. Never holds a meeting point that isn't public."""

    action = models.OneToOneField(Action, on_delete=models.CASCADE, primary_key=True, related_name="+")
    revision = models.PositiveIntegerField()
    calls_revision = models.PositiveBigIntegerField()
    zone = models.CharField(max_length=50, blank=True)
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.action_id} at {self.revision}"


class PrivateFeed(models.Model):
    """A person's own feed; renewing its address raises the generation."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    generation = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.generation)
