from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "campaign.web"

    def ready(self) -> None:
        from campaign.web import forms

        forms.speak_plainly()
