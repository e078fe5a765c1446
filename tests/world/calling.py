"""Its calls, what groups answer, and what is announced."""

from datetime import date

from actions.announcements import composing, stop_links
from campaign.calls import answers, asking
from campaign.calls.models import Call
from campaign.calls.words import Defaults, OtherDate
from campaign.groups.models import Group
from tests import make
from tests.make import NOW
from tests.world.house import PLANNING, World


def call(house: World) -> None:
    october = make.call("October")
    untold = {word: house.hide(f"untold-{word}", "network") for word in ("title", "summary", "text")}
    make.translation(october, "pl", shown=False, **untold)
    make.translation(october, "de")
    later = OtherDate(date(2002, 12, 3), house.hide("unpublished-date", "network"))
    leaves = Defaults(*(house.hide(f"unpublished-default-{word}", "network") for word in ("text", "bring", "contact")))
    unpublished = make.call(
        house.hide("unpublished-title", "network"),
        slug="unpublished",
        state="draft",
        key_dates=(later,),
        defaults=leaves,
        **{word: house.hide(f"unpublished-{word}", "network") for word in ("summary", "text", "asks", "by")},
    )
    make.translation(unpublished, "pl", title=house.hide("unpublished-in-polish", "network"))


def ask(house: World) -> None:
    october = Call.objects.get(slug="october")
    asking.ask(october, Group.objects.filter(slug__in=("berlin", "warsaw")), now=NOW)
    asking.sweep(NOW)
    answer = october.answers.get(group__slug="berlin")
    path = answers.path(answer, answer.group.memberships.get(person=house.people["coordinator"]).pk)
    house.names["answer"] = house.hide(path.split("/")[2], "coordinator", behind=(path,))


def answer(house: World) -> None:
    """Berlin has announced something for the call, and then declined all the same; Warsaw declined at once."""
    october, link = Call.objects.get(slug="october"), f"/answers/{house.names['answer']}/"
    ours = house.hide("declined-with-a-word-of-berlin", "network", *PLANNING, behind=(link,))
    theirs = house.hide("declined-with-a-word-of-warsaw", "network")
    for answer, word in zip(october.answers.order_by("group__slug"), (ours, theirs), strict=True):
        answers.give(october, answer.group, state="declined", word=word, seen=answer.revision, now=NOW)


def announce(house: World) -> None:
    berlin, writer = Group.objects.get(slug="berlin"), house.people["coordinator"]
    words = composing.Words(*(house.hide(f"announcement-{word}", "coordinator") for word in ("title", "text")))
    house.names["announcement"] = composing.write(berlin, words, by=writer).pk
    told = composing.Words(
        *(house.hide(f"announcement-to-those-who-come-{word}", *PLANNING) for word in ("title", "text")),
        action=berlin.actions.get(slug="public"),
    )
    house.names["action_announcement"] = composing.write(berlin, told, by=writer).pk
    october, words = (
        Call.objects.get(slug="october"),
        composing.Words(*(house.hide(f"written-to-groups-{word}", "network") for word in ("title", "text"))),
    )
    to = composing.write_to_groups(october, words, groups=[berlin.pk], by=house.people["network"])
    house.names["call_announcement"] = to.pk
    house.names["unsubscribe"] = stop_links.for_member(house.names["member"]).split("/")[-2]
