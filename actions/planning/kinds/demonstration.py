"""In the street, together, along a route."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from actions.planning.kinds.pattern import On, Pattern, Task, Work

PATTERN = Pattern(
    short=_("In the street, along a route: open to everyone, with stewards, first aid and legal observers."),
    title=_("Demonstration"),
    time=time(14),
    end_time=time(17),
    summary=_("We go through the town together, and say aloud what we want. Everyone can come, also for a part of it."),
    text=_(
        "We meet, listen to the first words, and go.\n\n"
        "## The route\n\n"
        "It is told here as soon as it is settled. The way is about two kilometres, at the pace of the slowest, and "
        "nobody need go all of it.\n\n"
        "## Together\n\n"
        "At the front goes a part without flags, for children and for who needs more room. Stewards wear an armband: "
        "ask them whatever you want to know. If somebody is checked or taken along, stay near, and tell a legal "
        "observer."
    ),
    bring=_("- something to make noise with, and something to wave\n- water, and clothes for the weather\n- friends"),
    works=(
        Work(_("Building up: sound, banners, table"), time(12), time(14), 3, 6, On.FIRST),
        Work(_("Stewards"), time(13), time(17, 30), 8, 20, On.FIRST),
        Work(_("Sound and speeches"), time(13), time(17), 2, 4, On.FIRST),
        Work(_("First aid"), time(13, 30), time(17, 30), 2, 6, On.FIRST),
        Work(_("Legal observers"), time(13, 30), time(18), 2, 6, On.FIRST),
        Work(_("Speaking with the police"), time(13), time(17, 30), 2, 2, On.FIRST),
        Work(_("Clearing up"), time(17), time(18, 30), 3, 8, On.FIRST),
    ),
    tasks=(
        Task(
            _("Walk the route: kerbs, building sites, where one can turn off, how long it takes"), days=28, at=time(18)
        ),
        Task(_("Give notice of the route, where the law asks for it, and find who signs"), days=21, at=time(12)),
        Task(_("Ask those who speak, and say how long: three minutes are enough"), days=14, at=time(18)),
        Task(_("Borrow sound, and try it outside"), days=7, at=time(18)),
        Task(_("Print leaflets and posters in the languages of the quarter"), days=10, at=time(18)),
        Task(_("Find the legal support, and print its number on slips"), days=7, at=time(18)),
        Task(_("Meet the stewards: the route, the hand signs, what to do if it is stopped"), days=2, at=time(19)),
        Task(_("Write to the press: when, where, who speaks, whom to ring"), days=2, at=time(10)),
        Task(_("Look at the weather, and say on the page what changes"), days=1, at=time(18)),
        Task(_("Stand at the start with armbands, slips and water"), hours=1),
        Task(_("Ring round: has anybody been taken along, is everyone home?"), days=0, at=time(21)),
        Task(_("Write the report: how many came, what was said, photographs that expose nobody"), days=-2, at=time(19)),
    ),
)
