"""Writing mail. Nothing here talks to a server: a row is the truth, and a task nudged on commit sends it.

Mail to one person is written inside the transaction of the verb that causes it (`write`); mail to many has one text
(`begin`) and gets its recipients in batches (`add`). A template is a folder that holds subject.txt, body.txt and
body.html. Its context is plain JSON, because it is rendered later and elsewhere. Reserved keys:

- `from_name`: who writes, such as the group's name (else the network's);
- `unsubscribe`: an absolute address, which becomes List-Unsubscribe and List-Unsubscribe-Post (RFC 8058);
- `ics`: an iCalendar document, attached as METHOD:PUBLISH.
"""

import json
import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from campaign.mail import claims, nudging
from campaign.mail.models import Delivery, Mailing
from campaign.web import prepared

State = Delivery.State
BATCH = 500  # rows an INSERT
ADDRESS = re.compile(r"[^\s<>()\\,;:\"@\x00-\x1f\x7f]+@[^\s<>()\\,;:\"@\x00-\x1f\x7f]+")


class BadAddress(ValueError):
    """What is given as an address can't be one. The text never holds it."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a mail goes, in which language, and whose erasure takes it along."""

    address: str
    language: str
    person: int | None = None

    def __post_init__(self) -> None:
        # What a form has checked passes; what could break out of a header or an SMTP command never does.
        if len(self.address) > 254 or not ADDRESS.fullmatch(self.address):
            raise BadAddress("This is no address that mail can be sent to.")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one mail; `at` is when nothing more was to be done for it, None while something is."""

    state: Delivery.State
    at: datetime | None


def write(template: str, *, to: Recipient, context: Mapping[str, Any], key: str, now: datetime) -> Delivery:
    """One mail to one person, inside the verb's transaction.

    `key` says what it is for; the same template is never written twice for the same key, however often a sweep or a
    task runs again. So whatever may rightly be mailed twice says so in its key ("registration:7:request:2").
    """
    delivery = _delivery(_standing(template, now), key, to, context, now, Delivery.Priority.SOON)
    prepared.insert(delivery, unless="ON CONFLICT (mailing_id, key) DO UPDATE SET key = excluded.key")
    nudging.wake_on_commit()
    return delivery


def begin(template: str, *, context: Mapping[str, Any], now: datetime, followed: bool = False) -> Mailing:
    """A text for many. `context` is what all share; recipients follow by `add`, in the same transaction.

    A `followed` one may get them later and in batches, until `complete`; its numbers are kept for good. The text of
    any other goes when no delivery waits for it, the mailing itself after thirty days.
    """
    return Mailing.objects.create(template=template, context=json.dumps(context), created_at=now, followed=followed)


def complete(mailing: Mailing, now: datetime) -> None:
    """All recipients of a followed mailing are there: once they have it, its text goes."""
    Mailing.objects.filter(pk=mailing.pk, complete_at=None).update(complete_at=now)


def add(mailing: Mailing, recipients: Iterable[tuple[str, Recipient, Mapping[str, str]]], now: datetime) -> None:
    """Recipients of a mailing as (key, recipient, values); those whose key it has already are left out.

    Values are texts, filled into the finished letter: every recipient of one mailing has the same names, a value may
    stand in the body (never in the subject, in a condition or under a filter), and it is not empty.
    Nothing is added to a mailing that was stopped.
    """
    with transaction.atomic(savepoint=False):
        if not Mailing.objects.filter(pk=mailing.pk, stopped_at=None).exists():
            return
        Delivery.objects.bulk_create(
            (_delivery(mailing.pk, key, to, values, now, Delivery.Priority.BULK) for key, to, values in recipients),
            ignore_conflicts=True,
            batch_size=BATCH,
        )
        nudging.wake_on_commit()


def stop(mailing: Mailing, now: datetime) -> None:
    """Send nothing more of it. What a server is being handed at this moment still goes out."""
    with transaction.atomic(savepoint=False):
        Mailing.objects.filter(pk=mailing.pk, stopped_at=None).update(stopped_at=now)
        unfinished = mailing.deliveries.filter(finished_at=None)
        unfinished.filter(state=State.QUEUED).update(state=State.STOPPED, **claims.finished(now))
        unfinished.filter(state=State.UNCERTAIN).update(**claims.finished(now))
    mailing.refresh_from_db(fields=["stopped_at"])


def waiting(mailing: Mailing) -> QuerySet[Delivery]:
    """Its deliveries that no server was handed yet."""
    return mailing.deliveries.filter(finished_at=None, state=State.QUEUED)


def skip(mailing: Mailing, keys: Collection[str], now: datetime) -> int:
    """Whoever stands under these keys is not to get it any more. How many deliveries it was that waited still."""
    with transaction.atomic(savepoint=False):
        several = sorted(keys)
        return sum(
            waiting(mailing)
            .filter(key__in=several[start : start + BATCH])
            .update(state=State.SKIPPED, **claims.finished(now))
            for start in range(0, len(several), BATCH)
        )


def withhold(keys: Collection[str], beginnings: Collection[str], now: datetime) -> int:
    """What still waits under one of these keys, or under one that begins so, whatever mailing it belongs to, goes to
    nobody any more, and its address is blanked. How many deliveries that was."""
    fitting = Q(key__in=keys)
    for beginning in beginnings:
        fitting |= Q(key__startswith=beginning)
    with transaction.atomic(savepoint=False):
        waits = Delivery.objects.filter(fitting, finished_at=None)
        skipped = waits.filter(state=State.QUEUED).update(state=State.SKIPPED, **claims.finished(now))
        return int(skipped + waits.filter(state=State.UNCERTAIN).update(**claims.finished(now)))


def fates(template: str, keys: Collection[str]) -> dict[str, Fate]:
    """What became of the mails of this template that were written for these keys; one that is forgotten is left out."""
    rows = Delivery.objects.filter(mailing__template=template, key__in=keys)
    return {key: Fate(State(state), at) for key, state, at in rows.values_list("key", "state", "finished_at")}


def progress(mailing: Mailing) -> dict[Delivery.State, int]:
    """How many deliveries are in each state; every state is there."""
    counted = {state: int(mailing.forgotten.get(state, 0)) for state in State}
    for state, number in mailing.deliveries.values_list("state").annotate(Count("pk")):
        counted[State(state)] += number
    return counted


def _standing(template: str, now: datetime) -> int:
    """The id of the mailing of all that this template writes to one person. By cursor: every sign-up asks for it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {Mailing._meta.db_table} WHERE template = %s AND standing", [template])  # noqa: S608
        row = cursor.fetchone()
    if row is not None:
        return int(row[0])
    return Mailing.objects.get_or_create(template=template, standing=True, defaults={"created_at": now})[0].pk


def _delivery(
    mailing_id: int, key: str, to: Recipient, values: Mapping[str, Any], now: datetime, priority: Delivery.Priority
) -> Delivery:
    return Delivery(
        mailing_id=mailing_id,
        key=key,
        person_id=to.person,
        address=to.address,
        values=json.dumps(values),
        language=to.language,
        priority=priority,
        due_at=now,
        message_id=f"<{secrets.token_hex(12)}@{urlsplit(settings.SITE_URL).hostname}>",
    )
