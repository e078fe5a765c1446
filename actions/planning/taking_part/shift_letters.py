"""What those are told who have a shift, or wish for one, that organisers change or take away.

Written in the transaction that does it: everyone concerned gets one letter for all days that it reaches, and nobody
two. A shift that is over is nobody's any more. One whose numbers alone change says the same as before to who has it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from actions.planning.models import Action, Registration, Shift, ShiftPlace
from actions.planning.taking_part import letters, registrations, shift_words
from campaign.mail import outbox

State = Registration.State
TOLD = (State.CONFIRMED, State.WAITING, State.OFFERED, State.REQUESTED)


@dataclass(frozen=True, slots=True)
class Changed:
    """A shift before, and after; without an after it is taken away."""

    before: Shift
    after: Shift | None

    def is_past(self, action: Action, at: datetime) -> bool:
        """Whether it is over, and was before."""
        return all(shift_words.is_over(one, action, at) for one in (self.before, self.after) if one is not None)

    @property
    def lines(self) -> dict[str, str]:
        """The same as two lines in the language in use."""
        return {"was": shift_words.line(self.before), "now": shift_words.line(self.after) if self.after else ""}


Whose = dict[int, list[int]]  # registration's id → the shifts that it has or wishes for


def whose(shifts: Iterable[Shift]) -> Whose:
    """Who has these shifts, or wishes for them; asked before any of them is gone."""
    found: Whose = defaultdict(list)
    places = ShiftPlace.objects.filter(shift__in=[shift.pk for shift in shifts]).order_by("shift__day", "shift")
    for registration, shift in places.values_list("registration", "shift"):
        found[registration].append(shift)
    return found


def tell(action: Action, changed: Sequence[Changed], concerned: Whose, *, now: datetime) -> int:
    """Write to all whom it concerns, a step of the change; how many. One text for those of one language and lot."""
    said = {one.before.pk: one for one in changed if not one.is_past(action, now)}
    ids = [registration for registration, shifts in concerned.items() if said.keys() & set(shifts)]
    rows = Registration.objects.filter(pk__in=ids, state__in=TOLD).present().order_by("pk")
    verified = registrations.verified_of(rows)
    together: dict[tuple[str, tuple[int, ...]], list[tuple[Registration, outbox.Recipient]]] = defaultdict(list)
    for row in rows:
        if to := registrations.recipient(row, verified):
            lot = tuple(shift for shift in concerned[row.pk] if shift in said)
            together[to.language, lot].append((row, to))
    for (language, lot), several in together.items():
        with translation.override(language):
            context = letters.facts(action, at=now, told=False) | {"shifts": [said[shift].lines for shift in lot]}
        mailing = outbox.begin(f"{letters.TEMPLATES}/shifts_changed", context=context, now=now)
        outbox.add(
            mailing,
            ((f"shifts:{row.pk}", to, {"link": registrations.link(row)}) for row, to in several),
            now,
        )
    return sum(map(len, together.values()))
