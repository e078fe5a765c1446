"""Where an action is: asked on its form, and said on its page, in calendars, in mails and to search engines."""

import json
import re
from collections.abc import Iterator
from datetime import date, time
from html import unescape
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar
from time_machine import travel

from actions.planning import cancellation, drafting, vevent
from actions.planning.forms.planning import ActionForm
from actions.planning.forms.route import RouteField
from actions.planning.models import Action
from actions.planning.taking_part import letters
from actions.planning.where import access
from actions.planning.where import meeting_point as meeting
from campaign.groups.models import Group
from campaign.lib.points import Point
from campaign.people.models import Person
from campaign.web import gazetteer, revisions
from campaign.web.spots import Spot
from campaign.web.viewer import NOBODY
from campaign.web.zone_field import ZoneField
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
CAMP = "the camp by the river"
MEETS: dict[str, Any] = {
    "meeting_point": "Under the clock",
    "meeting_latitude": 52.52,
    "meeting_longitude": 13.41,
    "route": [{"words": "The bridge", "at": [52.5, 13.4]}, {"words": "The office"}],
}
PLAN = {
    "kind": "demonstration",
    "title": "Along the river",
    "place": "Berlin",
    "day": "2026-10-09",
    "time": "09:00",
    "visibility": "public",
    "meeting_point_for": "everyone",
}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with travel(NOW):
        yield


@pytest.fixture
def olga() -> Person:
    return make.person("olga")


def spot() -> Spot:
    return Spot(CAMP, Point(50.97, 1.91), make.place("Marck"))


