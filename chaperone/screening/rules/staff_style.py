"""Finds what does not belong into a staff e-mail: emoji, kisses, an unprofessional end (S11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chaperone.screening.rule import Find

STAFF_STYLE_FINDS: Final[Mapping[str, Find]] = {}
"""The searches that ``emoji.yaml``, ``kisses.yaml`` and ``unprofessional_signoff.yaml`` may name as ``find``."""
