"""Counting what changes in an action: the only writer of revision, sequence, notice_due and changed_at.

Whoever depends on an action stores the number it saw; unequal means stale (docs/architecture.md). Sign-ups are not
counted here: they change who comes, not what the action says.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from actions.planning import searching
from actions.planning.furniture import furnishing
from actions.planning.models import Action, Change, Cohost, Edition, Registration
from actions.planning.taking_part import questions
from actions.planning.when import moments
from actions.planning.where import openings
from actions.planning.words import inheritance, own_words
from campaign.calls import answers
from campaign.lib import nudges, sealing
from campaign.web import revisions
from campaign.web.slugs import save_under

TIME_FIELDS = ("day", "time", "end_day", "end_time", "open_ended", "zone")
PLACE_FIELDS = (
    *("city", "city_key", "place_name", "country", "latitude", "longitude", *Action.SECRETS),
    *("meeting_point_to_come", "meeting_point_for", "meeting_point_hours", "meeting_point_time"),
    *("meeting_point_open_hours", "meeting_point_open_time"),
)
SEQUENCE_FIELDS = frozenset((*TIME_FIELDS, *PLACE_FIELDS, "state", "visibility", "withdrawn_at"))
SCOPE_FIELDS = ("id", "state", "call_id", "group_id", "country", "city_key", "kind", "starts")
DERIVED_FIELDS = (
    *("starts", "ends", "closes", "local_start", "meeting_point_due", "search"),
    *("remind_day", "remind_hours", "remind_evening"),
    *("note_lacks", "note_morning", "note_after"),
)
EDITION_FIELDS = ("state", "day", "time", "end_day", "end_time", "open_ended", "city", "place_name", "country", "zone")
UNSAID = frozenset(  # nobody reads these
    ("city_key", "latitude", "longitude", "announced_at", "hours_from_call", "defaults_seen", "notice_word")
)
NOTICE_TOLD: dict[str, Any] = {"notice_due": None, "notice_word": "", "ask_again_until": None}
LEFT_OUT = "notice_left_out"  # in what a change said: how many people were not told of it
NOTICED = 50  # changes in which the one is looked for that a notice is about
AT_ONCE = frozenset((Action.State.CANCELLED, Action.State.POSTPONED))
SOON = timedelta(hours=24)


class ChangedMeanwhile(Exception):
    """Somebody else saved this action after it was read."""


def lock(action: Action, *, expect: int | None = None) -> None:
    """The first statement of a change: hold the action's row until the transaction ends, and read it anew.

    With `expect`, the revision that was seen, raises ChangedMeanwhile where it is no longer that one.
    """
    row = Action.objects.filter(pk=action.pk, withdrawn_at__isnull=True)
    if expect is not None:
        row = row.filter(revision=expect)
    if not row.update(line_last=F("line_last")):
        raise ChangedMeanwhile
    action.refresh_from_db()


def begin(action: Action, *, name: str, now: datetime, role: str = "") -> None:
    """Store a new action under the first free address made of `name`, and count it. `role`: as in `record`."""
    action.changed_at = now
    inheritance.settle(action)
    _derive(action, now)
    save_under(action, name, otherwise=action.kind)
    _keep_edition(action)
    Change.objects.create(action=action, revision=action.revision, at=now, role=role)
    own_words.weigh(action, {}, set())
    if action.asks:
        questions.follow(action)
    revisions.bump(_scopes(_said(action)))


def record(action: Action, *, fields: Iterable[str], now: datetime, role: str = "") -> None:
    """Store these fields of a locked action, with all that follows from them, and count the change.

    Nothing is counted where the values are what they were. Scopes are bumped old and new. `role`, one of Change.Role,
    says in which part somebody changes it; the history keeps that, and never who.
    """
    inheritance.settle(action)
    fields = {*fields, *inheritance.DERIVED}
    before = Action.objects.values(*SEQUENCE_FIELDS, *SCOPE_FIELDS, *fields, "notice_due").get(pk=action.pk)
    changed = {field for field in fields if before[field] != getattr(action, _column(field))}
    if not changed - {"defaults_seen"}:  # what is read through needs no counting: the call counts it
        if changed:
            action.save(update_fields=changed)
        return
    _derive(action, now)
    moved = bool(changed & SEQUENCE_FIELDS)
    if moved and before["state"] in Action.SHOWN_STATES:
        action.sequence += 1
        action.notice_due = _notice_due(action, before, now)
    _store(action, {field.removesuffix("_id") for field in changed}, before, now)
    _keep_history(action, before, changed, now=now, role=role)
    own_words.weigh(action, before, changed)
    if moved:
        _keep_edition(action)
    if changed & {"day", "time"}:
        furnishing.follow(action, before)
    if "asks" in changed:
        questions.follow(action)
    if action.notice_due is not None and action.notice_due <= now:
        nudges.wake_on_commit("actions.planning.tell", action.pk)


def rehosted(action: Action, *, group_id: int, now: datetime) -> None:
    """A group has begun or ceased to co-host a locked action: one change, counted with that group too."""
    action.revision += 1
    action.changed_at = now
    action.save(update_fields=["revision", "changed_at"])
    keys = _scopes(_said(action))
    revisions.bump(keys | {f"group:{group_id}"} if "all" in keys else keys)


def rederived(action: Action, *, now: datetime) -> None:
    """The rules of its zone have changed: a locked action says the same, at another instant."""
    before = _said(action)
    _derive(action, now)
    _store(action, set(), before, now)


def _store(action: Action, fields: set[str], before: dict[str, Any], now: datetime) -> None:
    action.revision += 1
    action.changed_at = now
    _derive(action, now)
    counted = {"revision", "sequence", "notice_due", "changed_at"}
    action.save(update_fields=fields | counted | set(DERIVED_FIELDS))
    revisions.bump(_scopes(before, _said(action)))
    if fields & {"state", "call"} and action.state == Action.State.ANNOUNCED:
        answers.acts(action.call_id, action.group_id, now=now)


def forget(action: Action) -> None:
    """Delete a locked action, and count that it is gone."""
    keys = _scopes(_said(action))
    action.delete()
    revisions.bump(keys)


def noticed(action_id: int, *, sequence: int) -> bool:
    """Everyone who comes knows this sequence: no notice is due any more. False where somebody doesn't."""
    behind = Registration.objects.told().filter(action=OuterRef("pk"), told_sequence__lt=sequence)
    rows = Action.objects.filter(~Exists(behind), pk=action_id, sequence=sequence)
    return bool(rows.update(**NOTICE_TOLD))


