"""Tells the safeguarding lead of a message by itself, and tries until the concern stands: what is owed is in the room's stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import structlog

from chaperone.concerns.actions import SaidInRoom, raise_about_message
from chaperone.concerns.opened import LineBefore
from chaperone.door.rebuilding import rebuild
from chaperone.ledger.queries import read
from chaperone.policy.clauses import carries_out
from chaperone.records.plain_words import labels_in_words
from chaperone.room import events as e
from chaperone.room.views import ROOM, Shown, sender

log = structlog.get_logger()

AGAIN_SECONDS = 2.0
LINES_BEFORE = 5
Ask = Callable[..., Coroutine[Any, Any, Any]]


class Told(NamedTuple):
    """The lead has it: who had said it, and the concern's reference."""

    who: str
    concern: str


@carries_out("Y9", "S7", "Y11")
def tell_lead(ref: str, message: int, now: datetime) -> Told:
    """Raise the concern of a message that is on record, with the lines shown just before; runs in the database's thread.

    Raises:
        LookupError: there is no such message, or its record has been destroyed.
    """
    past = [e.from_builtins(entry.body) for entry in read(f"room/{ref}") if entry.body is not None]
    said = past[message - 1] if message <= len(past) else None
    rebuilt = rebuild(past[:message])
    if rebuilt is None or not isinstance(said, e.Held | e.Routed):
        raise LookupError(f"no message {message}")
    about = SaidInRoom(
        message,
        sender(rebuilt.state, said.who)["name"],
        said.text,
        (f"Screening saw {labels_in_words(sorted({finding.label for finding in said.findings}))}.",),
        _lines_before(rebuilt.shown, rebuilt.gone),
    )
    return Told(said.who, raise_about_message(ref, said.who, about, now).ref)


def _lines_before(shown: Sequence[tuple[int, Shown]], gone: set[int]) -> tuple[LineBefore, ...]:
    """The last lines the room was shown and still had before it."""
    frames = [
        item.frame
        for _, item in shown
        if ROOM in item.to and "text" in item.frame and item.message not in gone
    ]
    return tuple(
        LineBefore(frame["at"], frame["from"]["name"], frame["text"]) for frame in frames[-LINES_BEFORE:]
    )


def owed_in(ref: str) -> tuple[int, ...]:
    """Return the messages of a room's stream of which no concern is noted yet; runs in the database's thread."""
    rebuilt = rebuild(e.from_builtins(entry.body) for entry in read(f"room/{ref}") if entry.body is not None)
    return () if rebuilt is None else rebuilt.owed


class Telling:
    """What this process owes the lead. It is kept here only while it is tried; a process that dies finds it in the ledger."""

    def __init__(self, ask: Ask, note: Callable[[str, int, Told], None]) -> None:
        """``ask`` asks the database in its own thread; ``note`` is called with session, message and what was told of it."""
        self._ask, self._note = ask, note
        self._trying: dict[tuple[str, int], asyncio.Task[None]] = {}

    def owe(self, ref: str, message: int) -> None:
        """Tell the lead of this message, as soon as it can be done and until it is."""
        if (ref, message) not in self._trying:
            self._try((ref, message), self._until_it_stands(ref, message))

    def look_back(self, refs: Callable[[datetime], list[str]]) -> None:
        """Take up what an earlier process owed, in rooms to which perhaps nobody comes back; ``refs`` names them."""
        self._try(("", 0), self._look_back(refs))

    def stop(self) -> None:
        """Leave the rest to the process after this one."""
        for task in list(self._trying.values()):
            task.cancel()

    def _try(self, key: tuple[str, int], what: Coroutine[Any, Any, None]) -> None:
        task = self._trying[key] = asyncio.get_running_loop().create_task(what)
        task.add_done_callback(lambda _: self._trying.pop(key, None))

    async def _look_back(self, refs: Callable[[datetime], list[str]]) -> None:
        for ref in await self._asked(refs, datetime.now(UTC)):
            try:
                owed = await self._ask(owed_in, ref)
            except Exception as trouble:
                # One record that cannot be read must not keep the others waiting; whoever opens that room brings it again.
                _not_yet(ref, trouble)
                continue
            for message in owed:
                self.owe(ref, message)

    async def _until_it_stands(self, ref: str, message: int) -> None:
        try:
            told = await self._asked(tell_lead, ref, message, datetime.now(UTC))
        except LookupError as trouble:
            _not_yet(ref, trouble)
            return
        self._note(ref, message, told)

    async def _asked(self, question: Callable[..., Any], *details: Any) -> Any:
        while True:
            try:
                return await self._ask(question, *details)
            except LookupError:
                raise
            except Exception as trouble:
                _not_yet(str(details[0]), trouble)
            await asyncio.sleep(AGAIN_SECONDS)


def _not_yet(about: str, trouble: Exception) -> None:
    """Say that it did not succeed, and only of which kind: what a database says about a row may hold what was in it."""
    log.error("lead.not_told_yet", about=about, trouble=type(trouble).__name__)
