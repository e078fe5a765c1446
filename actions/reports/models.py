"""What happened, afterwards."""

from typing import Self

from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Action
from campaign.lib import markdown
from campaign.web.viewer import Viewer


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Reports of the actions that the viewer may see."""
        # Asked for each report: they are few, and the actions that may be seen are many.
        return self.filter(models.Exists(Action.objects.visible_to(viewer).filter(pk=models.OuterRef("action"))))


class Report(models.Model):
    """What happened at an action, and how many came."""

    action = models.OneToOneField(Action, on_delete=models.CASCADE, related_name="report")
    text = models.TextField(_("what happened"))
    number = models.PositiveIntegerField(_("how many"), null=True, blank=True)  # null: not told
    number_of = models.CharField(_("of what"), max_length=60, blank=True)  # “people”, “could live there”
    source = models.CharField(_("who says so"), max_length=200, blank=True)
    published_at = models.DateTimeField()

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["action__starts", "pk"]

    def __str__(self) -> str:
        return f"report {self.pk}"

    @property
    def html(self) -> SafeString:
        """The whole text."""
        return markdown.render(self.text, prefix="report-").html

    @property
    def first_words(self) -> SafeString:
        """The first paragraph, which says the whole in short."""
        return markdown.render(self.text.strip().split("\n\n", 1)[0]).html
