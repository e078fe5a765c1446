"""Six digits for a row, to be read out loud: a keyed permutation of its id, so that nothing is stored.

A Feistel network on two halves of three digits each (as FF1 of NIST SP 800-38G, made smaller): of any 10^6 ids in a
row no two have the same code, and without the key neither the next code nor the id can be guessed from one. It is no
secret that opens anything: a million tries find every code.
"""

import hashlib
import hmac

from django.conf import settings

HALF = 1000
ROUNDS = 8


def of(id: int, *, purpose: str) -> str:
    """The six digits of the row `id` of what `purpose` names."""
    key = hashlib.sha256(b"campaign.codes\0" + settings.SECRET_KEY.encode()).digest()
    left, right = divmod(id % HALF**2, HALF)
    for turn in range(ROUNDS):
        digest = hmac.digest(key, f"{purpose}\0{turn}\0{right}".encode(), hashlib.sha256)
        left, right = right, (left + int.from_bytes(digest[:8])) % HALF
    return f"{left:03d}{right:03d}"


def spaced(code: str) -> str:
    """As people read it: “204 117”."""
    return f"{code[:3]}\u00a0{code[3:]}"


def read(words: str) -> str:
    """The six digits in what somebody typed or a scanner sent; empty where it is no code."""
    digits = "".join(str(int(sign)) for sign in words if sign.isdecimal())
    return digits if len(digits) == 6 else ""
