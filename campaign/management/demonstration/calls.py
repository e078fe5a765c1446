"""The demonstration's calls: October 2002 as it was, and the rehearsal that moves with the day of loading."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from campaign.calls import editing, translating
from campaign.calls.models import Call
from campaign.calls.words import Defaults, OtherDate, Wording
from campaign.management.demonstration.texts import Text, texts


def load(now: datetime) -> dict[str, Call]:
    """Both calls by slug, published, in their languages; the rehearsal's days are counted from today."""
    calls = {text.head["slug"]: _call(text, now) for text in texts("calls")}
    for text in texts("translations"):
        _translation(calls[text.head["call"]], text, now)
    return calls


def days_of(head: dict[str, Any], today: date) -> tuple[date, ...]:
    """The days that a text names, or those that lie so many days ahead."""
    if "days" in head:
        return tuple(head["days"])
    return tuple(today + timedelta(days=ahead) for ahead in head["days_ahead"])


def _call(text: Text, now: datetime) -> Call:
    days = days_of(text.head, now.date())
    call = Call.objects.filter(slug=text.head["slug"]).first()
    if call is None:
        call = editing.write(_wording(text, days), now=now, slug=text.head["slug"])
    elif "days_ahead" in text.head and days != editing.wording(call).days:
        call = editing.correct(call, replace(editing.wording(call), days=days), seen=call.revision, now=now)
    if call.state == Call.State.DRAFT:
        call = editing.publish(call, now=now)
    return call


def _translation(call: Call, text: Text, now: datetime) -> None:
    """Shown to everyone; one that is there stays as somebody has made it."""
    language, beside = text.head["language"], translating.original(call)
    if call.translations.filter(language=language).exists():
        return
    said = {name: text.head[name].strip() for name in ("title", "summary", "by", "asks")} | {"text": text.body}
    for key_date, words in zip(call.key_dates.all(), text.head["key_dates"], strict=False):
        said |= {translating.date_name(key_date.pk, name): words[name] for name in words}
    digest = translating.digest(beside)
    translating.put(call, language, said, seen=0, beside=digest, caught_up=True, shown=True, now=now)


def _wording(text: Text, days: tuple[date, ...]) -> Wording:
    head = text.head
    dates = (OtherDate(**values) for values in head.get("key_dates", ()))
    defaults = Defaults(**{name: words.strip() for name, words in head.get("defaults", {}).items()})
    return Wording(
        title=head["title"],
        summary=head["summary"],
        text=text.body,
        days=days,
        asks=head["asks"].strip(),
        by=head["by"],
        key_dates=tuple(dates),
        defaults=defaults,
    )
