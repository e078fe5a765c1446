"""A house that stays open, with places to sleep, and shifts every day."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from actions.planning.kinds.pattern import Pattern, Task, Work

PATTERN = Pattern(
    short=_("A house for people who arrive: open until further notice, sixty places, shifts every day."),
    title=_("A welcome centre opens"),
    time=time(11),
    open_ended=True,
    seats=60,
    summary=_(
        "A house for people who arrive, run by those who live in it. It is open from today, and it needs hands "
        "every day, also for two hours."
    ),
    text=_(
        "From today this house is open: with beds, a kitchen, and people who know what to do next.\n\n"
        "It is no shelter that somebody runs for somebody else. Those who live here decide in the house assembly what "
        "the rules are and who does what. Those who help have a voice there too, and no key to other people’s rooms."
        "\n\n## A place to sleep\n\n"
        "Each bed is one of the places. Sign up for one here, or simply come: the welcome desk knows what is free."
        "\n\n## What it lives from\n\n"
        "Shifts. Each has a least number of people, without whom it does not work, and a most, beyond whom they are in "
        "each other’s way. Take one where people are lacking; you learn the work from whoever did it before."
    ),
    bring=_(
        "- blankets, mattresses, towels\n"
        "- a large pot, if you have one to give\n"
        "- for living here: what you need for the night; there is a place to lock things away"
    ),
    run=14,
    works=(
        Work(_("Kitchen, breakfast and lunch"), time(8), time(12), 2, 4),
        Work(_("Welcome desk, morning"), time(8), time(14), 1, 3),
        Work(_("Cleaning and laundry"), time(10), time(12), 2, 5),
        Work(_("Welcome desk, afternoon"), time(14), time(20), 1, 3),
        Work(_("Advice and translating"), time(15), time(18), 2, 4),
        Work(_("Kitchen, supper"), time(17), time(21), 3, 6),
        Work(_("Night watch"), time(20), time(8), 2, 3),
    ),
    tasks=(
        Task(_("Look at the house: water, current, heating, ways out in a fire"), days=21, at=time(18)),
        Task(_("Talk with the neighbours before they hear of it elsewhere"), days=14, at=time(18)),
        Task(_("Find somebody who keeps the list of beds, on paper, and nowhere else"), days=14, at=time(18)),
        Task(_("Agree with a doctor or nurse when they come, and whom to ring at night"), days=10, at=time(18)),
        Task(_("Write down the telephone numbers of lawyers for asylum and residence"), days=10, at=time(18)),
        Task(_("Gather mattresses, blankets, pots, soap, lamps and fire extinguishers"), days=7, at=time(18)),
        Task(
            _("Agree on the first rules, in the languages spoken here: doors, quiet, photographs"), days=5, at=time(18)
        ),
        Task(_("See that every shift of the first three days has its least number of people"), days=3, at=time(20)),
        Task(_("Buy food for the first two days, and find where the rest comes from"), days=1, at=time(16)),
        Task(_("Hang up in several languages: who decides, where to sleep, what to do in a fire"), hours=2),
        Task(_("Hold the first house assembly, with people to translate"), days=0, at=time(19)),
        Task(_("Look at the shifts together: what lacks people, what can be left out"), days=-3, at=time(19)),
        Task(_("Plan the next two weeks of shifts"), days=-10, at=time(19)),
    ),
)
