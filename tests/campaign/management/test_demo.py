"""The demonstration: its addresses are a contract, loading it twice adds nothing, and it survives being cut off."""

import stat
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command

from actions.planning import cancellation, drafting
from actions.planning.furniture import shifts
from actions.planning.models import Action, Registration
from actions.planning.taking_part import signup
from actions.planning.words import inheritance
from actions.reports.models import Report
from campaign.calls import translating
from campaign.calls.models import Call
from campaign.groups.models import Group, Membership
from campaign.management.demonstration import loading, people, texts
from campaign.people import accounts
from campaign.people.models import Person
from campaign.resources.models import Resource
from campaign.web.models import Network

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GROUPS = {"berlin", "warsaw", "bologna", "calais", "helsinki", "vienna", "dover", "paris", "belgium"}
OCTOBER = {
    *("berlin-iom-office", "warsaw-market", "bologna-welcome-centre", "sangatte-camp"),
    *("helsinki-action", "vienna-action", "dover-action", "paris-action", "belgium-action"),
}
REHEARSAL = {
    f"rehearsal-{place}"
    for place in ("berlin", "warsaw", "bologna", "sangatte", "helsinki", "vienna", "dover", "paris", "belgium")
}


def load(now: datetime = NOW) -> None:
    with time_machine.travel(now, tick=False):
        loading.load(password="a password for trying", now=now)


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def action(slug: str) -> Action:
    return Action.objects.get(slug=slug)


def test_every_address_of_the_contract_is_there() -> None:
    load()
    assert set(Call.objects.values_list("slug", flat=True)) == {"october-2002", "rehearsal"}
    assert set(Group.objects.values_list("slug", flat=True)) == GROUPS
    assert set(Action.objects.values_list("slug", flat=True)) == OCTOBER | REHEARSAL
    assert set(Action.objects.values_list("state", flat=True)) == {"announced"}
    assert Network.current().name == "No Border Network"
    assert Resource.objects.filter(section="background").count() == 4
    assert Resource.objects.filter(section="how-to").count() == 5


def test_the_october_call_is_there_in_german_and_polish_whole_and_up_to_date() -> None:
    load()
    call = Call.objects.get(slug="october-2002")
    for language in ("de", "pl"):
        made = call.translations.get(language=language, shown=True)
        assert set(translating.texts(made)) == set(translating.original(call))
        assert translating.moved_on(made, translating.original(call)) == []


def test_what_the_rehearsal_leaves_to_its_actions_stands_on_those_that_say_nothing_of_their_own() -> None:
    load()
    call = Call.objects.get(slug="rehearsal")
    assert inheritance.said(action("rehearsal-helsinki"), "bring") == call.default_bring != ""
    assert inheritance.said(action("rehearsal-berlin"), "bring") == action("rehearsal-berlin").bring != ""


def test_a_translation_that_somebody_has_changed_stays_as_it_is() -> None:
    load()
    call = Call.objects.get(slug="october-2002")
    call.translations.filter(language="de").update(title="Anders")
    load()
    assert call.translations.get(language="de").title == "Anders"


def test_the_october_actions_are_what_the_campaign_reports() -> None:
    load()
    days = {each.slug: (each.day, each.end_day, each.kind, each.city) for each in Action.objects.all()}
    eleventh, twelfth, thirteenth = (date(2002, 10, day) for day in (11, 12, 13))
    assert days["berlin-iom-office"] == (eleventh, None, "occupation", "Berlin")
    assert days["warsaw-market"] == (eleventh, None, "leafleting", "Warsaw")
    assert days["bologna-welcome-centre"] == (twelfth, thirteenth, "welcome-centre", "Bologna")
    assert days["sangatte-camp"] == (twelfth, None, "demonstration", "Sangatte")
    for place in ("Helsinki", "Vienna", "Dover", "Paris"):
        assert days[f"{place.lower()}-action"] == (eleventh, thirteenth, "other", place)
    belgium = action("belgium-action")
    assert (belgium.country, belgium.city, belgium.time, belgium.kind) == ("BE", "", None, "other")
    assert action("dover-action").country == "GB"


