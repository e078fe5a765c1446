"""The ways into a group, as verbs: asking, invitations, handing over; what is told to whom."""

from datetime import date, timedelta

import pytest

from campaign.groups import asking, dormancy, handover, inviting, membership
from campaign.groups.models import Group, Handover, Invitation, JoinRequest, Membership
from campaign.lib import clock
from campaign.mail.models import Delivery
from campaign.people.models import Person
from campaign.web.viewer import Viewer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def ann() -> Person:
    """Coordinates Berlin."""
    return make.person("ann", address="ann@example.org")


@pytest.fixture
def bob() -> Person:
    return make.person("bob", address="bob@example.org")


@pytest.fixture
def berlin(ann: Person) -> Group:
    return make.group(by=ann, joining="request")


def place_of(person: Person, role: str, group: Group) -> Membership:
    return Membership.objects.create(group=group, person=person, role=role)


def letters_to(person: Person | None) -> list[str]:
    """The templates of what was written to somebody, in order."""
    found = Delivery.objects.filter(person=person).order_by("pk").select_related("mailing")
    return [delivery.mailing.template.rpartition("/")[2] for delivery in found]


# Asking


def test_who_asks_waits_and_the_coordinators_are_told_once(berlin: Group, ann: Person, bob: Person) -> None:
    asking.ask(berlin, bob, words="From the kitchen")
    asking.ask(berlin, bob, words="From the kitchen of Friday")
    assert JoinRequest.objects.get().words == "From the kitchen of Friday"
    assert not Membership.objects.filter(person=bob).exists()
    assert letters_to(ann) == ["request_made"]


def test_who_is_let_in_is_a_member_is_told_and_the_question_is_gone(berlin: Group, bob: Person) -> None:
    request = asking.ask(berlin, bob)
    assert isinstance(request, JoinRequest)
    assert asking.accept(request).role == "member"
    assert letters_to(bob) == ["request_accepted"]
    assert not JoinRequest.objects.exists()


def test_who_is_declined_is_told_and_may_ask_again(berlin: Group, bob: Person) -> None:
    request = asking.ask(berlin, bob)
    assert isinstance(request, JoinRequest)
    asking.decline(request)
    assert letters_to(bob) == ["request_declined"]
    assert not Membership.objects.filter(person=bob).exists()
    again = asking.ask(berlin, bob)
    assert isinstance(again, JoinRequest)
    asking.accept(again)
    assert letters_to(bob) == ["request_declined", "request_accepted"]


def test_who_has_no_address_is_answered_without_a_letter(berlin: Group) -> None:
    kim = make.person("kim")
    request = asking.ask(berlin, kim)
    assert isinstance(request, JoinRequest)
    asking.accept(request)
    assert Membership.objects.filter(person=kim).exists()
    assert letters_to(kim) == []


def test_what_was_taken_back_can_be_neither_accepted_nor_declined(berlin: Group, bob: Person) -> None:
    request = asking.ask(berlin, bob)
    assert isinstance(request, JoinRequest)
    asking.take_back(request)
    for deed in (asking.accept, asking.decline, asking.take_back):
        with pytest.raises(asking.NoLongerAsked):
            deed(request)
    assert not Membership.objects.filter(person=bob).exists()


@pytest.mark.parametrize("joining", ["open", "invitation", "closed"])
def test_one_asks_only_where_the_group_says_so(joining: str, ann: Person, bob: Person) -> None:
    with pytest.raises(membership.JoiningClosed):
        asking.ask(make.group("Lyon", city="Lyon", by=ann, joining=joining), bob)


@pytest.mark.parametrize("joining", ["request", "invitation", "closed"])
def test_one_joins_by_oneself_only_an_open_group(joining: str, ann: Person, bob: Person) -> None:
    with pytest.raises(membership.JoiningClosed):
        membership.join(make.group("Lyon", city="Lyon", by=ann, joining=joining), bob)


