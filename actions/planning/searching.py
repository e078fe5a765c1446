"""What an action is found by: words that are folded before they are kept, so that both databases answer alike.

The group's name is kept with the group, which may take another one without asking its actions.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from actions.planning.models import Action
from campaign.lib import folding

MOST = 8  # words of a search; beyond, one is looking for nothing


def text(action: Action) -> str:
    """Title, summary, place and town, and its kind in every language of the site, folded. Never where to meet."""
    if action.withdrawn_at is not None:
        return ""
    said = (action.title, action.summary, action.place_name, action.city, *_kind(action))
    return folding.fold(" ".join(said))


def holding(words: str) -> Q:
    """Those in which, or in whose group's name, all of these words stand, whole or as parts of others."""
    found = Q()
    for word in folding.words(words)[:MOST]:
        found &= Q(search__contains=word) | Q(group__search__contains=word)
    return found


def _kind(action: Action) -> Iterator[str]:
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(action.get_kind_display())
