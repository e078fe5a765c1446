"""How a group comes into being, and how it speaks of itself."""

import pytest

from campaign.groups import founding
from campaign.groups.models import Membership
from campaign.web import revisions
from campaign.web.models import Network
from tests import make

pytestmark = pytest.mark.django_db
WORDS = {"name": "Lisboa", "about": "We", "languages": "", "contact": "", "joining": "open"}


def test_founding_makes_the_founder_coordinator_in_the_place_named() -> None:
    ann = make.person("ann")
    group = founding.found(name="Łódź bez granic", city=make.place("Łódź"), by=ann)
    assert (group.slug, group.city, group.country, group.zone) == ("lodz-bez-granic", "Łódź", "PL", "Europe/Warsaw")
    assert [(one.person, one.role) for one in group.memberships.all()] == [(ann, Membership.Role.COORDINATOR)]
    assert revisions.current(f"group:{group.pk}") == 1


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [("Berlin", "berlin", "berlin-2"), ("New", "new-2", "new-3"), ("Без границ", "bez-granits", "bez-granits-2")],
)
def test_names_alike_get_the_next_free_address(name: str, first: str, second: str) -> None:
    ann = make.person("ann")
    assert [make.group(name, by=ann).slug, make.group(name, city="Warsaw", by=ann).slug] == [first, second]


@pytest.mark.parametrize("name", ["Łódź bez granic", "lodz BEZ granic!", "Lódź  bez granic"])
def test_no_second_group_passes_for_the_first_of_its_town(name: str) -> None:
    first = make.group("Łódź bez granic", city="Łódź", by=make.person("ann"))
    with pytest.raises(founding.AlreadyThere) as error:
        make.group(name, city="Łódź", by=make.person("bob"))
    assert error.value.group == first
    assert make.group(name, city="Warsaw", by=make.person("eve")).city == "Warsaw"


def test_no_group_takes_another_s_name_later() -> None:
    first = make.group("Lisboa", city="Berlin", by=make.person("ann"))
    second = make.group("Other", by=make.person("bob"))
    with pytest.raises(founding.AlreadyThere) as error:
        founding.present(second, seen=1, city=make.place(), words=WORDS | {"name": "LISBOA"})
    second.refresh_from_db()
    assert (error.value.group, second.name, second.revision) == (first, "Other", 1)


def test_a_name_without_letters_still_gets_an_address() -> None:
    assert make.group("!!!", by=make.person("ann")).slug == "group"


def test_a_long_name_is_cut_and_numbered_within_the_column() -> None:
    ann = make.person("ann")
    slugs = [make.group("a" * 80, city=city, by=ann).slug for city in ("Berlin", "Warsaw")]
    assert slugs == ["a" * 60, "a" * 58 + "-2"]


def test_a_country_stands_for_a_city_to_be_announced() -> None:
    group = make.group("Belgium", city="Belgium")
    assert (group.city, group.city_key, group.country, group.place_key) == ("", "", "BE", "BE")


def test_only_coordinators_found_where_the_network_says_so() -> None:
    Network.objects.update(founding=Network.Founding.COORDINATORS)
    with pytest.raises(founding.FoundingClosed):
        make.group(by=make.person("ann"))
    assert make.group(by=make.person("cleo", network_role="coordinator")).slug == "berlin"


def test_nobody_inactive_founds() -> None:
    with pytest.raises(founding.FoundingClosed):
        make.group(by=make.person("ann", active=False))


def test_presenting_moves_the_group_and_counts() -> None:
    group = founding.present(make.group(), seen=1, city=make.place("Lisbon"), words=WORDS)
    assert (group.name, group.zone, group.slug, group.revision) == ("Lisboa", "Europe/Lisbon", "berlin", 2)
    assert revisions.current(f"group:{group.pk}") == 2


def test_presenting_over_another_s_words_is_refused_and_shows_them() -> None:
    group = make.group()
    founding.present(group, seen=1, city=make.place(), words=WORDS)
    with pytest.raises(founding.Overtaken) as error:
        founding.present(group, seen=1, city=make.place(), words=WORDS | {"name": "Mine"})
    group.refresh_from_db()
    assert (error.value.group.name, group.name, group.revision) == ("Lisboa", "Lisboa", 2)
