"""One Janus kept alive: started, checked, watched and started again; while it is away its rooms are told so."""

from __future__ import annotations

import asyncio
import os
from typing import Any, Final

import structlog

from chaperone.adapters.janus.check import check
from chaperone.adapters.janus.client import AWAY, JanusClient
from chaperone.adapters.janus.process import Child, FolderBusy, Unending, lock_folder, to_the_end
from chaperone.adapters.janus.profile import Profile, arguments, note_running, write
from chaperone.adapters.janus.server import JanusServer
from chaperone.adapters.janus.setup import JanusSetup
from chaperone.adapters.media import MediaRefused

log = structlog.get_logger(__name__)

START_SECONDS: Final = 10.0
POLL_SECONDS: Final = 0.05

NO_START: Final = "Video is off: the media server does not start. Run: chaperone doctor"
BUSY: Final = "Video is off: another Chaperone on this computer uses the same media server."
DRIFTED: Final = "Video is off: the media server is not locked down as it must be (M7). Run: chaperone doctor"


class JanusNode(Unending):
    """Looks after Janus ``number``; ``server`` is what rooms speak to."""

    def __init__(self, setup: JanusSetup, number: int) -> None:
        """Begin without a process; ``start`` makes one."""
        super().__init__(self._live)
        self.server = JanusServer(setup.recordings, setup.camera_bits_per_second)
        self._setup = setup
        self._number = number
        self.process: Child | None = None
        """The running child, for those who must look at it from outside."""

    async def stop(self) -> None:
        """End it in order, so that what was recorded is complete."""
        await super().stop()
        self.server.lose(AWAY)

    async def _live(self) -> None:
        """See one Janus through its life; return when it is gone, and why has been told."""
        client: JanusClient | None = None
        try:
            profile = await self._begin()
            client = await self._reach(profile)
            assert self.process is not None  # noqa: S101 - made by _begin
            drifts = await check(profile, self.process.pid)
            if drifts:
                log.error("janus_drifts", node=self._number, drifts=drifts)
                return self.server.lose(DRIFTED)
            self.server.use(client, profile.admin_key)
            log.info("janus_up", node=self._number)
            ends: tuple[asyncio.Future[Any], ...] = (self.process.ended, client.lost)
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            log.error("janus_lost", node=self._number, why=client.lost.result() if client.lost.done() else "")
            self.server.lose(AWAY)
        except FolderBusy:
            self.server.lose(BUSY)
        except (OSError, ValueError, MediaRefused) as error:
            log.error("janus_does_not_start", node=self._number, error=str(error))
            self.server.lose(NO_START)
        finally:
            await to_the_end(self._clear(client))

    async def _begin(self) -> Profile:
        lock = lock_folder(self._setup.folder / f"janus-{self._number}")
        try:
            profile = write(self._setup, self._number)
        except BaseException:
            os.close(lock)
            raise
        await to_the_end(self._start_child(profile, lock))
        return profile

    async def _start_child(self, profile: Profile, lock: int) -> None:
        self.process = await Child.start(arguments(self._setup, profile), profile.folder, lock)
        note_running(profile, self.process.pid)

    async def _reach(self, profile: Profile) -> JanusClient:
        """Connect as soon as it listens."""
        assert self.process is not None  # noqa: S101 - made by _begin
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while True:
            try:
                return await JanusClient.open(profile.port, profile.api_secret, self.server.hear)
            except OSError:
                late = asyncio.get_running_loop().time() > deadline
                if late or self.process.ended.done():
                    raise OSError(f"it ended or never listened: {self.process.last_words}") from None
            await asyncio.wait([self.process.ended], timeout=POLL_SECONDS)

    async def _clear(self, client: JanusClient | None) -> None:
        """End what is left of it: in order, when it can still hear us."""
        process, self.process = self.process, None
        hears = client is not None and not client.lost.done()
        if client is not None:
            await client.close()
        if process is not None:
            await (process.stop() if hears else process.kill())
