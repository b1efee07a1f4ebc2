"""What ``chaperone doctor`` looks at for sound and picture: the programs, the running Janus against its profile, and strangers."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Callable

from django.conf import settings

from chaperone.adapters.janus import turn
from chaperone.adapters.janus.check import check
from chaperone.adapters.janus.profile import Profile, running
from chaperone.adapters.janus.setup import missing
from chaperone.adapters.janus.trial import tried_out
from chaperone.config.checkups import Finding, bad, good, note
from chaperone.config.media import janus_setup

# Where Debian's own Janus service listens when it has been left on: its WebSocket, its HTTP and its admin HTTP.
FOREIGN_PORTS = (8188, 8088, 7088)
KNOCK_SECONDS = 0.3


def video() -> Finding:
    """Look whether Janus can run, and whether a running one is locked down as its profile says."""
    if settings.CHAPERONE_VIDEO == "off":
        return note("video", "It is switched off.", "Unset CHAPERONE_VIDEO to have it.")
    setup = janus_setup()
    lacking = missing(setup)
    if lacking:
        return note("video", lacking)
    found = running(setup.folder)
    try:
        # Between two servers one is tried out, so that this can be seen before anybody needs it.
        drifts = asyncio.run(_drifts(found) if found else tried_out(setup))
    except (OSError, ValueError) as error:
        return bad("video", f"Janus does not start: {error}.", "Without it sessions go on by text.")
    if drifts:
        step = "Install Debian's janus, unchanged. Until then there is no sound and picture."
        return bad("video", f"Janus is not locked down (M7): {' '.join(drifts)}", step)
    what = f"{len(found)} Janus, locked down" if found else "Janus locks down; it runs with chaperone serve"
    first, last = settings.CHAPERONE_MEDIA_PORTS
    ports = f"UDP ports {first} to {last}"
    return good("video", f"{what}; media on {setup.address}, {ports}")


async def _drifts(found: list[tuple[Profile, int]]) -> list[str]:
    return [drift for profile, pid in found for drift in await check(profile, pid)]


def strangers() -> Finding:
    """Look whether a Janus that is not ours listens where Debian's service does."""
    heard = [str(port) for port in FOREIGN_PORTS if _listens(port)]
    if heard:
        return note(
            "other Janus",
            f"Something listens on port {', '.join(heard)}, as Debian's own Janus service does; Chaperone does not use it.",
            "If it is that: systemctl disable --now janus",
        )
    return good("other Janus", "Nothing listens where Debian's own Janus service would.")


def relay() -> Finding:
    """Look for the relay that strict networks need."""
    if settings.CHAPERONE_TURN == "off":
        return note(
            "relay", "Off: a school whose network blocks UDP gets no sound and picture.", "CHAPERONE_TURN"
        )
    if settings.CHAPERONE_TURN == "elsewhere":
        return good("relay", ", ".join(settings.CHAPERONE_TURN_URLS))
    if shutil.which(turn.PROGRAM) is None:
        return note("relay", "coturn is not installed.", turn.INSTALL)
    tls = "with TLS" if settings.CHAPERONE_TURN_CERTIFICATE else "without TLS (CHAPERONE_TURN_CERTIFICATE)"
    return good("relay", f"coturn on port {settings.CHAPERONE_TURN_PORT}, {tls}")


def _listens(port: int) -> bool:
    with socket.socket() as knock:
        knock.settimeout(KNOCK_SECONDS)
        return knock.connect_ex(("127.0.0.1", port)) == 0


OF_SOUND_AND_PICTURE: tuple[Callable[[], Finding], ...] = (video, strangers, relay)
