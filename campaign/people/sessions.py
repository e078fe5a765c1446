"""Sessions in the database that tell whoever reads it nothing.

What a session holds is sealed (allauth puts who signs in, and sometimes an address, into it). The row stands under a
keyed hash of the session's key: with a copy of the database alone nobody takes over a session.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session

from campaign.lib import clock, sealing

PURPOSE = "django_session.session_data"


class SessionStore(DatabaseStore):
    """Django's own store, its text sealed and its keys hashed. What does not open is an empty session."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        text = self.serializer().dumps(session_dict).decode("latin-1")
        return base64.b64encode(sealing.seal(text, purpose=PURPOSE)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            text = sealing.unseal(base64.b64decode(session_data, validate=True), purpose=PURPOSE)
            return cast(dict[str, Any], self.serializer().loads(text.encode("latin-1")))
        except (sealing.SealBroken, ValueError):
            return {}

    def exists(self, session_key: str) -> bool:
        return super().exists(_row(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        session = super().create_model_instance(data)
        session.session_key = _row(session.session_key)
        return session

    def delete(self, session_key: str | None = None) -> None:
        session_key = self.session_key if session_key is None else session_key
        if session_key is not None:
            self.model.objects.filter(session_key=_row(session_key)).delete()

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found = self.model.objects.filter(session_key=_row(self.session_key or ""), expire_date__gt=clock.now())
        session = found.first()
        if session is None:
            self._session_key = None  # as Django does: a key that we did not give is never taken over
        return session


def sweep(now: datetime) -> None:
    """Sessions that are over go."""
    Session.objects.filter(expire_date__lt=now).delete()


def _row(session_key: str) -> str:
    """Where a session stands: 40 hexadecimal digits, as many as the column takes."""
    return hmac.new(settings.SECRET_KEY.encode(), b"session\0" + session_key.encode(), hashlib.sha256).hexdigest()[:40]
