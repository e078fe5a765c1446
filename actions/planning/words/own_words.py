"""Where an action says something of its own, its organisers learn what its call says now, and decide.

Of each such field is kept what the call said when it was last weighed against the action's own words. Where the call
says something else since, the edit page shows the difference, and one mail tells the organisers, however many
corrections and actions there are: see following.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from actions.planning.models import Action, OwnWords
from actions.planning.words import inheritance
from actions.planning.words.inheritance import TEXTS, Text
from campaign.lib.differing import Stretch, stretches


@dataclass(frozen=True, slots=True)
class Correction:
    """A field in which the call says something else than when the action's own words were weighed against it."""

    field: Text
    before: str  # what the call said
    now: str
    own: str

    @property
    def label(self) -> str:
        """“What happens”."""
        name = str(Action._meta.get_field(self.field).verbose_name)  # type: ignore[union-attr] # a concrete field
        return name[:1].upper() + name[1:]

    @property
    def changes(self) -> list[Stretch]:
        """What the call says now, with what went and what came."""
        return stretches(self.before, self.now)


def corrections(action: Action) -> list[Correction]:
    """What somebody has still to decide."""
    own = [field for field in TEXTS if getattr(action, field)]
    if not own or action.call is None:
        return []
    weighed = dict(action.own_words.values_list("field", "call_said"))
    found = (Correction(field, weighed.get(field, ""), inheritance.offered(action.call, field), "") for field in own)
    return [
        Correction(one.field, one.before, one.now, getattr(action, one.field))
        for one in found
        if one.before != one.now and one.now != getattr(action, one.field)
    ]


def untold(action: Action) -> list[Correction]:
    """Those of them of which the organisers have had no mail."""
    told = dict(action.own_words.values_list("field", "told"))
    return [one for one in corrections(action) if told.get(one.field, "") != one.now]


def weigh(action: Action, before: dict[str, Any], changed: set[str]) -> None:
    """Step of a change: where somebody has begun to say something of her own, that is weighed against what the call
    says now; so is all of it where another call was chosen, or the action is new."""
    another = "call" in changed or not before
    begun = [one for one in TEXTS if another or (one in changed and not (before[one] and getattr(action, one)))]
    settle(action, begun, new=not before)


def settle(action: Action, fields: Iterable[Text], *, new: bool = False) -> None:
    """Whatever was weighed before in these fields is done with: the action and its call say what they say now."""
    call = action.call
    offers = {one: inheritance.offered(call, one) if getattr(action, one) else "" for one in fields}
    if rows := [OwnWords(action=action, field=one, call_said=said, told=said) for one, said in offers.items() if said]:
        _note(rows, "call_said", "told")
    if not new and (gone := [one for one, said in offers.items() if not said]):
        OwnWords.objects.filter(action=action, field__in=gone).delete()


def told(action: Action, corrections: Iterable[Correction]) -> None:
    """The organisers have had a mail about these."""
    _note([OwnWords(action=action, field=one.field, call_said=one.before, told=one.now) for one in corrections], "told")


def _note(rows: list[OwnWords], *fields: str) -> None:
    OwnWords.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["action", "field"], update_fields=list(fields)
    )
