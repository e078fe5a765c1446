"""The pages on which a series is begun, changed and announced: what happens to each date is shown before."""

import html
import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.planning import drafting
from actions.planning.forms.planning import ActionForm
from actions.planning.models import Action, Cohost, Series
from campaign.groups.models import Group
from campaign.people.models import Person
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
FIRST = date(2026, 10, 9)
WEEK = timedelta(days=7)
RULE = {"every": "weekly 1", "weekday": "4", "ordinal": "2", "first": "2026-10-09"}


@pytest.fixture
def group(olga: Person) -> Group:
    return make.group("Berlin", by=olga)


def page(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def shown(response: Any) -> str:
    found = re.search(r'name="shown"\s+value="(\w+)"', response.content.decode())
    assert found, response.content.decode()
    return found[1]


def answers(action: Action, **others: str) -> dict[str, str]:
    """The edit form as it begins, with other answers."""
    form = ActionForm(initial=ActionForm.started_with(action))
    values = {name: form[name].value() for name in form.fields}
    said = {name: str(value) for name, value in values.items() if value not in (None, "", False)}
    said |= {name: "on" for name, value in values.items() if value is True}
    return said | {"place": action.city, "seen": str(action.revision)} | others


def the(first: Action, week: int) -> Action:
    return Action.objects.get(series__isnull=False, series_date=FIRST + week * WEEK)


def test_repeating_shows_every_date_before_it_makes_them(planner: Client, group: Group) -> None:
    action = make.action(group)
    url = f"/actions/{action.slug}/series/"
    assert "Repeat the action" in page(planner.get(url))
    before = planner.post(url, RULE)
    said = page(before)
    assert "46 dates appear" in said
    assert "every Friday" in said
    assert "They are announced at once" in said
    assert "October 2026</dt> <dd>16, 23, 30</dd>" in said
    assert not Series.objects.exists()
    answer = planner.post(url, RULE | {"shown": shown(before)})
    assert answer.headers["Location"] == f"/actions/{action.slug}/"
    assert Action.objects.filter(series__isnull=False).count() == 47


def test_what_is_wrong_with_a_rule_is_said(planner: Client, group: Group) -> None:
    action = make.action(group)
    url = f"/actions/{action.slug}/series/"
    for wrong, sentence in (
        ({"until": "2026-10-01"}, "before the first one"),
        ({"left_out": "next Friday"}, "We can’t read “next”"),
        ({"added": "2028-01-01"}, "twelve months ahead"),
        ({"first": "2029-01-01"}, "plan it later"),
        ({"first": ""}, "needs an answer"),
    ):
        assert sentence in page(planner.post(url, RULE | wrong)), sentence
    assert not Series.objects.exists()


def test_an_open_ended_action_is_not_repeated(planner: Client, group: Group) -> None:
    action = make.action(group, open_ended=True, end_time=None)
    assert "can’t be repeated" in page(planner.post(f"/actions/{action.slug}/series/", RULE))


def test_the_button_back_leads_to_the_questions_with_all_answers(planner: Client, group: Group) -> None:
    action = make.action(group)
    said = page(planner.post(f"/actions/{action.slug}/series/", RULE | {"left_out": "2026-12-25", "back": "1"}))
    assert "2026-12-25" in said
    assert "Show me the dates" in said


def test_this_one_is_saved_at_once_and_no_other(planner: Client, group: Group) -> None:
    first = make.series(make.action(group))
    answer = planner.post(f"/actions/{first.slug}/edit/", answers(first, title="New", reach="this"))
    assert answer.status_code == 302
    assert (the(first, 0).title, the(first, 1).title) == ("New", "Close the office")


def test_from_here_on_is_shown_date_by_date_and_saved_by_the_button(planner: Client, group: Group) -> None:
    first = make.series(make.action(group))
    make.registered(the(first, 3))
    drafting.edit(the(first, 4), time=time(18), end_time=time(20))
    here = the(first, 2)
    said = answers(here, time="10:00", reach="here")
    before = planner.post(f"/actions/{here.slug}/edit/", said)
    assert before.status_code == 200
    text = page(before)
    for words in ("44 dates change", "1 date stays as it is", "keeps its own: hours", "tell 1 person", "09:00"):
        assert words in text, words
    assert the(first, 2).time == time(9)
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', before.content.decode()))
    carried.pop("csrfmiddlewaretoken", None)
    answer = planner.post(f"/actions/{here.slug}/edit/", carried | {"shown": shown(before)})
    assert answer.status_code == 302
    assert [the(first, week).time for week in (1, 2, 4, 5)] == [time(9), time(10), time(18), time(10)]


def test_another_sign_up_in_between_shows_the_page_again(planner: Client, group: Group) -> None:
    first = make.series(make.action(group))
    said = answers(first, time="10:00", reach="all")
    url = f"/actions/{first.slug}/edit/"
    before = planner.post(url, said)
    assert "Nobody is told" in page(before)
    make.registered(the(first, 3))
    again = planner.post(url, said | {"shown": shown(before)})
    assert again.status_code == 409
    assert "Something has changed meanwhile" in page(again)
    assert "1 person who has signed up is told" in page(again)
    assert the(first, 3).time == time(9)
    assert planner.post(url, said | {"shown": shown(again)}).status_code == 302
    assert the(first, 3).time == time(10)


def test_the_date_itself_changed_in_between_shows_both_versions(planner: Client, group: Group) -> None:
    first = make.series(make.action(group))
    said = answers(first, title="Mine", reach="all")
    url = f"/actions/{first.slug}/edit/"
    before = planner.post(url, said)
    drafting.edit(the(first, 0), title="Theirs")
    again = planner.post(url, said | {"shown": shown(before)})
    assert again.status_code == 409
    assert "Theirs" in page(again)
    assert 'value="Mine"' in page(again)
    assert the(first, 1).title == "Close the office"


def test_another_day_for_several_dates_is_the_rules(planner: Client, group: Group) -> None:
    first = make.series(make.action(group))
    said = page(planner.post(f"/actions/{first.slug}/edit/", answers(first, day="2026-10-10", reach="all")))
    assert "change the rule, or this date only" in said


def test_another_rule_says_which_dates_go_and_whom_it_concerns(planner: Client, group: Group) -> None:
    first = make.series(make.action(group))
    make.registered(the(first, 1))
    url = f"/actions/{first.slug}/series/"
    said = page(planner.get(url))
    assert "every Friday" in said
    rule = RULE | {"until": "2026-10-31", "left_out": "2026-10-16", "reason": "The hall is closed"}
    before = planner.post(url, rule)
    text = page(before)
    for words in ("1 date with people is cancelled", "43 dates to which nobody comes go", "3 dates stay as they are"):
        assert words in text, words
    planner.post(url, rule | {"shown": shown(before)})
    assert (the(first, 1).state, the(first, 1).reason) == ("cancelled", "The hall is closed")
    assert Action.objects.filter(series__isnull=False).count() == 4


def test_announcing_one_date_or_all_of_them(planner: Client, group: Group) -> None:
    first = make.series(make.action(group, announced=False))
    url = f"/actions/{first.slug}/announce/"
    assert "All dates to come (47)" in page(planner.get(url))
    planner.post(url, {"reach": "this"})
    assert [the(first, week).state for week in (0, 1)] == ["announced", "draft"]
    second = the(first, 1)
    planner.post(f"/actions/{second.slug}/announce/", {"reach": "all"})
    assert set(Action.objects.filter(series__isnull=False).values_list("state", flat=True)) == {"announced"}


def test_who_hosts_one_date_changes_that_one_and_not_what_the_series_says(group: Group, olga: Person) -> None:
    """A co-host, and a group to which the lead of one date was handed over."""
    first = make.series(make.action(group))
    pia = make.person("Pia")
    paris = make.group("Paris", city="Paris", by=pia)
    co_hosted, led = the(first, 1), the(first, 2)
    Cohost.objects.create(action=co_hosted, group=paris, state="accepted")
    Action.objects.filter(pk=led.pk).update(group=paris)
    client = Client()
    client.force_login(pia)
    for date_ in (co_hosted, led):
        url = f"/actions/{date_.slug}/edit/"
        assert 'name="reach"' not in client.get(url).text
        assert client.post(url, answers(date_, title="Ours", reach="all")).status_code == 302
        assert client.get(f"/actions/{date_.slug}/series/").status_code == 404
        assert client.post(f"/actions/{date_.slug}/series/", RULE | {"shown": "0"}).status_code == 404
    assert [the(first, week).title for week in (1, 2, 3)] == ["Ours", "Ours", "Close the office"]
    assert first.series is not None
    assert "Ours" not in str(Series.objects.get().said)


@pytest.mark.parametrize("step", ["cancel", "withdraw"])
def test_ending_one_date_says_that_the_others_stay(planner: Client, group: Group, step: str) -> None:
    first = make.series(make.action(group))
    once = make.action(group, title="Once")
    sentence = "The other dates of its series stay"
    assert sentence in page(planner.get(f"/actions/{first.slug}/{step}/"))
    assert sentence not in page(planner.get(f"/actions/{once.slug}/{step}/"))


def test_only_who_plans_in_the_group_reaches_the_rule(group: Group) -> None:
    action = make.action(group)
    codes = []
    for person in (None, make.person("stranger")):
        client = Client()
        if person:
            client.force_login(person)
        codes.append(client.get(f"/actions/{action.slug}/series/").status_code)
    assert codes == [302, 404]


def test_the_page_before_saving_asks_as_much_for_few_dates_as_for_many(planner: Client, group: Group) -> None:
    """How much the form before it asks is the form's affair."""
    make.action(group, title="A clash, so that the form tells of one each time")
    asked = set()
    for weeks in (1, 3, 20):
        first = make.series(make.action(group, title=f"{weeks} weeks"), until=FIRST + weeks * WEEK)
        said = answers(first, time="10:00", reach="all")
        with CaptureQueriesContext(connection) as queries:
            assert f"{weeks + 1} dates change" in page(planner.post(f"/actions/{first.slug}/edit/", said))
        asked.add(len(queries))
    assert len(asked) == 1, asked


def test_what_is_said_from_here_on_leads_to_what_those_who_come_are_told(planner: Client, group: Group) -> None:
    first = make.series(make.action(group))
    here, heard = the(first, 1), the(first, 2)
    make.registered(heard)
    said = answers(here, reach="here", time="10:00")
    before = planner.post(f"/actions/{here.slug}/edit/", said)
    answer = planner.post(f"/actions/{here.slug}/edit/", said | {"shown": shown(before)})
    assert answer["Location"] == f"/actions/{heard.slug}/notice/"
    assert "1 person hears of this" in planner.get(answer["Location"]).content.decode()
