"""How often one connection may ask for something about sound and picture; who asks more is told to wait."""

from __future__ import annotations

import time
from collections import deque
from typing import Final

from chaperone.policy.refusal import ALLOWED, Refused, Verdict

MINUTE: Final = 60.0
TOO_OFTEN: Final = Refused("", "That was a lot at once.", "Wait a minute, then try again.")
_A_MINUTE: Final = {"offers": 30, "answers": 60, "words": 120}


class Limits:
    """What each connection of one room asked for within the last minute."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str], deque[float]] = {}

    def may_ask(self, connection: str, what: str) -> Verdict:
        """Count one request of this connection: ``offers`` to send or receive, ``answers``, or ``words`` about a switch."""
        now = time.monotonic()
        asked = self._asked.setdefault((connection, what), deque())
        while asked and now - asked[0] > MINUTE:
            asked.popleft()
        if len(asked) >= _A_MINUTE[what]:
            return TOO_OFTEN
        asked.append(now)
        return ALLOWED

    def forget(self, connection: str) -> None:
        """The connection is gone."""
        for what in _A_MINUTE:
            self._asked.pop((connection, what), None)
