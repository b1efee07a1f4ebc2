"""Judges a room afterwards by its stream alone: what was broken, what was waived, and the numbers; no words, no names.

It keeps an account of its own and asks none of the machine's rules, so that a mistake in a rule cannot hide here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from msgspec.structs import asdict

from chaperone.room import events as e
from chaperone.room.judging_places import Places
from chaperone.room.judging_words import Words
from chaperone.sessions.plan import Plan, Role


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a room came to.

    Attributes:
        numbers: everything counted, by name; names in ``BROKEN`` should not be there.
        first_at: the room's second (since 1970 UTC) at which each first happened.
        began_at: the second at which the first pupil was let in; None when none was.
        staff: refs of the staff who were there while pupils were.
        teachers: refs of the teachers who were.
        settings: the policy's whole numbers that the room ran by, as it was opened.
    """

    numbers: dict[str, int]
    first_at: dict[str, float]
    began_at: float | None
    staff: tuple[str, ...]
    teachers: tuple[str, ...]
    settings: dict[str, int]


BROKEN = frozenset(
    {
        *("one_adult_alone", "without_their_teacher", "words_unguarded", "door_early", "door_unguarded"),
        *("door_unready", "waiver_one_name", "let_in_unagreed", "let_in_unready", "agreed_for_another"),
        *("spoke_from_outside", "private_words", "pupil_picture", "pupil_unasked", "too_long"),
        *("no_reason_given", "alert_untold", "unreadable"),
    }
)
"""What no room may show; the machine lets none of it happen, and a test searches for a walk of it that does."""


class RoomJudge:
    """Hears every event of one room in order, and says at any time what it came to so far."""

    def __init__(self) -> None:
        self.numbers: Counter[str] = Counter()
        self.first_at: dict[str, float] = {}
        self._places: Places | None = None
        self._words: Words | None = None
        self._settings: dict[str, int] = {}

    def see(self, seq: int, event: e.Event) -> None:
        """Hear the next event.

        Args:
            seq: its number in the stream.
        """
        if isinstance(event, e.RoomOpened):
            self._open(event.plan)
        if self._places is None or self._words is None:
            return
        # A decision and what follows from it carry one moment: only between two moments must the room be sound.
        self._places.moment(event.at)
        self._words.see(seq, event)
        self._places.see(event)

    def unreadable(self, at: float) -> None:
        """Note that the stream cannot be read on from here: its record was changed, or is none of a room's."""
        self.note("unreadable", at)

    def note(self, name: str, at: float) -> None:
        """Count something, and keep when it first happened."""
        self.numbers[name] += 1
        self.first_at.setdefault(name, at)

    def judgement(self, now: float) -> Judgement:
        """Say what the room came to by ``now`` (seconds since 1970 UTC)."""
        numbers = Counter(self.numbers)
        if self._places is None or self._words is None:
            return Judgement(dict(numbers), dict(self.first_at), None, (), (), {})
        self._places.moment(now)
        numbers = Counter(self.numbers) + self._words.still_open(now)
        roles = self._places.roles
        guards = sorted(self._places.guards)
        return Judgement(
            numbers=dict(numbers),
            first_at=self._words.first_open(now) | self.first_at,
            began_at=self._places.began_at,
            staff=tuple(ref for ref in guards if roles.get(ref) is not Role.TEACHER),
            teachers=tuple(ref for ref in guards if roles.get(ref) is Role.TEACHER),
            settings=self._settings,
        )

    def _open(self, plan: Plan) -> None:
        self._places = Places(plan, self.note)
        self._words = Words(self._places, self.note)
        rules = asdict(plan.rules)
        self._settings = {name: value for name, value in rules.items() if type(value) is int}
