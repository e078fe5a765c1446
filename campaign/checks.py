"""System checks that name a wrong setting, before anything starts. docs/settings.md explains each setting."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from redis import Redis

TAG = "campaign"
MAIL_SCHEMES = {"smtp", "smtps", "smtp+tls", "smtp+ssl", "submission", "submit"}


@register(TAG)
def settings_make_sense(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Values that can be read, but can't be meant."""
    return [
        Error(f"{name}: {says}", hint=hint, id=f"campaign.{name}")
        for name, is_wrong, says, hint in (
            ("PORT", not 1 <= settings.PORT <= 65535, f"{settings.PORT} is no port.", "Choose one from 1024 to 65535."),
            ("NOTICE_DELAY", settings.NOTICE_DELAY < 0, "it is below zero.", "It counts seconds; 600 is usual."),
            (
                "MAIL_FROM",
                "@" not in parseaddr(settings.MAIL_FROM)[1],
                f"{settings.MAIL_FROM!r} is no address.",
                "It looks like campaign@example.org, or Campaign <campaign@example.org>.",
            ),
            (
                "EMAIL_URL",
                bool(settings.EMAIL_URL) and not _is_mail_server(settings.EMAIL_URL),
                "it names no mail server.",
                "It looks like smtp+tls://user:password@mail.example.org:587; leave it out to get files in var/mail/.",
            ),
            (
                "REDIS_URL",
                not _is_redis(settings.REDIS_URL),
                "it can't be read.",
                "It looks like redis://host:6379/0; leave it out to use the Valkey that comes along.",
            ),
            (
                "DEMO_PASSWORD",
                bool(settings.DEMO_PASSWORD) and len(settings.DEMO_PASSWORD) < 10,
                "it is too short.",
                "Ten characters at least; leave it out to get a random one.",
            ),
        )
        if is_wrong
    ]


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in MAIL_SCHEMES and bool(parts.hostname) and (parts.port or 25) > 0
    except ValueError:
        return False


def _is_redis(url: str) -> bool:
    try:
        Redis.from_url(url)
    except ValueError:
        return False
    return True
