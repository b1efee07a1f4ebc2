"""What can happen when a seat asks an adult to look again at its words; none of these events holds a word of them."""

from __future__ import annotations

from chaperone.room.event import Event

__all__ = ["AppealAnswered", "AppealOver", "Appealed", "CommandRefused"]


class CommandRefused(Event, frozen=True, tag="refused"):
    """A rule said no: who, what they tried, which clause; never what they wrote.

    ``labels`` and ``rules`` say what screening saw and which rule, ``id`` is the frame's own, so that its sender can ask an
    adult about it, and ``prints`` are keyed hashes of what was found: the key is in no record, so they recognise a detail
    that comes again and give away none.
    """

    who: str
    command: str
    clause: str
    labels: tuple[str, ...] = ()
    id: str = ""
    rules: tuple[str, ...] = ()
    prints: tuple[str, ...] = ()


class Appealed(Event, frozen=True, tag="appealed"):
    """A seat says that its words are fine: those of the frame ``of``, refused, or held under the number ``message``."""

    who: str
    id: str
    of: str
    clause: str = ""
    labels: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    message: int = 0


class AppealAnswered(Event, frozen=True, tag="appeal.answered"):
    """An adult looked: ``fine`` says whether the refusal was a mistake, ``why`` names the reason the young person is given.

    ``shown`` says that the words, which follow as an event of their own, are shown now.
    """

    appeal: int
    by: str
    fine: bool
    why: str = ""
    shown: bool = False


class AppealOver(Event, frozen=True, tag="appeal.over"):
    """Nobody answered, and nobody can any more: ``late``, ``gone``, ``restarted`` or ``ended``. The words are forgotten."""

    appeal: int
    why: str
