"""Recognises a refused detail when it comes again, without keeping it: a keyed hash of its letters and digits."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.screening.views import plain_view

KEY_BYTES_LEAST: Final = 16
FINGERPRINT_BYTES: Final = 12
_NOT_KEPT: Final = re.compile(r"[^a-z0-9]+")


@carries_out("M1")
def fingerprint(key: bytes, label: str, detail: str) -> str:
    """Give the same short text for the same detail however it is spaced; without the key nobody can try numbers out.

    Args:
        key: a secret of the room or session, at least 16 bytes; destroyed with it.
        label: what the detail is, such as ``"phone"``.
        detail: the found part of the sender's text; not kept.

    Raises:
        ValueError: the key is too short to keep anybody from trying all numbers.
    """
    if len(key) < KEY_BYTES_LEAST:
        raise ValueError("the key of a fingerprint needs at least 16 bytes")
    bare = _NOT_KEPT.sub("", plain_view(detail).text)
    return hashlib.blake2b(
        f"{label}:{bare}".encode(), key=key[:64], digest_size=FINGERPRINT_BYTES
    ).hexdigest()
