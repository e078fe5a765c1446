"""The worker's and beat's entrance. A row is the truth, a task is a nudge: beat finds what a dead broker lost."""

import os
from typing import Any

from celery import Celery, bootsteps
from celery.beat import Scheduler

from campaign.lib import pulse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
app = Celery("campaign")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Pulse(bootsteps.StartStopStep):  # type: ignore[misc]  # Celery has no types
    """The worker's sign of life, from the very loop that takes tasks: a loop that hangs gives none."""

    requires = {"celery.worker.consumer.tasks:Tasks"}

    def start(self, consumer: Any) -> None:
        pulse.mark("worker")
        self.timer = consumer.timer.call_repeatedly(pulse.EVERY, pulse.mark, ("worker",))

    def stop(self, consumer: Any) -> None:
        self.timer.cancel()


app.steps["consumer"].add(Pulse)


class Clock(Scheduler):  # type: ignore[misc]  # Celery has no types
    """Beat's schedule, kept in memory: nothing on disk that a kill could spoil; an entry's first turn comes after one
    interval, and a sweep finds whatever became due meanwhile."""

    max_interval = pulse.EVERY

    def tick(self, *args: Any, **kwargs: Any) -> float:
        pulse.mark("beat")
        due = super().tick(*args, **kwargs)
        return float(min(due, pulse.EVERY))


# A sweep that no worker took within its minute is worth nothing: the next one does the same.
app.conf.beat_schedule = {"sweep": {"task": "campaign.sweep", "schedule": 60.0, "options": {"expires": 55}}}


@app.task(name="campaign.sweep", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery has no types
def sweep() -> None:
    """Each minute: all that the clock does, then wake whoever sends."""
    from campaign.lib import clock
    from campaign.mail import nudging, sending
    from campaign.management import sweeping

    sweeping.run(clock.now())
    if sending.is_due(clock.now()):
        nudging.wake()
