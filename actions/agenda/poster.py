"""An action's page on paper is a poster: on one sheet, from A5 to A3, by the browser's own printing.

It hangs where everybody reads it, so it says what everybody may know, whoever prints it.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from actions.planning import life
from actions.planning.models import Action
from actions.planning.where import meeting_point
from campaign.lib import qr
from campaign.web.viewer import Viewer

# Of a title: up to how wide it is set in which size, and how wide its longest word is then; in extra condensed letters.
SIZES = (("", 36, 15.0), ("long", 76, 23.0))
SHORT = 200  # characters of a summary in the larger size


@dataclass(frozen=True, slots=True)
class Poster:
    """What the template can't know by itself. `size` is a class: titles of any length fill about the same space."""

    qr: SafeString
    address: str
    meeting: str
    size: str
    summary_size: str
    numerals: str  # “11”, “11–13”; empty where no day is known

    @property
    def several(self) -> bool:
        """Whether the numerals need the whole width."""
        return len(self.numerals) > 2


def of(action: Action, at: datetime) -> Poster | None:
    """None where nobody is to be called: it is not public, not announced, off, or over."""
    is_called = action.state == Action.State.ANNOUNCED and action.withdrawn_at is None
    if action.visibility != Action.Visibility.PUBLIC or not is_called or life.is_over(action, at):
        return None
    address = f"{settings.SITE_URL}/actions/{action.slug}/"
    return Poster(
        qr=qr.draw(address, label=gettext("QR code of this page’s address")),
        address=address.partition("://")[2].rstrip("/"),
        meeting=str(meeting_point.reveal(action, Viewer(), at) or meeting_point.words(action, at)),
        size=_size(action.title),
        summary_size="" if len(action.summary) <= SHORT else "long",
        numerals=_numerals(action),
    )


def _numerals(action: Action) -> str:
    if action.day is None:
        return ""
    last = action.end_day
    if last is None or last == action.day or (last.year, last.month) != (action.day.year, action.day.month):
        return str(action.day.day)
    return f"{action.day.day}–{last.day}"


def _size(title: str) -> str:
    width, longest = _width(title), max(map(_width, title.split()), default=0.0)
    return next((name for name, most, word in SIZES if width <= most and longest <= word), "longer")


def _width(text: str) -> float:
    """In extra condensed letters, as which Latin, Greek and Cyrillic are set."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 2.6
    return 1.0 if ord(letter) < 0x530 or 0x1E00 <= ord(letter) < 0x2070 else 1.5
