"""What a call says in another language, and what the original said when it was put into it."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.calls.models.call import Call, KeyDate
from campaign.web.viewer import Viewer


class CallTranslationQuerySet(models.QuerySet["CallTranslation"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Of the calls that the viewer sees, what is shown to everyone."""
        return self.filter(shown=True, call__in=Call.objects.visible_to(viewer).values("pk"))

    def changeable_by(self, viewer: Viewer) -> Self:
        """Those of the calls that are the viewer's to change, also what is not shown yet."""
        return self.filter(call__in=Call.objects.changeable_by(viewer).values("pk"))


class CallTranslation(models.Model):
    """A call in one more language. What is left empty is shown as the original says it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="translations", db_index=False)
    language = models.CharField(_("language"), max_length=12)  # BCP 47, never the original's
    title = models.CharField(_("title"), max_length=140)
    summary = models.TextField(_("in two sentences"), max_length=500)
    text = models.TextField(_("the call"))
    asks = models.TextField(_("what it asks of the groups"), blank=True)
    by = models.CharField(_("who calls"), max_length=120, blank=True)
    default_text = models.TextField(_("what happens"), blank=True)
    default_bring = models.TextField(_("what to bring"), blank=True)
    default_contact = models.CharField(_("whom to ask"), max_length=200, blank=True)
    shown = models.BooleanField(_("shown to everyone"), default=False)
    made_from = models.PositiveIntegerField()  # the revision of the original
    original = models.JSONField()  # the original's texts in it, as editing.texts gives them: to show what moved on
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = CallTranslationQuerySet.as_manager()

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["call", "language"], name="call_translation_once")]

    def __str__(self) -> str:
        return f"{self.language} {self.pk}"


class KeyDateTranslation(models.Model):
    """A key date in one more language."""

    translation = models.ForeignKey(CallTranslation, on_delete=models.CASCADE, related_name="key_dates", db_index=False)
    key_date = models.ForeignKey(KeyDate, on_delete=models.CASCADE, related_name="translations")
    title = models.CharField(_("what"), max_length=140, blank=True)
    words = models.CharField(_("when, in words"), max_length=80, blank=True)
    text = models.TextField(_("more"), blank=True)

    class Meta:
        ordering = ["key_date__date", "key_date"]
        constraints = [models.UniqueConstraint(fields=["translation", "key_date"], name="key_date_translation_once")]

    def __str__(self) -> str:
        return self.title
