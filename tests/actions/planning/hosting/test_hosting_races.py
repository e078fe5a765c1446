"""Two who answer, take back, hand over or leave at the same moment, on real connections: one outcome, one sentence."""

import pytest

from actions.planning.drafting import NotPossible
from actions.planning.hosting import cohosting, delegation
from actions.planning.models import Action, Cohost, Delegate
from campaign.groups.models import Group
from campaign.lib import clock
from campaign.mail.models import Delivery
from tests import make
from tests.engines.together import at_once

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


def asked(number: int) -> tuple[Action, Cohost]:
    """An action of one group, and the place of another that is asked."""
    now = clock.now()
    action = make.action(make.group(f"Berlin {number}"), now=now, announced=False)
    other = make.group(
        f"Warsaw {number}", city="Warsaw", by=make.person(f"w {number}", address=f"w{number}@example.org")
    )
    return action, cohosting.invite(action, other, now=now)


def accepted(number: int) -> tuple[Action, Cohost]:
    action, cohost = asked(number)
    cohosting.accept(cohost)
    return Action.objects.get(pk=action.pk), Cohost.objects.get(pk=cohost.pk)


def own(cohost: Cohost) -> Cohost:
    """As another request has read it, with an action of its own."""
    return Cohost.objects.select_related("action", "group").get(pk=cohost.pk)


def refused(results: list[object]) -> list[str]:
    """The sentences; whatever is no refusal but a failure shows up as it is."""
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, NotPossible)], results
    return [str(one) for one in results if isinstance(one, NotPossible)]


def test_accepting_while_the_question_is_taken_back() -> None:
    outcomes = set()
    for number in range(ROUNDS):
        action, cohost = asked(number)
        mine, theirs = own(cohost), own(cohost)
        results = at_once(lambda one=mine: cohosting.accept(one), lambda one=theirs: cohosting.take_back(one))  # type: ignore[misc]
        (sentence,) = refused(results)
        hosts = Cohost.objects.filter(action=action).values_list("state", flat=True)
        if isinstance(results[0], NotPossible):
            assert (list(hosts), "taken back" in sentence) == ([], True)
        else:
            assert (list(hosts), "has accepted meanwhile" in sentence) == (["accepted"], True)
        outcomes.add(len(hosts))
    assert outcomes <= {0, 1}


def test_two_organisers_of_one_group_accept_at_once() -> None:
    action, cohost = asked(0)
    before = action.revision
    places = [own(cohost) for _ in range(5)]
    results = at_once(*(lambda place=place: cohosting.accept(place) for place in places))  # type: ignore[misc]
    assert results == [None] * 5
    action.refresh_from_db()
    assert action.revision == before + 1
    assert list(Cohost.objects.values_list("state", flat=True)) == ["accepted"]


def test_accepting_while_another_organiser_declines() -> None:
    for number in range(ROUNDS):
        action, cohost = asked(number)
        yes, no = own(cohost), own(cohost)
        results = at_once(lambda one=yes: cohosting.accept(one), lambda one=no: cohosting.decline(one))  # type: ignore[misc]
        assert len(refused(results)) == 1
        (state,) = Cohost.objects.filter(action=action).values_list("state", flat=True)
        assert state == ("accepted" if results[0] is None else "declined")


def test_the_lead_is_taken_by_two_at_once_and_each_is_told_once() -> None:
    action, cohost = accepted(0)
    before = action.group_id
    cohosting.offer_lead(cohost)
    places = [own(cohost) for _ in range(4)]
    results = at_once(*(lambda place=place: cohosting.take_lead(place) for place in places))  # type: ignore[misc]
    assert results == [None] * 4
    action.refresh_from_db()
    assert action.group_id == cohost.group_id
    assert list(Cohost.objects.values_list("group", "state")) == [(before, "accepted")]


