"""Telling people, at a market or a gate."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from actions.planning.kinds.pattern import On, Pattern, Task, Work

PATTERN = Pattern(
    short=_("Talking with people at a market or a gate, in pairs, for an hour or two."),
    title=_("Leaflets at the market"),
    time=time(11),
    end_time=time(14),
    seats=12,
    summary=_("We talk with the people who trade and shop there, and give them something to read. An hour helps."),
    text=_(
        "We go in pairs: one who has done it before, one who has not. Half an hour before we begin there is tea, and "
        "somebody shows how to start: with a question, not with the paper.\n\n"
        "Nobody need know everything. “I don’t know, but here is who does” is a good answer. Who doesn’t want to talk "
        "is wished a good day.\n\n"
        "Afterwards we sit together and say what we have heard. That is worth as much as what we gave away."
    ),
    bring=_("- shoes for standing, clothes for the weather\n- any language that you speak\n- a bag for the leaflets"),
    works=(
        Work(_("Leaflets and talking, first half"), time(11), time(12, 30), 4, 8, On.FIRST),
        Work(_("Leaflets and talking, second half"), time(12, 30), time(14), 4, 8, On.FIRST),
        Work(_("Table with tea, and the box of leaflets"), time(10, 30), time(14, 30), 1, 2, On.FIRST),
    ),
    tasks=(
        Task(
            _("Ask who trades there which day and hour are good, and which languages are spoken"), days=14, at=time(18)
        ),
        Task(_("Write the leaflet: one question, three sentences, one address"), days=10, at=time(18)),
        Task(_("Have it translated, and read by somebody who does not know us"), days=7, at=time(18)),
        Task(_("Find out whether a table needs leave, and where leaflets may be given away"), days=7, at=time(12)),
        Task(_("Print, with who is responsible for it where the law asks for that"), days=3, at=time(18)),
        Task(_("Pack: leaflets, table, tea, cups, a cloth, pens, a list of who knows what"), days=1, at=time(19)),
        Task(_("Show newcomers how to begin a talk"), hours=1),
        Task(_("Sit together: what did we hear? Write down three sentences"), days=0, at=time(15)),
        Task(_("Take unread leaflets from the ground, and the table home"), days=0, at=time(14, 30)),
    ),
)
