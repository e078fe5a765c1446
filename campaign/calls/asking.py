"""Asking groups to answer a call, and asking again those that are silent.

A group has one answer, however often it is asked. `times_asked` counts the asking, `times_told` the letters of it that
were written: unequal means that letters are due. A task writes them in batches, each with its claim in one transaction,
so that two at once, or one that was cut off and a sweep, write each letter once.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import translation

from campaign.calls import answers, reading
from campaign.calls.models import Answer, AnswerQuerySet, Call
from campaign.groups.models import Group, GroupQuerySet, Membership, MembershipQuerySet
from campaign.lib import nudges
from campaign.lib.sweeps import each
from campaign.mail import outbox
from campaign.mail.outbox import Recipient
from campaign.people import addresses
from campaign.web.templatetags import times
from campaign.web.viewer import NOBODY

BATCH = 200  # groups
REST = timedelta(days=1)  # nobody is asked twice within
TEMPLATE = "calls/mail/ask"
CLAIM = """
UPDATE calls_answer SET times_told = times_asked
WHERE times_told < times_asked AND id IN ({ids}) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What asking some groups would do. `people` get a letter; `unreachable` groups have nobody who could."""

    first: int
    again: int
    answered: int
    rested: int
    people: int
    unreachable: int

    @property
    def asked(self) -> int:
        return self.first + self.again


def outlook(call: Call, groups: GroupQuerySet, now: datetime) -> Outlook:
    """As it stands at this moment; nothing is changed."""
    among = Answer.objects.filter(call=call, group__in=groups.order_by().values("pk"))
    again = _again(call, groups, now)
    first = _first(call, groups)
    concerned = Group.objects.filter(pk__in=first.values("pk")) | Group.objects.filter(pk__in=again.values("group"))
    who = organisers(concerned).filter(person__in=addresses.reachable())
    total, silent = among.count(), among.silent().count()
    asked_again = again.count()
    return Outlook(
        first=first.count(),
        again=asked_again,
        answered=total - silent,
        rested=silent - asked_again,
        people=who.count(),
        unreachable=concerned.count() - who.order_by().values("group").distinct().count(),
    )


def ask(call: Call, groups: GroupQuerySet, *, now: datetime) -> int:
    """Ask those of the groups that have not answered; how many. Who was asked within REST is left in peace.

    Raises answers.NotOpen.
    """
    with transaction.atomic(durable=True):
        answers.lock(call)
        asked = _again(call, groups, now).update(asked_at=now, changed_at=now, times_asked=F("times_asked") + 1)
        rows = [
            Answer(call=call, group_id=id, asked_at=now, changed_at=now, times_asked=1)
            for id in _first(call, groups).values_list("pk", flat=True)
        ]
        Answer.objects.bulk_create(rows, batch_size=500)
        nudges.wake_on_commit("campaign.calls.ask", call.pk)
    return asked + len(rows)


def organisers(groups: GroupQuerySet) -> MembershipQuerySet:
    """The places of those who plan in these groups: they answer for them."""
    places = Membership.objects.filter(group__in=groups.order_by().values("pk"), person__is_active=True)
    return places.filter(role__in=answers.PLANNING_ROLES)


def sweep(now: datetime) -> int:
    """Write the letters that a lost task has not; how many groups."""
    due = _untold().order_by("call").values_list("call", flat=True).distinct()
    return each(due, lambda call: tell(call, now), "Asking the groups to answer call")


def tell(call_id: int, now: datetime) -> int:
    """Write the letters of one call that are due; to how many groups."""
    told = 0
    while claimed := _tell_some(call_id, now):
        told += claimed
    return told


def _again(call: Call, groups: GroupQuerySet, now: datetime) -> AnswerQuerySet:
    silent = Answer.objects.silent().filter(call=call, asked_at__lte=now - REST)
    return silent.filter(group__in=groups.order_by().values("pk"))


def _first(call: Call, groups: GroupQuerySet) -> GroupQuerySet:
    return groups.standing().order_by().exclude(pk__in=Answer.objects.filter(call=call).values("group"))


def _untold() -> AnswerQuerySet:
    return Answer.objects.filter(times_told__lt=F("times_asked"))


def _tell_some(call_id: int, now: datetime) -> int:
    """Claim a batch and write its letters, in one transaction; how many were there to claim."""
    with transaction.atomic(durable=True):
        ids = list(_untold().filter(call=call_id).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if ids and (claimed := _claim(ids)):
            _write(call_id, claimed, now)
    return len(ids)


def _claim(ids: list[int]) -> list[int]:
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(CLAIM.format(ids=marks), ids)
        return [row[0] for row in cursor.fetchall()]


def _write(call_id: int, ids: list[int], now: datetime) -> None:
    """One text for those who read the same language, and were asked before or not. Who answered meanwhile is left."""
    call = Call.objects.select_related("group").prefetch_related("days", "key_dates").get(pk=call_id)
    if call.state != Call.State.PUBLISHED:
        return
    asked = {one.group_id: one for one in Answer.objects.silent().filter(pk__in=ids).select_related("group")}
    places = organisers(Group.objects.filter(pk__in=asked)).select_related("person").order_by("pk")
    verified = addresses.verified_addresses({place.person_id for place in places})
    together: dict[tuple[str, bool], list[tuple[Answer, Membership]]] = defaultdict(list)
    for place in places:
        if place.person_id in verified:
            answer = asked[place.group_id]
            together[place.person.language, answer.times_asked > 1].append((answer, place))
    for (language, again), several in together.items():
        with translation.override(language):
            mailing = outbox.begin(TEMPLATE, context=letter(call, language, again=again), now=now)
        outbox.add(mailing, [_recipient(answer, place, verified) for answer, place in several], now)


def _recipient(answer: Answer, place: Membership, verified: dict[int, str]) -> tuple[str, Recipient, dict[str, str]]:
    to = Recipient(verified[place.person_id], place.person.language, place.person_id)
    values = {"group": answer.group.name, "name": place.person.pseudonym, "link": answers.link(answer, place.pk)}
    return f"ask:{answer.pk}:{place.pk}", to, values


def letter(call: Call, language: str, *, again: bool) -> dict[str, Any]:
    """What the letter says to all who read this language, in which the page speaks at present."""
    days = [day.date for day in call.days.all()]
    read = reading.read(call, NOBODY, asked=language, accepted="")
    shared = {
        "title": str(read.title),
        "summary": str(read.summary),
        "by": str(read.by),
        "again": again,
        "days": times.to_date(days[0], days[-1]) if days else "",
        "url": f"{settings.SITE_URL}{call.get_absolute_url()}",
    }
    return shared | ({"from_name": call.group.name} if call.group else {})
