"""The agenda's questions: what stands in the query of `/actions/`, read once and applied to a QuerySet; its pages."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from babel import Locale
from django import forms
from django.db.models import Min, Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actions.agenda import programme
from actions.agenda.programme import Line
from actions.planning import searching
from actions.planning.models import Kind
from actions.planning.models.action import ActionQuerySet
from campaign.calls.models import Call
from campaign.groups.models import Group, GroupQuerySet
from campaign.web import gazetteer
from campaign.web.forms import DateField
from campaign.web.templatetags import times
from campaign.web.viewer import Viewer

PAGE = 50
OFFERED = 300  # groups, calls, countries
SLUG = re.compile(r"[-\w]+")
COUNTED = 1_000  # beyond, the page says “more than 1,000”


class FilterForm(forms.Form):
    """What the agenda can be asked. An answer that makes no sense is said so, and left out of account."""

    to = DateField(label=_("Until"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    city = forms.CharField(label=_("City"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("every kind")), *Kind.choices])
    group = forms.ChoiceField(label=_("Group"), required=False)
    call = forms.ChoiceField(label=_("Call"), required=False)
    language = forms.CharField(label=_("Language"), required=False, max_length=40)
    q = forms.CharField(label=pgettext_lazy("search", "Words"), required=False, max_length=100)

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data)
        # `from` is a word of Python's own.
        self.fields["from"] = DateField(label=_("From"), required=False)
        self.order_fields(["from", "to", "q", "kind", "country", "city", "call", "group", "language"])
        groups = Group.objects.visible_to(viewer).standing()
        calls = Call.objects.visible_to(viewer)
        self._offer("country", _("every country"), self._countries(groups))
        self._offer(
            "group", _("every group"), self._named("group", groups.values_list("slug", "name", "city"), in_town)
        )
        latest = calls.annotate(first_day=Min("days__date")).order_by("-changed_at")
        self._offer("call", _("every call"), self._named("call", latest.values_list("slug", "title", "first_day"), of))

    def _offer(self, name: str, everything: Any, choices: list[tuple[str, str]]) -> None:
        offered = self.fields[name]
        assert isinstance(offered, forms.ChoiceField)  # noqa: S101 - for the type checker
        offered.choices = [("", everything), *choices]

    def _countries(self, groups: GroupQuerySet) -> list[tuple[str, str]]:
        """Those in which there are groups, and the one that is asked for."""
        codes = set(groups.order_by().values_list("country", flat=True).distinct()[:OFFERED])
        asked = str(self.data.get("country", ""))
        known = gazetteer.get(asked)
        if known is not None and known.is_country:
            codes.add(asked)
        return sorted(((code, gazetteer.country_name(code)) for code in codes), key=lambda pair: pair[1])

    def _named(self, name: str, rows: Any, words: Callable[[str, Any], str]) -> list[tuple[str, str]]:
        """The first rows as choices, and the one that is asked for: not even a thousand groups make the page heavy."""
        offered = list(rows[:OFFERED])
        asked = str(self.data.get(name, ""))
        if SLUG.fullmatch(asked) and asked not in {slug for slug, *_said in offered}:
            offered += rows.filter(slug=asked)
        return [(slug, words(*said)) for slug, *said in offered]

    @property
    def asked(self) -> dict[str, Any]:
        """The answers given, without those that make no sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


def in_town(name: str, city: str) -> str:
    """A group with its town, where its name doesn't tell it: there are several of one name."""
    return name if not city or city in name else f"{name}, {city}"


def of(title: str, first_day: date | None) -> str:
    """A call with its month, as calls take up each other's titles."""
    return f"{title}, {times.month(first_day)}" if first_day else title


def apply(actions: ActionQuerySet, asked: dict[str, Any], at: datetime) -> ActionQuerySet:
    """The actions asked for; without a day in the question, those that are not over."""
    found = actions
    first, last = asked.get("from"), asked.get("to")
    if first is None and last is None:
        found = found.coming(at)
    if first is not None:
        found = found.filter(Q(day__gte=first) | Q(end_day__gte=first) | Q(open_ended=True))
    if last is not None:
        found = found.filter(day__lte=last)
    for name, column in (("country", "country"), ("kind", "kind"), ("call", "call__slug")):
        if name in asked:
            found = found.filter(**{column: asked[name]})
    if "group" in asked:
        found = found.hosted_by(Group.objects.filter(slug=asked["group"]))
    if "city" in asked:
        found = found.filter(in_city(asked["city"]))
    if "language" in asked:
        found = found.filter(in_language(asked["language"]))
    if "q" in asked:
        found = found.filter(searching.holding(asked["q"]))
    return found


def in_city(name: str) -> Q:
    """In a town of that name, in whatever language it is named."""
    keys = [place.key for place in gazetteer.find(name)]
    return Q(city__iexact=name) | Q(city_key__in=keys)


def in_language(name: str) -> Q:
    """Held in a language, said as its code or its name."""
    said = Q(languages__icontains=name)
    code = name.strip().lower()
    english = Locale("en").languages.get(code)
    return said | Q(languages__icontains=english) if english else said


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the agenda, and where the next one starts."""

    lines: list[Line]
    next: str


def page(actions: ActionQuerySet, after: str, at: datetime) -> Page:
    """The page after a cursor `<start>_<id>`; what has no day yet comes after everything that has one.

    Keyset paging: however far one has paged, the database reads no more than one page. Two queries.
    """
    start, id_ = read_cursor(after)
    dated = actions.filter(starts__isnull=False).order_by("starts", "id")
    undated = actions.filter(starts__isnull=True).order_by("id")
    if start is not None:
        dated = dated.filter(Q(starts__gt=start) | Q(starts=start, id__gt=id_))
    elif id_:
        dated, undated = dated.none(), undated.filter(id__gt=id_)
    found = programme.lines(dated[: PAGE + 1], at)
    if len(found) <= PAGE:
        found += programme.lines(undated[: PAGE + 1 - len(found)], at)
    if len(found) <= PAGE:
        return Page(found, "")
    last = found[PAGE - 1]
    return Page(
        found[:PAGE], f"{last.starts.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}_{last.id}" if last.starts else f"_{last.id}"
    )


def read_cursor(text: str) -> tuple[datetime | None, int]:
    """A cursor's start and id; one that nobody has made starts from the beginning."""
    start, _sign, id_ = text.rpartition("_")
    if not (id_.isascii() and id_.isdigit() and len(id_) < 19):
        return None, 0
    if not start:
        return None, int(id_)
    try:
        at = parse_datetime(start)
        return (at.astimezone(UTC), int(id_)) if at and at.tzinfo else (None, 0)
    except (ValueError, OverflowError):  # no such day, or none in UTC
        return None, 0


def count(actions: ActionQuerySet) -> int:
    """How many there are; counting stops at one more than COUNTED."""
    return actions.order_by()[: COUNTED + 1].count()


def yesterday(at: datetime) -> date:
    """The last day that is over everywhere that matters: for the link to earlier actions."""
    return date.fromordinal(at.date().toordinal() - 1)
