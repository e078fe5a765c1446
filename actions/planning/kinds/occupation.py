"""Going into a place, and staying there for some hours."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from actions.planning.kinds.pattern import On, Pattern, Task, Work

PATTERN = Pattern(
    short=_("Going in together and staying some hours; the meeting point is for those who take part."),
    title=_("We close the office"),
    time=time(9),
    end_time=time(16),
    seats=40,
    meeting_point_for="registered",
    meeting_point_hours=24,
    summary=_(
        "We go in together, say why, and stay for some hours. Nobody is touched and nothing is broken. "
        "Who takes part is told a day before where we meet."
    ),
    text=_(
        "We go in by the door, in opening hours, and say that this office does no work today.\n\n"
        "## What we have agreed\n\n"
        "- We are calm, and we stay together. Nobody pushes, nobody is left alone.\n"
        "- Some speak with those who work there, some with the police, some with the press. All others need say "
        "nothing to anyone.\n"
        "- Everyone can leave at any time, and knows how. Who can’t risk papers or work stays outside: there is "
        "as much to do there.\n"
        "- Photographs show hands, backs and banners.\n\n"
        "## When it ends\n\n"
        "We go out together, at an hour that we decide inside. Outside we wait until everyone is there."
    ),
    bring=_(
        "- warm clothes, something to eat and drink for a day\n"
        "- medicine that you need, for a day longer than planned\n"
        "- the number of the legal support, written on your arm\n"
        "- leave at home: telephones with names in them, anything that could be called a weapon"
    ),
    works=(
        Work(_("Speaking with those who work there"), time(9), time(16), 2, 3, On.FIRST),
        Work(_("Speaking with the police"), time(9), time(17), 2, 2, On.FIRST),
        Work(_("Speaking with the press"), time(9), time(16), 1, 2, On.FIRST),
        Work(_("Legal observers, outside"), time(8, 30), time(18), 2, 4, On.FIRST),
        Work(_("First aid"), time(9), time(16), 2, 3, On.FIRST),
        Work(_("Leaflets and food, outside"), time(10), time(16), 3, 6, On.FIRST),
        Work(_("Waiting for those who were taken along"), time(16), time(22), 2, 4, On.FIRST),
    ),
    tasks=(
        Task(_("Look at the place at the hour and weekday on which it will be: doors, stairs, who is there"), days=21),
        Task(
            _("Find the legal support: a number that is answered all day, and a lawyer behind it"), days=14, at=time(18)
        ),
        Task(_("Write what we say to those who work there, to the press and to passers-by"), days=10, at=time(18)),
        Task(_("Paint the banners, and try how they hang"), days=5, at=time(18)),
        Task(
            _("Training for all who take part: going in, sitting, being carried, saying nothing"), days=3, at=time(18)
        ),
        Task(_("Agree who speaks with whom, and when we go out whatever happens"), days=2, at=time(19)),
        Task(_("Tell those who take part where to meet, and look that everyone has been told"), days=1, at=time(12)),
        Task(_("Be at the meeting point, with banners and leaflets, and somebody who looks around"), hours=1),
        Task(_("Send the press what happened, with a photograph that shows no face"), days=0, at=time(17)),
        Task(_("Make sure that nobody is missing: count, ring, wait at the police station"), days=0, at=time(20)),
        Task(_("Meet again: how it was, who needs what, what we write about it"), days=-3, at=time(19)),
    ),
)
