"""What somebody is asked who has lost the link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.planning.forms.taking_part import AddressField


class LostLinkForm(forms.Form):
    """The address that was given at sign-up."""

    address = AddressField(
        label=_("Which address did you sign up with?"),
        error_messages={"invalid": _("That is no address: check it, please.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["address"].widget.attrs["autocomplete"] = "email"