def notice(action: Action, *, word: str, ask_again_until: datetime | None, at: datetime, now: datetime) -> None:
    """What the notice of a locked action says besides, whom it asks, and when it is due."""
    action.notice_word, action.ask_again_until, action.notice_due = word, ask_again_until, at
    action.save(update_fields=["notice_word", "ask_again_until", "notice_due"])
    if at <= now:
        nudges.wake_on_commit("actions.planning.tell", action.pk)


def not_noticed(action: Action, *, people: int) -> None:
    """The notice of a locked action is left out: so many people are told nothing, and the history says so."""
    for field, value in NOTICE_TOLD.items():
        setattr(action, field, value)
    action.save(update_fields=list(NOTICE_TOLD))
    changes = action.history.order_by("-revision")[:NOTICED]
    for change in changes:
        if SEQUENCE_FIELDS & set(change.said):
            change.said[LEFT_OUT] = people
            change.save(update_fields=["said"])
            return


def meeting_point_shown(action_id: int, *, now: datetime) -> bool:
    """The hour has come at which everyone may read where to meet: one change, counted once."""
    with transaction.atomic(durable=True):
        due = Action.objects.filter(pk=action_id, meeting_point_due__lte=now)
        if not due.update(meeting_point_due=None, revision=F("revision") + 1, changed_at=now):
            return False
        revisions.bump(_scopes(_said(Action.objects.get(pk=action_id))))
    return True


