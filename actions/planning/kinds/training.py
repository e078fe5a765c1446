"""Learning something before the day."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from actions.planning.kinds.pattern import On, Pattern, Task, Work

PATTERN = Pattern(
    short=_("A day of learning before an action, for a small group; the place is told to those who come."),
    title=_("Training for the day"),
    time=time(10),
    end_time=time(17),
    seats=20,
    meeting_point_for="registered",
    summary=_(
        "A day on which we try out what we will do: in a small group, with breaks, and no questions are foolish."
    ),
    text=_(
        "We learn by doing: each thing is shown, tried, and talked about.\n\n"
        "- **Morning**: how we look after each other, deciding fast in a small group, saying no\n"
        "- **Midday**: we eat together\n"
        "- **Afternoon**: what may happen on the day, played through; your rights; what helps afterwards\n\n"
        "You can sit out whatever you like and need not say why. Nobody films, and what somebody tells stays here."
    ),
    bring=_("- clothes in which you can sit on the floor\n- something for the common lunch\n- pen and paper"),
    works=(
        Work(_("Leading the training"), time(10), time(17), 2, 3, On.FIRST),
        Work(_("Cooking lunch"), time(11), time(13, 30), 2, 3, On.FIRST),
        Work(_("Somebody to talk to, when it gets too much"), time(10), time(17), 1, 2, On.FIRST),
        Work(_("Clearing up"), time(17), time(18), 2, 4, On.FIRST),
    ),
    tasks=(
        Task(_("Ask two people who have led one before"), days=21, at=time(18)),
        Task(_("Find a room with space to move, that cannot be looked into"), days=14, at=time(18)),
        Task(_("Ask somebody of the legal support to come for an hour"), days=10, at=time(18)),
        Task(_("Write to those who come: what to bring, when lunch is, how to get there"), days=3, at=time(18)),
        Task(_("Buy food; ask who does not eat what"), days=1, at=time(18)),
        Task(_("Set up: mats, paper on the wall, tea, a sign at the door"), hours=1),
        Task(_("Ask everyone what was missing, and write it down for the next time"), days=0, at=time(17)),
    ),
)
