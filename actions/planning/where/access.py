"""How people get in: what there is and what there is not, beside what the organisers say in their own words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from actions.planning.models import Action, Facility


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a place, in words; what nobody said stands in neither list."""

    there: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.there or self.missing)


def facts(facilities: Mapping[str, bool]) -> Facts:
    """In the order in which they are asked."""
    known = [(str(facility.label), facilities.get(facility.value)) for facility in Facility]
    return Facts(
        tuple(label for label, there in known if there is True),
        tuple(label for label, there in known if there is False),
    )


def words_of(facilities: Mapping[str, bool]) -> str:
    """What is known, as sentences."""
    known = facts(facilities)
    there = gettext("There is: %(list)s.") % {"list": ", ".join(known.there)} if known.there else ""
    missing = gettext("There is not: %(list)s.") % {"list": ", ".join(known.missing)} if known.missing else ""
    return " ".join(filter(None, (there, missing)))


def words(action: Action) -> str:
    """All of it, for calendars and mail."""
    return " ".join(filter(None, (words_of(action.facilities), action.access.strip())))
