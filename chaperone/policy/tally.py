"""What has been counted of the ledger beforehand, in the plain shape that status queries read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chaperone.policy.evidence import Example, Found, found


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """What one live room came to, as its stream tells it; numbers and references only, no words.

    Attributes:
        session_ref: whose room.
        began_at: when the first pupil was let in; None when none was.
        numbers: what was counted (``room/judging.py`` says what), by name; what is not there is nought.
        first_at: when something of that name happened first, in seconds since 1970 UTC.
        staff: refs of the staff who were there while pupils were.
        teachers: refs of the teachers who were.
        settings: the policy's numbers that the room ran by.
    """

    session_ref: str
    began_at: datetime | None
    numbers: Mapping[str, int]
    first_at: Mapping[str, float]
    staff: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    settings: Mapping[str, int] = field(default_factory=dict)

    def when(self, name: str) -> datetime | None:
        """Say when something of this name happened first; when the first pupil was let in, if that is not known."""
        at = self.first_at.get(name)
        return self.began_at if at is None else datetime.fromtimestamp(at, UTC)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of the ledger in the period.

    Attributes:
        read_until: everything that happened before this moment has been counted; None before anything has.
        behind: how many streams hold something newer that is not counted yet.
        kinds: entries by kind.
        refusals: entries in which a clause refused something, by clause.
        rooms: every room of the period.
    """

    read_until: datetime | None = None
    behind: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    refusals: Mapping[str, int] = field(default_factory=dict)
    rooms: tuple[RoomFacts, ...] = ()

    def with_pupils(self) -> tuple[RoomFacts, ...]:
        """Return the rooms that a pupil was let into."""
        return tuple(room for room in self.rooms if room.began_at is not None)

    def sum_of(self, name: str) -> int:
        """Add a number up over all rooms."""
        return sum(room.numbers.get(name, 0) for room in self.rooms)

    def where(self, name: str, sentence: str | Callable[[int], str]) -> Found:
        """Find the rooms in which something of this name happened.

        Args:
            name: of the number.
            sentence: what to say of each room; given the number, where it depends on it.
        """
        return found(self._cases(name, sentence))

    def _cases(self, name: str, sentence: str | Callable[[int], str]) -> Iterator[Example]:
        for room in self.rooms:
            count = room.numbers.get(name, 0)
            if count:
                words = sentence if isinstance(sentence, str) else sentence(count)
                yield Example("session", room.session_ref, words, room.when(name))
