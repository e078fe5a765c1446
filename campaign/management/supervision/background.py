"""Celery's worker or beat as a process: `python -m campaign.management.supervision.background worker`.

The same as `celery -A campaign worker`, without Celery's command line, whose imports take as long as all of Django.
"""

import sys
import warnings

from celery.exceptions import CPendingDeprecationWarning, SecurityWarning

from campaign.celery import app

POOL = 2  # processes of the worker


def run_worker() -> int:
    """Take tasks until a signal ends it. It needs to know nothing of other workers: rows are claimed, not tasks."""
    worker = app.Worker(
        loglevel="WARNING",
        quiet=True,
        concurrency=POOL,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    # That a task runs on when the broker is lost is meant: rows are claimed. (Celery turns this on while it is made.)
    warnings.simplefilter("ignore", CPendingDeprecationWarning)
    worker.start()
    return int(worker.exitcode or 0)


def run_beat() -> int:
    """Nudge the sweeps until a signal ends it."""
    app.Beat(loglevel="WARNING", quiet=True).run()
    return 0


if __name__ == "__main__":
    warnings.simplefilter("ignore", SecurityWarning)  # a container's root is no news
    sys.exit({"worker": run_worker, "beat": run_beat}[sys.argv[1]]())
