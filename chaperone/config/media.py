"""Makes the media server and the relay that the settings ask for; only this folder knows which ones they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from chaperone.adapters.janus.echo import Echo
from chaperone.adapters.janus.nodes import JanusNodes
from chaperone.adapters.janus.setup import JanusSetup, first_address
from chaperone.adapters.janus.turn import NO_RELAY, Coturn, CoturnSetup, Relay

OWN_NAMES = ("localhost", "127.0.0.1", "::1")


def janus_setup() -> JanusSetup:
    """Return what the settings say about Janus. The last of the media ports is not its own: there the echo answers."""
    folder = settings.VAR_DIR / "media"
    first, last = settings.CHAPERONE_MEDIA_PORTS
    return JanusSetup(
        folder=folder,
        recordings=folder / "recordings",
        address=settings.CHAPERONE_MEDIA_ADDRESS or first_address(),
        public_address=settings.CHAPERONE_MEDIA_PUBLIC_ADDRESS,
        first_port=first,
        last_port=last - 1,
        count=settings.CHAPERONE_JANUS_COUNT,
        camera_bits_per_second=settings.CHAPERONE_CAMERA_KBITS * 1000,
    )


def coturn_setup() -> CoturnSetup:
    """Return what the settings say about a coturn of our own."""
    media = janus_setup()
    site = urlsplit(settings.CHAPERONE_PUBLIC_URL).hostname or ""
    reached = media.public_address or media.address
    first, last = settings.CHAPERONE_TURN_PORTS
    return CoturnSetup(
        folder=media.folder,
        address=media.address,
        # A browser on another computer cannot reach this one as "localhost", nor can the relay be reached there.
        host=settings.CHAPERONE_TURN_HOST or (reached if site in OWN_NAMES else site),
        public_address=media.public_address,
        port=settings.CHAPERONE_TURN_PORT,
        tls_port=settings.CHAPERONE_TURN_TLS_PORT,
        certificate=settings.CHAPERONE_TURN_CERTIFICATE,
        key=settings.CHAPERONE_TURN_KEY,
        first_port=first,
        last_port=last,
    )


class Media:
    """The media server of this process (``server``), the relay beside it, and the echo that a check before a session asks."""

    def __init__(self) -> None:
        """Prepare what the settings ask for, and start nothing yet."""
        off = settings.CHAPERONE_VIDEO == "off"
        self.server = JanusNodes(janus_setup(), off=off)
        is_there = not off and bool(self.server.nodes)
        has_relay = settings.CHAPERONE_TURN == "local" and is_there
        self._coturn = Coturn(coturn_setup()) if has_relay else None
        self._echo = Echo(janus_setup().address, settings.CHAPERONE_MEDIA_PORTS[1]) if is_there else None
        self._elsewhere = (
            Relay(settings.CHAPERONE_TURN_URLS, settings.CHAPERONE_TURN_SECRET)
            if settings.CHAPERONE_TURN == "elsewhere" and not off
            else NO_RELAY
        )

    @property
    def ice_servers(self) -> Callable[[], list[dict[str, Any]]]:
        """A function that returns the ``iceServers`` for a browser that comes in now."""
        relay = self._coturn.relay if self._coturn else self._elsewhere
        return lambda: relay.ice_servers(datetime.now(UTC))

    def start(self) -> None:
        """Start the children; returns at once, and they come up by themselves."""
        self.server.start()
        if self._coturn:
            self._coturn.start()
        if self._echo:
            self._echo.start()

    async def stop(self) -> None:
        """End the children in order."""
        if self._echo:
            await self._echo.stop()
        if self._coturn:
            await self._coturn.stop()
        await self.server.stop()
