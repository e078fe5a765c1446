"""What people are asked when they sign up for an action."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from actions.planning.forms.particulars import ParticularsForm
from actions.planning.models import Action, Registration
from actions.planning.taking_part import signup
from campaign.mail.outbox import BadAddress, Recipient
from campaign.web.forms import LineField


class AddressField(forms.EmailField):
    """An address that mail can be sent to. The page says what is wrong with it in plain words."""

    def clean(self, value: Any) -> Any:
        text = str(value or "").strip()
        if text and "@" not in text:
            raise forms.ValidationError(_("That address has no “@”: check it, please."), code="invalid")
        address = super().clean(text)
        if address:
            try:
                Recipient(address, "en")
            except BadAddress as error:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        return address


class SignUpForm(ParticularsForm):
    """The box “Take part”. With an account there is nothing that must be answered: one click is enough."""

    name = LineField(label=_("What shall we call you?"), help_text=_("Any name. It need not be yours."), max_length=80)
    address = AddressField(
        label=_("Where can we reach you?"), error_messages={"invalid": _("That is no address: check it, please.")}
    )
    others = forms.IntegerField(label=_("Bringing others?"), min_value=0, initial=0, required=False)

    def __init__(
        self, *args: Any, action: Action, account: bool = False, address_known: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, action=action, **options)
        if action.most_guests:
            _at_most(self.fields["others"], action.most_guests)
            self.fields["others"].help_text = _("Up to %(number)d, they count as places.") % {
                "number": action.most_guests
            }
        else:
            del self.fields["others"]
        self.fields["name"].widget.attrs["autocomplete"] = "nickname"
        self.fields["address"].widget.attrs["autocomplete"] = "email"
        if account:
            del self.fields["name"]
            self.fields["address"].required = False
            self.fields["address"].label = _("An address for this action only?")
            self.fields["address"].help_text = _(
                "Your account has no confirmed address, so reminders and changes stand on your page only."
                " Give one here and we write to it about this action, and nothing else."
            )
            if address_known:
                del self.fields["address"]

    @property
    def seats(self) -> int:
        """How many places: oneself and the others."""
        return 1 + int(self.cleaned_data.get("others") or 0)


class SeatsForm(forms.Form):
    """How many places a registration is for. Who was let in with more guests than one may bring now keeps them."""

    seats = forms.IntegerField(label=_("How many are you?"), min_value=1)

    def __init__(self, *args: Any, registration: Registration, **options: Any) -> None:
        super().__init__(*args, **(options | {"initial": {"seats": registration.seats}}))
        _at_most(self.fields["seats"], max(signup.largest_party(registration.action), registration.seats))


def _at_most(field: Any, number: int) -> None:
    field.max_value = number
    field.validators.append(MaxValueValidator(number))
    field.widget.attrs["max"] = number
