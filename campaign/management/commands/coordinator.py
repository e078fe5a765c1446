"""Makes a person a coordinator of the network: the first one, on a new site."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaign.people import accounts
from campaign.people.models import Person


class Command(BaseCommand):
    help = "Make the person with this pseudonym a coordinator of the network."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pseudonym", help="the pseudonym that the person signs in with")
        parser.add_argument("--withdraw", action="store_true", help="take the part away instead")

    def handle(self, *args: Any, pseudonym: str, withdraw: bool, **options: Any) -> None:
        try:
            person = Person.objects.get_by_natural_key(pseudonym)
        except Person.DoesNotExist as error:
            raise CommandError(
                f"Nobody here is called {pseudonym!r}. Sign up first, at {settings.SITE_URL}/accounts/signup/."
            ) from error
        if not person.is_active:
            raise CommandError(f"The account of {person.pseudonym} is closed: it can't coordinate.")
        role = Person.NetworkRole.NONE if withdraw else Person.NetworkRole.COORDINATOR
        changed = accounts.give_role(person, role=role)
        state = "no longer a coordinator" if withdraw else "a coordinator"
        self.stdout.write(f"{person.pseudonym} is {state} of the network{'' if changed else ' already'}.")
