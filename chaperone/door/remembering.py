"""What one room remembers while it lives and never writes down: what was said just now, and refused words somebody may ask about.

It is gone with the process, with the end of the session, and piece by piece after minutes. A process that takes the room over
knows nothing of it: what is split around a restart is seen piece by piece, and what was refused before must be sent again.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Collection
from typing import Final, NamedTuple

from chaperone.policy.clauses import carries_out
from chaperone.screening.appealing import shown_to_adults
from chaperone.screening.decision import PERSONAL_DETAIL
from chaperone.screening.fingerprint import fingerprint
from chaperone.screening.recent import REMEMBERED_MESSAGES, REMEMBERED_SECONDS, TAIL_CHARACTERS
from chaperone.screening.types import Channel, Context, Finding, Said

KEY_BYTES: Final = 32
KEPT_OF_EACH: Final = 3
"""So many refused messages of one sender are kept, as many as the machine lets them ask about."""


class Line(NamedTuple):
    """One text on its way in: who says it, under which frame, where, and whether as a question."""

    who: str
    id: str
    text: str
    channel: Channel = "chat_pupil"
    question: bool = False


class RefusedWords(NamedTuple):
    """Words that were refused, what an adult who is asked is shown of them, and when that was, in the room's seconds."""

    text: str
    shown: str
    marks: tuple[tuple[int, int], ...]
    question: bool
    at: float


class _Just(NamedTuple):
    who: str
    id: str
    tail: str
    at: float


class RoomMemory:
    """The memory of one room, and what screening may know of it."""

    def __init__(self, context: Context) -> None:
        """``context`` is the organisation's and the room's own; it may be changed while the room lives."""
        self.context = context
        self._key = secrets.token_bytes(KEY_BYTES)
        self._own: dict[str, deque[_Just]] = {}
        self._all: deque[_Just] = deque(maxlen=2 * REMEMBERED_MESSAGES)
        self._refused: dict[tuple[str, str], RefusedWords] = {}

    # --- what was said just now ---
    @carries_out("M1", "Y7")
    def just_said(self, who: str, now: float) -> tuple[Said, ...]:
        """Give what this sender and the others said in the last two minutes, oldest first: six of their own and six of others.

        Their own have a place of their own, so that a class that talks at once does not cover the halves of a number.
        """
        own = self._own.get(who, ())
        others = [just for just in self._all if just.who != who][-REMEMBERED_MESSAGES:]
        lines = sorted((*own, *others), key=lambda just: just.at)
        return tuple(
            Said(just.tail, just.at, just.who == who) for just in lines if now - just.at <= REMEMBERED_SECONDS
        )

    def remember(self, line: Line, now: float) -> None:
        """Remember the end of a text, refused or not; the same frame sent again takes its own place."""
        just = _Just(line.who, line.id, line.text[-TAIL_CHARACTERS:], now)
        own = self._own.setdefault(line.who, deque(maxlen=REMEMBERED_MESSAGES))
        for kept in (own, self._all):
            for old in [old for old in kept if (old.who, old.id) == (line.who, line.id)]:
                kept.remove(old)
            kept.append(just)

    # --- what was refused ---
    @carries_out("M1")
    def prints(self, text: str, findings: Collection[Finding]) -> tuple[str, ...]:
        """Give keyed hashes of the personal details found, to recognise them again; the key dies with this process."""
        return tuple(
            fingerprint(self._key, one.label, text[one.start : one.end])
            for one in findings
            if one.label in PERSONAL_DETAIL and one.part == "text"
        )

    def keep_refused(self, line: Line, findings: Collection[Finding], now: float) -> None:
        """Keep words that were refused, in case their sender asks an adult about them."""
        self._refused.pop((line.who, line.id), None)
        shown, marks = shown_to_adults(line.text, findings)
        self._refused[line.who, line.id] = RefusedWords(line.text, shown, marks, line.question, now)
        for old in [key for key in self._refused if key[0] == line.who][:-KEPT_OF_EACH]:
            del self._refused[old]

    def refused(self, who: str, frame_id: str) -> RefusedWords | None:
        """Give what was refused under this frame, while it is kept."""
        return self._refused.get((who, frame_id))

    def forget(self, who: str, frame_id: str) -> None:
        """An adult has answered, or nobody can any more."""
        self._refused.pop((who, frame_id), None)

    def forget_old(self, asked_about: Collection[tuple[str, str]], before: float) -> None:
        """Forget what was refused before that moment, but for what an adult is being asked about."""
        for key in [
            key for key, kept in self._refused.items() if kept.at < before and key not in asked_about
        ]:
            del self._refused[key]

    def forget_all(self) -> None:
        """The session has ended."""
        self._own.clear()
        self._all.clear()
        self._refused.clear()
