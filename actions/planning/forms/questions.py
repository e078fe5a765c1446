"""The form field for an action's own questions: a row each, in their order."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from actions.planning.models import Question
from actions.planning.taking_part import questions
from actions.planning.taking_part.questions import Ask, Kind
from campaign.web.forms import LineField, TextField

SPARE = 2  # empty rows beside those that are filled
PARTS = ("key", "place", "text", "kind", "choices", "required")
MOST_CHOICES, LONGEST_CHOICE, LARGEST_KEY = 12, 80, 30_000

Row = dict[str, str]


class QuestionsWidget(forms.Widget):
    """A row a question, and two to spare. What is typed travels as it was typed."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> list[Row]:
        rows = (
            {part: str(data.get(f"{name}-{number}-{part}") or "") for part in PARTS} for number in range(questions.MOST)
        )
        return [row for row in rows if any(row[part] for part in ("key", "text", "choices"))]

    def value_omitted_from_data(self, data: Any, files: MultiValueDict[str, Any], name: str) -> bool:
        return f"{name}-0-text" not in data

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-0-text"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        said: list[Row] = _typed(value)
        number = min(len(said) + SPARE, questions.MOST)
        rows = said + [dict.fromkeys(PARTS, "") for _row in range(number - len(said))]
        context = {
            "name": name,
            "id": (attrs or {}).get("id", name),
            "rows": [_shown(row, place, filled=len(said)) for place, row in enumerate(rows, 1)],
            "filled": len(said),
            "kinds": Kind.choices,
            "longest": Question._meta.get_field("text").max_length,
        }
        return render_to_string("planning/taking_part/_questions.html", context)


class QuestionsField(forms.Field):
    """Cleans to what `Action.asks` holds, in the order of the numbers. Initial: the same. An empty row is none."""

    widget = QuestionsWidget

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows: list[Row] = value or []
        used: set[int] = set()
        next_key = max((_key(row) for row in rows), default=0) + 1
        found = []
        for number, row in enumerate(rows, 1):
            if not row["text"].strip():
                if row["choices"].strip():
                    raise ValidationError(_in_row(number, gettext("It has choices and asks nothing.")))
                continue
            key = _key(row)
            if not key or key in used:
                key, next_key = next_key, next_key + 1
            used.add(key)
            found.append((_place(row, number), _ask(key, number, row)))
        return questions.stored(ask for _number, ask in sorted(found, key=lambda one: one[0]))

    def has_changed(self, initial: Any, data: Any) -> bool:
        def bare(rows: Any) -> list[Row]:
            filled = [row for row in _typed(rows) if row["text"].strip()]
            return sorted(filled, key=lambda row: _place(row, 0))

        def said(rows: Any) -> list[tuple[str, ...]]:
            return [(row["text"].strip(), row["kind"], _lines(row["choices"]), row["required"]) for row in bare(rows)]

        return said(initial) != said(data)

    def in_words(self, value: Any) -> str:
        """The questions as another person reads them."""
        rows = [row for row in _typed(value) if row["text"].strip()]
        asks = (
            Ask(0, row["text"], row["kind"], tuple(row["choices"].split("\n")), bool(row["required"]))
            for row in rows
            if row["kind"] in Kind.values
        )
        return questions.words_of(questions.stored(asks)) if rows else gettext("none")


def _typed(value: Any) -> list[Row]:
    """Rows as they are typed, also where they are the questions that stand."""
    rows = []
    for place, one in enumerate(value or [], 1):
        choices = one["choices"]
        rows.append(
            {
                "key": str(one["key"]),
                "place": str(one.get("place", place)),
                "text": one["text"],
                "kind": one["kind"],
                "choices": choices if isinstance(choices, str) else "\n".join(choices),
                "required": "1" if one["required"] else "",
            }
        )
    return rows


def _shown(row: Row, place: int, *, filled: int) -> Row:
    """With its number in the order, as many lines as it has choices, and whether it stands among the spare ones."""
    spare = "first" if place == filled + 1 else "more" if place > filled else ""
    return row | {
        "place": row["place"] or str(place),
        "lines": str(min(max(row["choices"].count("\n") + 1, 2), 8)),
        "spare": spare,
    }


def _key(row: Row) -> int:
    text = row["key"]
    return int(text) if text.isdecimal() and len(text) < 6 and int(text) < LARGEST_KEY else 0


def _place(row: Row, otherwise: int) -> int:
    text = row["place"]
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _ask(key: int, number: int, row: Row) -> Ask:
    try:
        text = LineField(max_length=Question._meta.get_field("text").max_length).clean(row["text"])
        lines = _lines(TextField(required=False, max_length=2000).clean(row["choices"])).split("\n")
    except ValidationError as error:
        raise ValidationError(_in_row(number, error.messages[0])) from error
    if row["kind"] not in Kind.values:
        raise ValidationError(_in_row(number, gettext("Choose one of those on offer.")))
    choices = tuple(dict.fromkeys(line for line in lines if line)) if row["kind"] == Kind.CHOICE else ()
    if row["kind"] == Kind.CHOICE and not 2 <= len(choices) <= MOST_CHOICES:
        words = gettext("Give two to %(most)d choices, one a line.") % {"most": MOST_CHOICES}
        raise ValidationError(_in_row(number, words))
    if any(len(choice) > LONGEST_CHOICE for choice in choices):
        raise ValidationError(_in_row(number, gettext("A choice is too long: a few words are enough.")))
    return Ask(key, text, row["kind"], choices, bool(row["required"]))


def _in_row(number: int, sentence: str) -> str:
    return gettext("Question %(number)d: %(sentence)s") % {"number": number, "sentence": sentence}
