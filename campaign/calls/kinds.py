"""The kinds of action that there are. A call names one for those that answer it; planning names one for each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    OCCUPATION = "occupation", _("Occupation")
    DEMONSTRATION = "demonstration", _("Demonstration")
    LEAFLETING = "leafleting", _("Leafleting")
    WELCOME_CENTRE = "welcome-centre", _("Welcome centre")
    ASSEMBLY = "assembly", _("Assembly")
    TRAINING = "training", _("Training")
    WORKSHOP = "workshop", _("Workshop")
    VIGIL = "vigil", _("Vigil")
    OTHER = "other", _("Action")
