from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "campaign.calls"
