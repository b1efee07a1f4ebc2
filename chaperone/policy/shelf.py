"""Where versions of the policy stand that were published on screen; whoever keeps them puts up a shelf, empty until then."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Shelf(Protocol):
    """What must be known of published versions."""

    def text_of(self, pack_id: str, version: int) -> str | None:
        """Give the file of a published version, or None when there is none."""

    def version_on(self, pack_id: str, day: date) -> int | None:
        """Give the published version that holds on this day (UTC), or None before any does."""

    def ours_today(self) -> tuple[str, date]:
        """Give the id of the pack the organisation lives by, and today's date (UTC)."""


class Empty:
    """The shelf before anybody keeps one: nothing was ever published."""

    def text_of(self, _pack_id: str, _version: int) -> str | None:
        """Give nothing."""
        return None

    def version_on(self, _pack_id: str, _day: date) -> int | None:
        """Give nothing."""
        return None

    def ours_today(self) -> tuple[str, date]:
        """Give the product's own policy, on the first day there is: no version can be in force before it."""
        return "online-safeguarding", date.min


_shelves: list[Shelf] = [Empty()]


def put_up(shelf: Shelf) -> None:
    """Take published versions from this shelf from now on."""
    _shelves[:] = [shelf]


def shelf() -> Shelf:
    """Give the shelf in use."""
    return _shelves[0]
