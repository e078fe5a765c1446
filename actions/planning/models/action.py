"""The action: what a group plans."""

import uuid
from datetime import datetime
from datetime import time as Clock  # noqa: N812 - `time` is the name of a field
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actions.planning.models.coming import Coming
from actions.planning.models.meeting import Meeting, one_opening, whole_point
from actions.planning.models.series import Series
from campaign.calls.kinds import Kind
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.web.viewer import Viewer


def new_uid() -> str:
    """An iCalendar UID that tells nothing and never changes."""
    return str(uuid.uuid4())


Ids = models.QuerySet[Any, Any]


def _among(first: Ids, *others: Ids) -> Q:
    """In one of these lists of ids. Put together as one list, each part read by its own index: PostgreSQL answers an OR
    of several lists by reading the whole table."""
    return Q(pk__in=first.union(*others, all=True))


def _hosted_by(groups: "models.QuerySet[Group]") -> tuple[Ids, Ids]:
    """Led, and co-hosted."""
    led = Action.objects.filter(group__in=groups.order_by().values("pk")).values_list("pk")
    return led, _cohosted(groups, "accepted")


def _cohosted(groups: "models.QuerySet[Group]", state: str) -> Ids:
    return groups.order_by().filter(cohosted__state=state).values_list("cohosted__action")


def _asked(viewer: Viewer) -> Ids:
    """Some group in which the viewer plans is asked to co-host it."""
    return _cohosted(Group.objects.planned_by(viewer), "asked")


def _organised_by(viewer: Viewer) -> tuple[Ids, Ids, Ids]:
    """By an organiser of a group that leads or co-hosts it, or by a delegate whose account is open."""
    person = {"delegates__person": viewer.person, "delegates__person__is_active": True}
    delegated = Action.objects.filter(delegates__state="accepted", **person).values_list("pk")
    return *_hosted_by(Group.objects.planned_by(viewer)), delegated


