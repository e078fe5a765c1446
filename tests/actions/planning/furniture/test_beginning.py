"""The first steps of planning: which kind, and a form filled in with what that kind brings."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from actions.planning.furniture import templating
from actions.planning.kinds import BUILT_IN
from actions.planning.kinds.pattern import Pattern, Task
from actions.planning.models import Action, ChecklistItem, Kind
from campaign.groups.models import Group
from campaign.people.models import Person
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HOUSE = BUILT_IN["welcome-centre"]
LIKE_THE_PAGE = {"visibility": "public", "meeting_point_for": "everyone", "place": "Berlin"}


def form_of(response: Any) -> dict[str, Any]:
    """What the form on a page says, by name."""
    form, furnish = response.context["form"], response.context["furnish"]
    return {bound.name: bound.value() for one in (form, furnish) for bound in one}


def test_the_first_step_offers_each_kind_with_what_it_brings(planner: Client, group: Group) -> None:
    shown = planner.get("/actions/new/?day=2026-10-09").text
    for kind in Kind.values:
        assert f"?day=2026-10-09&amp;kind={kind}" in shown
    assert "from 11:00, open until further notice · 60 places · 7 shifts a day for 14 days · 13 things to do" in shown
    assert str(HOUSE.short) in shown


def test_the_call_proposes_a_kind(planner: Client, group: Group) -> None:
    call = make.call()
    assert "as the call proposes" not in planner.get(f"/actions/new/?call={call.slug}").text
    call.default_kind = "vigil"
    call.save()
    assert "as the call proposes" in planner.get(f"/actions/new/?call={call.slug}").text


def test_the_form_is_filled_in_with_what_the_kind_brings(planner: Client, group: Group) -> None:
    said = form_of(planner.get("/actions/new/?kind=welcome-centre&day=2026-10-09"))
    assert (said["kind"], said["seats"], said["open_ended"], said["time"]) == ("welcome-centre", 60, True, time(11))
    assert (said["day"], said["run"], said["with_shifts"]) == ("2026-10-09", 14, True)
    assert said["text"] == str(HOUSE.text)


def test_the_first_save_brings_shifts_and_checklist(planner: Client, group: Group) -> None:
    page = planner.get("/actions/new/?kind=welcome-centre")
    answers = {name: value for name, value in form_of(page).items() if value not in (None, False)}
    response = planner.post("/actions/new/?kind=welcome-centre", answers | {"day": "2026-10-09", "place": "Berlin"})
    assert response.status_code == 302
    action = Action.objects.get()
    assert (action.seats, action.open_ended, action.kind) == (60, True, "welcome-centre")
    assert {shift.day for shift in action.shifts.all()} == {date(2026, 10, 9) + timedelta(days=n) for n in range(14)}
    assert action.shifts.count() == 14 * 7
    assert ChecklistItem.objects.filter(action=action).count() == len(HOUSE.tasks)


def test_what_is_unticked_stays_away_and_fewer_days_are_fewer_shifts(planner: Client, group: Group) -> None:
    plan = LIKE_THE_PAGE | {"kind": "welcome-centre", "brought": "welcome-centre", "title": "House"}
    planner.post("/actions/new/", plan | {"day": "2026-10-09", "open_ended": "on", "with_shifts": "on", "run": "3"})
    assert Action.objects.get().shifts.count() == 21
    assert not ChecklistItem.objects.exists()


@pytest.mark.parametrize("run", ["0", "93", "two"])
def test_a_wrong_number_of_days_is_said_and_nothing_is_saved(planner: Client, group: Group, run: str) -> None:
    plan = LIKE_THE_PAGE | {"kind": "welcome-centre", "brought": "welcome-centre", "title": "House"}
    response = planner.post("/actions/new/", plan | {"with_shifts": "on", "run": run})
    assert "run" in response.context["furnish"].errors
    assert 'href="#id_run"' in response.text, "the summary leads there"
    assert not Action.objects.exists()


def test_without_a_day_the_hours_that_were_brought_are_no_error(planner: Client, group: Group) -> None:
    plan = LIKE_THE_PAGE | {"kind": "vigil", "brought": "vigil", "title": "Vigil", "time": "18:00", "end_time": "19:30"}
    assert planner.post("/actions/new/", plan).status_code == 302
    assert (Action.objects.get().day, Action.objects.get().time) == (None, None)
    wrong = planner.post("/actions/new/", plan | {"title": "Another", "time": "17:00"})
    assert "needs the day" in wrong.text, "an hour that somebody typed is not thrown away"


def test_another_kind_keeps_what_was_typed_and_brings_the_rest(planner: Client, group: Group) -> None:
    first = form_of(planner.get("/actions/new/?kind=welcome-centre"))
    answers = {name: value for name, value in first.items() if value not in (None, False)}
    answers |= {"open_ended": "on", "time": "11:00", "text": str(HOUSE.text).replace("\n", "\r\n")}
    answers |= {"title": "Our evening", "place": "Potsdam", "kind": "assembly", "switch": "1", "seats": "60"}
    said = form_of(planner.post("/actions/new/", answers))
    assert (said["title"], said["place"].text, said["kind"]) == ("Our evening", "Potsdam", "assembly")
    assert (said["time"], said["seats"], said["open_ended"]) == ("19:00", None, False)
    assert said["text"] == str(BUILT_IN["assembly"].text)
    assert said["brought"] == "assembly"
    assert not Action.objects.exists()


def test_another_kind_leaves_to_the_call_what_that_says(planner: Client, group: Group) -> None:
    call = make.call()
    call.default_text = "As all do"
    call.save()
    answers = {"kind": "vigil", "brought": "assembly", "switch": "1", "call": call.slug}
    said = form_of(planner.post("/actions/new/", answers | {"text": str(BUILT_IN["assembly"].text)}))
    assert (said["text"], said["bring"]) == (None, str(BUILT_IN["vigil"].bring))


@pytest.mark.parametrize("name", ["group", "call", "brought", "kind", "title"])
def test_a_byte_that_no_database_takes_breaks_nothing(planner: Client, group: Group, olga: Person, name: str) -> None:
    make.group("Warsaw", city="Warsaw", by=olga)
    for more in ({}, {"switch": "1"}):
        assert planner.post("/actions/new/", {"title": "x", name: "\0"} | more).status_code == 200


def test_switching_says_nothing_of_what_is_still_missing(planner: Client, group: Group) -> None:
    shown = planner.post("/actions/new/", {"kind": "other", "brought": "vigil", "switch": "1", "title": "Vigil"})
    assert "This needs an answer" not in shown.text
    assert "aria-invalid" not in shown.text


def test_a_kind_changed_without_the_button_brings_its_own_shifts(planner: Client, group: Group) -> None:
    plan = LIKE_THE_PAGE | {"kind": "vigil", "brought": "welcome-centre", "title": "Vigil", "day": "2026-10-09"}
    planner.post("/actions/new/", plan | {"with_shifts": "on", "with_checklist": "on"})
    assert Action.objects.get().shifts.count() == len(BUILT_IN["vigil"].works)


def test_what_the_call_says_for_all_is_left_to_it(planner: Client, group: Group) -> None:
    call = make.call()
    call.default_text, call.default_time = "As all do", time(12)
    call.save()
    said = form_of(planner.get(f"/actions/new/?kind=vigil&call={call.slug}"))
    assert (said["text"], said["time"], said["end_time"]) == ("", None, None)
    assert said["bring"] == str(BUILT_IN["vigil"].bring)


def test_a_call_that_is_not_published_says_nothing_yet(planner: Client, group: Group, olga: Person) -> None:
    call = make.call(state="draft")
    call.default_text = "As all do"
    assert templating.first_values(templating.standard("vigil", group), call)["text"] == str(BUILT_IN["vigil"].text)


def test_what_a_group_has_is_offered_in_place_and_beside_the_kinds(planner: Client, group: Group) -> None:
    kept = templating.keep(make.action(group, title="Close it", seats=33), name="Our way")
    templating.change(group, "vigil", Pattern(title="We stand", tasks=(Task("Candles"),)))
    offered = planner.get("/actions/new/").text
    assert f"?template={kept.pk}" in offered
    assert "as your group has it" in offered
    said = form_of(planner.get(f"/actions/new/?template={kept.pk}"))
    assert (said["title"], said["seats"], said["kind"], said["brought"]) == ("Close it", 33, "occupation", str(kept.pk))
    assert form_of(planner.get("/actions/new/?kind=vigil"))["title"] == "We stand"


@pytest.mark.parametrize(
    "query", ["kind=riot", "template=99", "template=%00", "kind=%C2%B2", "template=99999999999999"]
)
def test_an_address_that_names_no_template_leads_to_the_kinds(planner: Client, group: Group, query: str) -> None:
    assert "What kind of action?" in planner.get(f"/actions/new/?{query}").text


def test_nobody_begins_with_another_groups_template(planner: Client, group: Group) -> None:
    warsaw = make.group("Warsaw", city="Warsaw")
    kept = templating.keep(make.action(warsaw, title="In Warsaw", seats=33), name="Their way")
    assert "In Warsaw" not in planner.get(f"/actions/new/?template={kept.pk}").text
    plan = LIKE_THE_PAGE | {"kind": "occupation", "brought": str(kept.pk), "title": "Ours", "with_checklist": "on"}
    assert planner.post("/actions/new/", plan).status_code == 302
    titles = set(ChecklistItem.objects.values_list("title", flat=True))
    assert titles == {str(task.title) for task in BUILT_IN["occupation"].tasks}
