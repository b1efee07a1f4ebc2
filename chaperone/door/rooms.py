"""The rooms that live in this process: found or rebuilt from the ledger when somebody comes, let go when nobody is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from django.db import close_old_connections

from chaperone.adapters.media import MediaServer
from chaperone.door.asking_sessions import plan_if_readable, room_from_record, tell_session
from chaperone.door.house import House
from chaperone.door.ledger_book import LedgerBook
from chaperone.door.live import LiveRoom
from chaperone.door.media.nothing import NOT_SET_UP, NoMediaServer
from chaperone.door.media.room_media import RoomMedia
from chaperone.door.pings import Pings
from chaperone.door.sign_outs import SignOuts
from chaperone.door.telling import Telling, Told
from chaperone.door.tickets import TicketOffice
from chaperone.door.words import Words
from chaperone.ledger.writer import GroupCommit
from chaperone.policy.refusal import Refused
from chaperone.room import events as e
from chaperone.room.clock import RoomClock
from chaperone.room.state import Phase
from chaperone.screening.types import Context
from chaperone.sessions.actions import record_room_ended, record_room_opened
from chaperone.sessions.queries import plan_versions, rooms_left_open, rooms_of_late

log = structlog.get_logger()

MOVED = "This room has moved. One moment, please."
TICK_SECONDS = 0.5
FORGOTTEN_EVERY_LOOKS = 240  # every two minutes
EMPTY_SECONDS = 600.0  # whoever comes back sooner finds the room as it was; afterwards it is rebuilt, and its record says so
Answer = TypeVar("Answer")


class Rooms:
    """All live rooms of this process, their clock, their beat, and the thread that asks the database on their behalf."""

    def __init__(
        self,
        writer: GroupCommit,
        context: Context,
        ping: bytes,
        media: MediaServer | None = None,
        ice_servers: Callable[[], list[dict[str, Any]]] = list,
    ) -> None:
        """Prepare.

        Args:
            writer: the ledger's.
            context: the organisation's own, for screening.
            ping: the frame that asks a socket for a sign of life.
            media: what carries sound and picture; without it every session goes on by text, and says so.
            ice_servers: makes the ``iceServers`` of a browser that comes in.
        """
        self.clock = RoomClock()
        self.tickets = TicketOffice()
        self._sign_outs = SignOuts()
        self.sockets = Pings(ping)
        self._loop = asyncio.get_running_loop()
        self._media = media or NoMediaServer()
        self._no_media: str = NOT_SET_UP  # why there is no sound and picture; empty while there is
        book = LedgerBook(writer, self._loop)
        self.telling = Telling(self._ask, self._told_lead)
        words, owe = Words(context), self.telling.owe
        self._house = House(book, self.clock, words, self._turned, self._media, ice_servers, owe)
        self._rooms: dict[str, LiveRoom] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._opening: dict[str, asyncio.Future[LiveRoom | Refused]] = {}
        self._database = ThreadPoolExecutor(1, thread_name_prefix="rooms-database")
        self._beat: asyncio.Task[None] | None = None
        self._pinging: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin the beat (presence, doors), the pings and the watch over changed plans and over the media server."""
        self._media.watched_by(self)
        self._beat = self._loop.create_task(self._beating())
        self._pinging = self._loop.create_task(self.sockets.keep_on())
        self._watch = self._loop.create_task(self._watching())
        self.telling.look_back(rooms_of_late)

    async def stop(self) -> None:
        """Stop them and let every socket go; clients come back to whoever holds the room next."""
        self.telling.stop()
        for task in (self._beat, self._pinging, self._watch):
            if task is not None:
                task.cancel()
        for socket in self.sockets:
            socket.shutdown()
        for live in self._rooms.values():
            live.media.close()
        self._database.shutdown(wait=False)

    # --- finding a room -----------------------------------------------------------------------------------------------
    async def room(self, ref: str) -> LiveRoom | Refused:
        """Return the live room of a session, rebuilding it from its stream if this process does not hold it yet."""
        live = self._rooms.get(ref)
        if live is not None and not live.recorder.stale:
            return live
        if ref not in self._opening:
            opening = asyncio.ensure_future(self._open(ref))
            self._opening[ref] = opening
            opening.add_done_callback(lambda _: self._opening.pop(ref, None))
        return await asyncio.shield(self._opening[ref])

    async def _open(self, ref: str) -> LiveRoom | Refused:
        try:
            found = await self._ask(room_from_record, self._house.words, ref, self.clock.now())
        except Exception:
            # Whatever the database's trouble is, the door stays shut and the reason is plain.
            log.exception("room.not_opened", room=ref)
            return Refused(
                "M12",
                "The room cannot open just now, because its record cannot be reached.",
                "It tries again by itself.",
            )
        if isinstance(found, Refused):
            return found
        rebuilt, plan = found
        state = rebuilt.state
        live = LiveRoom(state, self._house)
        live.remember(rebuilt.shown, rebuilt.gone)
        if state.last_seq > 1:
            live.recorder.record(e.RoomRestarted(max(self.clock.now(), state.clock), state.clock))
        live.change_plan(plan)  # before anybody comes in by what it was when the room was last held
        live.media.turn(self._no_media)
        stale, self._rooms[ref] = self._rooms.get(ref), live
        if stale is not None:
            stale.close(MOVED)
        for message in rebuilt.owed:
            self.telling.owe(ref, message)
        return live

    async def _ask(self, question: Callable[..., Answer], *details: Any) -> Answer:
        """Ask the database in its own thread: the event loop never waits for a disk."""

        def asked() -> Answer:
            close_old_connections()
            try:
                return question(*details)
            finally:
                close_old_connections()

        return await self._loop.run_in_executor(self._database, asked)

    def _turned(self, ref: str, phase: Phase, at: float) -> None:
        """A room opened or ended: tell its session, in the database's thread."""
        if phase is Phase.CLOSED:
            self._rooms.pop(ref, None)
        news = record_room_ended if phase is Phase.CLOSED else record_room_opened
        self._keep(self._loop.create_task(tell_session(self._ask, news, ref, at)))

    def _told_lead(self, ref: str, message: int, told: Told) -> None:
        """The concern of a message stands: its room, if it is here, notes the reference."""
        live = self._rooms.get(ref)
        if live is not None:
            live.note_worry(told.who, told.concern, message)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        """Hold a task until it is done; the loop itself holds only a weak hand on it."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- from other threads ------------------------------------------------------------------------------------------
    def note_worry(self, ref: str, seat: str, concern: str) -> None:
        """Called by a page in its own thread after a concern is recorded."""

        def note() -> None:
            live = self._rooms.get(ref)
            if live is not None:
                live.note_worry(seat, concern)

        self._loop.call_soon_threadsafe(note)

    # --- from the media server (see ``MediaWatch``) -------------------------------------------------------------------
    def media_back(self) -> None:
        """There is sound and picture (again)."""
        self.media_lost("")

    def media_lost(self, sentence: str) -> None:
        """There is none, and ``sentence`` says why."""
        self._no_media = sentence
        for live in list(self._rooms.values()):
            live.media.turn(sentence)

    def room_lost(self, room: str) -> None:
        """What carried this room is gone."""
        self._tell(room, RoomMedia.place_lost)

    def feed_lost(self, room: str, feed: str) -> None:
        """A sender's connection broke."""
        self._tell(room, lambda media: media.feed_lost(feed))

    def listener_lost(self, room: str, listener: str) -> None:
        """A listener's connection broke."""
        self._tell(room, lambda media: media.listener_lost(listener))

    def feed_flows(self, room: str, feed: str) -> None:
        """A sender's connection is up."""
        self._tell(room, lambda media: media.feed_flows(feed))

    def talking(self, room: str, feed: str, *, on: bool) -> None:
        """Somebody began or stopped talking."""
        self._tell(room, lambda media: media.talking(feed, on=on))

    def _tell(self, room: str, news: Callable[[RoomMedia], None]) -> None:
        live = self._rooms.get(room)
        if live is not None:
            news(live.media)

    # --- time ---------------------------------------------------------------------------------------------------------
    async def _beating(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            leap = self.clock.jump()
            for ref, live in list(self._rooms.items()):
                await asyncio.sleep(0)  # no room's words wait for the beat of all the others
                if self._rooms.get(ref) is not live:
                    continue
                try:
                    self._beat_once(ref, live, leap)
                except Exception:
                    # A room whose presence cannot be watched must not go on; and the others' must still be watched.
                    log.exception("room.beat_failed", room=ref)
                    self._let_go(ref, live)

    def _beat_once(self, ref: str, live: LiveRoom, leap: float) -> None:
        if live.recorder.stale:
            self._let_go(ref, live)
            return
        if leap:
            live.clock_jumped(leap)
        live.tick()
        if live.may_be_let_go(EMPTY_SECONDS):
            self._let_go(ref, live)

    def _let_go(self, ref: str, live: LiveRoom) -> None:
        self._rooms.pop(ref, None)
        live.close(MOVED)

    async def _watching(self) -> None:
        """Hand the machine every plan that a form has changed, whichever process took the form."""
        looks = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            looks += 1
            if looks % FORGOTTEN_EVERY_LOOKS == 1:
                await self._end_forgotten()
            if not self._rooms:
                continue
            try:
                self._sign_out(await self._ask(self._sign_outs.look))
                versions = await self._ask(plan_versions, list(self._rooms))
                for ref, version in versions.items():
                    live = self._rooms.get(ref)
                    if live is not None and version > live.plan_seen:
                        plan = await self._ask(plan_if_readable, self._house.words, ref, datetime.now(UTC))
                        if plan is not None:
                            live.change_plan(plan)
            except Exception:
                log.exception("rooms.plans_not_read")

    def _sign_out(self, browsers: frozenset[str]) -> None:
        if browsers:
            self.tickets.sign_out(browsers, self.clock.now())
            for live in list(self._rooms.values()):
                live.sign_out(browsers)

    async def _end_forgotten(self) -> None:
        """End the rooms that everybody left hours ago and nobody ended, so that their notes fall due and their record is sealed."""
        try:
            for ref in await self._ask(rooms_left_open, datetime.now(UTC)):
                live = await self.room(ref)
                if isinstance(live, LiveRoom) and not live.hub.devices:
                    live.end()
        except Exception:
            log.exception("rooms.forgotten_not_ended")


_current: list[Rooms] = []


def current_rooms() -> Rooms | None:
    """The rooms of this process; ``None`` in a process that serves none (the command line)."""
    return _current[0] if _current else None


def hold(rooms: Rooms | None) -> None:
    """Set the rooms of this process; called once by ``config.asgi`` at start and at stop."""
    _current[:] = [] if rooms is None else [rooms]
