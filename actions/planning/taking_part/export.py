"""Lists of those who come that leave the site: as a file, or on paper for each shift.

Whatever leaves the site is out of its hands: it is neither sealed nor erased there. So a list holds no address (one
writes through the site, where everybody can stop it) and nothing that organisers noted; paper, which lies on a table,
names nobody's needs either. And each list that is taken is told to those who coordinate the groups that host.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from actions.planning.hosting import host_letters
from actions.planning.models import Action, Question, Registration, Shift, ShiftPlace
from actions.planning.models.registration import RegistrationQuerySet
from actions.planning.taking_part import participants, registrations, shift_words
from campaign.lib import clock, codes

BOM = "\ufeff"  # or spreadsheets take UTF-8 for what their country wrote in the nineties
FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")
AFTER_BREAK = re.compile(r"([;\t\r\n]\s*)(?=[=+\-@＝＋－＠])")  # where a spreadsheet may begin a cell of its own


@dataclass(frozen=True, slots=True)
class Line:
    """A party on paper: a box to tick for each who may come."""

    party: Registration
    boxes: range
    code: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list on paper, in order of names. `shift` is None for all who have a place."""

    shift: Shift | None
    lines: list[Line]

    @property
    def people(self) -> int:
        """How many boxes there are to tick."""
        return sum(len(line.boxes) for line in self.lines)


def told(action: Action, *, number: int, on_paper: bool, now: datetime | None = None) -> None:
    """Tell those who coordinate that a list of so many registrations is being taken out of the site."""
    now = now or clock.now()
    with transaction.atomic(durable=True):
        host_letters.list_taken(action, number=number, on_paper=on_paper, now=now)


def as_csv(action: Action, people: RegistrationQuerySet) -> bytes:
    """The parties as a spreadsheet reads them; no cell can be taken for a formula."""
    questions = list(action.questions.all())
    written = io.StringIO()
    write = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow
    head = [_("Name"), _("State"), _("Places"), _("Shifts"), _("Languages"), _("Needs"), _("Code")]
    write(map(harmless, [*head, *(question.text for question in questions)]))
    for party in participants.by_name(people):
        write(map(harmless, _cells(party, questions)))
    return (BOM + written.getvalue()).encode()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs (CWE-1236): what looks like a formula begins with an apostrophe."""
    cell = AFTER_BREAK.sub(r"\1'", cell)
    return f"'{cell}" if FORMULA.search(cell) else cell


def sheets(everybody: RegistrationQuerySet, shifts: Iterable[Shift] | None) -> list[Sheet]:
    """A list for each of the shifts, or the one of all who have a place. In a shift a party has one place."""
    parties = participants.by_name(everybody.coming())
    if shifts is None:
        return [Sheet(None, [_line(party, party.seats) for party in parties])]
    held: dict[int, list[Line]] = {}
    for party in parties:
        for place in party.shift_places.all():
            if place.held:
                held.setdefault(place.shift_id, []).append(_line(party, 1))
    return [Sheet(shift, held.get(shift.pk, [])) for shift in shifts]


def _line(party: Registration, people: int) -> Line:
    return Line(party, range(people), codes.spaced(registrations.code(party)))


def _cells(party: Registration, questions: Iterable[Question]) -> list[str]:
    replies = {reply.question_id: reply.text for reply in party.replies.all()}
    return [
        party.called,
        participants.state_in_words(party),
        str(party.seats),
        "\n".join(_shift(place) for place in party.shift_places.all()),
        party.languages or "",
        party.needs or "",
        registrations.code(party),
        *(replies.get(question.pk, "") for question in questions),
    ]


def _shift(place: ShiftPlace) -> str:
    line = shift_words.line(place.shift)
    return line if place.held else _("%(shift)s (wished for)") % {"shift": line}
