"""What a coordinator is asked about a call: one page, plain inputs, as many rows as are needed."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaign.calls.forms.defaults import DefaultsForm
from campaign.calls.words import OtherDate, Wording
from campaign.groups.models import Group, GroupQuerySet
from campaign.lib import languages
from campaign.web.forms import DateField, LineField, TextField
from campaign.web.overtaken import Difference, differences

LONGEST_TEXT = 50_000  # characters
LONGEST_RUN = 31  # days from the first to the last
SPARE_ROWS = 2


class CallForm(forms.Form):
    """What the call says. `seen` is the revision that was open, so that two editors notice each other."""

    whose = forms.ModelChoiceField(
        label=_("In whose name do you call?"),
        queryset=Group.objects.none(),
        to_field_name="slug",
        empty_label=_("the network’s"),
        required=False,
    )
    title = LineField(
        label=_("What is the call called?"), help_text=_("Short, as it would stand on a poster."), max_length=140
    )
    summary = TextField(
        label=_("What is it about, in two sentences?"),
        help_text=_("Shown in lists and in the preview of a link."),
        max_length=500,
        rows=3,
    )
    by = LineField(
        label=_("Who calls?"), help_text=_("As it is to stand below the title."), max_length=120, required=False
    )
    language = forms.ChoiceField(
        label=_("In which language do you write it?"),
        help_text=_("Once it is saved, it can be put into as many others as you like."),
        choices=languages.by_name,
    )
    first_day = DateField(label=_("First day of action"))
    last_day = DateField(label=_("Last day of action"), help_text=_("Empty for a single day."), required=False)
    text = TextField(
        label=_("The call"),
        help_text=_("Markdown: empty lines part paragraphs, ## begins a heading, **bold**, [words](https://address)."),
        max_length=LONGEST_TEXT,
        rows=10,
    )
    asks = TextField(
        label=_("What does it ask of the groups?"),
        help_text=_("Markdown."),
        max_length=10_000,
        rows=5,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rows: tuple[forms.Form, ...] = ()  # asked for below it; the summary at the top leads to what is wrong in them too

    def ask_whose(self, groups: GroupQuerySet | None, *, network: bool) -> None:
        """Ask in whose name it is written, where there is a choice."""
        whose: Any = self.fields["whose"]
        if groups is None or not groups:
            del self.fields["whose"]
            return
        whose.queryset = groups
        if not network:
            whose.required, whose.empty_label = True, None

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        first, last = answers.get("first_day"), answers.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first."))
        elif first and last and (last - first).days >= LONGEST_RUN:
            self.add_error("last_day", _("That is more than a month: give single days below instead."))
        return answers


class DayForm(forms.Form):
    """One more day of action, apart from the first run of days."""

    asks_little = True  # a row left empty is no row: no question says that it is optional

    date = DateField(label=_("Another day"), required=False)


class KeyDateForm(forms.Form):
    """A date on the timeline that is no action. A row left empty is no row."""

    asks_little = True

    date = DateField(label=_("Date"), required=False)
    title = LineField(label=_("What happens"), max_length=140, required=False)
    words = LineField(
        label=_("When, in words"),
        help_text=_("“later that week”; shown instead of the date."),
        max_length=80,
        required=False,
    )
    text = TextField(label=_("More about it"), max_length=2000, rows=2, required=False)
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if any(answers.get(name) for name in ("date", "title", "words", "text")):
            if not answers.get("title") and "title" not in self.errors:
                self.add_error("title", _("Say what happens then, or empty the whole row."))
            if not answers.get("date") and "date" not in self.errors:
                self.add_error("date", _("Give the date; where it is not sure, the likeliest, and say so in words."))
        return answers

    def answer(self) -> OtherDate | None:
        """The date; None for an empty row."""
        said = self.cleaned_data
        if not said.get("title"):
            return None
        return OtherDate(said["date"], said["title"], said["words"], said["text"], said["pk"])


class CallPaper:
    """The whole page: the form, what it leaves to the actions, and two lists of rows. Emptying a row takes it away.

    `groups`: in whose name a new call may be written, besides the network's where `network` says so.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        words: Wording | None = None,
        seen: int | None = None,
        groups: GroupQuerySet | None = None,
        network: bool = True,
    ) -> None:
        first, last, others = _in_runs(words.days if words else ())
        self.form = CallForm(data, initial=_first_answers(words, first, last, seen))
        self.form.ask_whose(groups, network=network)
        self.defaults = DefaultsForm(data, initial=DefaultsForm.started_with(words.defaults) if words else {})
        self.days = _rows(DayForm, "days", data, [{"date": day} for day in others])
        dates = [_row(one) for one in words.key_dates] if words else []
        self.key_dates = _rows(KeyDateForm, "dates", data, dates)
        self.form.rows = (self.defaults, *self.days, *self.key_dates)

    def whose(self) -> Group | None:
        """The group in whose name it is written, once the page is valid; None: the network's."""
        return self.form.cleaned_data.get("whose")

    def refuse(self, question: str, sentence: Any) -> None:
        """Say that an answer cannot be saved, for a reason that only the rules know."""
        self.form.add_error(question, sentence)

    def more_days(self) -> bool:
        """Whether days apart from the first run are asked for; as it begins they are folded away."""
        return _used(self.days)

    def more_dates(self) -> bool:
        """The same of key dates."""
        return _used(self.key_dates)

    def is_valid(self) -> bool:
        """Whether everything can be saved; what can't says so at its place and at the top."""
        good = self.form.is_valid()
        good = self.defaults.is_valid() and good
        for rows in (self.days, self.key_dates):
            good = rows.is_valid() and good
            for sentence in rows.non_form_errors():  # of all rows together: too many, or sent back in pieces
                self.form.add_error(None, ValidationError(sentence))
        return good

    def wording(self) -> Wording:
        """What the page says, once it is valid."""
        said = self.form.cleaned_data
        first, last = said["first_day"], said["last_day"] or said["first_day"]
        days = {first + timedelta(days=number) for number in range((last - first).days + 1)}
        days |= {row.cleaned_data["date"] for row in self.days if row.cleaned_data.get("date")}
        answers = (row.answer() for row in self.key_dates)
        return Wording(
            title=said["title"],
            summary=said["summary"],
            text=said["text"],
            days=tuple(sorted(days)),
            asks=said["asks"],
            by=said["by"],
            key_dates=tuple(one for one in answers if one),
            defaults=self.defaults.answer(),
            language=said["language"],
        )

    def differences(self, stands: Wording) -> list[Difference]:
        """Where another editor's words, which stand now, are not what this page says."""
        typed = self.wording()
        first, last, _others = _in_runs(stands.days)
        found = differences(self.form, _first_answers(stands, first, last, None), leave_out=("first_day", "last_day"))
        found += differences(self.defaults, DefaultsForm.started_with(stands.defaults))
        if typed.days != stands.days:
            found.append(Difference(_now("Days of action"), "\n".join(_long(day) for day in stands.days)))
        if typed.key_dates != stands.key_dates:
            lines = (f"{one.words or _long(one.date)}: {one.title}\n{one.text}".strip() for one in stands.key_dates)
            found.append(Difference(_now("Key dates"), "\n".join(lines)))
        return found


