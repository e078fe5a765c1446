"""The nine groups, and who is in them."""

from collections.abc import Mapping

from campaign.groups import founding, membership
from campaign.groups.models import Group, Membership
from campaign.management.demonstration import people, places
from campaign.management.demonstration.texts import table
from campaign.people.models import Person


def load(known: Mapping[str, Person]) -> dict[str, Group]:
    """The groups by slug. The network's coordinator founded them all and coordinates them."""
    groups = {values["slug"]: _group(values, known["coordinator"]) for values in table("groups")["group"]}
    for values in table("groups")["group"]:
        for pseudonym in values.get("members", ()):
            membership.join(groups[values["slug"]], people.example(pseudonym))
    for account in table("network")["account"]:
        for slug in account.get("organises", ()):
            _let_organise(groups[slug], known[account["pseudonym"]])
    return groups


def _group(values: dict[str, str], founder: Person) -> Group:
    there = Group.objects.filter(slug=values["slug"]).first()
    return there or founding.found(
        name=values["name"],
        city=places.named(values["place"]),
        by=founder,
        about=values["about"].strip(),
        languages=values.get("languages", ""),
        contact=values.get("contact", ""),
        slug=values["slug"],
    )


def _let_organise(group: Group, person: Person) -> None:
    place = membership.join(group, person)
    if place.role == Membership.Role.MEMBER:
        membership.set_role(place, Membership.Role.ORGANISER)
