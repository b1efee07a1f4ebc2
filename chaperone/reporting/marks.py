"""From a form to its phrase, and from a phrase to the mark we keep: each by a key that is not in the database in clear.

The phrase follows from the form's token and the key, so that a form sent twice, because its first answer was lost on its way, is
answered by the same phrase without the phrase ever being kept.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Final

from chaperone.ledger.queries import key_of
from chaperone.reporting.phrases import Phrase, phrase_from
from chaperone.reporting.rules import TRY_WINDOW

RECEIPTS_STREAM: Final = "receipts"
ALL_TRIES: Final = "all"
# About a twentieth of a second and 16 MiB for each guess, for whoever should ever hold the database and its key.
_SCRYPT_COST, _SCRYPT_BLOCK = 2**14, 8


class NoKeyYet(Exception):
    """No receipt was ever given, so there is no key; ``actions.ready_to_mark`` makes one."""


def _keyed(what: bytes, text: str) -> bytes:
    key = key_of(RECEIPTS_STREAM)
    if key is None:
        raise NoKeyYet("There is no key for receipts.")
    return hmac.digest(key, what + b"\n" + text.encode("utf-8", "replace"), "sha256")


def phrase_of_form(token: str) -> Phrase:
    """Return the phrase of the form that carries this token."""
    return phrase_from(int.from_bytes(_keyed(b"phrase", token), "big"))


def form_mark(token: str) -> str:
    """Return what is kept of a form's token."""
    return _keyed(b"form", token).hex()


def phrase_mark(phrase: Phrase) -> str:
    """Return what is kept of a phrase; slow on purpose."""
    salt = _keyed(b"salt", "")
    return hashlib.scrypt(
        " ".join(phrase).encode(), salt=salt, n=_SCRYPT_COST, r=_SCRYPT_BLOCK, p=1, dklen=32
    ).hex()


def beginning_mark(phrase: Phrase) -> str:
    """Return the name under which wrong phrases with these first two words are counted."""
    return _keyed(b"beginning", " ".join(phrase[:2])).hex()


def window_of(now: datetime) -> datetime:
    """Return the beginning of the span of time in which a try at ``now`` counts."""
    seconds = int(TRY_WINDOW.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
