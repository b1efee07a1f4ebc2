"""A Janus started for a moment to see whether it can be locked down, for ``chaperone doctor`` while the server does not run."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from chaperone.adapters.janus.check import check, listening
from chaperone.adapters.janus.process import Child, lock_folder
from chaperone.adapters.janus.profile import arguments, write
from chaperone.adapters.janus.setup import JanusSetup

LISTENS_WITHIN_SECONDS: Final = 10.0
POLL_SECONDS: Final = 0.05


async def tried_out(setup: JanusSetup) -> list[str]:
    """Start a Janus as the server would, in a folder that is gone afterwards, and return its differences from the profile.

    Raises:
        OSError: it cannot be started at all.
    """
    with tempfile.TemporaryDirectory(prefix="chaperone-trial-") as name:
        folder = Path(name)
        profile = write(replace(setup, folder=folder, recordings=folder / "recordings"), 0)
        child = await Child.start(arguments(setup, profile), profile.folder, lock_folder(profile.folder))
        try:
            deadline = asyncio.get_running_loop().time() + LISTENS_WITHIN_SECONDS
            while profile.port not in {port for _, _, port in listening(child.pid)}:
                if child.ended.done() or asyncio.get_running_loop().time() > deadline:
                    raise OSError(f"it ended or never listened: {child.last_words}")
                await asyncio.wait([child.ended], timeout=POLL_SECONDS)
            return await check(profile, child.pid)
        finally:
            await child.kill()
