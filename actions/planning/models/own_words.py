"""Where an action says something of its own, what the call said then: so that its organisers learn of corrections."""

from django.db import models

from actions.planning.models.action import Action


class OwnWords(models.Model):
    """A field of an action that doesn't follow its call, with the call's words that were last weighed against it."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="own_words")
    field = models.CharField(max_length=10)  # of inheritance.TEXTS
    call_said = models.TextField(blank=True)  # when the words were written, or when somebody decided to keep them
    told = models.TextField(blank=True)  # what the call said when the organisers were last told

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "field"], name="own_words_once")]

    def __str__(self) -> str:
        return f"{self.action_id} {self.field}"
