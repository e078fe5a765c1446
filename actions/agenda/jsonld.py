"""An action as search engines and calendar programs read it in a page: schema.org's Event, as JSON-LD.

Where to meet stands in it only as far as `meeting_point.reveal` tells it to whoever is looking.
"""

import json
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from actions.planning.models import Action
from actions.planning.when import moments
from actions.planning.where import access
from actions.planning.where.meeting_point import Meeting
from actions.planning.words import inheritance
from campaign.lib import markdown
from campaign.web import gazetteer
from campaign.web.spots import near_town

STATUS = {
    Action.State.CANCELLED: "https://schema.org/EventCancelled",
    Action.State.POSTPONED: "https://schema.org/EventPostponed",
}
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}  # as Django's json_script does


def event(action: Action, *, meeting_point: Meeting | None) -> SafeString:
    """The event as JSON that may stand in a page; nothing while its day is to be announced, since it needs one."""
    if action.day is None:
        return mark_safe("")
    location: dict[str, Any] = {
        "@type": "Place",
        "name": action.city or gazetteer.country_name(action.country),
        "address": {"@type": "PostalAddress", "addressCountry": action.country},
    }
    if action.city:
        location["address"]["addressLocality"] = action.city
    if action.place_name:
        location["name"] = near_town(action.place_name, location["name"])
    if meeting_point is not None:
        location["address"]["streetAddress"] = str(meeting_point)
        if (point := meeting_point.point) is not None:
            location["geo"] = {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude}
    if known := access.facts(action.facilities):
        location["amenityFeature"] = [
            {"@type": "LocationFeatureSpecification", "name": name, "value": there}
            for there, names in ((True, known.there), (False, known.missing))
            for name in names
        ]
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": action.title,
        "description": action.summary or markdown.plain(inheritance.said(action, "text")),
        "url": settings.SITE_URL + reverse("action", args=[action.slug]),
        "startDate": start(action),
        "eventStatus": STATUS.get(Action.State(action.state), "https://schema.org/EventScheduled"),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "location": location,
        "organizer": [
            {
                "@type": "Organization",
                "name": group.name,
                "url": settings.SITE_URL + reverse("group", args=[group.slug]),
            }
            for group in action.hosts
        ],
    }
    if end := until(action):
        said["endDate"] = end
    return mark_safe(json.dumps(said, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped just now


def start(action: Action) -> str:
    """ISO 8601 with the offset of the action's zone; the day alone where the hour is to be announced."""
    if action.time is None or action.starts is None:
        return action.day.isoformat() if action.day else ""
    return with_offset(action.starts, action.zone)


def until(action: Action) -> str:
    """The same of its end, where one was said."""
    if action.end_time is not None and action.ends is not None:
        return with_offset(action.ends, action.zone)
    last: date | None = moments.last_day(action)
    return last.isoformat() if last is not None and last != action.day else ""


def with_offset(at: datetime, zone: str) -> str:
    """An instant as clocks in a zone show it: `2002-10-11T09:00:00+02:00`."""
    return moments.local(at, zone).isoformat()
