"""Finished feeds, kept in each process: 64 MB of them, the longest unasked leaving first."""

import gzip
import hashlib
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Lock
from time import time

from actions.calendars.scopes import Scope, Stamp

ROOM = 64 * 1024 * 1024  # bytes
LEVEL = 6  # of gzip


@dataclass(frozen=True, slots=True)
class Body:
    """One feed's bytes, plain and compressed, with what HTTP says about them. Equal texts have equal tags."""

    plain: bytes
    packed: bytes
    tag: str  # of the plain bytes, strong, in quotes
    packed_tag: str
    modified: int  # seconds since 1970

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.packed)


def make(text: str, *, modified: int) -> Body:
    """A body of this text."""
    plain = text.encode()
    digest = hashlib.sha256(plain).hexdigest()[:32]
    return Body(plain, gzip.compress(plain, LEVEL, mtime=0), f'"{digest}"', f'"{digest}-gzip"', modified)


class Shelf:
    """The bodies that one process keeps. Safe for several threads."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._size = 0
        self._kept: OrderedDict[Scope, tuple[Stamp, Body]] = OrderedDict()
        self._lock = Lock()

    def find(self, scope: Scope, stamp: Stamp) -> Body | None:
        """The body that was kept for the scope under exactly this stamp."""
        kept = self._kept.get(scope)
        if kept is None or kept[0] != stamp:
            return None
        with suppress(KeyError):  # another thread has just dropped it
            self._kept.move_to_end(scope)
        return kept[1]

    def keep(self, scope: Scope, stamp: Stamp, text: str) -> Body:
        """Keep `text` for the scope in place of what was kept before.

        Its time of change is when this process first saw these bytes: what leaves a feed leaves no time behind. It
        rises with every change, so that two changes within a second are told apart.
        """
        body = make(text, modified=int(time()))
        with self._lock:
            before = self._kept.get(scope)
            if before is not None:
                same = before[1].tag == body.tag
                body = replace(body, modified=_later(before[1].modified, body.modified, same=same))
            self._drop(scope)
            self._kept[scope] = (stamp, body)
            self._size += body.size
            while self._size > self._room:
                self._drop(next(iter(self._kept)))
        return body

    def _drop(self, scope: Scope) -> None:
        kept = self._kept.pop(scope, None)
        if kept is not None:
            self._size -= kept[1].size

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._size = 0


def _later(before: int, now: int, *, same: bool) -> int:
    return before if same else max(now, before + 1)


shelf = Shelf()
