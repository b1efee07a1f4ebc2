"""The way through strict networks: coturn as our child, or one elsewhere, with credentials that last two hours and name nobody."""

from __future__ import annotations

import asyncio
import base64
import hmac
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import structlog

from chaperone.adapters.janus.process import Child, Unending, lock_folder, to_the_end

log = structlog.get_logger(__name__)

PROGRAM: Final = "turnserver"
INSTALL: Final = "apt-get install coturn"
CREDENTIALS_LAST: Final = timedelta(hours=2)
# A browser makes one allocation for each connection and transport that it tries.
ALLOCATIONS_OF_ONE: Final = 12
ALLOCATIONS: Final = 2000
# Everything. What relayed packets may go to is named one by one, so that the relay is a way to Janus and to nothing else:
# not to this computer's own loop, not to a private network behind it, not to the world.
NOWHERE: Final = ("0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")


@dataclass(frozen=True, slots=True)
class Relay:
    """A TURN server that browsers may use, ours or one elsewhere."""

    urls: tuple[str, ...]
    secret: str
    """Shared with it and with nobody else; credentials are made of it."""

    def ice_servers(self, now: datetime) -> list[dict[str, Any]]:
        """Return what a browser's ``RTCPeerConnection`` takes as ``iceServers``; empty without a relay.

        Args:
            now: aware; the credentials are good for ``CREDENTIALS_LAST`` from then. Their name is the time of their end
                and a random word, so that the relay's log says nothing about who it was.
        """
        if not self.urls:
            return []
        username = f"{int((now + CREDENTIALS_LAST).timestamp())}:{secrets.token_hex(8)}"
        digest = hmac.digest(self.secret.encode(), username.encode(), "sha1")  # the one coturn knows
        credential = base64.b64encode(digest).decode()
        return [{"urls": list(self.urls), "username": username, "credential": credential}]


NO_RELAY: Final = Relay((), "")


@dataclass(frozen=True, slots=True)
class CoturnSetup:
    """What the operator decides about a coturn of our own."""

    folder: Path
    address: str
    """Where it listens and relays from: the address that media comes to."""
    host: str
    """The name or address that browsers reach it by."""
    public_address: str = ""
    port: int = 3478
    tls_port: int = 5349
    certificate: str = ""
    key: str = ""
    first_port: int = 21000
    last_port: int = 21999
    program: str = PROGRAM

    def relay(self, secret: str) -> Relay:
        """Return the relay as browsers are told of it; over TLS only with a certificate."""
        plain = f"{self.host}:{self.port}"
        urls = [f"turn:{plain}?transport=udp", f"turn:{plain}?transport=tcp"]
        if self.certificate:
            urls.append(f"turns:{self.host}:{self.tls_port}?transport=tcp")
        return Relay(tuple(urls), secret)


class Coturn(Unending):
    """Keeps a coturn of our own alive; where it is not installed there is no relay, and everything else works."""

    def __init__(self, setup: CoturnSetup) -> None:
        """Begin without a process, with a secret of its own."""
        super().__init__(self._live)
        self._setup = setup
        self._secret = secrets.token_urlsafe(32)
        self.relay = setup.relay(self._secret) if shutil.which(setup.program) else NO_RELAY
        self.process: Child | None = None

    def start(self) -> None:
        """Keep it alive from now on, where there is one."""
        if self.relay is not NO_RELAY:
            super().start()

    async def _live(self) -> None:
        try:
            await to_the_end(self._begin())
            assert self.process is not None  # noqa: S101 - made by _begin
            await asyncio.wait([self.process.ended])
            log.error("coturn_ended", code=self.process.ended.result())
        except OSError as error:  # the folder is busy, too
            log.error("coturn_does_not_start", error=str(error))
        finally:
            if self.process is not None:
                process, self.process = self.process, None
                await to_the_end(process.kill())

    async def _begin(self) -> None:
        folder = self._setup.folder / "coturn"
        lock = lock_folder(folder)
        file = folder / "turnserver.conf"
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text(configuration(self._setup, folder, self._secret))
        program = shutil.which(self._setup.program) or self._setup.program
        self.process = await Child.start((program, "-c", str(file)), folder, lock)


def configuration(setup: CoturnSetup, folder: Path, secret: str) -> str:
    """Return coturn's configuration file: nothing listens but the relay itself, and it leads to Janus only."""
    tls = (
        (f"tls-listening-port={setup.tls_port}", f"cert={setup.certificate}", f"pkey={setup.key}", "no-dtls")
        if setup.certificate
        else ("no-tls", "no-dtls")
    )
    public = (f"external-ip={setup.public_address}/{setup.address}",) if setup.public_address else ()
    reachable = dict.fromkeys(address for address in (setup.address, setup.public_address) if address)
    lines = (
        "# Written by Chaperone at each start.",
        f"listening-ip={setup.address}",
        f"relay-ip={setup.address}",
        f"listening-port={setup.port}",
        f"min-port={setup.first_port}",
        f"max-port={setup.last_port}",
        *public,
        *tls,
        *("no-tlsv1", "no-tlsv1_1"),
        f"realm={setup.host}",
        "use-auth-secret",
        f"static-auth-secret={secret}",
        "fingerprint",
        "stale-nonce=600",
        *(f"user-quota={ALLOCATIONS_OF_ONE}", f"total-quota={ALLOCATIONS}"),
        *(f"denied-peer-ip={addresses}" for addresses in NOWHERE),
        *(f"allowed-peer-ip={address}" for address in reachable),
        "no-multicast-peers",
        "no-tcp-relay",
        "no-stun",
        "no-cli",
        "no-software-attribute",
        f"userdb={folder / 'users.sqlite'}",
        f"pidfile={folder / 'turnserver.pid'}",
        # Its log would name the addresses of pupils' browsers.
        "log-file=/dev/null",
        "no-stdout-log",
    )
    return "\n".join(lines) + "\n"
