"""The form field for a route: one stop a line, each with its point where there is one."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actions.planning.models.meeting import Stop, written
from campaign.lib import points
from campaign.web.forms import TextField
from campaign.web.point_field import parse

MOST_STOPS = 40
LONGEST_STOP = 200
POINTED = re.compile(r"(?P<words>.*?)\s*(?:\((?P<bracket>[^()]*)\)|(?P<link>(?:geo:|https?://)\S+))", re.IGNORECASE)


class RouteField(TextField):
    """Cleans to stops in their order, as an action keeps them. Initial: the same."""

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        stops = [_stop(line, number) for number, line in enumerate(filter(None, lines), 1)]
        if len(stops) > MOST_STOPS:
            raise ValidationError(_("A route has at most %(number)d stops.") % {"number": MOST_STOPS}, code="many")
        return stops

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(written(initial or []), "\n".join(str(data or "").splitlines()))

    def in_words(self, value: Any) -> str:
        """An answer as another person reads it."""
        return str(self.prepare_value(value) or "")


def _stop(line: str, number: int) -> Stop:
    if len(line) > points.LONGEST + LONGEST_STOP:
        raise ValidationError(_("Stop %(number)d is too long.") % {"number": number}, code="long")
    found = POINTED.fullmatch(line)
    if found is None:
        return _worded(line, number)
    if found["link"]:
        return _worded(found["words"], number) | _at(found["link"], number)
    try:
        point = points.parse(found["bracket"])
    except points.Outside:
        return _at(found["bracket"], number)
    except points.Unreadable:  # brackets of another kind
        return _worded(line, number)
    return _worded(found["words"], number) | {"at": [point.latitude, point.longitude]}


def _worded(words: str, number: int) -> Stop:
    if not words or _bare(words):
        raise ValidationError(_("Stop %(number)d has a point and no words.") % {"number": number}, code="nameless")
    if len(words) > LONGEST_STOP:
        raise ValidationError(_("Stop %(number)d is too long.") % {"number": number}, code="long")
    return {"words": words}


def _bare(words: str) -> bool:
    """Two numbers alone: a point without its brackets, which nobody could read as a stop."""
    try:
        points.parse(words)
    except points.Outside:
        return True
    except points.Unreadable:
        return False
    return True


def _at(text: str, number: int) -> Stop:
    try:
        point = parse(text)
    except ValidationError as error:
        said = {"number": number, "error": " ".join(error.messages)}
        raise ValidationError(_("Stop %(number)d: %(error)s") % said, code="point") from error
    return {"at": [point.latitude, point.longitude]}