def said(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def test_all_of_it_is_saved_and_comes_back_as_it_was_typed(planner: Client, group: Group) -> None:
    answers = PLAN | {
        "meeting_point": "Under the clock",
        "meeting_spot": "https://www.openstreetmap.org/#map=17/52.52/13.41",
        "route": "The bridge (52.5, 13.4)\r\n\r\nThe office (second floor)\r\nThe square geo:52.51,13.42",
        "meeting_point_for": "registered",
        "meeting_point_time": "18:00",
        "meeting_point_open_hours": "3",
        "facilities-step-free": "yes",
        "facilities-lift": "no",
        "facilities-parking": "",
        "zone": "Paris",
    }
    assert planner.post("/actions/new/", answers).status_code == 302
    action = Action.objects.get()
    assert (action.meeting_latitude, action.meeting_longitude) == (52.52, 13.41)
    assert action.route == [
        {"words": "The bridge", "at": [52.5, 13.4]},
        {"words": "The office (second floor)"},
        {"words": "The square", "at": [52.51, 13.42]},
    ]
    assert (action.meeting_point_time, action.meeting_point_open_hours) == (time(18), 3)
    assert action.facilities == {"step-free": True, "lift": False}
    assert (action.city, action.zone) == ("Berlin", "Europe/Paris")
    page = said(planner.get(f"/actions/{action.slug}/edit/"))
    assert "The bridge (52.5, 13.4)\nThe office (second floor)\nThe square (52.51, 13.42)".replace("\n", " ") in page
    assert 'name="meeting_spot" value="52.52, 13.41"' in page
    assert 'name="zone" value="Europe/Paris"' in page
    form = ActionForm(answers | {"seen": "1"}, initial=ActionForm.started_with(action))
    assert not {"meeting_spot", "facilities", "place"} & set(form.changed_data)


def test_the_clock_of_the_place_holds_again_when_no_other_is_named(planner: Client, group: Group) -> None:
    planner.post("/actions/new/", PLAN | {"zone": "America/Santiago"})
    action = Action.objects.get()
    planner.post(f"/actions/{action.slug}/edit/", PLAN | {"zone": "", "seen": str(action.revision)})
    action.refresh_from_db()
    assert action.zone == "Europe/Berlin"


def test_a_button_of_the_map_saves_nothing_and_loses_nothing(planner: Client, group: Group) -> None:
    answers = PLAN | {
        "title": "",
        "place": CAMP,
        "route": "The bridge",
        "facilities-lift": "no",
        "place-point-map": "show",
    }
    page = planner.post("/actions/new/", answers)
    assert page.status_code == 200
    text = said(page)
    assert 'type="image"' in text
    assert 'class="error"' not in text
    assert CAMP in text
    assert "The bridge" in text
    assert re.search(r'<option value="no" selected', text)
    assert not Action.objects.exists()


def test_a_place_that_nobody_knows_stands_everywhere_by_its_name(planner: Client, group: Group) -> None:
    planner.post("/actions/new/", PLAN | {"place": CAMP, "place-point": "50.96812, 1.90567"})
    action = Action.objects.get()
    drafting.announce(action, now=NOW)
    assert (action.place_name, action.city, action.zone) == (CAMP, "Marck", "Europe/Paris")
    assert (action.latitude, action.longitude) == (50.97, 1.91)  # everyone sees it: no closer than a kilometre
    where = "the camp by the river, near Marck"
    assert where in said(Client().get(f"/actions/{action.slug}/"))
    assert where in said(Client().get("/actions/"))
    assert f'value="{CAMP}"' in said(planner.get(f"/actions/{action.slug}/edit/"))
    assert where in said(Client().get("/actions/?country=FR&city=Marck"))
    assert revisions.current(f"city:fr/{action.city_key}") == 1  # it counts for that town
    feed = Client().get(f"/calendars/actions/{action.slug}.ics")
    [event] = Calendar.from_ical(feed.content).walk("VEVENT")
    assert str(event["LOCATION"]) == where
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert "GEO" not in event


@pytest.mark.parametrize(
    ("answers", "field", "says"),
    [
        ({"meeting_spot": "nan, nan"}, "meeting_spot", "We can’t read a point in this."),
        ({"meeting_spot": "9" * 40 + ", 1"}, "meeting_spot", "There is no such point"),
        ({"meeting_spot": "\u202e1, 2"}, "meeting_spot", "We can’t read a point in this."),
        ({"route": "The bridge (95, 13)"}, "route", "Stop 1: There is no such point"),
        ({"route": "A\n(52.5, 13.4)"}, "route", "Stop 2 has a point and no words."),
        ({"route": "A\n52.5, 13.4"}, "route", "Stop 2 has a point and no words."),
        ({"route": "95, 13"}, "route", "Stop 1 has a point and no words."),
        ({"route": "A geo:x"}, "route", "Stop 1: We can’t read a point in this."),
        ({"route": "\n".join("abc" for _ in range(41))}, "route", "A route has at most 40 stops."),
        ({"route": "x" * 201}, "route", "Stop 1 is too long."),
        ({"route": "x" * 600}, "route", "Stop 1 is too long."),
        ({"route": "The \u202eegdirb"}, "route", "There is an invisible character in line 1"),
        ({"meeting_point_hours": "3", "meeting_point_time": "18:00"}, "meeting_point_time", "not both"),
        ({"meeting_point_open_hours": "3", "meeting_point_open_time": "18:00"}, "meeting_point_open_time", "not both"),
        ({"meeting_point_hours": "99999999999"}, "meeting_point_hours", "2000 or fewer."),
        ({"facilities-lift": "perhaps"}, "facilities", "Choose one of those on offer."),
        ({"zone": "Mars/Olympus"}, "zone", "We know no clock called “Mars/Olympus”."),
    ],
)
def test_what_is_wrong_is_said_at_its_question(answers: dict[str, str], field: str, says: str) -> None:
    form = ActionForm(PLAN | answers)
    assert not form.is_valid()
    assert says in " ".join(form.errors[field])


def test_for_everyone_there_is_no_later_hour_for_everyone() -> None:
    form = ActionForm(PLAN | {"meeting_point_open_hours": "3"})
    assert form.is_valid(), form.errors
    assert form.plan()["meeting_point_open_hours"] is None


@pytest.mark.parametrize(
    ("text", "zone"), [("", ""), ("Europe/Paris", "Europe/Paris"), ("Каир", "Africa/Cairo"), ("بولونيا", "Europe/Rome")]
)
def test_a_clock_is_named_by_its_zone_or_by_a_town(text: str, zone: str) -> None:
    assert ZoneField(required=False).clean(text) == zone


def test_a_route_reads_what_it_writes() -> None:
    stops = [{"words": "The bridge", "at": [52.5, -13.4]}, {"words": "A (b) c"}, {"words": "بولونيا", "at": [0.0, 0.0]}]
    field = RouteField(required=False)
    assert field.clean(field.prepare_value(stops)) == stops


def test_the_page_gives_point_and_route_by_plain_links_and_on_our_own_map() -> None:
    action = make.action(**MEETS)
    page = Client().get(f"/actions/{action.slug}/")
    text = said(page)
    assert '<a href="geo:52.52,13.41" rel="noreferrer">' in text
    assert 'href="https://www.openstreetmap.org/?mlat=52.52&mlon=13.41#map=17/52.52/13.41" rel="noreferrer"' in text
    assert "another site" in text
    assert text.index("The bridge") < text.index("The office")
    assert '<g class="mark">' in text
    loaded = re.findall(r'(?:src|srcset|action)="([^"]*)"', page.text) + re.findall(
        r'<link[^>]* href="([^"]*)"', page.text
    )
    assert not [address for address in loaded if "openstreetmap" in address]


def test_a_point_that_is_not_told_stands_nowhere_on_the_page() -> None:
    action = make.action(**MEETS, meeting_point_for="registered")
    text = said(Client().get(f"/actions/{action.slug}/"))
    assert not [secret for secret in ("52.52", "13.41", "The bridge", "openstreetmap", '"mark"') if secret in text]


def test_calendars_have_the_point_as_geo_the_route_and_the_access_as_words() -> None:
    action = make.action(**MEETS, facilities={"lift": False, "step-free": True}, access="Ring twice.")
    [event] = Calendar.from_ical(vevent.document(action, meeting_points={action.pk: told(action)})).walk("VEVENT")
    assert (event["GEO"].latitude, event["GEO"].longitude) == (52.52, 13.41)
    assert str(event["LOCATION"]) == "Under the clock, Berlin"
    words = str(event["DESCRIPTION"])
    assert "Route:\n1. The bridge (52.5, 13.4)\n2. The office" in words
    assert "Access: There is: step-free way in. There is not: lift. Ring twice." in words
    [other] = Calendar.from_ical(vevent.document(action)).walk("VEVENT")
    assert "GEO" not in other
    assert "The bridge" not in str(other["DESCRIPTION"])


def told(action: Action) -> meeting.Meeting | None:
    return meeting.reveal(action, NOBODY, NOW)


def test_search_engines_read_the_point_only_where_everyone_may() -> None:
    group = make.group()
    places = []
    for rule in ("everyone", "registered"):
        action = make.action(group, title=rule, **MEETS, meeting_point_for=rule, facilities={"lift": True})
        page = Client().get(f"/actions/{action.slug}/").text
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert found is not None
        places.append(json.loads(found[1])["location"])
    assert places[0]["geo"] == {"@type": "GeoCoordinates", "latitude": 52.52, "longitude": 13.41}
    assert "geo" not in places[1]
    assert places[1]["amenityFeature"] == [{"@type": "LocationFeatureSpecification", "name": "lift", "value": True}]


def test_a_mail_has_point_and_route_for_those_who_may_read_them() -> None:
    action = make.action(**MEETS, meeting_point_for="registered")
    facts = letters.facts(action, at=NOW, told=True)
    assert facts["meeting_geo"] == "geo:52.52,13.41"
    assert facts["route"] == ["The bridge (52.5, 13.4)", "The office"]
    secret = letters.facts(action, at=NOW, told=False)
    assert (secret["meeting_geo"], secret["meeting_map"], secret["route"]) == ("", "", [])


def test_what_is_withdrawn_keeps_neither_point_nor_route() -> None:
    action = make.action(**MEETS, place=spot(), facilities={"lift": True})
    cancellation.withdraw(action, now=NOW)
    action.refresh_from_db()
    left = (action.meeting_latitude, action.meeting_longitude, action.route, action.facilities, action.place_name)
    assert left == (None, None, [], {}, "")


def test_access_says_what_is_there_and_what_is_not_and_nothing_of_what_nobody_knows() -> None:
    known = access.facts({"lift": False, "step-free": True, "no-such-thing": True})
    assert (known.there, known.missing) == (("step-free way in",), ("lift",))
    assert not access.facts({})


@pytest.mark.parametrize(
    "name",
    ["Bolonia", "Болонья", "بولونيا", "Bologne", "Bolonya", "ボローニャ", "Bologná", "bologna", "Bolonia, Italia"],
)
def test_a_town_is_found_in_any_of_its_names(name: str) -> None:
    form = ActionForm(PLAN | {"place": name})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["place"] == gazetteer.get("3181928")


def test_the_new_place_of_a_moved_action_is_told_with_what_it_was() -> None:
    action = make.action(place=spot(), day=date(2026, 10, 9))
    drafting.edit(action, place=make.place("Calais"), now=NOW)
    assert [edition.place_name for edition in action.editions.order_by("sequence")] == [CAMP, ""]
    assert action.notice_due is not None
