"""`manage.py sweep`: all that the clock does, once."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from campaign.lib import clock
from campaign.mail import sending
from campaign.management import sweeping


class Command(BaseCommand):
    """Runs each sweep once and sends what is due."""

    help = "Does once what beat does each minute (reminders, notices, lapsed things) and sends what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at",
            metavar="INSTANT",
            help="as of this instant, in ISO 8601, such as 2002-10-10T09:00+02:00 (no zone: UTC). Needs DEBUG=1.",
        )

    def handle(self, *args: Any, at: str | None = None, **options: Any) -> None:
        asked = None if at is None else _instant(at)
        failed = sweeping.run(asked or clock.now())
        sent = sending.run(at=asked)
        if failed:
            raise CommandError(f"These sweeps failed, as the log says: {', '.join(failed)}.")
        self.stdout.write(f"Swept as of {(asked or clock.now()).isoformat(timespec='seconds')}; {sent} mails sent.")


def _instant(text: str) -> datetime:
    if not settings.DEBUG:
        raise CommandError(
            "--at is for trying things out and works with DEBUG=1 only: it sends real mail before its time."
        )
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--at {text!r} is no instant; it looks like 2002-10-10T09:00+02:00.") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
