"""Who comes, as those who plan an action see it: counted, chosen, a page at a time; and what they note about somebody.

Names are sealed, so the database knows no order of theirs: the list goes by what is to be done (those who await a yes
first), then as people came. Lists that are printed or taken along are put in order of names.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.planning.models import Action, Registration, Reply, ShiftPlace
from actions.planning.models.registration import RegistrationQuerySet
from actions.planning.taking_part import seats as counter
from campaign.groups.models import Group
from campaign.web.viewer import Viewer

PAGE = 100
CURSOR = re.compile(r"([0-9])-([0-9]{1,9})-([0-9]{1,18})", re.ASCII)
State = Registration.State
UNSURE = "unsure"
NEEDS = "needs"
STATES = (  # in the order of the list
    (State.REQUESTED, _("Await your yes")),
    (State.CONFIRMED, _("With a place")),
    (State.OFFERED, _("Offered a place")),
    (State.WAITING, _("Waiting")),
    (State.PENDING, _("Not confirmed")),
)
RANKS = {state: rank for rank, (state, _words) in enumerate(STATES)}
WITH_PLACE = Q(state=State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are wanted: of one state (or `unsure`), of one shift, only those who need something."""

    state: str = ""
    shift: int | None = None
    needs: bool = False

    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        said = {"state": self.state, "shift": str(self.shift or ""), "needs": "on" if self.needs else ""}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Tally:
    """A state with the parties that are in it, as a link of the page."""

    name: str
    words: str
    parties: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many parties are in each state, and how many of those with a place came along with somebody."""

    tallies: list[Tally]
    guests: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some parties, and the cursor at which the next page starts: empty on the last one."""

    parties: list[Registration]
    next: str
    is_first: bool


def of(action: Action, viewer: Viewer) -> RegistrationQuerySet:
    """All who have signed up and have not cancelled.

    Who has not followed the link in the mail is counted and not shown: anybody may have typed that name, and what
    somebody is said to need.
    """
    return counted(action, viewer).exclude(state=State.PENDING)


def counted(action: Action, viewer: Viewer) -> RegistrationQuerySet:
    """The same with those who have yet to confirm. For counting only."""
    return Registration.objects.managed_by(viewer).filter(action=action).exclude(state=State.CANCELLED)


def writer(action: Action, viewer: Viewer) -> Group | None:
    """In whose name the viewer may write to those who come: the first host (of `with_hosts`) in which she plans."""
    mine = set(Group.objects.planned_by(viewer).values_list("pk", flat=True))
    return next((group for group in action.hosts if group.pk in mine), None)


def counts(people: RegistrationQuerySet) -> Counts:
    """Counted in one query, however many there are."""
    rows = people.order_by().values("state", unsure=Q(unsure_until__isnull=False))
    parties: dict[str, int] = {}
    guests = 0
    for row in rows.annotate(parties=Count("pk"), places=Sum("seats")):
        parties[row["state"]] = parties.get(row["state"], 0) + row["parties"]
        if row["state"] == State.CONFIRMED:
            guests += row["places"] - row["parties"]
            if row["unsure"]:
                parties[UNSURE] = row["parties"]
    each = [Tally(state, str(words), parties.get(state, 0)) for state, words in STATES]
    each.insert(2, Tally(UNSURE, gettext("Unsure"), parties.get(UNSURE, 0)))
    every = sum(one.parties for one in each if one.name not in (UNSURE, State.PENDING))
    return Counts([Tally("", gettext("All"), every), *each], guests)


def choose(people: RegistrationQuerySet, asked: Asked) -> RegistrationQuerySet:
    """Those asked for. In a shift is who holds a place in it, and who wishes for one."""
    if asked.state == UNSURE:
        people = people.filter(WITH_PLACE, unsure_until__isnull=False)
    elif asked.state:
        people = people.filter(state=asked.state)
    if asked.shift is not None:
        people = people.filter(pk__in=ShiftPlace.objects.filter(shift=asked.shift).values("registration"))
    return people.filter(needs__isnull=False) if asked.needs else people


def page(people: RegistrationQuerySet, after: str = "") -> Page:
    """Those after the cursor. Keyset paging: however far on, no more than one page is opened."""
    found = _in_order(people)
    if last := CURSOR.fullmatch(after):
        rank, place, pk = map(int, last.groups())
        same_place = Q(place__gt=place) | Q(place=place, pk__gt=pk)
        found = found.filter(Q(rank__gt=rank) | Q(Q(rank=rank) & same_place))
    parties = list(with_all(found)[: PAGE + 1])
    more = ""
    if len(parties) > PAGE:
        end: Any = parties[PAGE - 1]
        more = f"{end.rank}-{end.place}-{end.pk}"
    return Page(parties[:PAGE], more, last is None)


def state_in_words(registration: Registration) -> str:
    """As a list says it: “confirmed”, “unsure”."""
    unsure = registration.state == State.CONFIRMED and registration.unsure_until is not None
    return gettext("unsure: asked whether they still come") if unsure else registration.get_state_display()


def by_name(people: RegistrationQuerySet) -> list[Registration]:
    """All of them with all that is known, in order of what they are called: for paper and files."""
    return sorted(with_all(people.order_by("pk")), key=lambda one: (one.called.casefold(), one.pk))


def with_all(people: QuerySet[Registration]) -> QuerySet[Registration]:
    """With what a row of any list says: three queries, however many there are."""
    shifts = ShiftPlace.objects.select_related("shift").order_by("shift__day", "shift__time", "shift__pk")
    replies = Reply.objects.select_related("question").order_by("question__place", "question__pk")
    return people.select_related("person").prefetch_related(
        Prefetch("shift_places", shifts), Prefetch("replies", replies)
    )


def _in_order(people: RegistrationQuerySet) -> RegistrationQuerySet:
    ranks = [When(state=state, then=Value(rank)) for state, rank in RANKS.items()]
    return people.annotate(
        rank=Case(*ranks, default=Value(9), output_field=IntegerField()), place=Coalesce("line", 0)
    ).order_by("rank", "place", "pk")


@dataclass
class NoteOvertaken(Exception):
    """Another organiser has noted something since the page was opened: `note` is what stands now."""

    note: str


def note(registration: Registration, words: str, *, seen: str) -> None:
    """Keep what organisers want to remember about this party: sealed, and erased with all the rest.

    `seen` is the mark of the note as it stood when the page was opened. Raises NoteOvertaken, and
    Registration.DoesNotExist where they come no longer.
    """
    with transaction.atomic(durable=True):
        counter.hold(registration.action_id)
        present = Registration.objects.exclude(state=State.CANCELLED).get(pk=registration.pk)
        if mark(present.note) != seen and present.note != (words or None):
            raise NoteOvertaken(present.note or "")
        present.note = words or None
        present.save(update_fields=["note"])


def mark(words: str | None) -> str:
    """Equal for equal notes."""
    return hashlib.sha256((words or "").encode()).hexdigest()[:16]
