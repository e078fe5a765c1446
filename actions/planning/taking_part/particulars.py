"""What somebody says at sign-up beside name, address and number: sealed, and kept with the registration."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.planning.models import Question, Registration, Reply
from actions.planning.taking_part import shift_places


@dataclass(frozen=True, slots=True)
class Particulars:
    """`replies` by the id of each question that was put, empty ones too; `shifts` are the ids of those wished for."""

    replies: Mapping[int, str] = field(default_factory=dict)
    needs: str = ""
    languages: str = ""
    shifts: list[int] = field(default_factory=list)


def keep(registration: Registration, said: Particulars | None) -> None:
    """Store what belongs in rows of its own, in the transaction that stores the registration.

    What was said before gives way to it; of the shifts only those that are not held yet.
    """
    if said is None:  # the action asks for nothing, and nothing is looked up
        return
    answer(registration, said)
    shift_places.wish(registration, said.shifts)


def answer(registration: Registration, said: Particulars) -> None:
    """Store the replies alone: to a question that was put again, the last one counts; one that was taken away since
    the form was read asks for nothing any more."""
    if said.replies:
        registration.replies.filter(question__in=said.replies).delete()
        put = Question.objects.filter(action=registration.action_id, pk__in=said.replies).values_list("pk", flat=True)
        Reply.objects.bulk_create(
            Reply(registration=registration, question_id=question, text=said.replies[question])
            for question in put
            if said.replies[question]
        )


def fill(registration: Registration, said: Particulars | None) -> None:
    """Set what stands in the registration's own row; the caller saves it."""
    if said is not None:
        registration.needs, registration.languages = said.needs or None, said.languages or None


def erase(registration: Registration) -> None:
    """Nothing of what was said, nor of what the organisers noted, is left. The caller saves the row."""
    registration.needs = registration.languages = registration.note = None
    registration.replies.all().delete()
