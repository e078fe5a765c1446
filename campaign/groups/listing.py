"""The members of a group, a page at a time, by keyset: however far one has paged, no more than a page is read."""

from dataclasses import dataclass

from django.db.models import Q

from campaign.groups.models import Membership, MembershipQuerySet
from campaign.people import pseudonyms

LISTED = 200  # members on a page


@dataclass(frozen=True, slots=True)
class Page:
    """Some members, and the cursor at which the next page starts: empty on the last one."""

    members: list[Membership]
    next: str
    is_first: bool


def page(people: MembershipQuerySet, *, asked: str = "", after: str = "") -> Page:
    """Those whose pseudonym begins with the letters `asked` for, after the membership whose id is the cursor.

    Where that one has left meanwhile, the list starts anew.
    """
    found = people.by_role()
    if asked:
        found = found.filter(person__pseudonym_key__startswith=pseudonyms.key(asked))
    last = (
        people.by_role().filter(pk=int(after)).first()
        if after.isascii() and after.isdigit() and len(after) < 19
        else None
    )
    if last is not None:
        same = Q(rank=last.rank, person__pseudonym_key__gt=last.person.pseudonym_key)  # type: ignore[attr-defined] # by_role
        found = found.filter(Q(rank__gt=last.rank) | same)  # type: ignore[attr-defined]
    members = list(found.select_related("person")[: LISTED + 1])
    more = str(members[LISTED - 1].pk) if len(members) > LISTED else ""
    return Page(members[:LISTED], more, last is None)
