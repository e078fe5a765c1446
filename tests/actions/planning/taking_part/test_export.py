"""Lists that leave the site: what stands on them, what does not, and who hears of it."""

import csv
import io
import json
from datetime import date, time

import pytest
from django.test import Client

from actions.planning.hosting import cohosting
from actions.planning.models import Action, Question, Registration, Shift
from actions.planning.taking_part import export, participants, registrations, shift_places, signup
from actions.planning.taking_part.particulars import Particulars
from campaign.groups.models import Group
from campaign.lib import codes
from campaign.mail.models import Delivery
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def action(group: Group) -> Action:
    return make.action(group, seats=9)


def read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")  # a spreadsheet sees by it that this is UTF-8
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def saved(browser: Client, action: Action, query: str = "") -> list[list[str]]:
    answer = browser.post(f"/actions/{action.slug}/participants/lists/{query}", {"do": "file"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{action.slug}-participants.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    return read(answer.content)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("soup;=1+1", "soup;'=1+1"),
        ("soup\n=1+1", "soup\n'=1+1"),
        ("Kim", "Kim"),
        ("a-b, c = d", "a-b, c = d"),
        ("", ""),
    ],
)
def test_no_cell_is_taken_for_a_formula(typed: str, stored: str) -> None:
    assert export.harmless(typed) == stored


def test_a_file_holds_what_was_said_and_no_address_and_no_note(planner: Client, action: Action) -> None:
    question = Question.objects.create(action=action, text="=Diet?")
    kitchen = Shift.objects.create(
        action=action, title="@Kitchen", day=date(2026, 10, 9), time=time(8), end_time=time(12), most=3
    )
    said = Particulars({question.pk: '-Vegan; "raw"'}, needs="+Ramp", languages="Kurdish", shifts=[kitchen.pk])
    kim = signup.join(action, person=make.person("zed"), name="=Kim", seats=2, particulars=said, now=NOW)
    participants.note(kim, "Has a car", seen=participants.mark(""))
    make.registered(action, "ada@example.org", name="Ada Ünal")
    head, row, ada = saved(planner, action)
    assert head == ["Name", "State", "Places", "Shifts", "Languages", "Needs", "Code", "'=Diet?"]
    shift = "'@Kitchen, Friday 9 October, 8:00–12:00"
    code = registrations.code(kim)
    assert row == ["'=Kim", "confirmed", "2", shift, "Kurdish", "'+Ramp", code, '\'-Vegan; "raw"']
    assert ada[0] == "Ada Ünal"
    everything = " ".join(head + ada + row)
    assert "example.org" not in everything
    assert "Has a car" not in everything


def test_a_file_holds_those_that_the_list_shows(planner: Client, action: Action) -> None:
    make.registered(action)
    make.requested(action, "zoe@example.org", name="Zoe")  # who has not confirmed is in none
    noor = make.registered(action, "noor@example.org", name="Noor")
    Registration.objects.filter(pk=noor.pk).update(state="requested", confirmed_at=None)
    assert [row[0] for row in saved(planner, action)[1:]] == ["Kim", "Noor"]
    assert [row[0] for row in saved(planner, action, "?state=requested")[1:]] == ["Noor"]
    assert saved(planner, action, "?state=waiting")[1:] == []


def test_who_has_cancelled_is_on_no_list(planner: Client, action: Action) -> None:
    signup.withdraw(make.registered(action), now=NOW)
    assert saved(planner, action)[1:] == []


def letters() -> list[Delivery]:
    return list(Delivery.objects.filter(mailing__template="planning/mail/hosts").order_by("pk"))


@pytest.fixture
def heard(action: Action) -> Action:
    """Berlin has a coordinator and an organiser with addresses; Warsaw hosts it too, and is coordinated by Wanda."""
    for name, role in (("Cora", "coordinator"), ("Orla", "organiser"), ("Mia", "member")):
        make.membership(action.group, make.person(name, address=f"{name.lower()}@example.org"), role)
    warsaw = make.group("Warsaw", city="Warsaw", by=make.person("Wanda", address="wanda@example.org"))
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    Delivery.objects.all().delete()
    return action


@pytest.mark.parametrize(
    ("deed", "words"), [({"do": "file"}, "was saved"), ({"do": "print", "which": "everybody"}, "was printed")]
)
def test_each_list_is_told_once_to_those_who_coordinate(
    planner: Client, heard: Action, deed: dict[str, str], words: str
) -> None:
    make.registered(heard)
    url = f"/actions/{heard.slug}/participants/lists/"
    assert planner.post(url, deed).status_code == 200
    told = letters()
    assert sorted(str(letter.address) for letter in told) == ["cora@example.org", "wanda@example.org"]
    said = told[0].mailing.context if hasattr(told[0].mailing, "context") else json.loads(str(told[0].values))
    letter = json.dumps(said)
    assert words in letter
    assert "Registrations on it: 1" in letter
    assert "Kim" not in letter
    assert "Olga" not in letter
    planner.post(url, deed)
    assert len(letters()) == 4  # a second list is another one


def test_looking_at_the_page_of_lists_tells_nobody(planner: Client, heard: Action) -> None:
    for query in ("", "?state=confirmed"):
        assert planner.get(f"/actions/{heard.slug}/participants/lists/{query}").status_code == 200
    planner.post(f"/actions/{heard.slug}/participants/lists/", {"do": "print", "which": "nonsense"})
    assert letters() == []


def test_the_list_at_the_door_has_a_box_a_person_and_nothing_of_what_was_said(planner: Client, action: Action) -> None:
    said = Particulars(needs="A ramp")
    kim = signup.join(action, person=make.person("zed"), name="Kim", seats=3, particulars=said, now=NOW)
    make.requested(action, "ada@example.org", name="Ada")
    text = planner.post(f"/actions/{action.slug}/participants/lists/", {"do": "print", "which": "everybody"}).text
    assert text.count('class="box"') == 3
    assert codes.spaced(registrations.code(kim)) in text
    assert "Ada" not in text  # has no place yet
    assert "A ramp" not in text
    assert "example.org" not in text


def test_each_shift_of_a_day_has_a_list_of_who_holds_it(planner: Client, action: Action) -> None:
    day = {"day": date(2026, 10, 9), "most": 3}
    kitchen = Shift.objects.create(action=action, title="Kitchen", time=time(8), end_time=time(12), **day)
    bar = Shift.objects.create(action=action, title="Bar", time=time(13), end_time=time(15), **day)
    late = Shift.objects.create(
        action=action, title="Clearing up", time=time(8), end_time=time(9), most=3, day=date(2026, 10, 10)
    )
    kim = make.registered(action, seats=2)
    shift_places.take(kim, kitchen.pk, NOW)
    shift_places.wish(make.requested(action, "ada@example.org", name="Ada"), [kitchen.pk])
    everybody = Registration.objects.filter(action=action)
    sheets = export.sheets(everybody, [kitchen, bar])
    assert [(sheet.shift, [line.party.called for line in sheet.lines], sheet.people) for sheet in sheets] == [
        (kitchen, ["Kim"], 1),  # a party has one place in a shift
        (bar, [], 0),
    ]
    text = planner.post(f"/actions/{action.slug}/participants/lists/", {"do": "print", "which": "each-2026-10-09"}).text
    assert text.count('class="sheet"') == 2
    assert late.title not in text
    text = planner.post(f"/actions/{action.slug}/participants/lists/", {"do": "print", "which": str(late.pk)}).text
    assert (text.count('class="sheet"'), "Kim" in text) == (1, False)
