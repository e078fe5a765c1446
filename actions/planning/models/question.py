"""What organisers ask those who sign up, and what these say."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.planning.models.action import Action
from actions.planning.models.registration import Registration
from campaign.web.sealed import SealedTextField


class Question(models.Model):
    """One question of an action's own, on its sign-up form: what `Action.asks` says, as a row for replies to stand on.

    `taking_part.questions` keeps them alike. A question keeps its `key` in copies and in the dates of a series.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("a few words")
        CHOICE = "choice", _("one of several")
        YES_NO = "yes-no", _("yes or no")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="questions")
    key = models.PositiveSmallIntegerField(default=0, editable=False)
    text = models.CharField(_("question"), max_length=200)
    kind = models.CharField(_("answered by"), max_length=6, choices=Kind, default=Kind.TEXT)
    choices = models.TextField(_("choices"), blank=True)  # one a line
    required = models.BooleanField(_("has to be answered"), default=False)
    place = models.PositiveSmallIntegerField(default=0, editable=False)  # in their order

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.text


class Reply(models.Model):
    """What one party said to one question: sealed, and erased with the registration."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="replies")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    text = SealedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="reply_once")]

    def __str__(self) -> str:
        return str(self.pk)
