"""What two versions of a text say differently, word by word."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\n+|[^\S\n]+|\w+|[^\w\s]")
_COSTLY = 1_000_000  # pairs of words, or of paragraphs: what takes longer is shown as all gone and all new

FEW = 3  # where less than one word in so many stays, two texts stand one after the other: shreds tell nobody anything


class Is(StrEnum):
    """What a stretch of words is, from one version to the next."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stay, go or come together."""

    is_: Is
    words: str

    @property
    def gone(self) -> bool:
        return self.is_ is Is.GONE

    @property
    def new(self) -> bool:
        return self.is_ is Is.NEW


def stretches(before: str, after: str) -> list[Stretch]:
    """The whole text in order, with what went and what came. Joined without what is gone it is `after`."""
    lines, others = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Stretch] = []
    paragraphs: list[tuple[Sequence[str], Sequence[str], Sequence[str]]]
    paragraphs = [((), lines, others)] if _costly(lines, others) else _runs(lines, others)
    for kept, gone, new in paragraphs:
        found += _joined(Is.SAME, kept)
        old, fresh = _WORDS.findall("".join(gone)), _WORDS.findall("".join(new))
        if _costly(old, fresh) or not old or not fresh:
            found += [*_joined(Is.GONE, gone), *_joined(Is.NEW, new)]
            continue
        runs = _runs(old, fresh)
        if _worded(word for same, _less, _more in runs for word in same) * FEW < max(_worded(old), _worded(fresh)):
            found += [*_joined(Is.GONE, gone), *_joined(Is.NEW, new)]
            continue
        for same, less, more in runs:
            found += [*_joined(Is.SAME, same), *_joined(Is.GONE, less), *_joined(Is.NEW, more)]
    return found


def _worded(parts: Iterable[str]) -> int:
    """How many of them are words, and not what stands between them."""
    return sum(part[0].isalnum() for part in parts)


def _costly(before: Sequence[str], after: Sequence[str]) -> bool:
    return len(before) * len(after) > _COSTLY


def _joined(is_: Is, parts: Sequence[str]) -> list[Stretch]:
    return [Stretch(is_, "".join(parts))] if parts else []


def _runs(before: Sequence[str], after: Sequence[str]) -> list[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Runs of what is kept, then gone, then new."""
    found: list[tuple[Sequence[str], Sequence[str], Sequence[str]]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        found.append((before[a:b], (), ()) if tag == "equal" else ((), before[a:b], after[c:d]))
    return found
