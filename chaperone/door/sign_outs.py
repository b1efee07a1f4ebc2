"""Who signed out in which browser, told by the organisation's stream: the rooms open in that browser's other tabs close by it."""

from __future__ import annotations

from chaperone.people.queries import SignedOut, signed_out_after

LOOKED_BACK = 300  # entries, when a process looks for the first time: more than a ticket's minute can hold


class SignOuts:
    """What of them this process has seen. ``look`` runs in the database's thread, and costs one small question."""

    def __init__(self) -> None:
        self._seen: int | None = None

    def look(self) -> frozenset[str]:
        """Return the browsers that were signed out since the last look."""
        found: SignedOut = signed_out_after(self._seen, LOOKED_BACK)
        self._seen = found.seen
        return found.browsers
