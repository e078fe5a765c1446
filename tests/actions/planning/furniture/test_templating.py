"""Whose template goes first, and what keeping an action as one keeps."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from actions.planning import drafting
from actions.planning.furniture import templating
from actions.planning.furniture.furnishing import Furniture
from actions.planning.kinds import BUILT_IN
from actions.planning.kinds.pattern import On, Pattern, Task, Work, read, stored
from actions.planning.models import Action, Template
from campaign.groups.models import Group
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
VIGIL = Pattern(title="We stand", seats=30, time=time(17), works=(Work("Candles", time(16), time(17), 1, 2, On.FIRST),))


@pytest.fixture
def berlin() -> Group:
    return make.group()


@pytest.mark.parametrize("kind", BUILT_IN)
def test_what_is_stored_reads_as_it_was(kind: str) -> None:
    pattern = BUILT_IN[kind]
    assert stored(read(stored(pattern))) == stored(pattern)
    assert read(stored(pattern)).works[:1] == tuple(replace(work, title=str(work.title)) for work in pattern.works[:1])


def test_a_groups_goes_before_the_networks_and_that_before_the_softwares(berlin: Group) -> None:
    warsaw = make.group("Warsaw", city="Warsaw")
    assert templating.plan("vigil", berlin)["title"] == "Vigil"
    templating.change(None, "vigil", VIGIL)
    assert templating.plan("vigil", berlin)["title"] == "We stand"
    templating.change(berlin, "vigil", replace(VIGIL, title="We stand in Berlin"))
    assert templating.plan("vigil", berlin)["title"] == "We stand in Berlin"
    assert templating.plan("vigil", warsaw)["title"] == "We stand"
    assert templating.plan("training", berlin)["seats"] == BUILT_IN["training"].seats


def test_reset_goes_back_to_what_stands_behind_it(berlin: Group) -> None:
    networks = templating.change(None, "vigil", VIGIL)
    groups = templating.change(berlin, "vigil", replace(VIGIL, title="We stand in Berlin"))
    templating.reset(groups)
    assert templating.plan("vigil", berlin)["title"] == "We stand"
    templating.reset(networks)
    assert templating.plan("vigil", berlin)["title"] == "Vigil"


def test_of_two_who_change_it_at_once_the_second_is_told(berlin: Group) -> None:
    templating.change(berlin, "vigil", VIGIL, seen=0)
    with pytest.raises(templating.Overtaken) as told:
        templating.change(berlin, "vigil", replace(VIGIL, seats=5), seen=0)
    assert told.value.template is not None
    assert read(told.value.template.pattern).seats == 30
    templating.change(berlin, "vigil", replace(VIGIL, seats=5), seen=1)
    assert templating.standard("vigil", berlin).pattern.seats == 5


def test_who_changes_what_was_reset_meanwhile_is_told(berlin: Group) -> None:
    templating.reset(templating.change(berlin, "vigil", VIGIL))
    with pytest.raises(templating.Overtaken) as told:
        templating.change(berlin, "vigil", VIGIL, seen=1)
    assert told.value.template is None


def test_an_action_is_kept_beside_the_kinds_without_what_belongs_to_one_place(berlin: Group) -> None:
    house = Pattern(
        works=(Work("Kitchen", time(8), time(12), 2, 4), Work("Opening", time(11), time(12), 1, 1, On.FIRST)),
        tasks=(Task("Look at the house", days=7, at=time(18)),),
        run=14,
    )
    action = drafting.draft(
        berlin,
        kind="welcome-centre",
        title="House",
        seats=60,
        day=date(2026, 10, 9),
        time=time(11),
        open_ended=True,
        meeting_point="Under the clock",
        meeting_point_for="registered",
        contact="house@example.org",
        furniture=Furniture(house),
        now=NOW,
    )
    kept = templating.keep(action, name="Our house")
    assert "clock" not in str(kept.pattern)
    assert "example.org" not in str(kept.pattern)
    pattern = read(kept.pattern)
    assert (pattern.seats, pattern.run, pattern.meeting_point_for, pattern.open_ended) == (60, 14, "registered", True)
    assert set(pattern.works) == set(house.works)
    assert pattern.tasks == house.tasks
    again = drafting.draft(
        berlin, title="Again", day=date(2026, 11, 1), open_ended=True, furniture=Furniture(pattern), now=NOW
    )
    assert again.shifts.count() == 15
    assert again.shifts.last() == again.shifts.get(day=date(2026, 11, 1) + timedelta(days=13))


def test_what_is_kept_has_a_name_of_its_own(berlin: Group) -> None:
    action = make.action(berlin)
    templating.keep(action, name="Our way")
    with pytest.raises(templating.NameTaken):
        templating.keep(action, name="Our way")
    templating.keep(make.action(make.group("Warsaw", city="Warsaw")), name="Our way")
    assert [choice.name for choice in templating.kept(berlin)] == ["Our way"]


def test_a_group_chooses_its_own_and_the_networks_only(berlin: Group) -> None:
    kept = templating.keep(make.action(berlin), name="Our way")
    warsaw = make.group("Warsaw", city="Warsaw")
    assert templating.choose(str(kept.pk), warsaw) is None
    chosen = templating.choose(str(kept.pk), berlin)
    assert chosen is not None
    assert (chosen.reference, chosen.kind) == (str(kept.pk), "occupation")
    for wrong in ("", "nothing", "99999999999999999999", "-1", "²"):
        assert templating.choose(wrong, berlin) is None
    standing = templating.change(berlin, "vigil", VIGIL)
    assert templating.choose(str(standing.pk), berlin) is None, "what stands for a kind is named by its kind"


def test_not_more_are_kept_than_anybody_looks_through(berlin: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templating, "MOST_OF_ONE", 1)
    templating.keep(make.action(berlin), name="One")
    with pytest.raises(templating.TooMany):
        templating.keep(Action.objects.get(), name="Two")
    assert Template.objects.count() == 1
