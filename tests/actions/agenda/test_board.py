"""The board of a call: one row a group, what lacks, and the letter to exactly the rows shown."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from actions.agenda.board import questions, rows
from actions.agenda.board.questions import BoardForm
from actions.announcements import audience, expansion
from actions.announcements.models import Announcement
from actions.planning import cancellation
from actions.planning.hosting import cohosting
from actions.planning.models import Shift
from actions.reports.models import Report
from campaign.calls import answers, asking
from campaign.calls.models import Answer, Call
from campaign.groups import network
from campaign.groups.models import Group
from campaign.mail import sending
from campaign.people.models import Person
from campaign.web.models import Network
from campaign.web.viewer import Viewer
from tests import make
from tests.engines.mail import Sink
from tests.make import NOW

pytestmark = pytest.mark.django_db
TOWNS = ("Berlin", "Warsaw", "Bologna", "Calais", "Helsinki")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with travel(NOW):
        yield


@pytest.fixture
def cleo() -> Person:
    return make.person("cleo", network_role="coordinator", address="cleo@example.org")


@pytest.fixture
def browser(cleo: Person) -> Client:
    client = Client()
    client.force_login(cleo)
    return client


@pytest.fixture
def call() -> Call:
    return make.call("October", days=tuple(date(2026, 10, day) for day in (9, 10)), now=NOW)


@pytest.fixture
def groups(call: Call) -> dict[str, Group]:
    """Five groups that were asked: each has a coordinator with an address."""
    found = {}
    for town in TOWNS:
        by = make.person(f"from {town}", address=f"{town}@example.org".lower())
        found[town] = make.group(town, city=town, by=by, contact="+49 30 1234567")
    asking.ask(call, Group.objects.all(), now=NOW)
    return found


def give(call: Call, group: Group, state: str, word: str = "") -> None:
    answers.give(call, group, state=state, word=word, seen=0, now=NOW)


def shown(call: Call, cleo: Person, query: str = "", at: datetime = NOW) -> list[rows.Row]:
    from django.http import QueryDict

    asked = BoardForm(QueryDict(query)).asked
    page = questions.page(questions.apply(call, asked, at), asked, QueryDict(query).get("after", ""))
    return rows.of(page.answers, call, Viewer(cleo.pk), at)


def names(call: Call, cleo: Person, query: str = "", at: datetime = NOW) -> list[str]:
    return [row.group.name for row in shown(call, cleo, query, at)]


def test_each_group_has_a_row_with_its_answer_and_its_word(
    browser: Client, call: Call, groups: dict[str, Group]
) -> None:
    give(call, groups["Berlin"], "needs-help", "Anyone with a room for 80?")
    give(call, groups["Paris" if "Paris" in groups else "Calais"], "declined", "No people")
    page = browser.get("/calls/october/board/")
    words = " ".join(page.text.split())
    assert "“Anyone with a room for 80?”" in words
    assert "“No people”" in words
    assert "asked on 1 September 2026" in words
    for tally in ("All 5", "Silent 3", "Considering 0", "Planning 0", "Need help 1", "Declined 1"):
        assert tally in words


def test_a_group_that_was_not_asked_and_has_announced_nothing_has_no_row(
    call: Call, groups: dict[str, Group], cleo: Person
) -> None:
    vienna, dover = make.group("Vienna", city="Vienna"), make.group("Dover", city="Dover, UK")
    make.action(dover, call=call)
    assert set(names(call, cleo)) == {*TOWNS, "Dover"}
    assert vienna.name not in names(call, cleo)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Berlin", "Bologna", "Calais", "Helsinki", "Warsaw"]),
        ("sort=country", ["Helsinki", "Calais", "Berlin", "Bologna", "Warsaw"]),
        ("answer=silent", ["Bologna", "Calais", "Helsinki"]),
        ("answer=planning", ["Berlin"]),
        ("answer=declined", ["Warsaw"]),
        ("country=PL", ["Warsaw"]),
        ("answer=silent&country=IT", ["Bologna"]),
        ("answer=nonsense&country=XX&lacks=x&sort=y", ["Berlin", "Bologna", "Calais", "Helsinki", "Warsaw"]),
        ("sort=latest", ["Warsaw", "Berlin"]),
        ("sort=earliest", ["Berlin", "Warsaw"]),
    ],
)
def test_it_is_filtered_and_sorted(
    call: Call, groups: dict[str, Group], cleo: Person, query: str, expected: list[str]
) -> None:
    answers.give(call, groups["Berlin"], state="planning", seen=0, now=NOW + timedelta(hours=1))
    answers.give(call, groups["Warsaw"], state="declined", seen=0, now=NOW + timedelta(hours=2))
    found = names(call, cleo, query)
    if "sort=country" in query:
        assert [row.group.country for row in shown(call, cleo, query)] == ["DE", "FI", "FR", "IT", "PL"]
    elif "sort=latest" in query:
        assert found[:2] == expected
    elif "sort=earliest" in query:
        assert found[-2:] == expected
    else:
        assert found == expected


@pytest.mark.parametrize("sort", ["", "country", "latest", "earliest"])
def test_its_pages_show_each_group_once_in_order(
    call: Call, groups: dict[str, Group], cleo: Person, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = names(call, cleo, f"sort={sort}")
    monkeypatch.setattr(questions, "PAGE", 2)
    asked = BoardForm({"sort": sort}).asked
    found, after = [], ""
    for _ in range(3):
        page = questions.page(questions.apply(call, asked, NOW), asked, after)
        found += [one.group.name for one in page.answers]
        after = page.next
    assert (found, after) == (whole, "")


def test_what_is_announced_is_named_and_what_is_not_is_only_counted(
    browser: Client, call: Call, groups: dict[str, Group]
) -> None:
    berlin = groups["Berlin"]
    make.action(berlin, call=call, title="Close the office")
    make.action(berlin, call=call, title="Secret assembly", announced=False)
    make.action(berlin, call=call, title="For members", visibility="group")
    words = " ".join(browser.get("/calls/october/board/").text.split())
    assert '<a href="/actions/close-the-office/">Close the office</a>, announced' in words
    assert "2 not public" in words
    assert "Secret assembly" not in words
    assert "For members" not in words


def test_what_an_action_lacks_is_said_and_can_be_asked_for(call: Call, groups: dict[str, Group], cleo: Person) -> None:
    berlin, warsaw, bologna, calais, helsinki = (groups[town] for town in TOWNS)
    make.action(berlin, call=call, day=None, time=None, end_time=None)
    make.action(warsaw, call=call, place=None)
    Group.objects.filter(pk=bologna.pk).update(contact="")
    make.action(bologna, call=call)
    centre = make.action(calais, call=call, seats=9)
    for title, least in (("kitchen", 3), ("first aid", 2)):
        Shift.objects.create(
            action=centre, title=title, day=date(2026, 10, 9), time=time(9), end_time=time(12), least=least, most=9
        )
    Shift.objects.create(
        action=centre, title="later", day=date(2026, 10, 9), time=time(13), end_time=time(15), least=4, most=9
    )
    make.registered(centre, "kim@example.org", seats=1)
    give(call, helsinki, "planning")
    said = {row.group.name: (row.people, row.lacks) for row in shown(call, cleo)}
    assert said == {
        "Berlin": ("", ["a day"]),
        "Warsaw": ("", ["a city"]),
        "Bologna": ("", ["a contact"]),
        "Calais": ("3 shifts need people", []),
        "Helsinki": ("", ["an action"]),
    }
    asked = {
        what: names(call, cleo, f"lacks={what}") for what in ("day", "city", "contact", "people", "action", "report")
    }
    assert asked == {
        "day": ["Berlin"],
        "city": ["Warsaw"],
        "contact": ["Bologna"],
        "people": ["Calais"],
        "action": ["Helsinki"],
        "report": [],
    }


def test_a_contact_of_the_call_is_one(call: Call, groups: dict[str, Group], cleo: Person) -> None:
    Group.objects.update(contact="")
    make.action(groups["Berlin"], call=call)
    Call.objects.update(default_contact="press@example.org")
    call.refresh_from_db()
    assert [row.lacks for row in shown(call, cleo, "answer=planning")] == [[]]
    assert names(call, cleo, "lacks=contact") == []


def test_what_is_cancelled_lacks_nothing(call: Call, groups: dict[str, Group], cleo: Person) -> None:
    action = make.action(groups["Berlin"], call=call, day=None, time=None, end_time=None)
    assert names(call, cleo, "lacks=day") == ["Berlin"]
    cancellation.cancel(action, reason="Rain")
    assert names(call, cleo, "lacks=day") == []
    assert [row.lacks for row in shown(call, cleo, "answer=planning")] == [["an action"]]
    assert [one.struck for row in shown(call, cleo, "answer=planning") for one in row.actions] == [True]


def test_afterwards_it_says_who_has_reported(call: Call, groups: dict[str, Group], cleo: Person) -> None:
    later = datetime(2026, 10, 20, tzinfo=UTC)
    action = make.action(groups["Berlin"], call=call)
    make.action(groups["Warsaw"], call=call, place=make.place("Warsaw"))
    Report.objects.create(action=action, text="We were many.", published_at=later)
    assert {row.group.name: row.reported for row in shown(call, cleo, at=later) if row.actions} == {
        "Berlin": "reported",
        "Warsaw": "not reported yet",
    }
    assert names(call, cleo, "lacks=report", later) == ["Warsaw"]
    assert names(call, cleo, "lacks=report", NOW) == []


def test_what_a_group_co_hosts_stands_in_its_row_too(call: Call, groups: dict[str, Group], cleo: Person) -> None:
    action = make.action(groups["Berlin"], call=call, title="Close the office")
    cohosting.invite(action, groups["Warsaw"], now=NOW)
    assert not shown(call, cleo, "country=PL")[0].actions, "asked is not hosting"
    cohosting.accept(action.cohosts.get(), now=NOW)
    (row,) = shown(call, cleo, "country=PL")
    assert [(one.title, one.beside) for one in row.actions] == [("Close the office", True)]


def test_one_and_three_groups_take_the_same_queries(browser: Client, call: Call, queries: Callable[[int], Any]) -> None:
    counted = 14
    first = make.group("Berlin", by=make.person("ann"))
    asking.ask(call, Group.objects.all(), now=NOW)
    make.action(first, call=call)
    browser.get("/calls/october/board/")
    with queries(counted):
        browser.get("/calls/october/board/")
    for town in ("Warsaw", "Bologna"):
        action = make.action(make.group(town, city=town), call=call)
        Shift.objects.create(
            action=action, title="kitchen", day=date(2026, 10, 9), time=time(9), end_time=time(12), least=3, most=9
        )
    with queries(counted):
        page = browser.get("/calls/october/board/")
    assert "All 3" in page.text


def test_the_letter_goes_to_exactly_the_rows_that_were_shown(
    browser: Client, call: Call, groups: dict[str, Group], sink: Sink, settings: Any
) -> None:
    settings.EMAIL_URL = sink.url
    asking.sweep(NOW)
    give(call, groups["Berlin"], "planning")
    give(call, groups["Warsaw"], "declined")
    make.membership(groups["Calais"], make.person("member", address="member@example.org"))
    make.membership(groups["Calais"], make.person("olga", address="olga@example.org"), "organiser")
    assert "Write to the 3 that are silent" in browser.get("/calls/october/board/?answer=silent").text
    written = browser.post(
        "/calls/october/board/write/?answer=silent", {"title": "Do say", "text": "We *count* on you."}, follow=True
    )
    words = " ".join(written.text.split())
    assert "To those who plan in 3 groups: 4 people." in words
    assert "Send it to 4 people" in words
    give(call, groups["Helsinki"], "planning")  # meanwhile: what was previewed is what is sent
    preview = written.redirect_chain[-1][0]
    assert "3 groups: 4 people." in " ".join(browser.get(preview).text.split())
    browser.post(f"{preview}send/")
    expansion.sweep(NOW)
    sending.run()
    told = {letter.recipients[0] for letter in sink.letters if letter.message["Subject"] == "Do say"}
    assert told == {f"{name}@example.org" for name in ("bologna", "calais", "helsinki", "olga")}
    (letter,) = (one for one in sink.to("olga@example.org") if one.message["Subject"] == "Do say")
    body = letter.message.get_body(("plain",)).get_content()
    assert "Dear olga," in body
    assert "You get this because you plan actions in a group that was asked to answer “October”." in body
    assert "4 of 4 sent" in browser.get(preview).text
    assert "Do say" in browser.get("/calls/october/board/").text


def test_who_organises_two_of_the_groups_gets_one_letter_and_who_wants_none_gets_none(
    browser: Client, call: Call, groups: dict[str, Group]
) -> None:
    olga = make.person("olga", address="olga@example.org")
    for town in ("Calais", "Berlin"):
        make.membership(groups[town], olga, "organiser")
    groups["Warsaw"].memberships.update(wants_announcements=False)
    browser.post("/calls/october/board/write/", {"title": "T", "text": "T"})
    announcement = Announcement.objects.get()
    assert audience.count(announcement) == audience.Count(reached=5, without_address=0)
    assert [group.name for group in audience.unreachable(announcement)] == ["Warsaw"]
    assert "Nobody can be reached by mail in:" in browser.get(announcement.get_absolute_url()).text


def test_a_letter_that_was_unsubscribed_from_is_stopped_while_it_waits(
    browser: Client, call: Call, groups: dict[str, Group]
) -> None:
    from actions.announcements import composing, stop_links
    from campaign.mail.models import Delivery

    browser.post("/calls/october/board/write/", {"title": "T", "text": "T"})
    announcement = Announcement.objects.get()
    composing.send(announcement, now=NOW)
    expansion.sweep(NOW)
    announcement.refresh_from_db()
    place = groups["Berlin"].memberships.get()
    Client().post(stop_links.for_member(place.pk))
    states = dict(Delivery.objects.filter(mailing=announcement.mailing).values_list("person__pseudonym", "state"))
    assert states == {f"from {town}": "skipped" if town == "Berlin" else "queued" for town in TOWNS}


def test_nobody_else_sees_the_board(call: Call, groups: dict[str, Group]) -> None:
    organiser = Client()
    organiser.force_login(groups["Berlin"].memberships.get().person)
    for path in ("/calls/october/board/", "/calls/october/board/write/", "/calls/october/ask/"):
        assert organiser.get(path).status_code == 404
        assert Client().get(path).status_code == 302


def test_an_empty_board_offers_the_first_step(browser: Client, call: Call) -> None:
    page = browser.get("/calls/october/board/").text
    assert "Nobody was asked yet" in page
    assert '/calls/october/ask/"' in page


def test_groups_are_chosen_seen_and_asked(browser: Client, call: Call) -> None:
    berlin, warsaw, bologna = (
        make.group(town, city=town, by=make.person(town, address=f"{town}@example.org")) for town in TOWNS[:3]
    )
    page = browser.get("/calls/october/ask/").text
    assert "Ask all 3 groups shown" in page
    assert "Choose at least one group" in browser.post("/calls/october/ask/", {"who": "chosen"}).text
    look = browser.post("/calls/october/ask/", {"who": "chosen", "group": [berlin.pk, warsaw.pk]})
    words = " ".join(look.text.split())
    assert "Ask 2 groups?" in words
    assert "2 letters go to those who plan there, one for each group and person." in words
    assert not Answer.objects.exists(), "a look asks nobody"
    done = browser.post("/calls/october/ask/", {"group": [berlin.pk, warsaw.pk], "deed": "ask"}, follow=True)
    assert "2 groups are asked." in done.text
    browser.post("/calls/october/ask/?country=IT", {"who": "all", "deed": "ask"})
    assert set(Answer.objects.values_list("group__name", flat=True)) == {"Berlin", "Warsaw", "Bologna"}
    again = browser.post("/calls/october/ask/", {"who": "all", "deed": "ask"}, follow=True)
    assert "Nobody was asked" in again.text
    assert bologna.answers.get().times_asked == 1


def test_the_list_of_groups_to_ask_takes_the_same_queries_with_one_and_three(
    browser: Client, call: Call, queries: Callable[[int], Any]
) -> None:
    counted = 8
    make.group("Berlin")
    browser.get("/calls/october/ask/")
    with queries(counted):
        browser.get("/calls/october/ask/")
    for town in ("Warsaw", "Bologna"):
        make.group(town, city=town)
    with queries(counted):
        browser.get("/calls/october/ask/")


def test_a_group_that_may_call_no_more_reads_its_board_and_writes_to_nobody(groups: dict[str, Group]) -> None:
    berlin = groups["Berlin"]
    call = make.call("Berlin calls", group=berlin, now=NOW)
    asking.ask(call, Group.objects.all(), now=NOW)
    Network.objects.update_or_create(pk=1, defaults={"calling": Network.Calling.GROUPS})
    browser = Client()
    browser.force_login(Person.objects.get(pseudonym="from Berlin"))
    board, letter = f"/calls/{call.slug}/board/", {"title": "Everybody", "text": "Read this."}
    for may, status in ((True, 302), (False, 404)):
        network.let_call(berlin, may=may)
        assert ("Write to all 5" in browser.get(board).text) == may
        assert ("Ask groups to answer" in browser.get(board).text) == may
        assert browser.post(f"{board}write/", letter).status_code == status
        assert browser.post(f"/calls/{call.slug}/ask/", {"who": "all", "deed": "ask"}).status_code == status
    draft = Announcement.objects.get()
    assert browser.post(f"/calls/{call.slug}/announcements/{draft.pk}/send/").status_code == 404
