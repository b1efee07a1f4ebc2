"""Runs a module of ours under another date, so that a story can go from July to September: ``python -m … serve --port 8000``.

The file named by ``CHAPERONE_TEST_CLOCK`` holds by how many seconds the date is moved; it is read each time somebody asks.
"""

from __future__ import annotations

import datetime as dates
import os
import runpy
import sys
from pathlib import Path
from typing import Any

REAL = dates.datetime


class _IsAnyDate(type):
    """A moment that was made before the clock was moved is one as well."""

    def __instancecheck__(cls, found: object) -> bool:
        return isinstance(found, REAL)

    def __subclasscheck__(cls, found: type) -> bool:
        return issubclass(found, REAL)


class Moved(REAL, metaclass=_IsAnyDate):
    """``datetime`` whose now is moved."""

    @classmethod
    def now(cls, tz: dates.tzinfo | None = None) -> Any:
        """The moved date."""
        seconds = float(Path(os.environ["CHAPERONE_TEST_CLOCK"]).read_text())
        return REAL.now(tz) + dates.timedelta(seconds=seconds)


if __name__ == "__main__":
    dates.datetime = Moved  # type: ignore[misc]
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