def test_the_house_of_2002_goes_on_in_words_and_takes_nobody_in() -> None:
    load()
    house = action("bologna-welcome-centre")
    assert "goes on" in house.text
    assert "goes on" in Report.objects.get(action=house).text
    assert signup.closed(house, NOW) == "This action is over."
    assert not Action.objects.coming(NOW).filter(day__year=2002).exists()
    assert action("rehearsal-bologna").open_ended
    assert not signup.closed(action("rehearsal-bologna"), NOW)


def test_four_places_have_told_what_happened() -> None:
    load()
    told = {report.action.slug: (report.number, report.number_of) for report in Report.objects.select_related("action")}
    assert told == {
        "berlin-iom-office": (70, "people"),
        "warsaw-market": (None, ""),
        "bologna-welcome-centre": (60, "could live there"),
        "sangatte-camp": (None, ""),
    }


def test_the_rehearsal_lies_a_month_ahead_and_can_be_joined() -> None:
    load()
    assert action("rehearsal-berlin").day == date(2026, 12, 24)
    assert action("rehearsal-bologna").day == date(2026, 12, 25)
    assert action("rehearsal-paris").end_day == date(2026, 12, 26)
    assert action("rehearsal-berlin").seats == 70
    assert action("rehearsal-bologna").seats == 60
    assert {shift.day for shift in action("rehearsal-bologna").shifts.all()} == {date(2026, 12, 25), date(2026, 12, 26)}
    assert Registration.objects.filter(action__slug="rehearsal-berlin", state="confirmed").count() == 5
    assert action("rehearsal-berlin").seats_taken == 9


def test_the_rehearsal_shows_shifts_that_lack_people_a_waiting_list_and_questions() -> None:
    load()
    bologna, warsaw = action("rehearsal-bologna"), action("rehearsal-warsaw")
    taken = dict(bologna.shifts.filter(day=date(2026, 12, 25)).values_list("title", "taken"))
    assert taken == {"Kitchen, breakfast": 1, "Welcome desk": 2, "Kitchen, supper": 0, "Night watch": 0}
    assert bologna.questions.count() == 2
    assert (warsaw.seats, warsaw.seats_taken, warsaw.waiting) == (3, 3, 2)
    assert action("warsaw-market").seats is None, "2002 stays as it is told"


def test_the_meeting_point_in_berlin_is_for_those_who_come() -> None:
    load()
    berlin = action("rehearsal-berlin")
    assert berlin.meeting_point
    assert (berlin.meeting_point_for, berlin.meeting_point_hours) == ("registered", 15)


def test_three_accounts_can_sign_in() -> None:
    load()
    accounts = {each.pseudonym: each for each in Person.objects.all() if each.has_usable_password()}
    assert set(accounts) == {"activist", "organiser", "coordinator"}
    assert all(each.check_password("a password for trying") for each in accounts.values())
    assert accounts["coordinator"].network_role == "coordinator"
    assert Membership.objects.get(person=accounts["organiser"]).role == "organiser"
    addresses = EmailAddress.objects.filter(verified=True, primary=True)
    assert {each.email for each in addresses} == {f"{name}@example.org" for name in accounts}


def test_loading_again_adds_nothing_and_changes_nothing() -> None:
    load()
    before, saw = rows(), sorted(Action.objects.values_list("slug", "revision", "sequence"))
    load()
    assert rows() == before
    assert sorted(Action.objects.values_list("slug", "revision", "sequence")) == saw


def test_loading_later_moves_the_rehearsal_and_nothing_else() -> None:
    load()
    october = action("berlin-iom-office").revision
    load(NOW + timedelta(days=3))
    berlin = action("rehearsal-berlin")
    assert (berlin.day, berlin.sequence) == (date(2026, 12, 27), 1)
    assert [day.date.day for day in Call.objects.get(slug="rehearsal").days.all()] == [27, 28, 29]
    assert {shift.day.day for shift in action("rehearsal-bologna").shifts.all()} == {28, 29}
    assert action("rehearsal-vienna").end_day == date(2026, 12, 29)
    assert action("berlin-iom-office").revision == october


