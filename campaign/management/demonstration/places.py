"""Places as the demonstration's texts name them."""

from campaign.web import gazetteer
from campaign.web.gazetteer import Place


def named(text: str) -> Place:
    """The one place that a text means; a text that means none or several is our own mistake."""
    place = gazetteer.sure(gazetteer.find(text))
    if place is None:
        raise LookupError(f"The gazetteer does not know which place “{text}” is.")
    return place
