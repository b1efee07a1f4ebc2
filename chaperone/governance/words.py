"""Says what a draft keeps in words; no Django."""

from __future__ import annotations

from typing import Any

from chaperone.policy.refusal import Refused
from chaperone.policy.typed import said, typed


def in_draft_words(name: str, plain: Any) -> str:
    """Say a value in the plain shape a draft keeps, in words."""
    value = typed(name, "\n".join(map(str, plain)) if isinstance(plain, list) else _text(plain))
    return str(plain) if isinstance(value, Refused) else said(name, value)


def _text(plain: Any) -> str:
    return {True: "yes", False: "no"}[plain] if isinstance(plain, bool) else str(plain)
