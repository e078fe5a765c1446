"""The form field for a time zone: its name, or a town whose clock is meant."""

from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaign.web.forms import LineField
from campaign.web.gazetteer import find, sure


class ZoneField(LineField):
    """Cleans to the name of an IANA zone; empty where nothing is said. “Paris” is Europe/Paris."""

    default_error_messages = {
        "zone": _("We know no clock called “%(text)s”. Write a town, or a zone like Europe/Paris.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": 120} | options))

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text or ("/" in text and text in available_timezones()):
            return text
        town = sure(find(text))
        if town is None:
            raise ValidationError(self.error_messages["zone"], code="zone", params={"text": text[:60]})
        return town.zone
