"""Seals what second steps keep secret (a phone's secret, the seed of recovery codes), and says who we are to a key."""

from __future__ import annotations

import base64
import os
from typing import Final
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from chaperone.ledger.queries import key_of
from chaperone.ledger.seal import NONCE_BYTES, CannotOpen

# Its key is kept by the ledger, which wraps it anew when the key ring is rotated.
SECOND_STEPS_STREAM: Final = "second-steps"
_BOUND_TO: Final = b"second step"


def seal_secret(text: str) -> str:
    """Return the text sealed, as one line.

    Raises:
        CannotOpen: the stream has no key yet; ``actions.second_steps.ready_to_seal`` makes one.
    """
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher().encrypt(nonce, text.encode(), _BOUND_TO)
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def open_secret(sealed: str) -> str:
    """Return what was sealed.

    Raises:
        CannotOpen: it was changed, or its key is gone.
    """
    try:
        raw = base64.urlsafe_b64decode(sealed.encode())
        return _cipher().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _BOUND_TO).decode()
    except (InvalidTag, ValueError) as fault:
        raise CannotOpen("A second step's secret does not open.") from fault


def _cipher() -> AESGCM:
    key = key_of(SECOND_STEPS_STREAM)
    if key is None:
        raise CannotOpen("There is no key for second steps.")
    return AESGCM(key)


class SealedSecondSteps(DefaultMFAAdapter):  # type: ignore[misc] # the library has no types
    """What allauth asks us: how secrets are sealed, and by which name a key knows this site."""

    def encrypt(self, text: str) -> str:
        """Return the secret sealed."""
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return open_secret(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Return the name under which a phone lists our code."""
        return "Chaperone"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom a key belongs to: the host of our public address, never the one a request claims."""
        return {"id": urlsplit(settings.CHAPERONE_PUBLIC_URL).hostname or "localhost", "name": "Chaperone"}
