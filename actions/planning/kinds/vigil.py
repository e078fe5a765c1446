"""Standing still, for somebody."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from actions.planning.kinds.pattern import On, Pattern, Task, Work

PATTERN = Pattern(
    short=_("Standing still for somebody, with candles and a few words. Open to everyone."),
    title=_("Vigil"),
    time=time(18),
    end_time=time(19, 30),
    summary=_("We stand together for those who are not here. There are candles, a few words, and silence."),
    text=_(
        "We stand in a circle. At the beginning somebody says why we are here. Names are read, where those who knew "
        "them want that. Then it is silent for as long as a candle takes to burn down a finger’s breadth.\n\n"
        "Who wants to say something says it. There is no loudspeaker, so come near. Flags and signs stay at home "
        "today."
    ),
    bring=_("- a candle in a glass\n- warm clothes\n- flowers, if you like"),
    works=(
        Work(_("Candles, cloth, flowers"), time(17), time(18), 2, 4, On.FIRST),
        Work(_("Looking out for those who stand there"), time(18), time(19, 30), 2, 4, On.FIRST),
        Work(_("Clearing up, putting out candles"), time(19, 30), time(20), 2, 4, On.FIRST),
    ),
    tasks=(
        Task(_("Ask family and friends: whether they want it, what may be said, which pictures are shown"), days=5),
        Task(_("Give notice, where the law asks for it"), days=4, at=time(12)),
        Task(_("Ask who speaks, and in which languages"), days=3, at=time(18)),
        Task(_("Buy candles and glasses, find a cloth"), days=1, at=time(18)),
        Task(_("Be there before the others, and make room"), hours=1),
        Task(_("Take everything away, and write to those who were close"), days=-1, at=time(18)),
    ),
)
