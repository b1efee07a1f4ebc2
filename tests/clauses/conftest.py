"""Gives the proofs of clauses their town and their clock."""

from __future__ import annotations

import pytest

from tests.pages.town import Clock, Town


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the pages' clock, standing where the town was planned."""
    return Clock(monkeypatch)


@pytest.fixture
def town(db: None, clock: Clock) -> Town:
    """Return the town."""
    return Town()
