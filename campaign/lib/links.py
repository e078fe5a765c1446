"""Signed links: id + HMAC(key, purpose, id, generation). Nothing is stored; renewing raises the generation.

Any later mail can carry the same link again, and a link of one purpose opens nothing of another.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable

from django.conf import settings

ALPHABET_LENGTH = 22  # 128 bits in URL-safe base64 without padding


def _signature(purpose: str, id: int, generation: int) -> str:
    message = f"{purpose}\0{id}\0{generation}".encode()
    key = hashlib.sha256(b"campaign.links\0" + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(key, message, hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def sign(purpose: str, id: int, generation: int = 0) -> str:
    """The token for one row: `<id>-<signature>`, safe in an address."""
    return f"{id}-{_signature(purpose, id, generation)}"


def claimed_id(token: str) -> int | None:
    """The id that a token names, before anything is verified; None for what is no token."""
    head, dash, signature = token.partition("-")
    if not dash or not head.isascii() or not head.isdigit() or len(head) > 18 or len(signature) != ALPHABET_LENGTH:
        return None
    return int(head)


def verify(purpose: str, token: str, generation_of: Callable[[int], int | None] = lambda id: 0) -> int | None:
    """The id in a genuine token of this purpose and the row's present generation, else None.

    `generation_of` looks the row's generation up; None says that there is no such row.
    """
    id = claimed_id(token)
    if id is None:
        return None
    generation = generation_of(id)
    if generation is None:
        return None
    return id if hmac.compare_digest(sign(purpose, id, generation).encode(), token.encode()) else None
