"""Talking and deciding."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from actions.planning.kinds.pattern import On, Pattern, Task, Work

PATTERN = Pattern(
    short=_("An evening of talking and deciding, with somebody to lead it, to write and to translate."),
    title=_("Open assembly"),
    time=time(19),
    end_time=time(21, 30),
    summary=_("We talk about what is next, and decide it. Whoever has something to do with it can come and speak."),
    text=_(
        "## What we talk about\n\n"
        "1. who is here, and what has happened since the last time\n"
        "2. what has been brought along to be decided\n"
        "3. who does what until when\n\n"
        "## How\n\n"
        "Somebody leads and speaks little. Who has not spoken yet speaks first. We decide when nobody says that it "
        "can’t be so; who has doubts says so, and we look whether something better comes of it. What is decided is "
        "written down, without names, and read aloud at the end.\n\n"
        "It ends when we said that it would."
    ),
    bring=_("- what you want to talk about, in a sentence\n- something to eat, to share"),
    works=(
        Work(_("Chairs, tea, a list of who wants to speak"), time(18), time(19), 2, 4, On.FIRST),
        Work(_("Leading the talk"), time(19), time(21, 30), 1, 2, On.FIRST),
        Work(_("Writing down what is decided"), time(19), time(21, 30), 1, 1, On.FIRST),
        Work(_("Whispering translations"), time(19), time(21, 30), 1, 4, On.FIRST),
        Work(_("Looking after children"), time(18, 30), time(21, 30), 2, 3, On.FIRST),
        Work(_("Clearing up"), time(21, 30), time(22, 15), 2, 5, On.FIRST),
    ),
    tasks=(
        Task(_("Find a room: how many fit, until when, who has the key"), days=14, at=time(18)),
        Task(_("Ask for what people want to talk about, and put it in order"), days=5, at=time(18)),
        Task(_("Find who leads, who writes, who translates"), days=4, at=time(18)),
        Task(_("Send round what will be decided, so that groups can talk about it before"), days=3, at=time(18)),
        Task(_("Buy tea and something to eat"), days=1, at=time(18)),
        Task(_("Unlock, heat, set chairs in a circle"), hours=1),
        Task(_("Send round what was decided, and who does what until when"), days=-1, at=time(18)),
    ),
)
