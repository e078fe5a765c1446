"""How a call is put into other languages, and how one sees that the original has moved on since.

The texts of a call are a flat mapping: `title`, `text`, `default_bring`, `date-12-title` for the key date 12. What the
original leaves empty is not in it, and nobody is asked for it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from campaign.calls.models import Call, CallTranslation, KeyDateTranslation
from campaign.lib import languages

Texts = Mapping[str, str]
NAMES = ("title", "summary", "by", "text", "asks", "default_text", "default_bring", "default_contact")
OF_A_DATE = ("title", "words", "text")


@dataclass
class Overtaken(Exception):
    """Somebody else has saved this translation since it was opened, or taken it away: then `translation` is None."""

    translation: CallTranslation | None


class OriginalMoved(Exception):
    """The original was corrected while it was being translated: what stood beside the translation stands no more."""


class NoSuchLanguage(Exception):
    """It is no language that we know, or the original's own."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A text that the original says otherwise than when it was translated; `before` or `now` may be empty."""

    name: str
    before: str
    now: str


def original(call: Call) -> dict[str, str]:
    """The texts of the original, as they stand."""
    found = {name: str(getattr(call, name)) for name in NAMES}
    for one in call.key_dates.all():
        found |= {date_name(one.pk, name): str(getattr(one, name)) for name in OF_A_DATE}
    return {name: text for name, text in found.items() if text}


def texts(translation: CallTranslation) -> dict[str, str]:
    """The texts of a translation, as they stand."""
    found = {name: str(getattr(translation, name)) for name in NAMES}
    for one in translation.key_dates.all():
        found |= {date_name(one.key_date_id, name): str(getattr(one, name)) for name in OF_A_DATE}
    return {name: text for name, text in found.items() if text}


def date_name(key_date: int, name: str) -> str:
    """Under which name a text of a key date goes: `date-12-title`."""
    return f"date-{key_date}-{name}"


def digest(said: Texts) -> str:
    """The texts in short, so that a form can say what stood beside it."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def moved_on(translation: CallTranslation, stands: Texts) -> list[Moved]:
    """What the original says otherwise since; nothing where the translation is up to date."""
    before: Texts = translation.original
    names = [*stands, *(name for name in before if name not in stands)]
    found = (Moved(name, before.get(name, ""), stands.get(name, "")) for name in names)
    return [one for one in found if one.before != one.now]


def possible(call: Call, language: str) -> bool:
    """Whether the call can be put into a language: one that we know, and not its own."""
    return language in languages.NAMES and language != call.language


@transaction.atomic(durable=True)
def put(
    call: Call,
    language: str,
    said: Texts,
    *,
    seen: int,
    beside: str,
    caught_up: bool,
    shown: bool,
    now: datetime,
) -> CallTranslation:
    """Say in `language` what the call says. Only what is in `said` is changed.

    `seen` is the translation's revision that was open, 0 for a new one; `beside` the digest of the original that stood
    beside it; `caught_up`: it says all that the original says now (a new one does). Raises NoSuchLanguage, Overtaken,
    OriginalMoved; then nothing is changed.
    """
    Call.objects.filter(pk=call.pk).update(revision=F("revision"))  # holds it: nothing else comes in between
    call = Call.objects.get(pk=call.pk)
    if not possible(call, language):
        raise NoSuchLanguage
    stands = original(call)
    if digest(stands) != beside:
        raise OriginalMoved
    translation = _claimed(call, language, seen) or CallTranslation(call=call, language=language)
    if caught_up or translation.pk is None:
        translation.made_from, translation.original = call.revision, stands
    for name in NAMES:
        setattr(translation, name, said.get(name, getattr(translation, name)))
    translation.shown, translation.changed_at = shown, now
    translation.save()
    _put_dates(translation, call, said)
    return translation


@transaction.atomic(durable=True)
def remove(translation: CallTranslation, *, seen: int) -> None:
    """Take a translation away. Raises Overtaken where it has been saved since; then it stays."""
    gone, _rows = CallTranslation.objects.filter(pk=translation.pk, revision=seen).delete()
    if not gone:
        raise Overtaken(CallTranslation.objects.filter(pk=translation.pk).first())


def _claimed(call: Call, language: str, seen: int) -> CallTranslation | None:
    """The translation as it stands, its revision raised; None where there is none, and none was open."""
    there = CallTranslation.objects.filter(call=call, language=language)
    changed = there.filter(revision=seen).update(revision=F("revision") + 1)
    present = there.first()
    if not changed and (present is not None or seen):
        raise Overtaken(present)
    return present


def _put_dates(translation: CallTranslation, call: Call, said: Texts) -> None:
    rows = {row.key_date_id: row for row in translation.key_dates.all()}
    for key_date in call.key_dates.all():
        given = {name: said[full] for name in OF_A_DATE if (full := date_name(key_date.pk, name)) in said}
        if not given:
            continue
        row = rows.get(key_date.pk) or KeyDateTranslation(translation=translation, key_date=key_date)
        for name, text in given.items():
            setattr(row, name, text)
        row.save()
