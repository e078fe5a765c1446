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


def words(action: Action) -> str:
    """All of it as sentences, for calendars and mail."""
    known = facts(action.facilities)
    parts = []
    if known.there:
        parts.append(gettext("There is: %(list)s.") % {"list": ", ".join(known.there)})
    if known.missing:
        parts.append(gettext("There is not: %(list)s.") % {"list": ", ".join(known.missing)})
    if action.access.strip():
        parts.append(action.access)
    return " ".join(parts)
