"""All that the clock does, in order: beat runs it each minute, `manage.py sweep` once.

Each sweep is a module's function of one instant, finds by itself what is due, and does no harm when two run at once.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from actions.announcements import expansion
from actions.planning import cancellation
from actions.planning.hosting import delegation
from actions.planning.series import dates as series
from actions.planning.taking_part import asking_again, door, host_notes, notices, offers, reminders, retention
from actions.planning.when import zones
from actions.planning.where import meeting_point
from actions.planning.words import following
from campaign.calls import asking
from campaign.groups import approval, dormancy, inviting
from campaign.groups import asking as join_requests
from campaign.mail import sweeping as mail
from campaign.people import sessions

log = logging.getLogger(__name__)
Sweep = Callable[[datetime], object]

# What writes mail comes before the outbox's own.
SWEEPS: tuple[Sweep, ...] = (
    zones.sweep,
    meeting_point.sweep,
    following.sweep,
    notices.sweep,
    asking_again.sweep,
    reminders.sweep,
    host_notes.sweep,
    offers.sweep,
    retention.sweep,
    cancellation.sweep,
    delegation.sweep,
    door.sweep,
    series.sweep,
    sessions.sweep,
    approval.sweep,
    inviting.sweep,
    join_requests.sweep,
    dormancy.sweep,
    asking.sweep,
    expansion.sweep,
    mail.sweep,
)


def run(now: datetime) -> list[str]:
    """Run every sweep as of `now`; one that fails holds up no other. The names of those that failed."""
    failed = []
    for sweep in SWEEPS:
        try:
            sweep(now)
        except Exception:
            log.exception("The sweep %s failed; the next minute tries again.", sweep.__module__)
            failed.append(sweep.__module__)
    return failed
