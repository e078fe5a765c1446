"""What a group says to a call. Whoever declines is named to nobody but those who look after the call."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaign.calls.models.call import Call
from campaign.groups.models import Group
from campaign.web.viewer import Viewer


class AnswerQuerySet(models.QuerySet["Answer"]):
    def readable_by(self, viewer: Viewer) -> Self:
        """A group's own, for those who plan in it; all answers to a call, for those who may change it."""
        called = Q(call__in=Call.objects.changeable_by(viewer).values("pk"))
        return self.filter(called | Q(pk__in=self.changeable_by(viewer).values("pk")))

    def changeable_by(self, viewer: Viewer) -> Self:
        """Those of the groups in which the viewer plans."""
        return self.filter(group__in=Group.objects.planned_by(viewer).values("pk"))

    def silent(self) -> Self:
        """Asked, and nothing said yet."""
        return self.filter(state=Answer.State.ASKED)

    def open(self) -> Self:
        """Those to calls that still go on."""
        return self.filter(call__state=Call.State.PUBLISHED)


class Answer(models.Model):
    """One group's answer to one call. It holds no person: a group answers, whoever pressed the button."""

    class State(models.TextChoices):
        ASKED = "asked", _("silent")
        CONSIDERING = "considering", _("considering")
        PLANNING = "planning", _("planning")
        NEEDS_HELP = "needs-help", _("needs help")
        DECLINED = "declined", _("declined")

    GIVEN = (State.CONSIDERING, State.PLANNING, State.NEEDS_HELP, State.DECLINED)
    TAKING_PART = (State.PLANNING, State.NEEDS_HELP)  # what the call's page counts

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="answers", db_index=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="answers")
    state = models.CharField(_("answer"), max_length=12, choices=State, default=State.ASKED)
    word = models.CharField(_("a word"), max_length=300, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # last; null: it answered without being asked
    answered_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    times_asked = models.PositiveSmallIntegerField(default=0)
    times_told = models.PositiveSmallIntegerField(default=0)  # how often the letters that ask were written
    revision = models.PositiveIntegerField(default=0)  # so that two who answer at once notice
    generation = models.PositiveSmallIntegerField(default=0)  # of its links

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "group"], name="answer_once"),
            models.CheckConstraint(
                name="answer_given_or_asked",
                condition=Q(state="asked", answered_at=None, asked_at__isnull=False)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state", "group"], name="answer_by_state"),
            models.Index(fields=["call", "changed_at", "id"], name="answer_by_change"),
            models.Index(fields=["id"], name="answer_to_tell", condition=Q(times_told__lt=F("times_asked"))),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @property
    def given(self) -> bool:
        return self.state != self.State.ASKED
