"""What happens when two do it at once, on real connections."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import transaction
from django.db.models import F

from campaign.groups import approval, asking, founding, handover, inviting, membership
from campaign.groups.models import Group, Invitation, JoinRequest, Membership
from campaign.people.models import Person
from campaign.web.models import Network
from campaign.web.viewer import Viewer
from tests import make
from tests.engines.together import at_once

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]


def both_begun(group: Group, *deeds: Callable[[], object]) -> list[object]:
    """The same, forced: the group's row is held until each deed has begun and waits for it."""
    begun = Barrier(len(deeds) + 1)

    def after_the_bell(deed: Callable[[], object]) -> object:
        begun.wait()
        return deed()

    results: list[list[object]] = []
    with transaction.atomic():
        Group.objects.filter(pk=group.pk).update(revision=F("revision"))  # the lock: theirs comes after ours
        waiting = Thread(target=lambda: results.append(at_once(*(partial(after_the_bell, deed) for deed in deeds))))
        waiting.start()
        begun.wait()
        sleep(0.2)
        assert not results, "nobody is through before the row is free"
    waiting.join()
    return results[0]


def names(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_groups_of_one_name_founded_at_once_each_get_an_address() -> None:
    towns = ("Berlin", "Warsaw", "Bologna", "Calais", "Helsinki", "Vienna")
    results = at_once(*(_founding(town, make.person(f"founder in {town}")) for town in towns))
    assert not [error for error in results if isinstance(error, Exception)]
    assert set(Group.objects.values_list("slug", flat=True)) == {"berlin", *(f"berlin-{n}" for n in range(2, 7))}


def test_of_those_who_found_one_name_in_one_town_at_once_the_others_are_led_to_the_first() -> None:
    results = at_once(*(_founding("Berlin", make.person(f"founder {number}")) for number in range(6)))
    (group,) = Group.objects.all()
    assert [error.group for error in results if isinstance(error, founding.AlreadyThere)] == [group] * 5


def _founding(town: str, by: Person) -> Callable[[], Group]:
    city = make.place(town)
    return lambda: founding.found(name="Berlin", city=city, by=by)


def test_of_two_last_coordinators_who_leave_at_once_one_stays() -> None:
    for _ in range(5):
        group = make.group(f"Berlin {_}", by=make.person(f"first {_}"))
        make.membership(group, make.person(f"second {_}"), "coordinator")
        places = list(group.memberships.all())
        results = at_once(*(lambda place=place: membership.leave(place) for place in places))  # type: ignore[misc]
        assert sorted(type(result).__name__ for result in results) == ["LastCoordinator", "NoneType"]
        assert Membership.objects.filter(group=group, role="coordinator").count() == 1


def test_who_joins_twice_at_once_is_in_once() -> None:
    group, ann = make.group(), make.person("ann")
    results = at_once(*(lambda: membership.join(group, ann) for _ in range(6)))
    assert not [error for error in results if isinstance(error, Exception)]
    assert Membership.objects.filter(person=ann).count() == 1


ROUNDS = 4  # who comes first is the database's affair: each order is likely to be seen, and each must be right


@pytest.mark.parametrize("round", range(ROUNDS))
def test_two_last_coordinators_who_wait_to_leave_can_t_both(round: int) -> None:
    group = make.group(by=make.person("ann"))
    make.membership(group, make.person("bob"), "coordinator")
    results = both_begun(group, *(partial(membership.leave, place) for place in group.memberships.all()))
    assert names(results) == ["LastCoordinator", "NoneType"]
    assert Membership.objects.get(group=group).role == "coordinator"


@pytest.mark.parametrize("round", range(ROUNDS))
def test_while_one_hands_over_the_other_leaves(round: int) -> None:
    """Either the offer is made and goes with the one who leaves, or it is refused because she has left."""
    group = make.group(by=make.person("ann"))
    giver, receiver = group.memberships.get(), make.membership(group, make.person("bob"))
    offered, left = both_begun(group, partial(handover.offer, giver, receiver), partial(membership.leave, receiver))
    assert left is None
    assert type(offered).__name__ in ("Gone", "Handover")
    assert {place.person.pseudonym: place.role for place in group.memberships.all()} == {"ann": "coordinator"}
    assert not handover.Handover.objects.exists()


@pytest.mark.parametrize("round", range(ROUNDS))
def test_while_one_says_yes_the_giver_leaves(round: int) -> None:
    """Another coordinator is there, so both may be done; whatever comes first, somebody coordinates."""
    group = make.group(by=make.person("ann"))
    giver, receiver = group.memberships.get(), make.membership(group, make.person("bob"))
    make.membership(group, make.person("cleo"), "coordinator")
    offer = handover.offer(giver, receiver)
    accepted, left = both_begun(group, partial(handover.accept, offer), partial(membership.leave, giver))
    assert left is None
    roles = {place.person.pseudonym: place.role for place in group.memberships.all()}
    yes = not isinstance(accepted, handover.OfferGone)
    assert roles == {"cleo": "coordinator", "bob": "coordinator" if yes else "member"}


@pytest.mark.parametrize("round", range(ROUNDS))
def test_while_one_says_yes_the_only_giver_leaves(round: int) -> None:
    group = make.group(by=make.person("ann"))
    giver, receiver = group.memberships.get(), make.membership(group, make.person("bob"))
    offer = handover.offer(giver, receiver)
    accepted, left = both_begun(group, partial(handover.accept, offer), partial(membership.leave, giver))
    assert isinstance(accepted, Membership)
    roles = {place.person.pseudonym: place.role for place in group.memberships.all()}
    stayed = isinstance(left, membership.LastCoordinator)  # she was the last one when she tried
    assert roles == {"bob": "coordinator"} | ({"ann": "organiser"} if stayed else {})


@pytest.mark.parametrize("round", range(ROUNDS))
def test_while_one_says_yes_the_offer_is_taken_back(round: int) -> None:
    group = make.group(by=make.person("ann"))
    giver, receiver = group.memberships.get(), make.membership(group, make.person("bob"))
    offer = handover.offer(giver, receiver)
    results = both_begun(group, partial(handover.accept, offer), partial(handover.take_back, offer))
    assert [isinstance(result, handover.OfferGone) for result in results].count(True) == 1
    assert Membership.objects.filter(group=group, role="coordinator").count() == 1


@pytest.mark.parametrize("round", range(ROUNDS))
def test_of_two_who_take_the_last_use_of_an_invitation_one_comes_in(round: int) -> None:
    group = make.group(by=make.person("ann"), joining="invitation")
    made = inviting.invite(group, by=Viewer(person=group.memberships.get().person_id))
    people = [make.person(name) for name in ("bob", "cleo", "dan")]
    results = both_begun(group, *(partial(inviting.accept, made, person) for person in people))
    assert names(results) == ["InvitationOver", "InvitationOver", "Membership"]
    assert Membership.objects.filter(group=group).count() == 2
    assert Invitation.objects.get().uses_left == 0


@pytest.mark.parametrize("round", range(ROUNDS))
def test_an_invitation_taken_back_while_it_is_used_lets_in_or_says_so(round: int) -> None:
    group = make.group(by=make.person("ann"))
    by = Viewer(person=group.memberships.get().person_id)
    made = inviting.invite(group, by=by)
    accepted, revoked = both_begun(
        group, partial(inviting.accept, made, make.person("bob")), partial(inviting.revoke, made, by=by)
    )
    assert revoked is None
    is_in = Membership.objects.filter(person__pseudonym="bob").exists()
    assert isinstance(accepted, Membership) == is_in
    assert is_in or "taken this invitation back" in getattr(accepted, "sentence", "")


@pytest.mark.parametrize("round", range(ROUNDS))
@pytest.mark.parametrize("deed", [asking.accept, asking.decline])
def test_a_request_answered_while_it_is_taken_back_is_one_of_both(
    deed: Callable[[JoinRequest], object], round: int
) -> None:
    group = make.group(by=make.person("ann"), joining="request")
    request = asking.ask(group, make.person("bob"))
    assert isinstance(request, JoinRequest)
    answered, taken_back = both_begun(group, partial(deed, request), partial(asking.take_back, request))
    gone = [isinstance(result, asking.NoLongerAsked) for result in (answered, taken_back)]
    assert gone.count(True) == 1
    is_in = Membership.objects.filter(person__pseudonym="bob").exists()
    assert is_in == (deed is asking.accept and isinstance(taken_back, asking.NoLongerAsked))
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("round", range(ROUNDS))
def test_a_group_approved_while_another_declines_it_gets_one_answer(round: int) -> None:
    Network.objects.update_or_create(pk=1, defaults={"founding": Network.Founding.APPROVAL})
    group = make.group(by=make.person("ann"))
    results = both_begun(
        group, partial(approval.approve, group), partial(approval.decline, Group(pk=group.pk), because="No")
    )
    assert [isinstance(result, approval.AlreadyAnswered) for result in results].count(True) == 1
    state = "declined" if isinstance(results[0], approval.AlreadyAnswered) else "standing"
    assert Group.objects.get().state == state


@pytest.mark.parametrize("round", range(ROUNDS))
def test_a_group_approved_while_its_founder_takes_it_back_is_there_or_not(round: int) -> None:
    Network.objects.update_or_create(pk=1, defaults={"founding": Network.Founding.APPROVAL})
    group = make.group(by=make.person("ann"))
    approved, taken_back = both_begun(group, partial(approval.approve, group), partial(approval.take_back, group))
    assert [isinstance(result, approval.AlreadyAnswered) for result in (approved, taken_back)].count(True) == 1
    assert Group.objects.standing().exists() == isinstance(taken_back, approval.AlreadyAnswered)


def test_of_two_groups_of_one_name_approved_at_once_one_is_founded() -> None:
    Network.objects.update_or_create(pk=1, defaults={"founding": Network.Founding.APPROVAL})
    first, second = (make.group("Berlin", by=make.person(name)) for name in ("ann", "bob"))
    results = at_once(partial(approval.approve, first), partial(approval.approve, second))
    assert names(results) == ["AlreadyThere", "Group"]
    assert Group.objects.standing().count() == 1
