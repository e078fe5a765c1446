"""Who may come to an action, how many have, and when they are reminded."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _


class Coming(models.Model):
    """How one signs up for an action, its counters of seats, and its reminders.

    `seats_taken` counts who is confirmed and who has been offered a freed seat. Only `taking_part.seats` and
    `taking_part.waiting_list` write the counters.
    """

    MOST_GUESTS = 9

    seats = models.PositiveIntegerField(_("places"), null=True, blank=True)  # null: no limit
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    waiting = models.PositiveIntegerField(default=0, editable=False)  # parties in the line
    line_last = models.PositiveIntegerField(default=0, editable=False)  # the last number given out in the line
    seats_past = models.PositiveIntegerField(default=0, editable=False)  # of erased registrations, where it goes on

    most_guests = models.PositiveSmallIntegerField(_("how many one may bring along"), default=2)
    by_approval = models.BooleanField(_("the organisers say yes to each sign-up"), default=False)
    closes_hours = models.PositiveSmallIntegerField(  # null: until it is over
        _("sign-up ends so many hours before it begins"), null=True, blank=True
    )
    closes = models.DateTimeField(null=True, blank=True, editable=False)  # derived, UTC: see planning/when/moments.py
    asks_needs = models.BooleanField(_("ask what people need to take part"), default=False)
    asks_languages = models.BooleanField(_("ask which languages people speak"), default=False)
    asks = models.JSONField(_("questions"), default=list, blank=True)  # its own: taking_part/questions.py reads them

    day_before_at = models.TimeField(  # null: no such reminder
        _("reminder on the day before at"), null=True, blank=True, default=time(11)
    )
    hours_before = models.PositiveSmallIntegerField(  # null: no such reminder
        _("reminder so many hours before it begins"), null=True, blank=True, default=3
    )
    remind_day = models.DateTimeField(null=True, editable=False)  # derived, as the next two: when its reminders go out
    remind_hours = models.DateTimeField(null=True, editable=False)
    remind_evening = models.DateTimeField(null=True, editable=False)  # instead of remind_hours, where that is at night

    note_lacks = models.DateTimeField(null=True, editable=False)  # derived too: when its organisers hear what it lacks,
    note_morning = models.DateTimeField(null=True, editable=False)  # who comes today,
    note_after = models.DateTimeField(null=True, editable=False)  # and are asked how it went

    # of the notice that is due; both are empty once it has been told
    notice_word = models.TextField(_("a word from the organisers"), max_length=400, blank=True)
    ask_again_until = models.DateTimeField(null=True, blank=True, editable=False)  # “still?” is asked until then

    class Meta:
        abstract = True
