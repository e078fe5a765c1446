"""The outbox: a mailing is one text, a delivery one recipient of it, with its state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.people.models import Person
from campaign.web.sealed import SealedTextField


class Mailing(models.Model):
    """One text for one or many. Rendered when it is sent, from a template's name and plain values."""

    class Priority(models.IntegerChoices):
        SOON = 0, _("one person waits for it")
        BULK = 1, _("many get it")

    template = models.CharField(max_length=100)  # folder of subject.txt, body.txt and body.html
    context = SealedTextField()  # JSON: what the template needs and all recipients share
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.SOON)
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"


class Delivery(models.Model):
    """One recipient of a mailing. Its address and values are blanked as soon as its state is final."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused")
        UNCERTAIN = "uncertain", _("uncertain")
        SKIPPED = "skipped", _("skipped")
        STOPPED = "stopped", _("stopped")

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=80)  # what it is for, so that it is written once: “registration:7”
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    address = SealedTextField(null=True)
    values = SealedTextField(null=True)  # JSON: what only this recipient gets (name, links, attachment)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)  # who holds it
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=120, unique=True)
    reason = models.CharField(max_length=200, blank=True)  # the server's words, without the address
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "key"], name="delivery_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_queued", condition=models.Q(state="queued")),
            models.Index(fields=["claimed_until"], name="delivery_sending", condition=models.Q(state="sending")),
            models.Index(fields=["mailing", "state"], name="delivery_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class Suppression(models.Model):
    """An address that wants no mail from here, or that does not exist: only its blind index."""

    address_index = models.BinaryField(max_length=16, unique=True)
    reason = models.CharField(max_length=20)
    since = models.DateField()

    def __str__(self) -> str:
        return self.reason
