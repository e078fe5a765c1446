"""A process beside a running site, with its settings: `-m tests.actions.planning.taking_part.reminding <deed> …`.

`due <number>` makes an action that reminds so many at this very moment; `kill <group>` has the worker sweep, and kills
its processes in the middle of it; `empty` does the same to the broker; `told` prints what came of it, as JSON.
"""

import json
import os
import signal
import sys
import time
from datetime import timedelta

# Somewhere it is day, whenever this runs.
ZONES = {
    "Europe/Berlin": "Berlin",
    "Asia/Tokyo": "Tokyo",
    "America/New_York": "New York",
    "Pacific/Auckland": "Auckland",
}
PATIENCE = 60.0  # seconds


def due(number: int) -> None:
    """An action that begins in two hours and a half, and so many who have signed up days ago."""
    from actions.planning.models import Registration
    from actions.planning.taking_part import registrations
    from actions.planning.when import moments
    from campaign.lib import clock
    from tests import make

    now = clock.now()
    before = now - timedelta(days=3)
    zone = next(zone for zone in ZONES if 8 <= moments.local(now, zone).hour < 20)
    start = moments.local(now + timedelta(hours=2, minutes=30), zone)
    hour = start.time().replace(second=0, microsecond=0)
    plan = {"day": start.date(), "time": hour, "end_time": None, "place": make.place(ZONES[zone])}
    action = make.action(make.group("Reminded"), now=before, **plan)
    for_all = {"action": action, "state": "confirmed", "created_at": before, "confirmed_at": before}
    Registration.objects.bulk_create(
        (
            Registration(address=_of(one), address_index=registrations.address_index(_of(one)), **for_all)
            for one in range(number)
        ),
        batch_size=500,  # PostgreSQL takes 65,535 parameters
    )


def _of(one: int) -> str:
    return f"p{one}@example.org"


def interrupted(deed: str, group: int) -> None:
    """Have the worker sweep; once some are told and some are not, strike."""
    from actions.planning.models import Reminder
    from campaign.celery import app
    from campaign.lib import pulse

    app.send_task("campaign.sweep", ignore_result=True)
    until = time.monotonic() + PATIENCE
    while not (Reminder.objects.filter(told_at=None).exists() and Reminder.objects.exclude(told_at=None).exists()):
        assert time.monotonic() < until, "nothing was swept"
        time.sleep(0.005)
    if deed == "kill":
        os.killpg(group, signal.SIGKILL)
    else:
        pulse.valkey().flushall()
    sys.stdout.write(json.dumps({"untold": Reminder.objects.filter(told_at=None).count()}))


def told() -> None:
    """How many reminders are told, and how often each was written to."""
    from actions.planning.models import Reminder
    from campaign.mail.models import Delivery

    mails = Delivery.objects.filter(mailing__template="planning/mail/reminder")
    states = list(mails.values_list("state", flat=True))
    sys.stdout.write(
        json.dumps(
            {
                "rows": Reminder.objects.count(),
                "told": Reminder.objects.exclude(told_at=None).count(),
                "mails": len(states),
                "keys": mails.values("key").distinct().count(),
                "sent": states.count("sent"),
                "doubtful": mails.filter(doubtful=True).count(),
            }
        )
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
    import django

    django.setup()
    match sys.argv[1:]:
        case ["due", number]:
            due(int(number))
        case ["kill" | "empty" as deed, group]:
            interrupted(deed, int(group))
        case ["told"]:
            told()
