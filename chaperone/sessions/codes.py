"""Makes the code that opens one seat once: short, easy to read out, hard to guess, never a word."""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chaperone.policy.clauses import carries_out

# No vowels (so no words), and no two signs that are taken for each other: 0 O, 1 I L, 3 E and 4 A are left out; of 2 Z, 5 S,
# 6 G and 8 B only the digit is used, and the letter is read as it.
ALPHABET: Final = "CDFHJKMNPQRTVWXY256789"
GROUP_LENGTH: Final = 3
NONCE_BYTES: Final = 12
# Its key seals every code and finds each by its hash; the ledger keeps the key and wraps it anew when the ring is rotated.
CODES_STREAM: Final = "seat-codes"
# Forty bits: with 1,200 codes live and every wrong code counted, guessing one takes centuries.
BITS_MINIMUM: Final = 40
LENGTH_MINIMUM: Final = math.ceil(BITS_MINIMUM / math.log2(len(ALPHABET)))
_MEANT: Final = str.maketrans({"B": "8", "G": "6", "S": "5", "Z": "2"})
# Consonants alone can still be read as a rude or hateful word; such a code is drawn again.
_NEVER: Final = (
    "FCK", "FKC", "FVC", "FKN", "FKR", "FKK", "FXX", "CNT", "KNT", "CVN", "KVN", "DCK", "DKC", "CCK", "CXK", "WNK", "WKR",
    "TWT", "FNY", "FGT", "RPT", "KKK", "WTF", "DTF", "PHK", "HRN", "HRD", "PRN", "NFF", "KRP", "CRP", "XXX", "FFF", "KYR",
)  # fmt: skip


@carries_out("Y8")
def make_code(length: int = LENGTH_MINIMUM) -> str:
    """Return a new random code without its hyphens, such as ``"K7QM5XTV9"``.

    Args:
        length: how many signs; never fewer than ``LENGTH_MINIMUM`` (40 bits), whatever the pack asks for.
    """
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(max(length, LENGTH_MINIMUM)))
        if not any(word in code for word in _NEVER):
            return code


def in_groups(code: str) -> str:
    """Return the code as it is printed and read out: ``"K7Q-M5X-TV9"``."""
    return "-".join(code[start : start + GROUP_LENGTH] for start in range(0, len(code), GROUP_LENGTH))


def as_meant(typed: str) -> str:
    """Return what somebody meant who typed this: capitals, no hyphens or blanks, ``S`` read as ``5`` and the like.

    Returns:
        The code, or ``""`` when no code can look like that; the text typed may be anything and of any length.
    """
    if len(typed) > 64:
        return ""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_MEANT)
    if len(signs) < LENGTH_MINIMUM or any(sign not in ALPHABET for sign in signs):
        return ""
    return signs


def find_by(key: bytes, code: str) -> str:
    """Return the keyed hash by which a seat is found from its code; without the key it says nothing."""
    return hmac.new(_part(key, b"find"), code.encode(), hashlib.sha256).hexdigest()


def seal(key: bytes, seat_ref: str, code: str) -> bytes:
    """Return the code sealed for the printed sheet, bound to its seat."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_part(key, b"seal")).encrypt(nonce, code.encode(), seat_ref.encode())


def unseal(key: bytes, seat_ref: str, sealed: bytes) -> str:
    """Return the code that was sealed for this seat; ``""`` when nothing that opens is there."""
    try:
        code = AESGCM(_part(key, b"seal")).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], seat_ref.encode()
        )
    except (InvalidTag, ValueError):
        return ""
    return code.decode()


def browser_mark(key: bytes, browser: str) -> str:
    """Return the keyed hash under which one browser's tries are counted; it cannot be turned back."""
    return hmac.new(_part(key, b"browser"), browser.encode(), hashlib.sha256).hexdigest()


def _part(key: bytes, purpose: bytes) -> bytes:
    """One key for each purpose, so that nothing made for one can be used for another."""
    return hmac.new(key, b"chaperone.sessions.codes." + purpose, hashlib.sha256).digest()
