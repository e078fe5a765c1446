"""Several groups host a series: asked and answered for one date and for all that follow, also those not made yet."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from actions.planning.hosting import cohosting
from actions.planning.models import Action, Cohost
from actions.planning.series import dates
from actions.planning.series import hosting as several
from campaign.groups.models import Group
from campaign.mail.models import Delivery
from campaign.web import revisions
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def berlin() -> Group:
    return make.group("Berlin", by=make.person("ann", address="ann@example.org"))


@pytest.fixture
def warsaw() -> Group:
    return make.group("Warsaw", city="Warsaw", by=make.person("wanda", address="wanda@example.org"))


@pytest.fixture
def first(berlin: Group) -> Action:
    """Four Fridays from the ninth of October."""
    return make.series(make.action(berlin, title="Weekly"), until=date(2026, 10, 30))


def of(first: Action) -> list[Action]:
    return list(Action.objects.filter(series=first.series_id).order_by("series_date"))


def hosted(first: Action, group: Group) -> list[int]:
    """On which days of the month the group hosts it."""
    rows = Action.objects.filter(series=first.series_id).hosted_by(Group.objects.filter(pk=group.pk))
    return [action.day.day for action in rows.order_by("series_date") if action.day]


def place(action: Action, group: Group) -> Cohost:
    return Cohost.objects.select_related("action__series", "group").get(action=action, group=group)


def told(address: str) -> int:
    return [row.address for row in Delivery.objects.all()].count(address)


def test_asked_for_all_that_follow_a_group_answers_once_and_is_told_once(first: Action, warsaw: Group) -> None:
    second = of(first)[1]
    assert several.invite(second, warsaw, now=NOW) == 3
    assert told("wanda@example.org") == 1
    assert hosted(first, warsaw) == []
    several.accept(place(second, warsaw), now=NOW)
    assert hosted(first, warsaw) == [16, 23, 30]
    assert told("ann@example.org") == 1


def test_asked_for_one_date_it_hosts_no_other(first: Action, warsaw: Group) -> None:
    cohosting.accept(cohosting.invite(of(first)[1], warsaw, now=NOW), now=NOW)
    assert hosted(first, warsaw) == [16]


def test_of_all_that_were_asked_one_alone_may_be_accepted(first: Action, warsaw: Group) -> None:
    several.invite(first, warsaw, now=NOW)
    several.accept_only(place(first, warsaw), now=NOW)
    assert hosted(first, warsaw) == [9]
    assert Cohost.objects.filter(group=warsaw, state="declined").count() == 3
    assert told("ann@example.org") == 1


def test_declining_all_declines_all(first: Action, warsaw: Group) -> None:
    several.invite(first, warsaw, now=NOW)
    several.decline(place(first, warsaw), now=NOW)
    assert set(Cohost.objects.values_list("state", flat=True)) == {"declined"}
    assert told("ann@example.org") == 1


def test_what_was_answered_otherwise_meanwhile_stays(first: Action, warsaw: Group) -> None:
    several.invite(first, warsaw, now=NOW)
    cohosting.decline(place(of(first)[2], warsaw), now=NOW)
    several.accept(place(first, warsaw), now=NOW)
    assert hosted(first, warsaw) == [9, 16, 30]


def test_a_date_that_another_group_leads_now_is_not_asked_for(first: Action, warsaw: Group) -> None:
    third = of(first)[2]
    cohost = cohosting.invite(third, make.group("Paris", city="Paris"), now=NOW)
    cohosting.accept(cohost, now=NOW)
    cohosting.offer_lead(cohost, now=NOW)
    cohosting.take_lead(cohost, now=NOW)
    assert several.invite(first, warsaw, now=NOW) == 3
    several.accept(place(first, warsaw), now=NOW)
    assert hosted(first, warsaw) == [9, 16, 30]


def test_it_parts_from_a_date_and_all_that_follow(first: Action, warsaw: Group) -> None:
    several.invite(first, warsaw, now=NOW)
    several.accept(place(first, warsaw), now=NOW)
    several.part(place(of(first)[2], warsaw), now=NOW)
    assert hosted(first, warsaw) == [9, 16]


def test_the_lead_goes_on_without_it_or_asks_it_no_more(first: Action, warsaw: Group) -> None:
    several.invite(first, warsaw, now=NOW)
    several.take_back(place(of(first)[2], warsaw))
    several.accept(place(first, warsaw), now=NOW)
    assert hosted(first, warsaw) == [9, 16]
    several.end(place(of(first)[1], warsaw), now=NOW)
    assert hosted(first, warsaw) == [9]


def test_the_lead_of_one_date_decides_nothing_of_a_later_one_that_another_leads(first: Action, warsaw: Group) -> None:
    third, paris = of(first)[2], make.group("Paris", city="Paris")
    several.invite(first, warsaw, now=NOW)
    cohosting.accept(cohosting.invite(third, paris, now=NOW), now=NOW)
    cohosting.offer_lead(place(third, paris), now=NOW)
    cohosting.take_lead(place(third, paris), now=NOW)
    several.take_back(place(of(first)[1], warsaw))
    assert place(of(first)[2], warsaw).state == "asked"
    several.accept(place(first, warsaw), now=NOW)
    cohosting.accept(place(of(first)[2], warsaw), following=True, now=NOW)
    several.end(place(first, warsaw), now=NOW)
    assert hosted(first, warsaw) == [23]


@pytest.mark.parametrize("following", [True, False])
def test_dates_made_later_are_hosted_by_who_accepted_what_follows(
    following: bool, berlin: Group, warsaw: Group
) -> None:
    first = make.series(make.action(berlin))
    invite, accept = (several.invite, several.accept) if following else (cohosting.invite, cohosting.accept)
    last = of(first)[-1]
    invite(last, warsaw, now=NOW)
    accept(place(last, warsaw), now=NOW)
    before, counted = Action.objects.count(), revisions.current(f"group:{warsaw.pk}")
    dates.sweep(NOW + timedelta(days=21))
    made = Action.objects.count() - before
    assert made == 3
    theirs = Action.objects.hosted_by(Group.objects.filter(pk=warsaw.pk)).count()
    assert theirs == (1 + made if following else 1)
    assert revisions.current(f"group:{warsaw.pk}") == counted + (made if following else 0)


def test_repeating_what_a_group_co_hosts_asks_nothing_of_it(berlin: Group, warsaw: Group) -> None:
    action = make.action(berlin)
    cohosting.accept(cohosting.invite(action, warsaw, now=NOW), now=NOW)
    first = make.series(Action.objects.get(pk=action.pk), until=date(2026, 10, 30))
    assert hosted(first, warsaw) == [9]


def test_on_the_page_one_button_asks_for_all_and_one_accepts_all(
    first: Action, warsaw: Group, time_machine: time_machine.TimeMachineFixture
) -> None:
    time_machine.move_to(NOW)
    ann, wanda = Client(), Client()
    for client, group in ((ann, first.group), (wanda, warsaw)):
        client.force_login(group.memberships.get().person)
    page = f"/actions/{first.slug}/hosts/"
    assert "for this date and the 3 that follow" in ann.get(f"{page}?find=warsaw").text
    ann.post(page, {"do": "ask_on", "group": warsaw.slug})
    assert "Host this date and the 3 that follow" in wanda.get(page).text
    deed = f"{page}{place(first, warsaw).pk}/"
    assert wanda.post(deed, {"do": "accept_on"}).status_code == 302
    assert hosted(first, warsaw) == [9, 16, 23, 30]
    assert "later dates neither" in wanda.get(page).text
    assert wanda.post(deed, {"do": "end_on"}).status_code == 404
    assert wanda.post(deed, {"do": "part_on"}).status_code == 302
    assert hosted(first, warsaw) == []


def test_on_one_s_own_page_a_series_is_one_question(first: Action, berlin: Group, warsaw: Group) -> None:
    alone = cohosting.invite(make.action(berlin, title="Alone"), warsaw, now=NOW)
    several.invite(of(first)[1], warsaw, now=NOW)
    wanda = Viewer(person=warsaw.memberships.get().person_id)
    assert set(Cohost.objects.awaiting(wanda)) == {alone, place(of(first)[1], warsaw)}
    cohosting.decline(place(of(first)[1], warsaw), now=NOW)
    assert set(Cohost.objects.awaiting(wanda)) == {alone, place(of(first)[2], warsaw)}
