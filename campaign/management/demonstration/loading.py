"""Loading the demonstration: what is there stays as it is, what is missing is added, the rehearsal is moved.

Everything goes through the verbs that pages use, each in a transaction of its own. A load may be cut off anywhere: the
next one goes on.
"""

from datetime import datetime

from actions.planning.models import Action
from actions.reports import publishing
from actions.reports.models import Report
from campaign.management.demonstration import actions, calls, groups, people
from campaign.management.demonstration.texts import table, texts
from campaign.resources import writing
from campaign.resources.models import Resource
from campaign.web.models import Network


def load(*, password: str, now: datetime) -> None:
    """Bring the demonstration to where it should be at `now`."""
    known = people.accounts_to_sign_in_with(password)
    _name_network()
    found = groups.load(known)
    actions.load(calls.load(now), found, now)
    _report()
    _write_resources()


def _name_network() -> None:
    values = table("network")
    unnamed = Network._meta.get_field("name").default
    Network.objects.filter(pk=1, name=unnamed).update(name=values["name"], about=values["about"])


def _report() -> None:
    told = set(Report.objects.values_list("action__slug", flat=True))
    for text in texts("reports"):
        action = Action.objects.filter(slug=text.name, withdrawn_at__isnull=True).first()
        if action is not None and text.name not in told:
            publishing.publish(action, text=text.body, **text.head)


def _write_resources() -> None:
    there = set(Resource.objects.values_list("slug", flat=True))
    for position, text in enumerate(texts("resources"), start=1):
        head = dict(text.head)
        sources = [writing.Cited(**source) for source in head.pop("sources", ())]
        if head["slug"] not in there:
            writing.write(head.pop("slug"), position=position, text=text.body, sources=sources, **head)
