from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "campaign.mail"