def test_the_lead_is_offered_to_two_groups_and_both_take_it_at_once() -> None:
    for number in range(ROUNDS):
        action, first = accepted(number)
        second = cohosting.invite(action, make.group(f"Paris {number}", city="Paris"))
        cohosting.accept(second)
        cohosting.offer_lead(own(first))
        places = own(first), own(second)
        offered = own(second)
        results = at_once(
            lambda one=places[0]: cohosting.take_lead(one),  # type: ignore[misc]
            lambda one=offered: cohosting.offer_lead(one),  # type: ignore[misc]
            lambda one=places[1]: cohosting.take_lead(one),  # type: ignore[misc]
        )
        refused(results)
        action.refresh_from_db()
        others = set(Cohost.objects.filter(action=action, state="accepted").values_list("group", flat=True))
        assert len(others) == 2
        assert action.group_id not in others
        assert Cohost.objects.filter(action=action, lead_offered=True).count() <= 1


def test_taking_the_lead_while_the_other_organisers_of_that_group_part() -> None:
    for number in range(ROUNDS):
        action, cohost = accepted(number)
        lead = action.group_id
        cohosting.offer_lead(cohost)
        taking, parting = own(cohost), own(cohost)
        results = at_once(lambda one=taking: cohosting.take_lead(one), lambda one=parting: cohosting.part(one))  # type: ignore[misc]
        assert len(refused(results)) == 1
        action.refresh_from_db()
        others = list(Cohost.objects.filter(action=action).values_list("group", flat=True))
        if results[0] is None:  # it leads, and leads on: who leads can't part
            assert (action.group_id, others) == (cohost.group_id, [lead])
        else:
            assert (action.group_id, others) == (lead, [])


def test_taking_the_lead_while_the_old_one_keeps_it() -> None:
    for number in range(ROUNDS):
        action, cohost = accepted(number)
        lead = action.group_id
        cohosting.offer_lead(cohost)
        taking, keeping = own(cohost), own(cohost)
        results = at_once(lambda one=taking: cohosting.take_lead(one), lambda one=keeping: cohosting.keep_lead(one))  # type: ignore[misc]
        assert len(refused(results)) == 1
        action.refresh_from_db()
        assert action.group_id == (cohost.group_id if results[0] is None else lead)


def test_one_link_is_followed_by_five_at_once() -> None:
    action = make.action(make.group("Berlin"), now=clock.now())
    link = delegation.invite_by_link(action)
    people = [make.person(f"person {number}") for number in range(5)]
    places = [Delegate.objects.select_related("action").get(pk=link.pk) for _ in people]
    results = at_once(
        *(
            lambda place=place, person=person: delegation.accept(place, person)  # type: ignore[misc]
            for place, person in zip(places, people, strict=True)
        )
    )
    assert len(refused(results)) == 4
    assert Delegate.objects.accepted().count() == 1


def test_following_a_link_while_it_is_taken_back() -> None:
    for number in range(ROUNDS):
        action = make.action(make.group(f"Berlin {number}"), now=clock.now())
        link, ida = delegation.invite_by_link(action), make.person(f"ida {number}", address=f"ida{number}@example.org")
        places = [Delegate.objects.select_related("action").get(pk=link.pk) for _ in range(2)]
        results = at_once(
            lambda one=places[0], by=ida: delegation.accept(one, by),  # type: ignore[misc]
            lambda one=places[1]: delegation.revoke(one),  # type: ignore[misc]
        )
        refused(results)
        assert not Delegate.objects.filter(action=action).exists()
        told = [row.address for row in Delivery.objects.all()].count(f"ida{number}@example.org")
        assert told == (0 if isinstance(results[0], NotPossible) else 1)  # whoever had it is told that it is over


def test_a_group_is_asked_by_two_at_once_and_told_once() -> None:
    action = make.action(make.group("Berlin"), now=clock.now())
    other: Group = make.group("Warsaw", city="Warsaw", by=make.person("w", address="w@example.org"))
    opened = [Action.objects.get(pk=action.pk) for _ in range(4)]
    results = at_once(*(lambda one=one: cohosting.invite(one, other) for one in opened))  # type: ignore[misc]
    assert refused(results) == []
    assert Cohost.objects.count() == 1
    assert Delivery.objects.count() == 1
