"""A call as a reader gets it: in the language she asks for, as far as somebody has put it into that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from campaign.calls import translating
from campaign.calls.models import Call, CallTranslation
from campaign.lib import languages
from campaign.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words with the language that they are in."""

    words: str
    language: str

    def __str__(self) -> str:
        return self.words

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def direction(self) -> str:
        """As HTML's `dir`."""
        return languages.direction(self.language)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A key date as a reader gets it."""

    date: date
    title: Spoken
    words: Spoken
    text: Spoken


@dataclass(frozen=True, slots=True)
class Version:
    """A language in which the call can be read; `here`: in which it is read now."""

    language: str
    name: str
    here: bool
    original: bool

    @property
    def direction(self) -> str:
        """As HTML's `dir`."""
        return languages.direction(self.language)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a call says, to one reader. `behind`: the original has moved on since it was translated."""

    language: str
    title: Spoken
    summary: Spoken
    by: Spoken
    text: Spoken
    asks: Spoken
    defaults: Mapping[str, Spoken] = field(default_factory=dict)  # text, bring, contact: what its actions say
    key_dates: tuple[ReadDate, ...] = ()
    behind: bool = False
    versions: tuple[Version, ...] = ()

    @property
    def original(self) -> Version | None:
        """Where the original is read, when this is none."""
        return next((one for one in self.versions if one.original and not one.here), None)


def read(call: Call, viewer: Viewer, *, asked: str, accepted: str) -> Reading:
    """The call in the language `asked` for, else in one of those `accepted` (an Accept-Language header), else as it
    was written."""
    there = CallTranslation.objects.visible_to(viewer).filter(call=call)
    offered = {call.language, *there.values_list("language", flat=True)}
    chosen = languages.match(offered, asked) if asked else languages.best(offered, accepted)
    chosen = chosen or call.language
    translation = None
    if chosen != call.language:
        translation = there.prefetch_related("key_dates").filter(language=chosen).first()
    versions = (Version(code, name, code == chosen, code == call.language) for code, name in languages.by_name(offered))
    return put_together(call, translation, versions=tuple(versions))


def put_together(call: Call, translation: CallTranslation | None, *, versions: tuple[Version, ...] = ()) -> Reading:
    """The call with what is translated of it."""
    stands = translating.original(call)
    said = translating.texts(translation) if translation is not None else {}
    language = translation.language if translation is not None else call.language
    return composed(
        call,
        {
            name: Spoken(said[name], language) if name in said else Spoken(stands[name], call.language)
            for name in stands
        },
        language=language,
        behind=translation is not None and bool(translating.moved_on(translation, stands)),
        versions=versions,
    )


def composed(
    call: Call, said: Mapping[str, Spoken], *, language: str, behind: bool = False, versions: tuple[Version, ...] = ()
) -> Reading:
    """Texts by name, as translating names them, set as the page shows them."""
    nothing = Spoken("", language)
    dates = (
        ReadDate(
            one.date, *(said.get(translating.date_name(one.pk, name), nothing) for name in ("title", "words", "text"))
        )
        for one in call.key_dates.all()
    )
    return Reading(
        language=language,
        **{name: said.get(name, nothing) for name in ("title", "summary", "by", "text", "asks")},
        defaults={name: said.get(f"default_{name}", nothing) for name in ("text", "bring", "contact")},
        key_dates=tuple(dates),
        behind=behind,
        versions=versions,
    )


def headings(calls: Iterable[Call], viewer: Viewer, *, accepted: str) -> dict[int, dict[str, Spoken]]:
    """Title and summary of several calls by their ids, each in the language that a reader of `accepted` reads best."""
    listed = list(calls)
    found: dict[int, dict[str, Any]] = {call.pk: {call.language: (call.title, call.summary)} for call in listed}
    rows = CallTranslation.objects.visible_to(viewer).filter(call__in=found)
    for pk, language, title, summary in rows.values_list("call", "language", "title", "summary"):
        found[pk][language] = (title, summary)
    said = {}
    for call in listed:
        language = languages.best(found[call.pk], accepted) or call.language
        title, summary = found[call.pk][language]
        said[call.pk] = {"title": Spoken(title, language), "summary": Spoken(summary, language)}
    return said


def defaults(call: Call, viewer: Viewer, *, accepted: str) -> dict[str, Spoken]:
    """What the call leaves to its actions (text, bring, contact), as a reader of `accepted` reads it best.

    A text whose original was corrected since is read in the original: whoever goes there must not go by the old one.
    """
    names = {name: f"default_{name}" for name in ("text", "bring", "contact")}
    rows = CallTranslation.objects.visible_to(viewer).filter(call=call)
    there = {row["language"]: row for row in rows.values("language", "original", *names.values())}
    language = languages.best({call.language, *there}, accepted)
    row = there.get(language or "")
    said = {}
    for name, full in names.items():
        stands = getattr(call, full)
        current = row is not None and row[full] and row["original"].get(full, "") == stands
        said[name] = Spoken(row[full], row["language"]) if row and current else Spoken(stands, call.language)
    return said
