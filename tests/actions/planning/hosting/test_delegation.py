"""Somebody organises one action without any right in the group."""

from datetime import timedelta

import pytest

from actions.planning import cancellation, drafting
from actions.planning.hosting import cohosting, delegation
from actions.planning.models import Action, Delegate, Registration
from actions.planning.taking_part import retention, signup
from actions.planning.where import meeting_point
from campaign.groups.models import Group, Membership
from campaign.mail.models import Delivery
from campaign.people.models import Person
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def berlin() -> Group:
    return make.group("Berlin", by=make.person("berlin", address="berlin@example.org"))


@pytest.fixture
def ida() -> Person:
    return make.person("ida", address="ida@example.org")


def of(person: Person) -> Viewer:
    return Viewer(person=person.pk)


def told() -> list[str]:
    return sorted(row.address for row in Delivery.objects.all())


def test_who_follows_the_link_organises_this_action_and_no_other(berlin: Group, ida: Person) -> None:
    action, other = make.action(berlin, announced=False), make.action(berlin, title="Another", announced=False)
    make.registered(make.action(berlin, title="Third"))
    delegation.accept(delegation.invite_by_link(action, now=NOW), ida, now=NOW)
    assert list(Action.objects.changeable_by(of(ida))) == [action]
    assert not Action.objects.visible_to(of(ida)).filter(pk=other.pk).exists()
    assert not Action.objects.led_by(of(ida)).exists()
    assert not Registration.objects.managed_by(of(ida)).exists()
    assert not Group.objects.planned_by(of(ida)).exists()
    assert not Membership.objects.readable_by(of(ida)).exists()


def test_a_delegate_reads_who_comes_and_where_to_meet(berlin: Group, ida: Person) -> None:
    action = make.action(berlin, meeting_point="The back door", meeting_point_for="registered")
    comes = make.registered(action)
    assert meeting_point.reveal(action, of(ida), NOW) is None
    delegation.accept(delegation.invite_by_link(action, now=NOW), ida, now=NOW)
    assert list(Registration.objects.managed_by(of(ida))) == [comes]
    assert str(meeting_point.reveal(action, of(ida), NOW)) == "The back door"


def test_a_link_works_once(berlin: Group, ida: Person) -> None:
    action = make.action(berlin)
    delegate = delegation.invite_by_link(action, now=NOW)
    delegation.accept(delegate, ida, now=NOW)
    with pytest.raises(delegation.NotOpen):
        delegation.accept(Delegate.objects.get(pk=delegate.pk), make.person("second"), now=NOW)
    delegation.accept(Delegate.objects.get(pk=delegate.pk), ida, now=NOW)  # pressed twice
    assert [one.person for one in Delegate.objects.all()] == [ida]


def test_a_link_lapses(berlin: Group, ida: Person) -> None:
    delegate = delegation.invite_by_link(make.action(berlin), now=NOW)
    with pytest.raises(delegation.NotOpen):
        delegation.accept(delegate, ida, now=NOW + delegation.LINK_LASTS)
    delegation.accept(delegate, ida, now=NOW + delegation.LINK_LASTS - timedelta(seconds=1))
    assert Delegate.objects.accepted().exists()


def test_a_link_that_was_taken_back_opens_nothing(berlin: Group, ida: Person) -> None:
    delegate = delegation.invite_by_link(make.action(berlin), now=NOW)
    token = delegation.link(delegate).split("/")[2]
    assert delegation.opened_by(token) == delegate
    delegation.revoke(Delegate.objects.get(pk=delegate.pk), now=NOW)
    assert delegation.opened_by(token) is None
    with pytest.raises(delegation.NotOpen):
        delegation.accept(delegate, ida, now=NOW)


def test_who_organises_it_already_leaves_the_link_to_somebody_else(berlin: Group, ida: Person) -> None:
    action = make.action(berlin)
    delegation.accept(delegation.invite_by_link(action, now=NOW), ida, now=NOW)
    second = delegation.invite_by_link(action, now=NOW)
    delegation.accept(second, ida, now=NOW)
    second.refresh_from_db()
    assert (second.state, second.person) == ("asked", None)


def test_somebody_asked_by_pseudonym_accepts_and_is_told_by_mail(berlin: Group, ida: Person) -> None:
    delegate = delegation.invite(make.action(berlin), pseudonym=" IDA ", now=NOW)
    assert told() == ["ida@example.org"]
    assert list(Delegate.objects.awaiting(of(ida), NOW)) == [delegate]
    assert not Action.objects.changeable_by(of(ida)).exists()
    delegation.accept(delegate, ida, now=NOW)
    assert Action.objects.changeable_by(of(ida)).exists()
    assert told() == ["berlin@example.org", "ida@example.org"]


def test_nobody_else_accepts_what_one_person_was_asked(berlin: Group, ida: Person) -> None:
    delegate = delegation.invite(make.action(berlin), pseudonym="ida", now=NOW)
    with pytest.raises(delegation.NotOpen):
        delegation.accept(delegate, make.person("another"), now=NOW)


def test_who_was_asked_by_pseudonym_and_follows_a_link_has_one_place(berlin: Group, ida: Person) -> None:
    action = make.action(berlin)
    delegation.invite(action, pseudonym="ida", now=NOW)
    delegation.accept(delegation.invite_by_link(action, now=NOW), ida, now=NOW)
    assert [(one.person, one.state) for one in Delegate.objects.all()] == [(ida, "accepted")]


