"""Shifts that somebody chooses in the form of signing up: which ones, and what is wrong with that."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations

from django.utils.translation import gettext

from actions.planning.models import Action, Shift
from actions.planning.taking_part import shift_words

DIGITS = 18  # what a key has at most
MOST = 200  # that anybody chooses at once


def ids(said: Iterable[str]) -> list[int]:
    """The shifts that a form names."""
    return [int(text) for text in list(said)[:MOST] if text.isdecimal() and len(text) <= DIGITS]


def wrongs(action: Action, chosen: Sequence[int], *, at: datetime, at_once: bool) -> list[str]:
    """What is wrong with these, a sentence each; empty where they can be asked for.

    `at_once`: they are held as soon as the form is sent, so no two may be at the same time. Else they are wishes,
    and of two at the same time one is got.
    """
    found = list(Shift.objects.filter(action=action, pk__in=chosen))
    sentences = []
    if len(found) < len(set(chosen)):
        sentences.append(gettext("A shift that you chose is not there any more."))
    for shift in found:
        if reason := shift_words.why_not(shift, action, held=(), at=at):
            sentences.append(
                gettext("You can’t take %(shift)s: %(reason)s.") % {"shift": shift_words.line(shift), "reason": reason}
            )
    for one, other in combinations(found, 2):
        if at_once and one.overlaps(other):
            sentences.append(
                gettext("%(one)s and %(other)s are at the same time: choose one of them.")
                % {"one": shift_words.line(one), "other": shift_words.line(other)}
            )
    return sentences
