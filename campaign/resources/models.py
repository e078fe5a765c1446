"""Pages of knowledge. Editing on the site, revisions and translations come later."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.web.viewer import Viewer


class ResourceQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Resources are public."""
        return self


class Resource(models.Model):
    """One page, in Markdown."""

    class Section(models.TextChoices):
        BACKGROUND = "background", _("Background")
        HOW_TO = "how-to", _("How to")

    slug = models.SlugField(max_length=60, unique=True)
    section = models.CharField(max_length=12, choices=Section)
    position = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=10, default="en")
    title = models.CharField(max_length=140)
    summary = models.TextField(max_length=500)
    text = models.TextField()
    checked_on = models.DateField(null=True, blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["section", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class Source(models.Model):
    """A numbered source of a page: `[1]` in the text leads to it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="sources")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    url = models.URLField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["resource", "number"], name="source_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
