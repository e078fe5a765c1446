"""Asking groups and people to organise an action as well."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.people import pseudonyms
from campaign.web.forms import LineField


class FindGroupForm(forms.Form):
    """Which group to ask."""

    asks_little = True

    find = LineField(label=_("Which group?"), help_text=_("Its name or its town."), max_length=80, required=False)


class DelegateForm(forms.Form):
    """Whom to ask, by pseudonym."""

    pseudonym = LineField(
        label=_("Somebody’s pseudonym"),
        help_text=_("As it stands here; capitals don’t matter."),
        max_length=pseudonyms.LONGEST,
    )
