"""Reminders: at an hour of the day before, and some hours before, by the action's rules and in its zone.

1. When each of an action's reminders is due is derived with its other times (moments.reminders) and indexed. A sweep
   asks one indexed question a rule, between constant bounds; where something is due, one INSERT … SELECT writes who is
   reminded, once for each (registration, rule, local start). So a moved action reminds anew, and two sweeps at once
   write the same rows. Whoever does not want a rule's reminder gets no row.
2. Who registers after a reminder was due has just had a mail, and gets the ones still to come.
3. In the quiet hours (22 to 7) the second one moves to 21:00 of the evening before them, and is dropped where the first
   one went out. A sweep that was held up reminds on the same day only, and never at night.
4. The rows are then claimed in batches, each with its deliveries in one transaction that holds the action: a sweep
   that is killed leaves the rest to the next, and nobody moves the action while it is written what it says. Rows that
   hold no longer, since it was cancelled, postponed or moved or somebody gave up the place, go: if that is taken back
   in time, they are written anew.

Who has no address has the row all the same; `/me/` shows it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import translation

from actions.planning.models import Action, Registration, Reminder
from actions.planning.taking_part import changed_since, letters, registrations
from actions.planning.taking_part import seats as counter
from actions.planning.when import moments
from campaign.lib import codes
from campaign.lib.sweeps import each
from campaign.mail import outbox

BATCH = 200
LATEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """`column` says when it is due, `wish` who wants it; who was reminded by one of `unless` is not once more."""

    name: str
    column: str
    wish: str
    unless: tuple[str, ...] = ()

    @property
    def done(self) -> tuple[str, ...]:
        return self.name, *self.unless


DAY_BEFORE = Rule("day-before", "remind_day", "wants_day_before")
HOURS_BEFORE = Rule("hours-before", "remind_hours", "wants_hours_before", unless=("evening-before",))
EVENING_BEFORE = Rule(
    "evening-before", "remind_evening", "wants_hours_before", unless=(DAY_BEFORE.name, HOURS_BEFORE.name)
)
RULES = (DAY_BEFORE, HOURS_BEFORE, EVENING_BEFORE)  # in this order: the day before goes first

WRITE = """
WITH awake(zone, since) AS (VALUES {zones})
INSERT INTO planning_reminder (registration_id, rule, local_start, due_at)
SELECT r.id, %s, a.local_start, a.{column}
FROM planning_action a JOIN awake ON awake.zone = a.zone JOIN planning_registration r ON r.action_id = a.id
WHERE a.{column} > %s AND a.{column} <= %s AND a.{column} >= awake.since AND a.starts > %s
AND a.state = 'announced' AND a.withdrawn_at IS NULL
AND r.state = 'confirmed' AND r.confirmed_at <= a.{column} AND r.{wish}
AND NOT EXISTS (
    SELECT 1 FROM planning_reminder x
    WHERE x.registration_id = r.id AND x.local_start = a.local_start AND x.rule IN ({done})
)
ON CONFLICT DO NOTHING
"""
CLAIM = "UPDATE planning_reminder SET told_at = %s WHERE told_at IS NULL AND id IN ({ids}) RETURNING id"


def sweep(now: datetime) -> int:
    """Write who is to be reminded, and the mails; how many reminders were told."""
    for rule in RULES:
        write(rule, now)
    untold: dict[int, list[int]] = defaultdict(list)
    rows = Reminder.objects.filter(told_at=None).order_by("pk").values_list("registration__action", "pk")
    for action_id, id in rows.iterator():
        untold[action_id].append(id)
    return each(untold, lambda action_id: tell(action_id, untold[action_id], now), "Reminding of action")


def write(rule: Rule, now: datetime) -> None:
    """One row for each registration that this rule reminds now."""
    awake = [zone for zone in _zones(rule, now) if not moments.is_quiet(now, zone)]
    if not awake:
        return
    statement = WRITE.format(
        column=rule.column,
        wish=rule.wish,
        zones=", ".join(["(%s, %s)"] * len(awake)),
        done=", ".join(["%s"] * len(rule.done)),
    )
    days = [value for zone in awake for value in (zone, _at(moments.midnight(now, zone)))]
    values = [*days, rule.name, _at(now - LATEST), _at(now), _at(now), *rule.done]
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(statement, values)


def _zones(rule: Rule, now: datetime) -> Iterable[str]:
    """Where something was due within a day: nowhere, in most minutes."""
    due = {f"{rule.column}__gt": now - LATEST, f"{rule.column}__lte": now}
    return Action.objects.filter(**due, starts__gt=now).order_by().values_list("zone", flat=True).distinct()


def tell(action_id: int, ids: Sequence[int], now: datetime) -> int:
    """Write the mails of one action's reminders; how many were told."""
    return sum(_tell_some(action_id, ids[start : start + BATCH], now) for start in range(0, len(ids), BATCH))