class ActionQuerySet(models.QuerySet["Action"]):
    def public(self) -> Self:
        """Announced (also postponed or cancelled since) and meant for everyone; no husks."""
        return self.filter(
            state__in=Action.SHOWN_STATES, visibility=Action.Visibility.PUBLIC, withdrawn_at__isnull=True
        )

    def visible_to(self, viewer: Viewer) -> Self:
        """Public ones; for the members of a group that hosts it also what was announced to them alone; who organises
        it sees it in any state, and who is asked to co-host it sees the draft."""
        alive = self.filter(withdrawn_at__isnull=True)
        if viewer.person is None:
            return alive.public()
        public = Q(state__in=Action.SHOWN_STATES, visibility=Action.Visibility.PUBLIC)
        inside = Q(state__in=Action.SHOWN_STATES) & _among(*_hosted_by(Group.objects.read_by(viewer)))
        asked = ~Q(state__in=Action.SHOWN_STATES) & Q(pk__in=_asked(viewer))
        return alive.filter(public | inside | _among(*_organised_by(viewer)) | asked)

    def changeable_by(self, viewer: Viewer) -> Self:
        """Those that the viewer organises: in a group that leads or co-hosts, or as a delegate."""
        return self.organised_by(viewer).filter(withdrawn_at__isnull=True)

    def led_by(self, viewer: Viewer) -> Self:
        """Those that a group leads in which the viewer plans: hers to cancel, to take away, and to hand over."""
        return self.filter(withdrawn_at__isnull=True, group__in=Group.objects.planned_by(viewer).values("pk"))

    def arranged_with(self, viewer: Viewer) -> Self:
        """Those whose hosts the viewer sees and speaks for: whoever organises it or is asked to."""
        if viewer.person is None:
            return self.none()
        return self.filter(_among(*_organised_by(viewer), _asked(viewer)), withdrawn_at__isnull=True)

    def organised_by(self, viewer: Viewer) -> Self:
        """The same as `changeable_by`, with those that were withdrawn."""
        return self.none() if viewer.person is None else self.filter(_among(*_organised_by(viewer)))

    def read_inside_by(self, viewer: Viewer) -> Self:
        """Those of the groups in which the viewer is, and those which she organises."""
        if viewer.person is None:
            return self.none()
        return self.filter(_among(*_hosted_by(Group.objects.read_by(viewer)), *_organised_by(viewer)))

    def hosted_by(self, groups: "models.QuerySet[Group]") -> Self:
        """Those that one of these groups leads or co-hosts."""
        return self.filter(_among(*_hosted_by(groups)))

    def with_hosts(self) -> Self:
        """With the groups that host them, for `hosts`: two queries more, however many there are."""
        return self.select_related("group").prefetch_related("cohosts__group")

    def coming(self, at: datetime) -> Self:
        """Not over at that instant; a day to be announced counts as still to come."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=at))


class Action(Meeting, Coming):
    """Local date, hour and zone as people say them. An empty day or city is to be announced; an empty hour is as the
    call says, unless `time_to_come` says that it is to be announced."""

    class State(models.TextChoices):
        IDEA = "idea", _("idea")
        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everyone")
        GROUP = "group", _("the group’s members")

    SHOWN_STATES = (State.ANNOUNCED, State.POSTPONED, State.CANCELLED)

    # what it says
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    uid = models.CharField(max_length=64, unique=True, default=new_uid, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="actions", verbose_name=_("group"))
    call = models.ForeignKey(
        Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("call")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("in two sentences"), max_length=400, blank=True)
    text = models.TextField(_("what happens"), blank=True)
    bring = models.TextField(_("what to bring"), blank=True)
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    search = models.TextField(blank=True, editable=False)  # derived, folded: see planning/searching.py

    # when
    day = models.DateField(_("day"), null=True, blank=True)
    time = models.TimeField(_("hour"), null=True, blank=True)
    end_day = models.DateField(_("last day"), null=True, blank=True)
    end_time = models.TimeField(_("until"), null=True, blank=True)
    open_ended = models.BooleanField(_("stays open until further notice"), default=False)
    time_to_come = models.BooleanField(_("the hour is to be announced"), default=False)  # not: as the call says
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="dates")
    series_date = models.DateField(null=True, blank=True)  # the date that the rule made; `day` may have moved since
    hours_from_call = models.BooleanField(default=False, editable=False)  # derived: time and end_time are the call's
    starts = models.DateTimeField(null=True, blank=True, editable=False)  # derived, UTC: see planning/moments.py
    ends = models.DateTimeField(null=True, blank=True, editable=False)  # derived, UTC; null: open-ended or no day yet
    local_start = models.CharField(max_length=16, blank=True, editable=False)  # derived: the start as people say it

    # what it is
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    reason = models.TextField(_("why"), max_length=400, blank=True)  # of a cancellation or a postponement

    # what changed: written by changes.record only
    revision = models.PositiveIntegerField(default=1, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    notice_due = models.DateTimeField(null=True, blank=True, editable=False)
    defaults_seen = models.PositiveIntegerField(default=0, editable=False)  # the call's, by which it was derived
    call_due = models.DateTimeField(null=True, editable=False)  # when its organisers hear what the call says now
    changed_at = models.DateTimeField(editable=False)
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)  # a husk since then

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(slug="new"), name="action_slug_not_reserved"),
            models.CheckConstraint(condition=Q(seats=None) | Q(seats__gt=0), name="action_seats_positive"),
            models.CheckConstraint(
                condition=Q(seats=None) | Q(seats_taken__lte=F("seats")), name="action_seats_never_exceeded"
            ),
            models.CheckConstraint(condition=Q(time=None) | Q(day__isnull=False), name="action_time_needs_day"),
            models.CheckConstraint(
                condition=Q(end_day=None) | Q(end_day__gte=F("day")), name="action_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(open_ended=True, end_day__isnull=False), name="action_open_end"),
            models.CheckConstraint(condition=~Q(time_to_come=True, time__isnull=False), name="action_time_to_come"),
            models.UniqueConstraint(fields=["series", "series_date"], name="action_once_a_series_date"),
            models.CheckConstraint(
                condition=Q(hours_from_call=False) | Q(time__isnull=False), name="action_calls_hours"
            ),
            models.CheckConstraint(
                condition=Q(day_before_at=None) | Q(day_before_at__range=(Clock(7), Clock(21))),
                name="action_reminds_by_day",
            ),
            models.CheckConstraint(
                condition=Q(hours_before=None) | Q(hours_before__range=(1, 12)), name="action_reminds_within_half_a_day"
            ),
            whole_point("action_meets_at_a_point"),
            one_opening("action_meeting_point_one_opening"),
        ]
        indexes = [
            models.Index(
                fields=["starts", "id"],
                name="action_shown",
                condition=Q(state__in=["announced", "postponed", "cancelled"], visibility="public"),
            ),
            models.Index(fields=["starts", "id"], name="action_in_order"),  # for who sees more than what is public
            models.Index(fields=["call", "defaults_seen"], name="action_follows"),
            models.Index(fields=["call", "group"], name="action_for_call"),
            models.Index(fields=["call", "day", "starts", "id"], name="action_day_by_day"),
            models.Index(fields=["call_due"], name="action_call_due", condition=Q(call_due__isnull=False)),
            models.Index(fields=["city_key", "day"], name="action_in_town"),  # what else is on that day
            models.Index(fields=["notice_due"], name="action_notice_due", condition=Q(notice_due__isnull=False)),
            models.Index(fields=["remind_day"], name="action_remind_day", condition=Q(remind_day__isnull=False)),
            models.Index(fields=["remind_hours"], name="action_remind_hours", condition=Q(remind_hours__isnull=False)),
            models.Index(
                fields=["remind_evening"], name="action_remind_evening", condition=Q(remind_evening__isnull=False)
            ),
            models.Index(fields=["note_lacks"], name="action_note_lacks", condition=Q(note_lacks__isnull=False)),
            models.Index(fields=["note_morning"], name="action_note_morning", condition=Q(note_morning__isnull=False)),
            models.Index(fields=["note_after"], name="action_note_after", condition=Q(note_after__isnull=False)),
            models.Index(
                fields=["meeting_point_due"], name="action_point_due", condition=Q(meeting_point_due__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hosts(self) -> list[Group]:
        """The groups that host it: the one that leads, then the others by name."""
        others = [cohost.group for cohost in self.cohosts.all() if cohost.state == "accepted"]
        return [self.group, *sorted(others, key=lambda group: (group.name, group.pk))]


class Edition(models.Model):
    """What an action said of its time and place at one `sequence`, so that a notice can say what it was before."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="editions")
    sequence = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=Action.State)
    day = models.DateField(null=True)
    time = models.TimeField(null=True)
    end_day = models.DateField(null=True)
    end_time = models.TimeField(null=True)
    open_ended = models.BooleanField(default=False)
    city = models.CharField(max_length=100, blank=True)
    place_name = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2)
    zone = models.CharField(max_length=50)
    meeting_point_index = models.BinaryField(max_length=16)  # blind: tells whether it changed, not what it was

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "sequence"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.action_id} {self.sequence}"