def meeting_point_index(action: Action) -> bytes:
    """Tells whether the meeting point changed between two editions, and nothing else. With it go its point and the
    route, and where a place that no gazetteer knows is."""
    said = action.meeting_point
    rest: list[Any] = [action.meeting_latitude, action.meeting_longitude, action.route, action.meeting_point_to_come]
    if action.place_name:
        rest += [action.latitude, action.longitude]
    if any(one not in (None, [], False) for one in rest):
        said += "\0" + json.dumps(rest, sort_keys=True)
    return sealing.blind_index(said, purpose="planning.edition.meeting_point")


def _column(field: str) -> str:
    return f"{field}_id" if field in ("call", "group") else field


def _said(action: Action) -> dict[str, Any]:
    return {field: getattr(action, field) for field in SCOPE_FIELDS}


def _scopes(*said: dict[str, Any]) -> set[str]:
    """The keys under which an action that says, or said, this is counted; what was never announced stands nowhere."""
    id, shown = said[0]["id"], [one for one in said if one["state"] in Action.SHOWN_STATES]
    keys = {f"action:{id}"}
    if shown:
        cohosts = Cohost.objects.accepted().filter(action=id).values_list("group", flat=True)
        keys |= {"all", *(f"group:{group}" for group in cohosts)}
    for one in shown:
        keys |= {f"group:{one['group_id']}", f"kind:{one['kind']}", f"country:{one['country']}"}
        if one["call_id"]:
            keys.add(f"call:{one['call_id']}")
        if one["city_key"]:
            keys.add(f"city:{one['country'].lower()}/{one['city_key']}")
    return keys


def _derive(action: Action, now: datetime) -> None:
    action.starts, action.ends = moments.starts(action), moments.ends(action)
    action.closes = moments.closes(action)
    action.local_start = moments.local_start(action) or ""
    action.search = searching.text(action)
    announced = action.state == Action.State.ANNOUNCED
    rules = moments.Rules(action.day_before_at, action.hours_before)
    reminders = moments.reminders(action, rules) if announced else moments.Reminders()
    action.remind_day, action.remind_hours, action.remind_evening = reminders.day, reminders.hours, reminders.evening
    notes = moments.notes(action) if announced else moments.Notes()
    action.note_lacks, action.note_morning, action.note_after = notes.lacks, notes.morning, notes.after
    opens = openings.for_everyone(action) if announced and action.has_meeting else None
    action.meeting_point_due = opens if opens is not None and opens > now else None


def _notice_due(action: Action, before: dict[str, Any], now: datetime) -> datetime:
    """Now for what is cancelled, postponed or starts within a day; else after NOTICE_DELAY, for several edits."""
    old, new = before["starts"], action.starts
    soon = any(start is not None and now >= start - SOON for start in (old, new))
    if soon or (action.state != before["state"] and action.state in AT_ONCE) or action.withdrawn_at:
        return now
    due: datetime = now + timedelta(seconds=settings.NOTICE_DELAY)
    return min(due, before["notice_due"] or due)


def _keep_history(action: Action, before: dict[str, Any], changed: set[str], *, now: datetime, role: str) -> None:
    """One row a change; of what is withdrawn none is kept, since everything it ever said goes."""
    if action.withdrawn_at is not None:
        action.history.all().delete()
        action.own_words.all().delete()
        return
    said = {field: [before[field], getattr(action, _column(field))] for field in sorted(changed - UNSAID)}
    Change.objects.create(action=action, revision=action.revision, at=now, role=role, said=said)


def _keep_edition(action: Action) -> None:
    said = {field: getattr(action, field) for field in EDITION_FIELDS}
    edition = Edition(action=action, sequence=action.sequence, meeting_point_index=meeting_point_index(action), **said)
    Edition.objects.bulk_create(
        [edition],
        update_conflicts=True,
        unique_fields=["action", "sequence"],
        update_fields=[*EDITION_FIELDS, "meeting_point_index"],
    )
