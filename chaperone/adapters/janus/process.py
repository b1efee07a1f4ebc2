"""A program of somebody else's as our child: it ends with us however we end, starts again when it dies, and is never two."""

from __future__ import annotations

import asyncio
import fcntl
import os
import resource
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

STOP_SECONDS: Final = 2.0
LAST_LINES: Final = 20
MOST_FILES: Final = 65536
FIRST_PAUSE_SECONDS: Final = 0.2
LONGEST_PAUSE_SECONDS: Final = 30.0
# A child that lived shorter than this counts as one that could not start: the next pause is longer.
LIVED_SECONDS: Final = 10.0


class Unending:
    """Something of ours that lives as long as the server does: begun again whenever it ends, until it is stopped."""

    def __init__(self, life: Callable[[], Awaitable[None]]) -> None:
        """Prepare, and begin nothing yet; ``life`` is one life of it, from its start to its end."""
        self._life = life
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Keep it alive from now on; returns at once."""
        self._task = asyncio.create_task(self._again_and_again())

    async def stop(self) -> None:
        """End it, and return when its end is complete; of what never began there is nothing to end."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _again_and_again(self) -> None:
        """Begin a life soon after one that lasted, later and later after those that did not."""
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE_SECONDS
        while True:
            began = loop.time()
            await self._life()
            if loop.time() - began >= LIVED_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


async def to_the_end(doing: Coroutine[None, None, None]) -> None:
    """Do it whole, even when we are cancelled meanwhile: a child half started or half ended is one that nobody ends."""
    task = asyncio.ensure_future(doing)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


class FolderBusy(OSError):
    """Another such child, of this Chaperone or another, still uses the folder."""


class Child:
    """A running child. Its folder stays locked until it is gone, because the lock is handed to it."""

    def __init__(self, process: asyncio.subprocess.Process, lock: int) -> None:
        """Use ``start``."""
        self._process = process
        self._lock = lock
        self._lines: deque[str] = deque(maxlen=LAST_LINES)
        self._reader = asyncio.create_task(self._read())
        self.ended = asyncio.create_task(process.wait())
        """Done when it has ended, for whatever reason."""

    @classmethod
    async def start(cls, command: Sequence[str], folder: Path, lock: int) -> Child:
        """Start a child.

        Args:
            command: program and arguments; no secret, because everybody on the computer can read them.
            folder: its private folder, and where it runs.
            lock: what ``lock_folder`` returned; it is this child's from now on.

        Raises:
            OSError: it cannot be started.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                # The kernel ends the child when we die, however we die.
                *("setpriv", "--pdeathsig", "KILL", "--no-new-privs", *command),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                # Our secrets are none of its business.
                env={"PATH": os.defpath, "LC_ALL": "C"},
                cwd=folder,
                pass_fds=(lock,),
                # Ctrl+C in a terminal is for us: we end it in order.
                start_new_session=True,
            )
        except BaseException:
            os.close(lock)
            raise
        _set_limits(process.pid)
        return cls(process, lock)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def last_words(self) -> str:
        """Its last lines, to explain a start that failed. Not for one that served anybody: they may hold addresses."""
        return " / ".join(self._lines)

    async def stop(self) -> None:
        """End it in order, so that recordings are complete on disk; after ``STOP_SECONDS`` by force."""
        with suppress(ProcessLookupError):
            self._process.terminate()
        await asyncio.wait([self.ended], timeout=STOP_SECONDS)
        await self.kill()

    async def kill(self) -> None:
        """End it by force, and wait until it is gone."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await asyncio.wait([self.ended])
        await asyncio.wait([self._reader])
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    async def _read(self) -> None:
        """Empty its output all the time, or it would stand still when the pipe is full."""
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        async for line in self._process.stdout:
            self._lines.append(line.decode(errors="replace").strip())


def _set_limits(pid: int) -> None:
    """Let the child have as many files as it may (a connection takes three), and leave no image of its memory behind."""
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = MOST_FILES if allowed == resource.RLIM_INFINITY else min(allowed, MOST_FILES)
    with suppress(OSError):  # it has ended already, which is told elsewhere
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (files, files))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))


def lock_folder(folder: Path) -> int:
    """Lock a child's private folder, made when it is not there with the one around it, and return the open lock.

    Raises:
        FolderBusy: it is in use.
    """
    for private in (folder.parent, folder):
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
        private.chmod(0o700)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise FolderBusy(f"{folder} is in use by another Chaperone.") from None
    return lock
