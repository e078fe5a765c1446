from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Stands after allauth.account in INSTALLED_APPS: what allauth's table holds is sealed when this one is ready."""

    name = "campaign.people"

    def ready(self) -> None:
        from campaign.people.sealed_email import seal_addresses

        seal_addresses()