def _tell_some(action_id: int, ids: Sequence[int], now: datetime) -> int:
    """Claim a batch and write its mails, in one transaction; how many were told."""
    with transaction.atomic(durable=True):
        counter.hold(action_id)
        claimed = _claim(ids, now)
        action = Action.objects.select_related("group", "call").get(pk=action_id)
        rows = Reminder.objects.filter(pk__in=claimed).select_related("registration")
        hold = [row for row in rows if _still_holds(row, action, now)]
        Reminder.objects.filter(pk__in=set(claimed) - {row.pk for row in hold}).delete()
        present = Registration.objects.present().filter(reminders__in=[row.pk for row in hold])
        there = set(present.values_list("pk", flat=True))
        _write_letters([row for row in hold if row.registration_id in there], action, now)
    return len(hold)


def _claim(ids: Sequence[int], now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM.format(ids=", ".join(["%s"] * len(ids))), [_at(now), *ids])
        return [row[0] for row in cursor.fetchall()]


def _still_holds(row: Reminder, action: Action, now: datetime) -> bool:
    coming = row.registration.state == Registration.State.CONFIRMED
    ahead = action.starts is not None and action.starts > now
    return coming and ahead and action.state == Action.State.ANNOUNCED and action.local_start == row.local_start


def _write_letters(rows: list[Reminder], action: Action, now: datetime) -> None:
    """One text for those who are reminded by one rule, in one language, and to whom the same is new."""
    history = changed_since.history(action)
    together: dict[tuple[str, str, int], list[Reminder]] = defaultdict(list)
    for row in rows:
        seen = history.seen_at(row.registration.confirmed_at)
        together[row.rule, row.registration.language, seen].append(row)
    verified = registrations.verified_of(row.registration for row in rows)
    for (rule, language, seen), several in together.items():
        recipients = list(_recipients(several, verified))
        if recipients:
            with translation.override(language):
                context = _context(action, rule, history.since(seen), now)
            mailing = outbox.begin(f"{letters.TEMPLATES}/reminder", context=context, now=now)
            outbox.add(mailing, recipients, now)


def _context(action: Action, rule: str, changed: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What a reminder says. Only the day before asks whether one still comes: later there is little time for others."""
    today = moments.local(now, action.zone).date() == action.day
    still = rule != HOURS_BEFORE.name
    facts = letters.facts(action, at=now, told=True)
    return facts | {"rule": rule, "today": today, "still": still} | (changed if still else {})


def _recipients(
    rows: Iterable[Reminder], verified: dict[int, str]
) -> Iterable[tuple[str, outbox.Recipient, dict[str, str]]]:
    for row in rows:
        if to := registrations.recipient(row.registration, verified):
            code = codes.spaced(registrations.code(row.registration))
            yield f"reminder:{row.pk}", to, {"link": registrations.link(row.registration), "code": code}


def _at(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)
