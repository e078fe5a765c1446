"""A person's coming to an action, with or without an account."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from actions.planning.models.action import Action
from actions.planning.models.cohost import Cohost, Delegate
from campaign.groups.models import Membership
from campaign.people import addresses
from campaign.people.models import Person
from campaign.web.sealed import SealedTextField
from campaign.web.viewer import Viewer

if TYPE_CHECKING:
    from actions.planning.models.shift import Shift


def _is_inside() -> Q:
    """In a group that leads or co-hosts the action, or one who organises it. Asked from the person's own few places."""
    places = Membership.objects.filter(person=OuterRef("person"), person__is_active=True)
    cohosts = Cohost.objects.accepted().filter(action=OuterRef(OuterRef("action"))).values("group")
    member = Exists(places.filter(Q(group=OuterRef("action__group")) | Q(group__in=cohosts)))
    delegates = Delegate.objects.accepted().filter(person__is_active=True)
    return Q(member) | Q(Exists(delegates.filter(person=OuterRef("person"), action=OuterRef("action"))))


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def readable_by(self, viewer: Viewer) -> Self:
        """One's own, by account or by link; who is no longer in a group reads nothing of its own actions."""
        if viewer.link is not None and viewer.link.purpose == "registration":
            return self.filter(pk=viewer.link.id).present()
        if viewer.person is None:
            return self.none()
        return self.filter(person=viewer.person).present()

    def present(self) -> Self:
        """Those who may hear of the action: no account that is shut, and of a group's own action only those inside:
        members of the groups that host it, and who organises it."""
        shut = Q(person__isnull=False, person__is_active=False)
        return self.exclude(shut).filter(~Q(action__visibility=Action.Visibility.GROUP) | _is_inside())

    def of_address(self, index: bytes) -> Self:
        """Those of one address that gave no account, as its blind index says, as long as they stand."""
        return self.filter(address_index=index).exclude(state=Registration.State.CANCELLED)

    def strangers(self) -> Self:
        """Those who hold a registration for an action that is its groups' members' only, and are none."""
        inside = self.filter(action__visibility=Action.Visibility.GROUP)
        return inside.exclude(state=Registration.State.CANCELLED).filter(~_is_inside())

    def managed_by(self, viewer: Viewer) -> Self:
        """Those for actions that the viewer organises."""
        return self.filter(action__in=Action.objects.organised_by(viewer).values("pk"))

    def awaiting_address(self, at: datetime) -> Self:
        """Those whose address was given by somebody signed in, and who may still follow the link in its mail."""
        return self.filter(address_checked=False, address__isnull=False, lapses_at__gt=at).exclude(
            state=Registration.State.CANCELLED
        )

    def coming(self) -> Self:
        """Confirmed: they hold seats."""
        return self.filter(state=Registration.State.CONFIRMED)

    def told(self) -> Self:
        """Those whom a change or a cancellation concerns: all who have followed their link."""
        return self.filter(state__in=Registration.TOLD)

    def signed_up(self) -> Self:
        """With a place, or in the line for one; not those to whom the organisers have yet to say yes."""
        return self.filter(state__in=Registration.SIGNED_UP)

    def with_mail(self) -> Self:
        """Those to whom mail goes: at the address given for this action, or at the account's."""
        given = Q(address__isnull=False, address_checked=True)
        return self.filter(given | Q(person__in=addresses.reachable().values("user")))


