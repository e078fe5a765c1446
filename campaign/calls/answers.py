"""How a group answers a call: signed in, or by the link in a letter, as long as the call goes on.

A link is one person's for one group: `<answer>.<membership>-<signature>`. It opens nothing any more once she no longer
plans in that group, and nobody else's stops with hers. Renewing raises the answer's generation, which ends them all.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F

from campaign.calls.models import Answer, Call
from campaign.groups.models import Group, Membership
from campaign.lib import links
from campaign.web.viewer import Viewer

PLANNING_ROLES = (Membership.Role.ORGANISER, Membership.Role.COORDINATOR)
OWN = 20  # groups of one person that are offered on a call's page
LATER = (Answer.State.ASKED, Answer.State.CONSIDERING, Answer.State.DECLINED)  # an announced action says more


class NotOpen(Exception):
    """The call is not published, or has ended: nobody is asked, and no answer is taken."""


@dataclass
class Overtaken(Exception):
    """Somebody else has answered for the group since this was opened. `answer` is what now stands."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Opened:
    """What a genuine link opens: the answer, for the person to whose membership it was sent."""

    answer: Answer
    membership: Membership


def path(answer: Answer, membership_id: int) -> str:
    """Where one of the group's organisers answers without signing in."""
    return f"/answers/{answer.pk}.{links.sign(_purpose(answer.pk), membership_id, answer.generation)}/"


def link(answer: Answer, membership_id: int) -> str:
    """The same, absolute, for a letter."""
    return f"{settings.SITE_URL}{path(answer, membership_id)}"


def opened_by(token: str) -> Opened | None:
    """What a token opens; nothing for a forged or renewed one, nor for who plans in the group no more."""
    head, dot, rest = token.partition(".")
    if not dot or not head.isascii() or not head.isdigit() or len(head) > 18:
        return None
    answer = Answer.objects.select_related("call", "group").filter(pk=int(head)).first()
    if answer is None or links.verify(_purpose(answer.pk), rest, lambda id: answer.generation) is None:
        return None
    places = Membership.objects.filter(group=answer.group_id, role__in=PLANNING_ROLES, person__is_active=True)
    membership = places.select_related("person").filter(pk=links.claimed_id(rest) or 0).first()
    return Opened(answer, membership) if membership else None


@transaction.atomic(durable=True)
def give(call: Call, group: Group, *, state: str, word: str = "", seen: int, now: datetime) -> Answer:
    """What the group says to the call; whatever it said before is gone.

    `seen` is the revision that was open, 0 where there was no answer. Raises NotOpen, and Overtaken where another was
    given since; then nothing is changed.
    """
    lock(call)
    said = {"state": Answer.State(state), "word": word, "answered_at": now, "changed_at": now}
    standing = Answer.objects.filter(call=call, group=group)
    if not standing.filter(revision=seen).update(**said, revision=F("revision") + 1):
        if stands := standing.select_related("call", "group").first():
            raise Overtaken(stands)
        return Answer.objects.create(call=call, group=group, revision=1, **said)
    return standing.get()


@dataclass(frozen=True, slots=True)
class Counted:
    """What everyone may know of the answers: how many groups take part, how many consider it. Never who."""

    taking_part: int
    considering: int


def counted(call: Call) -> Counted:
    """A group takes part that says it is planning, or would if it had help: one query."""
    rows = Answer.objects.filter(call=call).order_by().values_list("state").annotate(Count("pk"))
    numbers: dict[str, int] = dict(rows)
    taking_part = sum(numbers.get(state, 0) for state in Answer.TAKING_PART)
    return Counted(taking_part, numbers.get(Answer.State.CONSIDERING, 0))


def own(call: Call, viewer: Viewer) -> list[tuple[Group, Answer | None]]:
    """The groups in which the viewer plans, each with its answer: two queries, none for a visitor."""
    if viewer.person is None or call.state != Call.State.PUBLISHED:
        return []
    # Sorted here: PostgreSQL would read all groups in that order to find the few that are the viewer's.
    groups = sorted(Group.objects.planned_by(viewer), key=lambda group: (group.search, group.pk))[:OWN]
    said = {one.group_id: one for one in Answer.objects.changeable_by(viewer).filter(call=call)}
    return [(group, said.get(group.pk)) for group in groups]


def lock(call: Call) -> None:
    """The first statement of what may happen only while a call goes on: it does not end before that is done."""
    if not Call.objects.filter(pk=call.pk, state=Call.State.PUBLISHED).update(slug=F("slug")):
        raise NotOpen


@transaction.atomic(savepoint=False)
def acts(call_id: int | None, group_id: int, *, now: datetime) -> None:
    """A step of whoever announces an action for a call: the group says no less than that it is planning."""
    if call_id is None:
        return
    said = {"state": Answer.State.PLANNING, "answered_at": now, "changed_at": now}
    row = Answer(call_id=call_id, group_id=group_id, revision=1, **said)
    Answer.objects.bulk_create([row], ignore_conflicts=True)
    standing = Answer.objects.filter(call=call_id, group=group_id)
    standing.filter(state=Answer.State.DECLINED).update(word="")
    standing.filter(state__in=LATER).update(**said, revision=F("revision") + 1)


@transaction.atomic(durable=True)
def renew(answer: Answer) -> None:
    """End all links to it that are about in letters; the next letter carries new ones."""
    Answer.objects.filter(pk=answer.pk).update(generation=F("generation") + 1)


def _purpose(answer: int) -> str:
    return f"answer-{answer}"