def test_what_nobody_answers_is_forgotten_after_two_months(berlin: Group, bob: Person) -> None:
    asking.ask(berlin, bob, now=NOW)
    asking.sweep(NOW + timedelta(days=60))
    assert JoinRequest.objects.exists()
    asking.sweep(NOW + timedelta(days=61))
    assert not JoinRequest.objects.exists()


# Invitations


def test_an_invitation_gives_its_role_and_answers_what_one_had_asked(berlin: Group, ann: Person, bob: Person) -> None:
    asking.ask(berlin, bob)
    made = inviting.invite(berlin, by=Viewer(person=ann.pk), role="organiser", now=NOW)
    assert inviting.accept(made, bob, now=NOW).role == "organiser"
    assert not JoinRequest.objects.exists()
    made.refresh_from_db()
    assert made.uses_left == 0


def test_one_s_own_second_click_takes_no_use(berlin: Group, ann: Person, bob: Person) -> None:
    made = inviting.invite(berlin, by=Viewer(person=ann.pk), uses=2, now=NOW)
    for _ in range(3):
        inviting.accept(made, bob, now=NOW)
    made.refresh_from_db()
    assert made.uses_left == 1


def test_a_member_who_is_invited_to_organise_organises_and_never_the_other_way(
    berlin: Group, ann: Person, bob: Person
) -> None:
    place_of(bob, "member", berlin)
    by = Viewer(person=ann.pk)
    assert inviting.accept(inviting.invite(berlin, by=by, role="organiser", now=NOW), bob, now=NOW).role == "organiser"
    assert inviting.accept(inviting.invite(berlin, by=by, role="member", now=NOW), bob, now=NOW).role == "organiser"
    assert inviting.accept(inviting.invite(berlin, by=by, role="member", now=NOW), ann, now=NOW).role == "coordinator"


@pytest.mark.parametrize(
    ("what", "sentence"), [("revoked", "taken this invitation back"), ("used", "is used up"), ("lapsed", "has lapsed")]
)
def test_one_that_is_over_lets_nobody_in_and_says_why(
    what: str, sentence: str, berlin: Group, ann: Person, bob: Person
) -> None:
    by, at = Viewer(person=ann.pk), NOW
    made = inviting.invite(berlin, by=by, lasts=WEEK, now=NOW)
    if what == "revoked":
        inviting.revoke(made, by=by, now=NOW)
    elif what == "used":
        inviting.accept(made, make.person("kim"), now=NOW)
    else:
        at = NOW + WEEK
    with pytest.raises(inviting.InvitationOver) as error:
        inviting.accept(made, bob, now=at)
    assert sentence in error.value.sentence
    assert not Membership.objects.filter(person=bob).exists()


def test_one_works_to_its_last_minute(berlin: Group, ann: Person, bob: Person) -> None:
    made = inviting.invite(berlin, by=Viewer(person=ann.pk), lasts=WEEK, now=NOW)
    assert inviting.accept(made, bob, now=NOW + WEEK - timedelta(minutes=1)).role == "member"


def test_nobody_gives_more_than_she_may(berlin: Group, bob: Person) -> None:
    place_of(bob, "organiser", berlin)
    by = Viewer(person=bob.pk)
    assert inviting.invite(berlin, by=by, now=NOW).role == "member"
    for role in ("organiser", "coordinator"):
        with pytest.raises(inviting.NotYours):
            inviting.invite(berlin, by=by, role=role, now=NOW)
    stranger = Viewer(person=make.person("kim").pk)
    with pytest.raises(inviting.NotYours):
        inviting.invite(berlin, by=stranger, now=NOW)


def test_to_coordinate_one_is_invited_alone_and_no_invitation_lasts_for_ever(berlin: Group, ann: Person) -> None:
    made = inviting.invite(
        berlin, by=Viewer(person=ann.pk), role="coordinator", uses=50, lasts=timedelta(days=900), now=NOW
    )
    assert (made.uses_left, made.lapses_at) == (1, NOW + timedelta(days=30))