def _long(day: date) -> str:
    return date_format(day, "l j F Y")


def _in_runs(days: Iterable[date]) -> tuple[date | None, date | None, list[date]]:
    """The first run of days that follow each other, and all others: as the form asks for them."""
    left = sorted(days)
    if not left:
        return None, None, []
    run = 1
    while run < min(len(left), LONGEST_RUN) and left[run] - left[run - 1] == timedelta(days=1):
        run += 1
    return left[0], left[run - 1] if run > 1 else None, left[run:]


def _first_answers(words: Wording | None, first: date | None, last: date | None, seen: int | None) -> dict[str, Any]:
    if words is None:
        return {"language": languages.match(languages.NAMES, get_language() or "en")}
    return {
        "language": words.language,
        "title": words.title,
        "summary": words.summary,
        "by": words.by,
        "first_day": first,
        "last_day": last,
        "text": words.text,
        "asks": words.asks,
        "seen": seen,
    }


def _row(one: OtherDate) -> dict[str, Any]:
    return {"date": one.date, "title": one.title, "words": one.words, "text": one.text, "pk": one.pk}


def _rows(row: type[forms.Form], prefix: str, data: QueryDict | None, initial: list[dict[str, Any]]) -> Any:
    rows = forms.formset_factory(row, extra=SPARE_ROWS, max_num=60, absolute_max=60)
    options: dict[str, Any] = {"empty_permitted": True, "use_required_attribute": False}
    return rows(data, prefix=prefix, initial=initial if data is None else None, form_kwargs=options)


def _used(rows: Any) -> bool:
    """Whether somebody has filled a row in, or asked for more of them."""
    said = (row.errors or any(row[name].value() for name in row.fields) for row in rows)
    return len(rows.forms) > SPARE_ROWS or any(said)


def with_more_rows(data: QueryDict, prefix: str) -> QueryDict:
    """The same answers, with a few empty rows more."""
    more = data.copy()
    number = more.get(f"{prefix}-TOTAL_FORMS", "")
    there = int(number) if number.isdecimal() and len(number) < 10 else 0
    more[f"{prefix}-TOTAL_FORMS"] = str(min(there, 50) + SPARE_ROWS)
    return more
