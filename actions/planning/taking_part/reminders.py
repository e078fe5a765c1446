"""Reminders: the day before at 11:00, and three hours before, in the action's zone.

1. When each of an action's reminders is due is derived with its other times (moments.reminders) and indexed. A sweep
   asks one indexed question a rule, between constant bounds: one INSERT … SELECT writes who is reminded, once for
   each (registration, rule, local start). So a moved action reminds anew, and two sweeps at once write the same rows.
2. Who registers after a reminder was due has just had a mail, and gets the ones still to come.
3. In the quiet hours (22 to 7) the second one moves to 21:00 the evening before, and is dropped where the first one
   went out that day.
4. The rows are then claimed in batches, each with its deliveries in one transaction: a sweep that is killed leaves
   the rest to the next. Where the action is cancelled, postponed or moved since, nothing is sent.

Who has no address has the row all the same; `/me/` shows it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import translation

from actions.planning.models import Action, Registration, Reminder
from actions.planning.taking_part import letters, registrations
from campaign.lib import codes
from campaign.lib.sweeps import each
from campaign.mail import outbox

BATCH = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """`column` says when it is due; `late`: how long afterwards it still makes sense, where a sweep was held up."""

    name: str
    column: str
    late: timedelta
    unless: str = ""


DAY_BEFORE = Rule("day-before", "remind_day", timedelta(hours=11))
RULES = (
    DAY_BEFORE,
    Rule("hours-before", "remind_hours", timedelta(hours=3)),
    Rule("evening-before", "remind_evening", timedelta(hours=1), unless=DAY_BEFORE.name),
)

WRITE = """
INSERT INTO planning_reminder (registration_id, rule, local_start, due_at)
SELECT r.id, %s, a.local_start, a.{column}
FROM planning_action a JOIN planning_registration r ON r.action_id = a.id
WHERE a.{column} > %s AND a.{column} <= %s AND a.starts > %s
AND a.state = 'announced' AND a.withdrawn_at IS NULL
AND r.state = 'confirmed' AND r.confirmed_at <= a.{column}
{unless}
ON CONFLICT DO NOTHING
"""
UNLESS = """AND NOT EXISTS (SELECT 1 FROM planning_reminder x
WHERE x.registration_id = r.id AND x.local_start = a.local_start AND x.rule = %s)"""
CLAIM = """
UPDATE planning_reminder SET told_at = %s WHERE told_at IS NULL
AND id IN (
    SELECT x.id FROM planning_reminder x JOIN planning_registration r ON r.id = x.registration_id
    WHERE x.told_at IS NULL AND r.action_id = %s ORDER BY x.id LIMIT %s
) RETURNING id
"""


def sweep(now: datetime) -> int:
    """Write who is to be reminded, and the mails; how many reminders were told."""
    for rule in RULES:
        write(rule, now)
    untold = Reminder.objects.filter(told_at=None).order_by("registration__action")
    actions = untold.values_list("registration__action", flat=True).distinct()
    return each(actions, lambda id: tell(id, now), "Reminding of action")


def write(rule: Rule, now: datetime) -> None:
    """One row for each registration that this rule reminds now."""
    statement = WRITE.format(column=rule.column, unless=UNLESS if rule.unless else "")
    bounds = [_at(now - rule.late), _at(now), _at(now)]
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(statement, [rule.name, *bounds, *([rule.unless] if rule.unless else [])])


def tell(action_id: int, now: datetime) -> int:
    """Write the mails of one action's reminders; how many were told."""
    told = 0
    while claimed := _tell_some(action_id, now):
        told += claimed
    return told


def _tell_some(action_id: int, now: datetime) -> int:
    """Claim a batch and write its mails, in one transaction; how many rows were claimed."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [_at(now), action_id, BATCH])
            ids = [row[0] for row in cursor.fetchall()]
        rows = Reminder.objects.filter(pk__in=ids, registration__in=Registration.objects.present().values("pk"))
        rows = rows.select_related("registration__action__group", "registration__action__call")
        letters_for = defaultdict(list)
        for row in rows:
            if _still_holds(row, now):
                letters_for[row.rule, row.registration.language].append(row)
        verified = registrations.verified_of(row.registration for rows in letters_for.values() for row in rows)
        for together in letters_for.values():
            _write_mails(together, verified, now)
    return len(ids)


def _still_holds(row: Reminder, now: datetime) -> bool:
    action = row.registration.action
    coming = row.registration.state == Registration.State.CONFIRMED
    ahead = action.starts is not None and action.starts > now
    return coming and ahead and action.state == Action.State.ANNOUNCED and action.local_start == row.local_start


def _write_mails(rows: list[Reminder], verified: dict[int, str], now: datetime) -> None:
    """One text for those who are reminded of one action by one rule in one language."""
    action, rule, language = rows[0].registration.action, rows[0].rule, rows[0].registration.language
    recipients = list(_recipients(rows, verified))
    if not recipients:
        return
    with translation.override(language):
        context = letters.facts(action, at=now, told=True)
    mailing = outbox.begin(f"{letters.TEMPLATES}/reminder", context=context | {"rule": rule}, now=now)
    outbox.add(mailing, recipients, now)


def _recipients(
    rows: Iterable[Reminder], verified: dict[int, str]
) -> Iterable[tuple[str, outbox.Recipient, dict[str, str]]]:
    for row in rows:
        if to := registrations.recipient(row.registration, verified):
            code = codes.spaced(registrations.code(row.registration))
            yield f"reminder:{row.pk}", to, {"link": registrations.link(row.registration), "code": code}


def _at(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)
