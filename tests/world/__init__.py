"""A small world with one of everything that somebody may see and somebody else may not. For access and leaks."""

from campaign.resources.models import Resource
from tests.world import acting, calling, people
from tests.world.house import INSIDE, OF_INSIDE, PLANNING, TODAY, VIEWERS, Secret, World

__all__ = ["INSIDE", "OF_INSIDE", "PLANNING", "TODAY", "VIEWERS", "Secret", "World", "build"]


def build() -> World:
    """Group `berlin` (coordinator, organiser, member) with the actions `public`, `inside` (for members), `draft`,
    `weekly` (a draft of two dates), `late`, `early` and `withdrawn`; group `warsaw`, closed; `paris`, by request;
    `awaiting` and `declined`, not founded; the calls `october`, `unpublished` and Berlin's own draft `berlins`.
    The participant comes to `public`, and to `inside` from when she was in the group; `registration` to `public`,
    without an account;
    the stranger has an account and nothing else. Warsaw leads `joint`, which Berlin co-hosts, and `asked`, which Berlin
    is asked to; Paris co-hosts `late`, and Warsaw is asked for `draft`. The participant organises `delegated`."""
    house = World()
    for viewer in VIEWERS[1:]:
        people.enter(house, viewer)
    people.subscribe(house)
    calling.call(house)
    people.found(house)
    people.open_ways(house)
    people.found_in_vain(house)
    calling.ask(house)
    acting.plan(house)
    acting.share(house)
    acting.prepare(house)
    calling.answer(house)
    acting.register(house)
    acting.keep_the_door(house)
    calling.announce(house)
    acting.report(house)
    Resource.objects.create(slug="borders", section="background", title="Borders", summary="On them.", text="Text.")
    house.names["forged"] = "1-" + "a" * 22
    return house