def test_a_closed_group_lets_nobody_in_and_takes_no_use(ann: Person, bob: Person) -> None:
    group = make.group("Lyon", city="Lyon", by=ann, joining="closed")
    made = inviting.invite(group, by=Viewer(person=ann.pk), now=NOW)
    with pytest.raises(membership.JoiningClosed):
        inviting.accept(made, bob, now=NOW)
    made.refresh_from_db()
    assert made.uses_left == 1


def test_by_mail_the_address_stands_in_the_sealed_delivery_alone(berlin: Group, ann: Person) -> None:
    assert inviting.invite_by_mail(berlin, by=Viewer(person=ann.pk), address="kim@example.org", language="en")
    (delivery,) = Delivery.objects.filter(mailing__template="groups/mail/invitation")
    assert (delivery.address, delivery.person_id) == ("kim@example.org", None)
    made = Invitation.objects.get()
    assert inviting.address_of(made) in (delivery.values or "")
    columns = {field.name for field in Invitation._meta.get_fields()}
    assert columns == {"id", "group", "role", "uses_left", "lapses_at", "revoked", "mailed", "by_network"}


def test_an_address_gets_three_letters_a_day_whoever_asks_for_them(berlin: Group, ann: Person) -> None:
    by = Viewer(person=ann.pk)
    sent = [inviting.invite_by_mail(berlin, by=by, address="Kim@example.org", language="en") for _ in range(4)]
    assert sent == [True, True, True, False]
    assert Invitation.objects.count() == 3
    assert inviting.invite_by_mail(berlin, by=by, address="zoe@example.org", language="en")


def test_long_after_it_has_lapsed_it_is_forgotten(berlin: Group, ann: Person) -> None:
    inviting.invite(berlin, by=Viewer(person=ann.pk), lasts=WEEK, now=NOW)
    inviting.sweep(NOW + WEEK + timedelta(days=29))
    assert Invitation.objects.count() == 1
    inviting.sweep(NOW + WEEK + timedelta(days=31))
    assert not Invitation.objects.exists()


def test_the_network_finds_a_coordinator_for_a_group_that_is_left_alone(
    berlin: Group, ann: Person, bob: Person
) -> None:
    chief = Viewer(person=make.person("cleo", network_role="coordinator").pk)
    with pytest.raises(inviting.NotYours):
        inviting.invite(berlin, by=chief, role="coordinator")
    Group.objects.update(joining="closed")
    Person.objects.filter(pk=ann.pk).update(is_active=False)
    with pytest.raises(inviting.NotYours):
        inviting.invite(berlin, by=chief, role="organiser")
    made = inviting.invite(berlin, by=chief, role="coordinator")
    assert Invitation.objects.changeable_by(chief).get() == made
    assert inviting.accept(made, bob).role == "coordinator"
    with pytest.raises(inviting.NotYours):
        inviting.invite(berlin, by=chief, role="coordinator")


def test_what_the_network_gave_ends_when_somebody_looks_after_the_group_again(
    berlin: Group, ann: Person, bob: Person
) -> None:
    chief = Viewer(person=make.person("cleo", network_role="coordinator").pk)
    Group.objects.update(last_deed=date(2020, 1, 1))
    made = inviting.invite(berlin, by=chief, role="coordinator")
    assert inviting.over(made, clock.now()) == ""
    dormancy.wake(berlin)
    with pytest.raises(inviting.InvitationOver, match="looks after the group again"):
        inviting.accept(made, bob)
    assert not berlin.memberships.filter(person=bob).exists()
    assert made.uses_left == Invitation.objects.get().uses_left == 1
    own = inviting.invite(berlin, by=Viewer(person=ann.pk), role="coordinator")
    assert inviting.accept(own, bob).role == "coordinator"


# Handing over


def test_handing_over_takes_a_yes(berlin: Group, ann: Person, bob: Person) -> None:
    giver, receiver = berlin.memberships.get(), place_of(bob, "member", berlin)
    offer = handover.offer(giver, receiver)
    assert {place.role for place in berlin.memberships.all()} == {"coordinator", "member"}
    handover.accept(offer)
    assert {place.person: place.role for place in berlin.memberships.all()} == {ann: "organiser", bob: "coordinator"}
    assert (letters_to(bob), letters_to(ann)) == (["handover_offered"], ["handover_accepted"])