def test_who_declines_is_forgotten(berlin: Group, ida: Person) -> None:
    delegate = delegation.invite(make.action(berlin), pseudonym="ida", now=NOW)
    delegation.decline(delegate, now=NOW)
    assert not Delegate.objects.exists()
    with pytest.raises(delegation.NotOpen):
        delegation.accept(delegate, ida, now=NOW)


@pytest.mark.parametrize("pseudonym", ["nobody", "gone"])
def test_a_pseudonym_without_an_open_account_is_nobody(pseudonym: str, berlin: Group) -> None:
    make.person("gone", active=False)
    with pytest.raises(delegation.Nobody):
        delegation.invite(make.action(berlin), pseudonym=pseudonym, now=NOW)


def test_who_plans_in_the_group_needs_no_asking(berlin: Group) -> None:
    with pytest.raises(drafting.NotPossible, match="organises it already"):
        delegation.invite(make.action(berlin), pseudonym="berlin", now=NOW)


def test_who_was_asked_and_has_not_answered_is_asked_once(berlin: Group, ida: Person) -> None:
    action = make.action(berlin)
    first = delegation.invite(action, pseudonym="ida", now=NOW)
    again = delegation.invite(action, pseudonym="ida", now=NOW + timedelta(days=1))
    assert (again.pk, told()) == (first.pk, ["ida@example.org"])
    assert again.lapses_at == NOW + timedelta(days=1) + delegation.LINK_LASTS


def test_taken_back_she_organises_no_more_and_is_told(berlin: Group, ida: Person) -> None:
    action = make.action(berlin, announced=False)
    delegate = delegation.accept(delegation.invite_by_link(action, now=NOW), ida, now=NOW)
    delegation.revoke(delegate, now=NOW)
    assert not Action.objects.visible_to(of(ida)).exists()
    assert "ida@example.org" in told()


def test_she_may_leave_and_the_group_is_told(berlin: Group, ida: Person) -> None:
    delegate = delegation.accept(delegation.invite_by_link(make.action(berlin), now=NOW), ida, now=NOW)
    delegation.leave(delegate, now=NOW)
    delegation.leave(delegate, now=NOW)
    assert not Delegate.objects.exists()
    assert told() == ["berlin@example.org", "berlin@example.org"]


def test_whose_account_is_shut_organises_nothing(berlin: Group, ida: Person) -> None:
    delegation.accept(delegation.invite_by_link(make.action(berlin), now=NOW), ida, now=NOW)
    assert Action.objects.changeable_by(of(ida)).exists()
    Person.objects.filter(pk=ida.pk).update(is_active=False)
    assert not Action.objects.changeable_by(of(ida)).exists()


def test_a_delegate_may_come_to_what_is_for_members_and_only_while_she_organises(berlin: Group, ida: Person) -> None:
    action = make.action(berlin, visibility="group")
    delegate = delegation.accept(delegation.invite_by_link(action, now=NOW), ida, now=NOW)
    comes = signup.join(action, person=ida, now=NOW)
    retention.sweep(NOW + timedelta(minutes=1))
    comes.refresh_from_db()
    assert comes.state == "confirmed"
    delegation.revoke(delegate, now=NOW)
    retention.sweep(NOW + timedelta(minutes=2))
    comes.refresh_from_db()
    assert comes.state == "cancelled"


def test_a_delegate_stays_when_the_lead_is_handed_over(berlin: Group, ida: Person) -> None:
    action = make.action(berlin)
    delegation.accept(delegation.invite_by_link(action, now=NOW), ida, now=NOW)
    cohost = cohosting.invite(action, make.group("Warsaw", city="Warsaw", by=make.person("warsaw")), now=NOW)
    cohosting.accept(cohost, now=NOW)
    cohosting.offer_lead(cohost, now=NOW)
    cohosting.take_lead(cohost, now=NOW)
    assert Action.objects.changeable_by(of(ida)).exists()


def test_names_go_when_they_are_needed_no_more(berlin: Group, ida: Person) -> None:
    over, withdrawn, comes = (make.action(berlin, title=title) for title in ("Over", "Withdrawn", "Comes"))
    for action in (over, withdrawn, comes):
        delegation.accept(delegation.invite_by_link(action, now=NOW), ida, now=NOW)
    delegation.invite_by_link(comes, now=NOW)
    cancellation.withdraw(withdrawn, now=NOW)
    assert delegation.sweep(NOW + timedelta(minutes=1)) == 1  # of what was withdrawn
    assert delegation.sweep(NOW + delegation.LINK_LASTS) == 1  # the link that nobody used
    assert over.ends is not None
    assert delegation.sweep(over.ends + delegation.KEPT_AFTER - timedelta(days=1)) == 0
    assert delegation.sweep(over.ends + delegation.KEPT_AFTER) == 2


def test_not_more_than_a_few_are_asked(berlin: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delegation, "MOST", 2)
    action = make.action(berlin)
    for _ in range(2):
        delegation.invite_by_link(action, now=NOW)
    with pytest.raises(drafting.NotPossible):
        delegation.invite_by_link(action, now=NOW)