class Registration(models.Model):
    """Name and address are sealed; the address also has a keyed blind index, for equality."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("awaits the organisers’ yes")
        PENDING = "pending", _("awaits the link in the mail")
        CONFIRMED = "confirmed", _("confirmed")
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("a place is offered")
        CANCELLED = "cancelled", _("cancelled")

    TOLD = (State.CONFIRMED, State.WAITING, State.OFFERED, State.REQUESTED)  # whom a change concerns
    HOLDING = (State.CONFIRMED, State.OFFERED)  # whose seats are taken
    SIGNED_UP = (State.CONFIRMED, State.WAITING, State.OFFERED)

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="registrations")
    name = SealedTextField(null=True, blank=True)
    address = SealedTextField(null=True, blank=True)  # null with an account: its own verified address is used
    address_index = models.BinaryField(max_length=16, null=True, blank=True)
    language = models.CharField(max_length=10, default="en")
    seats = models.PositiveSmallIntegerField(_("places"), default=1)
    state = models.CharField(max_length=10, choices=State)
    line = models.PositiveIntegerField(null=True, blank=True)  # number in the waiting line, kept while offered; or null
    passed = models.PositiveSmallIntegerField(default=0)  # how often a smaller party was let in before this one
    generation = models.PositiveSmallIntegerField(default=0)  # of its link
    offered_until = models.DateTimeField(null=True, blank=True)  # a freed seat is held for this party until then
    unsure_until = models.DateTimeField(null=True, blank=True)  # asked again; silence frees the seat then
    needs = SealedTextField(null=True, blank=True)  # what somebody needs to take part
    languages = SealedTextField(null=True, blank=True)  # which languages somebody speaks
    note = SealedTextField(null=True, blank=True)  # the organisers' own, about this party
    wants_day_before = models.BooleanField(default=True)  # the reminder on the day before
    wants_hours_before = models.BooleanField(default=True)  # the reminder some hours before
    told_sequence = models.PositiveIntegerField(default=0)  # the action's sequence that this person knows
    wants_announcements = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)  # since when it holds seats
    lapses_at = models.DateTimeField(null=True, blank=True)  # of what awaits the link in a mail
    address_checked = models.BooleanField(default=True)  # False: given by somebody signed in, the link still awaited

    place_in_line = 0  # for the letter that says so; not stored

    # What `shift_places.hold_wished` has just come to, for the letter that says so; not stored.
    shifts_held: "Sequence[Shift]" = ()
    shifts_missed: "Sequence[Shift]" = ()

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "person"],
                condition=~Q(state="cancelled") & Q(person__isnull=False),
                name="registration_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["action", "address_index"],
                condition=~Q(state="cancelled") & Q(address_index__isnull=False),
                name="registration_once_an_address",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="registration_has_seats"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(address__isnull=False) | Q(state="cancelled"),
                name="registration_has_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "offered"], line__isnull=False)
                | (~Q(state__in=["waiting", "offered"]) & Q(line=None)),
                name="registration_waits_in_line",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | (~Q(state="offered") & Q(offered_until=None)),
                name="registration_offered_until",
            ),
        ]
        indexes = [
            models.Index(fields=["action", "line"], name="registration_line", condition=Q(state="waiting")),
            models.Index(fields=["action", "state", "id"], name="registration_by_action"),
            models.Index(
                fields=["address_index"],
                name="registration_of_address",
                condition=Q(address_index__isnull=False),
            ),
            models.Index(fields=["lapses_at"], name="registration_lapses", condition=Q(lapses_at__isnull=False)),
            models.Index(
                fields=["offered_until"], name="registration_offered", condition=Q(offered_until__isnull=False)
            ),
            models.Index(fields=["unsure_until"], name="registration_unsure", condition=Q(unsure_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @property
    def called(self) -> str:
        """The name given for this action, else the pseudonym; empty where nobody gave one. With `person` at hand."""
        return self.name or (self.person.pseudonym if self.person else "")

    @property
    def guests(self) -> int:
        """How many come along with whoever signed up."""
        return self.seats - 1


class Reminder(models.Model):
    """A registration was reminded by a rule of a start: it happens once, and a moved action reminds anew."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="reminders")
    rule = models.CharField(max_length=20)
    local_start = models.CharField(max_length=16)  # “2002-10-11T09:00”; the day alone where the hour is to be told
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when its mail was written; null: not yet

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "rule", "local_start"], name="reminder_once"),
        ]
        indexes = [models.Index(fields=["id"], name="reminder_untold", condition=Q(told_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.rule} {self.local_start}"
