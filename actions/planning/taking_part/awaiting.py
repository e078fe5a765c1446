"""Somebody awaits the organisers' yes: they hear of the first one of a day, and find all of them on one page."""

from datetime import datetime

from django.conf import settings
from django.utils import translation

from actions.planning.hosting import organisers
from actions.planning.models import Action
from actions.planning.taking_part.letters import TEMPLATES
from actions.planning.when import moments
from campaign.mail import outbox
from campaign.web.templatetags import times


def tell_organisers(action: Action, *, now: datetime) -> None:
    """A step of a sign-up that awaits a yes. One mail a day to each organiser, however many sign up. No names in it."""
    day = moments.local(now, action.zone).date()
    for language, readers in organisers.recipients(organisers.of_action(action)).items():
        with translation.override(language):
            context = {
                "from_name": action.group.name,
                "title": action.title,
                "when": times.when(action),
                "link": f"{settings.SITE_URL}/actions/{action.slug}/participants/",
            }
        for to in readers:
            key = f"awaits-yes:{action.pk}:{day}:{to.person}"
            outbox.write(f"{TEMPLATES}/awaits_yes", to=to, context=context, key=key, now=now)
