"""To whom letters for those who organise go: who plans in a group, or organises one action, and has an address."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from actions.planning.models import Action, Cohost, Delegate
from campaign.groups.models import Membership
from campaign.mail.outbox import Recipient
from campaign.people import addresses

ByLanguage = dict[str, list[Recipient]]  # the languages in order


def of_groups(groups: Iterable[int]) -> dict[int, str]:
    """Who plans in any of these groups: person → language."""
    organisers = Membership.objects.filter(group__in=list(groups), person__is_active=True)
    return dict(organisers.exclude(role=Membership.Role.MEMBER).values_list("person_id", "person__language"))


def of_action(action: Action) -> dict[int, str]:
    """Who organises it, in the group that leads, in one that co-hosts, or as a delegate; each once."""
    delegates = Delegate.objects.accepted().filter(action=action, person__is_active=True)
    return of_groups(_hosts(action)) | dict(delegates.values_list("person_id", "person__language"))


def coordinators_of(action: Action) -> dict[int, str]:
    """Who coordinates a group that leads or co-hosts it; each once."""
    theirs = Membership.objects.filter(group__in=_hosts(action), person__is_active=True)
    coordinators = theirs.filter(role=Membership.Role.COORDINATOR)
    return dict(coordinators.values_list("person_id", "person__language"))


def _hosts(action: Action) -> list[int]:
    return [action.group_id, *Cohost.objects.accepted().filter(action=action).values_list("group_id", flat=True)]


def recipients(people: Mapping[int, str]) -> ByLanguage:
    """Those of them who have a confirmed address, by the language that they read."""
    together: ByLanguage = defaultdict(list)
    for person, address in sorted(addresses.verified_addresses(people).items()):
        together[people[person]].append(Recipient(address, people[person], person))
    return dict(sorted(together.items()))
