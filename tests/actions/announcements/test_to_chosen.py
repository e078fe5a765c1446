"""A letter to exactly those whom the page of who comes shows."""

from typing import Any

import pytest
from django.test import Client

from actions.announcements import audience, composing, expansion
from actions.announcements.models import Announcement, Chosen
from actions.planning.models import Action, Registration
from actions.planning.taking_part import retention, signup
from campaign.groups.models import Group
from campaign.mail.models import Delivery
from campaign.people.models import Person
from tests import make

WORDS = {"title": "Bring a bowl", "text": "There is *soup*."}


@pytest.fixture
def browser(coordinator: Person, berlin: Group) -> Client:
    client = Client()
    client.force_login(coordinator)
    return client


@pytest.fixture
def people(blockade: Action) -> dict[str, Registration]:
    """Three places: Ana and Ben have them, Kim waits, Zoe has not followed her link, Rosa awaits a yes."""
    ana = make.registered(blockade, "ana@example.org", name="Ana", seats=2)
    ben = make.registered(blockade, "ben@example.org", name="Ben")
    kim = make.registered(blockade, "kim@example.org", name="Kim")
    zoe = make.requested(blockade, "zoe@example.org", name="Zoe")
    rosa = make.requested(blockade, "rosa@example.org", name="Rosa")
    Registration.objects.filter(pk=rosa.pk).update(state="requested", lapses_at=None)
    return {"ana": ana, "ben": ben, "kim": kim, "zoe": zoe, "rosa": rosa}


def page(action: Action, query: str = "") -> str:
    return f"/actions/{action.slug}/participants/write/{query}"


def written(browser: Client, action: Action, query: str = "") -> Any:
    return browser.post(page(action, query), WORDS, follow=True)


def reached() -> list[str]:
    announcement = Announcement.objects.get()
    return [someone.recipient.address for someone in audience.after_id(announcement, 0) if someone.recipient]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["ana", "ben", "kim", "rosa"]),
        ("?state=confirmed", ["ana", "ben"]),
        ("?state=waiting", ["kim"]),
        ("?state=requested", ["rosa"]),
        ("?state=pending", []),
    ],
)
def test_those_shown_get_it_and_nobody_else(
    browser: Client, blockade: Action, people: dict[str, Registration], query: str, names: list[str]
) -> None:
    answer = written(browser, blockade, query)
    assert reached() == [f"{name}@example.org" for name in names]
    words = f"{len(names)} person." if len(names) == 1 else f"{len(names)} people."
    assert words in " ".join(answer.text.split())
    assert "<em>soup</em>" in answer.text


def test_who_signs_up_after_it_was_written_does_not_get_it(
    browser: Client, blockade: Action, people: dict[str, Registration]
) -> None:
    written(browser, blockade)
    make.registered(blockade, "late@example.org", name="Late")
    assert "late@example.org" not in reached()


def test_who_cancels_or_wants_none_meanwhile_does_not_get_it(
    browser: Client, blockade: Action, people: dict[str, Registration]
) -> None:
    written(browser, blockade, "?state=confirmed")
    signup.withdraw(people["ana"], now=make.NOW)
    Registration.objects.filter(pk=people["ben"].pk).update(wants_announcements=False)
    assert reached() == []
    announcement = Announcement.objects.get()
    assert audience.count(announcement).reached == 0


def test_where_all_of_them_are_erased_nobody_else_is_meant(
    browser: Client, blockade: Action, people: dict[str, Registration]
) -> None:
    written(browser, blockade, "?state=confirmed")
    people["ana"].delete()
    people["ben"].delete()
    assert not Chosen.objects.exists()
    assert reached() == []


def test_changing_the_draft_keeps_to_whom_it_goes(
    browser: Client, blockade: Action, people: dict[str, Registration]
) -> None:
    path = written(browser, blockade, "?state=waiting").redirect_chain[-1][0]
    assert 'name="audience"' not in browser.get(f"{path}edit/").text
    answer = browser.post(f"{path}edit/", {"title": "Bring two bowls", "text": "Please."}, follow=True)
    assert "Bring two bowls" in answer.text
    assert reached() == ["kim@example.org"]


def test_it_is_sent_to_them_alone(browser: Client, blockade: Action, people: dict[str, Registration]) -> None:
    path = written(browser, blockade, "?state=confirmed").redirect_chain[-1][0]
    Delivery.objects.all().delete()
    browser.post(f"{path}send/")
    expansion.expand(Announcement.objects.get().pk, make.NOW)
    assert sorted(str(one.address) for one in Delivery.objects.all()) == ["ana@example.org", "ben@example.org"]


def test_looking_writes_nothing(browser: Client, blockade: Action, people: dict[str, Registration]) -> None:
    answer = browser.get(page(blockade, "?state=confirmed"))
    assert "Write to the 2 shown" in " ".join(answer.text.split())
    assert not Announcement.objects.exists()


def test_only_who_plans_in_a_group_that_hosts_writes(blockade: Action, berlin: Group, coordinator: Person) -> None:
    member, stranger = make.person("member"), make.person("stranger")
    make.membership(berlin, member)
    for person in (member, stranger):
        client = Client()
        client.force_login(person)
        assert client.get(page(blockade)).status_code == 404
        assert client.post(page(blockade), WORDS).status_code == 404
    assert not Announcement.objects.exists()


def test_a_group_that_parts_before_it_is_sent_sends_nothing(
    blockade: Action, berlin: Group, coordinator: Person, people: dict[str, Registration]
) -> None:
    warsaw = make.group("Warsaw", city="Warsaw")
    draft = composing.write_to_chosen(
        blockade, composing.Words(**WORDS), group=warsaw, parties=[people["ana"].pk], by=coordinator
    )
    with pytest.raises(composing.HostsNoMore):
        composing.send(draft, now=make.NOW)


@pytest.mark.django_db(transaction=True)
def test_whoever_erases_herself_while_it_is_written_is_left_out_and_nothing_breaks(
    blockade: Action, berlin: Group, coordinator: Person, people: dict[str, Registration]
) -> None:
    shown = [people["ana"].pk, people["ben"].pk]
    retention.erase(people["ben"])
    words = composing.Words("Bring a bowl", "There is soup.")
    draft = composing.write_to_chosen(blockade, words, group=berlin, parties=shown, by=coordinator)
    assert list(draft.chosen.values_list("registration", flat=True)) == [people["ana"].pk]
