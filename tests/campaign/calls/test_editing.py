"""How a call is written, corrected, published and ended."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.db import IntegrityError

from campaign.calls import editing
from campaign.calls.models import Call
from campaign.calls.words import Defaults, OtherDate
from campaign.groups import network
from campaign.lib import clock
from campaign.web import revisions
from campaign.web.viewer import NOBODY, Viewer
from tests import make

pytestmark = pytest.mark.django_db
LATER = OtherDate(date(2002, 12, 3), "The camp closes", words="in December")


def test_a_new_call_is_a_draft_that_only_coordinators_of_the_network_see() -> None:
    call = make.call("October 2002", state="draft")
    cleo, ann = make.person("cleo", network_role="coordinator"), make.person("ann")
    assert (call.slug, call.state) == ("october-2002", Call.State.DRAFT)
    seen = [Call.objects.visible_to(who).count() for who in (NOBODY, Viewer(ann.pk), Viewer(cleo.pk))]
    assert seen == [0, 0, 1]


def test_publishing_shows_it_to_everyone_and_ending_keeps_it_there() -> None:
    call = make.call(state="draft")
    editing.publish(call, now=clock.now())
    assert Call.objects.visible_to(NOBODY).count() == 1
    assert editing.end(call, now=clock.now()).state == Call.State.ENDED
    assert Call.objects.visible_to(NOBODY).count() == 1


def test_publishing_twice_counts_once() -> None:
    call = make.call(state="draft")
    for _ in range(2):
        call = editing.publish(call, now=clock.now())
    assert (call.revision, revisions.current(f"call:{call.pk}")) == (2, 2)


def test_correcting_changes_words_and_dates_and_raises_the_epoch_of_calls() -> None:
    call = make.call(key_dates=(LATER,))
    epoch, kept = revisions.current("calls"), call.days.get(date=date(2002, 10, 12)).pk
    words = replace(editing.wording(call), title="Other", days=(date(2002, 10, 12), date(2002, 10, 14)), key_dates=())
    call = editing.correct(call, words, seen=call.revision, now=clock.now())
    assert call.title == "Other"
    assert [day.date.day for day in call.days.all()] == [12, 14]
    assert call.days.all()[0].pk == kept
    assert not call.key_dates.exists()
    assert revisions.current("calls") == epoch + 1


def test_the_second_of_two_editors_changes_nothing_and_learns_what_stands() -> None:
    call = make.call(key_dates=(LATER,))
    words = editing.wording(call)
    editing.correct(call, replace(words, title="First"), seen=call.revision, now=clock.now())
    with pytest.raises(editing.Overtaken) as error:
        editing.correct(call, replace(words, title="Second", days=()), seen=call.revision, now=clock.now())
    call.refresh_from_db()
    assert (call.title, error.value.call.title, call.days.count()) == ("First", "First", 3)


def test_a_call_without_a_day_is_refused() -> None:
    with pytest.raises(editing.DaysMissing):
        make.call(days=())
    assert not Call.objects.exists()


def test_wording_is_what_was_written() -> None:
    call = make.call(key_dates=(LATER,), asks="Plan", by="All")
    words = editing.wording(call)
    assert (words.asks, words.by, words.key_dates) == ("Plan", "All", (LATER,))


def test_a_key_date_that_moves_stays_the_same_for_calendars() -> None:
    call = make.call(key_dates=(LATER,))
    row = call.key_dates.get()
    moved = replace(editing.wording(call).key_dates[0], date=date(2002, 12, 5))
    editing.correct(call, replace(editing.wording(call), key_dates=(moved,)), seen=call.revision, now=clock.now())
    assert [(one.uid, one.date.day) for one in call.key_dates.all()] == [(row.uid, 5)]


def test_a_key_date_of_another_call_is_never_taken_over() -> None:
    call, other = make.call(key_dates=(LATER,)), make.call("Other")
    foreign = editing.wording(call).key_dates
    editing.correct(other, replace(editing.wording(other), key_dates=foreign), seen=other.revision, now=clock.now())
    assert [one.call for one in call.key_dates.all()] == [call]
    assert other.key_dates.count() == 1


def test_what_the_call_leaves_to_its_actions_counts_only_when_it_changes() -> None:
    call = make.call()
    words, counted = editing.wording(call), call.defaults_revision
    call = editing.correct(call, replace(words, title="Other"), seen=call.revision, now=clock.now())
    assert call.defaults_revision == counted
    left = Defaults("Come at nine", "Tea", "press@example.org", "vigil", time(9), time(12))
    call = editing.correct(call, replace(words, defaults=left), seen=call.revision, now=clock.now())
    assert (call.defaults_revision, editing.defaults(Call.objects.get())) == (counted + 1, left)
    call = editing.correct(call, replace(words, defaults=left), seen=call.revision, now=clock.now())
    assert call.defaults_revision == counted + 1


def test_an_hour_to_end_needs_one_to_begin() -> None:
    with pytest.raises(IntegrityError):
        make.call(defaults=Defaults(end_time=time(12)))


def scopes(viewer: Viewer) -> list[list[str]]:
    """The titles that a viewer sees, may change and may publish."""
    asked = (Call.objects.visible_to(viewer), Call.objects.changeable_by(viewer), Call.objects.publishable_by(viewer))
    return [sorted(scope.values_list("title", flat=True)) for scope in asked]


def test_a_groups_call_is_changed_by_those_who_coordinate_it_and_published_while_the_network_allows_it() -> None:
    ann, bob, cleo = make.person("ann"), make.person("bob"), make.person("cleo", network_role="coordinator")
    berlin = make.group("Berlin", by=ann)
    make.membership(berlin, bob, "organiser")
    make.call("Ours", state="draft", group=berlin)
    make.call("The network’s", state="draft")
    everything = ["Ours", "The network’s"]
    assert scopes(Viewer(ann.pk)) == [["Ours"], ["Ours"], []]
    assert scopes(Viewer(bob.pk)) == scopes(NOBODY) == [[], [], []]
    assert scopes(Viewer(cleo.pk)) == [everything, everything, everything]
    network.let_call(berlin, may=True)
    assert scopes(Viewer(ann.pk))[2] == []
    network.present(name="Us", about="", founding="open", calling="groups", seen=network.revision())
    assert scopes(Viewer(ann.pk))[2] == ["Ours"]
    assert [editing.open_to(Viewer(who.pk)) for who in (ann, bob, cleo)] == [True, False, True]
    network.let_call(berlin, may=False)
    assert scopes(Viewer(ann.pk)) == [["Ours"], ["Ours"], []]
    assert not editing.open_to(Viewer(ann.pk))
