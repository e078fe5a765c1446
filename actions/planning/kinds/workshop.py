"""Making something together."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from actions.planning.kinds.pattern import On, Pattern, Task, Work

PATTERN = Pattern(
    short=_("An afternoon of making something: banners, masks, a broadcast. Tools and a few hands who know how."),
    title=_("Banner workshop"),
    time=time(14),
    end_time=time(18),
    seats=15,
    summary=_("We make what is needed on the day. You need know nothing beforehand, and can come later."),
    text=_(
        "There are cloth, paint, needles, poles and people who have done it before. We begin with what should stand on "
        "it: short enough to be read from across the street.\n\n"
        "What is made belongs to all. Who has made something teaches the next one who comes in."
    ),
    bring=_("- clothes that may get paint\n- old sheets, brushes, scissors, a sewing machine if you have one"),
    works=(
        Work(_("Setting up: tables, foil, water"), time(13), time(14), 2, 4, On.FIRST),
        Work(_("Showing how it is done"), time(14), time(18), 2, 3, On.FIRST),
        Work(_("Clearing up, hanging up what has to dry"), time(18), time(19), 2, 5, On.FIRST),
    ),
    tasks=(
        Task(_("Find a room where paint may drip and something can dry overnight"), days=10, at=time(18)),
        Task(_("Count what is there: cloth, paint, poles, tape; buy what is lacking"), days=4, at=time(18)),
        Task(_("Collect what should stand on it, and choose three"), days=3, at=time(18)),
        Task(_("Lay out foil, fill the water, put on tea"), hours=1),
        Task(_("Fetch what has dried, and take it where it is needed"), days=-1, at=time(18)),
    ),
)
