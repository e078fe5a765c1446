"""Sessions in the database, sealed (allauth puts addresses into them)."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from campaign.lib import sealing

PURPOSE = "django_session.session_data"


class SessionStore(DatabaseStore):
    """Django's own store with its text sealed."""

    def encode(self, session_dict: dict[str, object]) -> str:
        return sealing.seal_equal(super().encode(session_dict), purpose=PURPOSE)

    def decode(self, session_data: bytes | str) -> dict[str, object]:
        try:
            return super().decode(sealing.unseal_equal(str(session_data), purpose=PURPOSE))
        except sealing.SealBroken:
            return {}
