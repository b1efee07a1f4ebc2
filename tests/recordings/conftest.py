"""Gives every test of recordings an empty folder of recordings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.recordings.stage import fresh_media


@pytest.fixture(autouse=True)
def clear() -> Iterator[Path]:
    """The empty folder that Janus writes to."""
    yield fresh_media()
    fresh_media()
