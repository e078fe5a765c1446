"""What an action says in words: what happens, what to bring, whom to ask; and what its call says where it is silent."""

from dataclasses import dataclass, replace

from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.planning.forms.asking import Asking, Section, prose
from actions.planning.words import inheritance
from campaign.calls.models import Call
from campaign.web.forms import LineField
from campaign.web.templatetags import times


@dataclass(frozen=True, slots=True)
class Worded:
    """A question, with what the call says to it; `own`: the action says something else."""

    field: BoundField
    call_says: str
    own: bool


class WordsFields(Asking):
    """The words of an action, for people who think of coming. What is left empty is as the call says."""

    summary = prose(_("In two sentences"), _("What people read first."), rows=2, longest=400)
    text = prose(
        _("What happens?"), _("Markdown: empty lines part paragraphs, **bold**, [words](https://address)."), rows=6
    )
    bring = prose(_("What should people bring?"))
    languages = LineField(
        label=_("Which languages are spoken?"),
        help_text=_("As you would say it: German, English, Turkish."),
        max_length=120,
        required=False,
    )
    contact = LineField(
        label=_("Whom can people ask?"),
        help_text=_("Everyone sees it. Leave it empty for the group’s."),
        max_length=200,
        required=False,
    )

    WORDS = ("summary", "text", "bring", "languages", "contact")

    @cached_property
    def answered(self) -> Call | None:
        """The call that it answers, as far as the form says one."""
        chosen = str(self["call"].value() or "").replace("\0", "?") if "call" in self.fields else ""
        found: Call | None = self.fields["call"].queryset.filter(slug=chosen).first() if chosen else None  # type: ignore[attr-defined] # a choice of rows
        return found

    def hours_of_call(self) -> str:
        """“11:00 to 17:00”, where the call says so."""
        start, end = inheritance.offered_hours(self.answered)
        if start is None:
            return ""
        said = {"start": times.hour(start), "end": times.hour(end)}
        return gettext("%(start)s to %(end)s") % said if end else said["start"]

    def words(self) -> Section:
        """All of it, under a heading."""
        section = self.section(_("What people should know"), self.WORDS)
        return replace(section, open=section.open or any(one.call_says for one in self.worded()))

    def worded(self) -> list[Worded]:
        """Each question, with what comes from the call."""
        return [Worded(field, self._call_says(field.name), bool(field.value())) for field in self.asked(self.WORDS)]

    def _call_says(self, name: str) -> str:
        return next((inheritance.offered(self.answered, one) for one in inheritance.TEXTS if one == name), "")
