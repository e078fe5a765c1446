"""The outbox: a mailing is one text, a delivery one recipient of it, with its state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.people.models import Person
from campaign.web.sealed import SealedTextField


class Mailing(models.Model):
    """One text for many, rendered when it is sent from a template's name and plain values.

    What goes to one person at a time needs no text of its own: all such mail of one template stands under one
    *standing* mailing without context, which makes its keys unique for good.
    """

    template = models.CharField(max_length=100)  # folder of subject.txt, body.txt and body.html
    context = SealedTextField(null=True)  # JSON: what the template needs and all recipients share
    standing = models.BooleanField(default=False)
    followed = models.BooleanField(default=False)  # somebody adds its recipients in batches, and shows its numbers
    complete_at = models.DateTimeField(null=True, blank=True)  # of a followed one: since when all recipients are there
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    forgotten = models.JSONField(default=dict)  # state → number of its deliveries that were erased since

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template"], name="mailing_stands_once", condition=models.Q(standing=True)),
        ]
        indexes = [
            models.Index(fields=["id"], name="mailing_to_blank", condition=models.Q(context__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"


class Delivery(models.Model):
    """One recipient of a mailing. Its address and values are blanked as soon as nothing more is to be done.

    queued → sending → sent | refused; a *sending* whose worker died is *uncertain* and is tried once more.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused")
        UNCERTAIN = "uncertain", _("uncertain")
        SKIPPED = "skipped", _("skipped")
        STOPPED = "stopped", _("stopped")

    class Priority(models.IntegerChoices):
        SOON = 0, _("one person waits for it")
        BULK = 1, _("many get it")

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    key = models.CharField(max_length=80)  # what it is for, so that it is written once: “registration:7”
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    address = SealedTextField(null=True)
    values = SealedTextField(null=True)  # JSON: what only this recipient gets (name, links, attachment)
    language = models.CharField(max_length=10, default="en")
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.SOON)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)  # the worker that holds it, or held it last
    attempts = models.PositiveSmallIntegerField(default=0)
    doubtful = models.BooleanField(default=False)  # was once on the wire without an answer: may arrive twice
    message_id = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, blank=True)  # the server's words, without the address
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # Every state that a delivery goes through writes into every index: few, then.
        constraints = [
            models.UniqueConstraint(fields=["mailing", "key"], name="delivery_once"),
            models.CheckConstraint(
                name="delivery_blank_when_finished",
                condition=models.Q(finished_at__isnull=True, address__isnull=False)
                | models.Q(finished_at__isnull=False, address__isnull=True, values__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "due_at", "id"],
                name="delivery_to_claim",
                condition=models.Q(state__in=["queued", "uncertain"], finished_at=None),
            ),
            models.Index(
                fields=["claimed_until"],
                name="delivery_in_hand",
                condition=models.Q(state="sending"),
            ),
            models.Index(
                fields=["finished_at"], name="delivery_finished", condition=models.Q(finished_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"
