"""What the clock does for many, one after the other: one bad row holds up no other."""

import logging
import traceback
from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)


def each(ids: Iterable[int], deed: Callable[[int], int], what: str) -> int:
    """Do it for each, and add up what it returns. `deed` opens its own transactions, `what` names it in the log.

    One that fails is left for the next minute. The log says its id, and which error arose where: an error's own
    words, and a whole trace, may hold what people wrote.
    """
    done = 0
    for id in list(ids):
        try:
            done += deed(id)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            log.error("%s %s failed: %s in %s, line %s.", what, id, type(error).__name__, where.filename, where.lineno)
    return done
