"""What organisers ask those who sign up, in words of their own.

The action says it (`Action.asks`), so that whatever it says follows: history, copies, series and templates, and a
sign-up form that looks nothing up. Beside it stands a row for each question, to which the replies hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext

from actions.planning.models import Action, Question

Kind = Question.Kind
MOST = 8
LONGEST_REPLY = 500


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `key` tells it from the others of the same action, also when its words are mended."""

    key: int
    text: str
    kind: str = Kind.TEXT.value
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def words(self) -> str:
        """“Do you bring a tent? (yes or no)”, for those who plan."""
        how = ", ".join(self.choices) if self.kind == Kind.CHOICE else str(Kind(self.kind).label)
        if self.required:
            how = gettext("%(how)s; has to be answered") % {"how": how}
        return f"{self.text} ({how})"


def read(stored: Iterable[Mapping[str, Any]]) -> list[Ask]:
    """The questions that an action, or a template, holds."""
    return [Ask(**{**one, "choices": tuple(one.get("choices", ()))}) for one in stored]


def stored(asks: Iterable[Ask]) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [{**asdict(ask), "choices": list(ask.choices)} for ask in asks]


def words_of(asks: Sequence[Mapping[str, Any]]) -> str:
    """All of them, one a line."""
    return "\n".join(ask.words for ask in read(asks)) or gettext("nothing")


def follow(action: Action) -> None:
    """A step of every change: the rows say what the action says. With a question that is taken away its replies go."""
    asks = {ask.key: (place, ask) for place, ask in enumerate(read(action.asks))}
    rows = {row.key: row for row in action.questions.all()}
    action.questions.exclude(key__in=asks).delete()
    for key, (place, ask) in asks.items():
        row = rows.get(key) or Question(action=action, key=key)
        row.text, row.kind, row.required, row.place = ask.text, ask.kind, ask.required, place
        row.choices = "\n".join(ask.choices)
        row.save()


def replies(action: Action, said: Mapping[int, str]) -> dict[int, str]:
    """What was said by the question's key, by its row: for those that are asked still."""
    rows = dict(Question.objects.filter(action=action).values_list("key", "pk"))
    return {rows[key]: text for key, text in said.items() if key in rows}
