"""`manage.py up`: the whole site, started, watched and stopped together."""

import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection

from campaign.management.supervision import family, leftovers, members, steps
from campaign.management.supervision.processes import say

LOCAL_START, SITE_START = 10.0, 60.0  # seconds that Valkey, and web, worker and beat, have to become ready


class Command(BaseCommand):
    """Starts Valkey, web, worker and beat, restarts what dies, and ends all of them on Ctrl-C."""

    help = "Runs the site: Valkey (unless REDIS_URL is set), web server, worker and beat. Ctrl-C stops everything."
    requires_system_checks = []  # steps.check_settings asks those that matter here, and answers in a sentence

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        try:
            steps.check_settings()
            with steps.only_one(settings.VAR_DIR):
                self._run(settings.VAR_DIR)
        except KeyboardInterrupt:
            say("up", "stopped; nothing is left running.")

    def _run(self, var: Path) -> None:
        if count := leftovers.end(var):
            say("up", f"ended {count} processes that an earlier run had left behind.")
        site = family.Family()
        try:
            self._start(site, var)
            self._greet(var)
            site.watch()
        except family.NotReady as failure:
            raise CommandError(f"The site does not start: {failure}") from None
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # once is enough: the end is near and certain
            site.stop()
            leftovers.end(var)

    def _start(self, site: family.Family, var: Path) -> None:
        steps.check_port(settings.BIND, settings.PORT)
        if members.has_own_valkey():
            site.start(members.own_valkey(var), within=LOCAL_START)
        else:
            steps.check_broker()
        steps.check_database()
        steps.migrate()
        steps.load_demonstration(var)
        steps.collect_static(var)
        connection.close()  # nothing of ours stays open while children come and go
        say("up", "starting web, worker and beat …")
        site.start(members.web(var), members.worker(var), members.beat(var), within=SITE_START)

    def _greet(self, var: Path) -> None:
        password = settings.DEMO_PASSWORD or _read(var / "demo-password")
        say("up", f"Open {settings.SITE_URL}/ – Ctrl-C stops the site.")
        if password and settings.DEMO and settings.DATABASE_URL == settings.SQLITE:
            say("up", f"Sign in as activist, organiser or coordinator with the password {password}")


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
