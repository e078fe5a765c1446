"""When the rules of a time zone change, people keep what they said (“at nine in Berlin”) and the instants move.

New rules come with a new release of the zone data, which a process reads when it starts. So the first sweep of each
process derives the instants of all that is to come anew, and counts a change where they differ.
"""

from datetime import datetime

from django.db import transaction

from actions.planning import changes
from actions.planning.models import Action
from actions.planning.when import moments
from campaign.lib.sweeps import each

_derived = False  # by this process
NOTES = ("note_lacks", "note_morning", "note_after")
FIELDS = ("pk", *changes.TIME_FIELDS, "state", "starts", "ends", *NOTES)


def sweep(now: datetime) -> int:
    """Derive once a process; how many actions moved."""
    global _derived
    if _derived:
        return 0
    moved = derive(now)
    _derived = True
    return moved


def derive(now: datetime) -> int:
    """Derive the instants of all that is to come, and count those that differ from what is stored."""
    coming = Action.objects.coming(now).filter(day__isnull=False, withdrawn_at__isnull=True).only(*FIELDS)
    stale = [action.pk for action in coming.iterator(chunk_size=500) if _is_stale(action)]
    return each(stale, lambda id: _derive(id, now), "Deriving the instants of action")


def _is_stale(action: Action) -> bool:
    try:
        if (moments.starts(action), moments.ends(action)) != (action.starts, action.ends):
            return True
        notes = moments.notes(action) if action.state == Action.State.ANNOUNCED else moments.Notes()
        return notes != moments.Notes(action.note_lacks, action.note_morning, action.note_after)
    except OverflowError:  # a day at the end of all days: deriving it alone says so
        return True


def _derive(id: int, now: datetime) -> bool:
    action = Action(pk=id)
    with transaction.atomic(durable=True):
        try:
            changes.lock(action)
        except changes.ChangedMeanwhile:  # withdrawn since
            return False
        changes.rederived(action, now=now)
    return True
