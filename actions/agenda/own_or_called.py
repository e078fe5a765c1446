"""The words of an action's page: its own, else its call's, in the language that the reader asks for."""

from actions.planning.models import Action
from actions.planning.words import inheritance
from campaign.calls import reading
from campaign.calls.reading import Spoken
from campaign.web.viewer import Viewer


def words(action: Action, viewer: Viewer, *, accepted: str) -> dict[str, Spoken]:
    """Text, what to bring and whom to ask. Of the action's own words nobody says in which language they are."""
    said: dict[str, Spoken] = {name: Spoken(getattr(action, name), "") for name in inheritance.TEXTS}
    followed = [name for name in inheritance.TEXTS if inheritance.follows(action, name)]
    if followed and action.call is not None:
        called = reading.defaults(action.call, viewer, accepted=accepted)
        said |= {name: called[name] for name in followed}
    return said