def test_what_people_have_changed_stays_changed() -> None:
    load()
    drafting.edit(action("rehearsal-berlin"), title="Ours now")
    cancellation.cancel(action("rehearsal-warsaw"), reason="Trying it out")
    Group.objects.filter(slug="paris").update(name="Paris and around")
    Network.objects.update(name="Another network")
    centre = action("rehearsal-bologna")
    assert centre.day is not None
    shifts.plan(centre, shifts.Work("Carrying beds", time(9), time(12), 2, 6), [centre.day - timedelta(days=1)])
    planned = list(centre.shifts.values_list("title", "day"))
    load()
    load()
    assert list(centre.shifts.values_list("title", "day")) == planned
    assert action("rehearsal-berlin").title == "Ours now"
    assert action("rehearsal-warsaw").state == "cancelled"
    assert Group.objects.get(slug="paris").name == "Paris and around"
    assert Network.current().name == "Another network"


class CutOff(Exception):
    """The power failed."""


@pytest.mark.whole
@pytest.mark.parametrize("after", [1, 4, 9, 14, 21, 30, 45, 60, 75])
def test_a_load_that_was_cut_off_goes_on(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each verb commits by itself, so wherever it dies, the next load ends where an undisturbed one does."""
    from django.db import transaction

    whole = transaction.Atomic.__enter__
    count = 0

    def failing(block: Any) -> Any:
        nonlocal count
        count += block.durable
        if count > after:
            raise CutOff
        return whole(block)

    with monkeypatch.context() as patched:
        patched.setattr(transaction.Atomic, "__enter__", failing)
        with pytest.raises(CutOff):
            load()
    load()
    before = rows()
    assert set(Action.objects.values_list("slug", flat=True)) == OCTOBER | REHEARSAL
    assert set(Action.objects.values_list("state", flat=True)) == {"announced"}
    assert (before["reports.Report"], before["resources.Resource"]) == (4, 9)
    assert Membership.objects.get(person__pseudonym="organiser").role == "organiser"
    assert (action("rehearsal-bologna").shifts.count(), action("rehearsal-bologna").checklist.count()) == (8, 13)
    load()
    assert rows() == before


def test_a_password_of_its_own_is_kept_for_the_owner_only(settings: Any, tmp_path: Path) -> None:
    settings.DEMO_PASSWORD, settings.VAR_DIR = "", tmp_path
    first = people.password()
    assert len(first) >= 16
    assert people.password() == first
    assert stat.S_IMODE((tmp_path / "demo-password").stat().st_mode) == 0o600


def test_the_command_says_how_to_sign_in(settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEMO_PASSWORD, settings.VAR_DIR = "", tmp_path
    call_command("demo")
    said = capsys.readouterr().out
    assert "activist, organiser or coordinator" in said
    assert (tmp_path / "demo-password").read_text().strip() in said


def test_a_password_that_was_given_is_neither_kept_nor_said(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO_PASSWORD, settings.VAR_DIR = "given from outside", tmp_path
    call_command("demo")
    assert "given from outside" not in capsys.readouterr().out
    assert not (tmp_path / "demo-password").exists()
    assert Person.objects.get(pseudonym="activist").check_password("given from outside")


def test_every_text_names_its_sources_and_is_long_enough() -> None:
    for text in texts.texts("resources"):
        assert 250 <= len(text.body.split()) <= 700, text.name
        assert text.head["sources"], text.name
        for number in range(1, len(text.head["sources"]) + 1):
            assert f"[{number}]" in text.body, (text.name, number)
    assert {text.head["slug"] for text in texts.texts("actions")} == OCTOBER
    assert {text.head["rehearsal"] for text in texts.texts("actions")} == REHEARSAL
    assert {text.name for text in texts.texts("reports")} < OCTOBER


def test_somebody_who_is_called_like_an_example_stops_nothing() -> None:
    accounts.create("Kestrel", None)
    load()
    assert Person.objects.filter(pseudonym__iexact="kestrel").count() == 1
