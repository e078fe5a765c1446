"""A call was corrected: the actions that answer it follow, and whose words are her own hears of it.

An action keeps the number of the call's defaults that it saw (`defaults_seen`); a smaller one is stale. Following
derives the hours anew, through `changes.record`, so that notices and reminders come as for any other move; texts need
nothing, since they are read through. Where an action says something of its own, `call_due` says when its organisers
hear of it: after NOTICE_DELAY, so that several corrections are one mail, and so are all actions of one reader.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation

from actions.planning import changes, drafting
from actions.planning.models import Action, Change, Cohost, Delegate
from actions.planning.taking_part import waiting_list
from actions.planning.words import own_words
from actions.planning.words.own_words import Correction
from campaign.calls.models import Call
from campaign.groups.models import Membership
from campaign.lib.sweeps import each
from campaign.mail import outbox
from campaign.mail.outbox import Recipient
from campaign.people import addresses
from campaign.people.models import Person
from campaign.web.templatetags import times

TEMPLATE = "planning/mail/call_corrected"
NAMED = 20  # actions in one mail
QUOTED = 600  # characters of a text in it
TOGETHER = 500  # actions told at once

Corrected = dict[int, list[Correction]]  # by the action's id


def sweep(now: datetime) -> int:
    """Follow what was corrected, whether or not anybody was nudged, and tell whom it concerns; how many followed."""
    shown = Call.objects.filter(state__in=[Call.State.PUBLISHED, Call.State.ENDED])
    stale = shown.filter(Exists(_behind(OuterRef("pk"), OuterRef("defaults_revision"))))  # a look at an index for each
    followed = sum(_follow_all(pk, revision, now) for pk, revision in stale.values_list("pk", "defaults_revision"))
    due = set(Action.objects.filter(call_due__lte=now).values_list("call", flat=True))
    each(sorted(call for call in due if call), lambda id: tell(id, now), "Telling what changed in call")
    return followed


def follow_call(call_id: int, now: datetime) -> int:
    """Let all actions that answer one call follow it; how many did."""
    shown = Call.objects.filter(pk=call_id, state__in=[Call.State.PUBLISHED, Call.State.ENDED])
    return sum(_follow_all(pk, revision, now) for pk, revision in shown.values_list("pk", "defaults_revision"))


def _follow_all(call: int, revision: int, now: datetime) -> int:
    ids = _behind(call, revision).order_by("pk").values_list("pk", flat=True)
    return each(ids, lambda id: follow(id, now), "Following the call, action")


def _behind(call: int | OuterRef, revision: int | OuterRef) -> QuerySet[Action]:
    """The actions that have seen less than this of the call."""
    return Action.objects.filter(call=call, defaults_seen__lt=revision, withdrawn_at__isnull=True)


def follow(id: int, now: datetime) -> int:
    """Derive one action's hours from its call anew; 1, or 0 where it is withdrawn since."""
    action = Action(pk=id)
    with transaction.atomic(durable=True):
        try:
            changes.lock(action)
        except changes.ChangedMeanwhile:
            return 0
        over = drafting.is_over(action, now)
        changes.record(action, fields=(), now=now, role=Change.Role.CALL)
        drafting.count_anew(action, now, over=over)
        if action.state != Action.State.CANCELLED and not drafting.is_over(action, now) and own_words.untold(action):
            due = now + timedelta(seconds=settings.NOTICE_DELAY)
            Action.objects.filter(pk=action.pk, call_due=None).update(call_due=due)
        waiting_list.move_up(action, now=now)
    return 1


def tell(call_id: int, now: datetime) -> int:
    """Tell the organisers of all actions with words of their own what the call says now; how many letters that were.

    What was corrected back meanwhile, or decided, is told to nobody.
    """
    due = Action.objects.filter(call=call_id, call_due__lte=now).order_by("pk")
    with transaction.atomic(durable=True):
        ids = [id for id in due.values_list("pk", flat=True)[:TOGETHER] if due.filter(pk=id).update(call_due=None)]
        actions = list(Action.objects.filter(pk__in=ids, withdrawn_at=None).select_related("call").order_by("starts"))
        corrected = {action.pk: found for action in actions if (found := own_words.untold(action))}
        actions = [action for action in actions if action.pk in corrected]
        for action in actions:
            own_words.told(action, corrected[action.pk])
        letters = _write(actions, corrected, now)
    return letters + (tell(call_id, now) if len(ids) == TOGETHER else 0)


def _write(actions: list[Action], corrected: Corrected, now: datetime) -> int:
    """One letter to each organiser, about all actions that are hers; one text for those who organise the same."""
    theirs = _organisers(actions)
    languages = dict(Person.objects.filter(pk__in=theirs).values_list("pk", "language"))
    together: dict[tuple[str, tuple[int, ...]], list[Recipient]] = defaultdict(list)
    for person, address in addresses.verified_addresses(theirs).items():
        about = tuple(action.pk for action in actions if action.pk in theirs[person])
        together[languages[person], about].append(Recipient(address, languages[person], person))
    for (language, about), readers in sorted(together.items()):
        with translation.override(language):
            context = _context([action for action in actions if action.pk in about], corrected)
        mailing = outbox.begin(TEMPLATE, context=context, now=now)
        outbox.add(mailing, ((f"call:{to.person}", to, {}) for to in readers), now)
    return sum(map(len, together.values()))


def _organisers(actions: Iterable[Action]) -> dict[int, set[int]]:
    """Who organises any of them, by person: in the group that leads, in a co-host, or as a delegate."""
    ids = [action.pk for action in actions]
    hosts: dict[int, set[int]] = defaultdict(set)  # by group
    for action in actions:
        hosts[action.group_id].add(action.pk)
    for group, id in Cohost.objects.accepted().filter(action__in=ids).values_list("group", "action"):
        hosts[group].add(id)
    theirs: dict[int, set[int]] = defaultdict(set)  # by person
    organisers = Membership.objects.filter(group__in=hosts, person__is_active=True).exclude(role=Membership.Role.MEMBER)
    for person, group in organisers.values_list("person", "group"):
        theirs[person] |= hosts[group]
    for delegated, id in Delegate.objects.accepted().filter(action__in=ids).values_list("person", "action"):
        theirs[delegated or 0].add(id)
    return theirs


def _context(actions: list[Action], corrected: Corrected) -> dict[str, Any]:
    call = actions[0].call
    fields = {one.field: one for action in actions for one in corrected[action.pk]}
    return {
        "call": call.title if call else "",
        "says": [{"label": one.label, "now": _short(one.now)} for one in fields.values()],
        "actions": [
            {
                "title": action.title,
                "when": times.when(action),
                "url": f"{settings.SITE_URL}/actions/{action.slug}/call/",
            }
            for action in actions[:NAMED]
        ],
        "more": max(0, len(actions) - NAMED),
    }


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()} …"
