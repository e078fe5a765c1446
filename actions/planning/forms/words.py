"""What an action says in words: what happens, what to bring, whom to ask."""

from django.utils.translation import gettext_lazy as _

from actions.planning.forms.asking import Asking, Section, prose
from campaign.web.forms import LineField


class WordsFields(Asking):
    """The words of an action, for people who think of coming."""

    summary = prose(_("In two sentences"), _("What people read first."), rows=2, longest=400)
    text = prose(
        _("What happens?"), _("Markdown: empty lines part paragraphs, **bold**, [words](https://address)."), rows=6
    )
    bring = prose(_("What should people bring?"))
    access = prose(_("Who can get in, and how?"), _("Steps, lifts, toilets, sign language, somewhere quiet."), rows=2)
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

    WORDS = ("summary", "text", "bring", "access", "languages", "contact")

    def words(self) -> Section:
        """All of it, under a heading."""
        return self.section(_("What people should know"), self.WORDS)
