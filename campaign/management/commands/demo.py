"""`manage.py demo`: load the demonstration, or bring it up to date."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from campaign.lib import clock
from campaign.management.demonstration import loading, people


class Command(BaseCommand):
    help = (
        "Loads the days of action of October 2002 and a rehearsal of them. Again: adds what is missing and moves the"
        " rehearsal to 30 days ahead."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        password = people.password()
        loading.load(password=password, now=clock.now())
        if options["verbosity"]:
            self.stdout.write("The demonstration is loaded. Sign in as activist, organiser or coordinator")
            kept = Path(settings.VAR_DIR) / "demo-password"
            self.stdout.write(
                "with the password in DEMO_PASSWORD."
                if settings.DEMO_PASSWORD
                else f"with the password {password} (kept in {kept})."
            )