def test_after_a_no_everything_is_as_before(berlin: Group, ann: Person, bob: Person) -> None:
    handover.decline(handover.offer(berlin.memberships.get(), place_of(bob, "member", berlin)))
    assert {place.person: place.role for place in berlin.memberships.all()} == {ann: "coordinator", bob: "member"}
    assert letters_to(ann) == ["handover_declined"]
    assert not Handover.objects.exists()


def test_the_last_coordinator_leaves_by_handing_over(berlin: Group, ann: Person, bob: Person) -> None:
    giver = berlin.memberships.get()
    with pytest.raises(membership.LastCoordinator):
        membership.leave(giver)
    handover.accept(handover.offer(giver, place_of(bob, "organiser", berlin), afterwards="gone"))
    assert {place.person: place.role for place in berlin.memberships.all()} == {bob: "coordinator"}


@pytest.mark.parametrize("what", ["receiver left", "taken back", "giver steps down", "another offer"])
def test_an_offer_that_is_gone_can_t_be_accepted(what: str, berlin: Group, bob: Person) -> None:
    giver, receiver = berlin.memberships.get(), place_of(bob, "member", berlin)
    other = place_of(make.person("kim"), "coordinator", berlin)
    offer = handover.offer(giver, receiver)
    if what == "receiver left":
        membership.leave(receiver)
    elif what == "taken back":
        handover.take_back(offer)
    elif what == "giver steps down":
        membership.set_role(giver, "member")
    else:
        handover.offer(giver, other)
    with pytest.raises(handover.OfferGone):
        handover.accept(offer)
    assert not Membership.objects.filter(person=bob, role="coordinator").exists()


def test_nobody_hands_over_to_somebody_who_has_left_or_whose_account_is_shut(berlin: Group, bob: Person) -> None:
    giver, receiver = berlin.memberships.get(), place_of(bob, "member", berlin)
    Person.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(membership.Gone):
        handover.offer(giver, receiver)
    membership.leave(receiver)
    with pytest.raises(membership.Gone):
        handover.offer(giver, receiver)


def test_who_does_not_coordinate_has_nothing_to_hand_over(berlin: Group, bob: Person) -> None:
    giver = place_of(bob, "organiser", berlin)
    with pytest.raises(handover.OfferGone):
        handover.offer(giver, berlin.memberships.get(role="coordinator"))


def test_a_shut_account_is_no_successor(berlin: Group, bob: Person) -> None:
    place_of(bob, "coordinator", berlin)
    Person.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(membership.LastCoordinator):
        membership.leave(berlin.memberships.exclude(person=bob).get())


def test_with_the_account_of_its_last_coordinator_a_group_is_orphaned_and_stays(berlin: Group, ann: Person) -> None:
    assert not Group.objects.orphaned().exists()
    ann.delete()
    assert Group.objects.orphaned().get() == berlin


def test_a_role_for_somebody_who_has_left_is_refused(berlin: Group, bob: Person) -> None:
    place = place_of(bob, "member", berlin)
    membership.leave(place)
    with pytest.raises(membership.Gone):
        membership.set_role(place, "organiser")


def test_nobody_is_made_a_coordinator_unasked(berlin: Group, bob: Person) -> None:
    place = place_of(bob, "member", berlin)
    with pytest.raises(membership.NotAsked):
        membership.set_role(place, "coordinator")
    assert berlin.memberships.get(person=bob).role == "member"


def test_two_coordinate_together_once_the_second_has_said_yes(berlin: Group, ann: Person, bob: Person) -> None:
    handover.accept(handover.offer(berlin.memberships.get(), place_of(bob, "member", berlin), afterwards="coordinator"))
    assert {place.person: place.role for place in berlin.memberships.all()} == {ann: "coordinator", bob: "coordinator"}
    assert letters_to(ann) == ["handover_accepted"]
