"""Talks with a browser about keys (passkeys, security keys): what it is to make or to show, and whether its answer is right."""

from __future__ import annotations

import json
import struct
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError

from chaperone.people.models import Person

LONGEST_ANSWER: Final = 20_000  # characters; a key's answer has some two thousand
# What the libraries raise when bytes from outside make no sense or prove nothing.
_WRONG: Final = (
    *(ValidationError, InvalidSignature, ValueError, TypeError, KeyError, IndexError, AttributeError),
    struct.error,
)


def to_make(person: Person) -> dict[str, Any]:
    """Return what a browser needs to make a new key; the question it must answer is kept in this browser's session."""
    return dict(auth.begin_registration(person, False))


def made(answer: str) -> dict[str, Any] | None:
    """Return the new key, to be kept, or None when the answer is not one to our question."""
    credential = _read(answer)
    if credential is None:
        return None
    try:
        auth.complete_registration(credential)
    except _WRONG:
        return None
    return credential


def to_show(person: Person) -> dict[str, Any]:
    """Return what a browser needs to show one of this person's keys; the question is kept in this browser's session."""
    return dict(auth.begin_authentication(person))


def shown(person: Person, answer: str) -> Authenticator | None:
    """Return what is kept of the key that answered, or None when none of this person's did."""
    response = _read(answer)
    if response is None:
        return None
    try:
        return auth.complete_authentication(person, response)
    except _WRONG:
        return None


def _read(answer: str) -> dict[str, Any] | None:
    if len(answer) > LONGEST_ANSWER:
        return None
    try:
        read = json.loads(answer)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
