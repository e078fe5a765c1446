"""Sealing: what people tell us about themselves is stored only encrypted, under keys outside the database.

`seal` is randomised (AES-GCM-SIV, RFC 8452): equal texts look different. `seal_equal` is deterministic
(AES-SIV, RFC 5297), for the one column that must be compared by equality inside SQL. `blind_index` is a keyed
hash, for equality without a way back. Every purpose has its own subkeys (HKDF, RFC 5869), so a sealed value
moved to another column does not open.

A sealed value starts with the id of its key: old keys open, the first key of SEAL_KEYS seals.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV, AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

BUCKET = 32  # sealed texts are padded to a multiple of this many bytes, so that length tells little
NONCE = 12


class SealBroken(Exception):
    """A sealed value does not open: another key, another purpose, or damage."""


def parse_keys(text: str) -> dict[str, bytes]:
    """SEAL_KEYS as a mapping of id to 64 bytes, the sealing key first. Raises ValueError naming what is wrong."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, colon, value = part.partition(":")
        if not colon or not (name.isascii() and name.isalnum()) or len(name) > 12:
            raise ValueError("each key is <id>:<base64>, the id at most twelve letters and digits")
        try:
            key = base64.b64decode(value, validate=True)
        except ValueError as error:
            raise ValueError(f"the key {name!r} is not base64") from error
        if len(key) != 64:
            raise ValueError(f"the key {name!r} has {len(key)} bytes instead of 64")
        if name in keys:
            raise ValueError(f"the key {name!r} stands there twice")
        keys[name] = key
    if not keys:
        raise ValueError("there is no key in it")
    return keys


@lru_cache(maxsize=8)
def _keys(text: str) -> dict[str, bytes]:
    return parse_keys(text)


@lru_cache(maxsize=256)
def _subkey(text: str, name: str, purpose: str, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode()).derive(_keys(text)[name])


def _current() -> str:
    return next(iter(_keys(settings.SEAL_KEYS)))


def _pad(plain: bytes) -> bytes:
    return plain + b"\x80" + b"\x00" * (-(len(plain) + 1) % BUCKET)


def _unpad(padded: bytes) -> bytes:
    return padded.rstrip(b"\x00")[:-1]


def seal(plain: str, *, purpose: str) -> bytes:
    """`plain` sealed for `purpose` (a table and column): key id, a full stop, nonce, ciphertext."""
    name = _current()
    cipher = AESGCMSIV(_subkey(settings.SEAL_KEYS, name, f"gcm-siv {purpose}", 32))
    nonce = os.urandom(NONCE)
    head = name.encode() + b"."
    return head + nonce + cipher.encrypt(nonce, _pad(plain.encode()), head + purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> str:
    """What `seal` sealed. Raises SealBroken."""
    name, _, rest = bytes(sealed).partition(b".")
    try:
        cipher = AESGCMSIV(_subkey(settings.SEAL_KEYS, name.decode(), f"gcm-siv {purpose}", 32))
        padded = cipher.decrypt(rest[:NONCE], rest[NONCE:], name + b"." + purpose.encode())
    except (InvalidTag, KeyError, ValueError) as error:
        raise SealBroken(f"a value of {purpose} does not open") from error
    return _unpad(padded).decode()


def seal_equal(plain: str, *, purpose: str) -> str:
    """`plain` sealed so that equal texts are equal: key id, a full stop, base32.

    The base32 is lower-case, so that SQL's lower() does no harm.
    """
    return _seal_equal(plain, purpose, _current())


def seal_equal_under_each(plain: str, *, purpose: str) -> list[str]:
    """How `plain` may stand in a column: as `seal_equal` seals it under each key, the present one first."""
    return [_seal_equal(plain, purpose, name) for name in _keys(settings.SEAL_KEYS)]


def _seal_equal(plain: str, purpose: str, name: str) -> str:
    cipher = AESSIV(_subkey(settings.SEAL_KEYS, name, f"siv {purpose}", 64))
    sealed = cipher.encrypt(_pad(plain.encode()), [purpose.encode(), name.encode()])
    return f"{name}.{_base32(sealed)}"


def unseal_equal(sealed: str, *, purpose: str) -> str:
    """What `seal_equal` sealed. Raises SealBroken."""
    name, _, rest = sealed.partition(".")
    try:
        data = base64.b32decode(rest.upper() + "=" * (-len(rest) % 8))
        if _base32(data) != rest:  # the last letter has a bit to spare
            raise ValueError
        cipher = AESSIV(_subkey(settings.SEAL_KEYS, name, f"siv {purpose}", 64))
        padded = cipher.decrypt(data, [purpose.encode(), name.encode()])
    except (InvalidTag, KeyError, ValueError) as error:
        raise SealBroken(f"a value of {purpose} does not open") from error
    return _unpad(padded).decode()


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()


def blind_index(plain: str, *, purpose: str) -> bytes:
    """Sixteen bytes that are equal for equal texts and tell nothing without the key.

    Always made with the last key of SEAL_KEYS (the oldest), so that adding a key in front keeps equality.
    """
    name = next(reversed(_keys(settings.SEAL_KEYS)))
    key = _subkey(settings.SEAL_KEYS, name, f"blind {purpose}", 32)
    return hmac.new(key, plain.encode(), hashlib.sha256).digest()[:16]
