"""The relay for strict networks: credentials that end and name nobody, and a real coturn that leads to Janus and nowhere else."""

from __future__ import annotations

import asyncio
import base64
import hmac
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aioice import stun, turn

from chaperone.adapters.janus.setup import first_address
from chaperone.adapters.janus.turn import NO_RELAY, Coturn, CoturnSetup, Relay
from tests.adapters.janus.running import within

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
FORBIDDEN = 403


def test_credentials_end_after_two_hours_and_name_nobody() -> None:
    """Their name is a time and a random word, different for everybody; without a relay there are none."""
    relay = Relay(("turn:relay.example:3478?transport=udp",), "a secret")
    (server,), (other,) = relay.ice_servers(NOW), relay.ice_servers(NOW)
    ends, _, word = server["username"].partition(":")
    assert datetime.fromtimestamp(int(ends), UTC) == NOW + timedelta(hours=2)
    assert word != other["username"].partition(":")[2]
    expected = hmac.digest(b"a secret", server["username"].encode(), "sha1")
    assert base64.b64decode(server["credential"]) == expected
    assert server["urls"] == ["turn:relay.example:3478?transport=udp"]
    assert NO_RELAY.ice_servers(NOW) == []


def test_tls_is_offered_only_with_a_certificate(tmp_path: Path) -> None:
    """A browser must not wait for a port where nobody speaks TLS."""
    setup = CoturnSetup(tmp_path, "192.0.2.1", "relay.example")
    assert not any("turns:" in url for url in setup.relay("x").urls)
    assert any("turns:" in url for url in replace(setup, certificate="c.pem", key="k.pem").relay("x").urls)
    assert Coturn(replace(setup, program="no-such-coturn")).relay is NO_RELAY


class Peer(asyncio.DatagramProtocol):
    """Receives what comes through the relay."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.received.append(data)


def a_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind((first_address(), 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def coturn(
    folder: Path, certificate: str = "", key: str = ""
) -> AsyncIterator[tuple[CoturnSetup, Coturn]]:
    """Run a real one on ports of the test's own."""
    setup = CoturnSetup(
        folder=folder / "media",
        address=first_address(),
        host="relay.example",
        port=a_port(),
        tls_port=a_port(),
        certificate=certificate,
        key=key,
        first_port=24500,
        last_port=24599,
    )
    ours = Coturn(setup)
    ours.start()
    try:
        await within(10, lambda: _answers(setup), "coturn listens")
        yield setup, ours
    finally:
        await ours.stop()


def _answers(setup: CoturnSetup) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex((setup.address, setup.port)) == 0


async def through(setup: CoturnSetup, server: dict[str, Any], to: tuple[str, int]) -> None:
    """Send a word through the relay."""
    transport, _ = await turn.create_turn_endpoint(
        asyncio.DatagramProtocol,
        server_addr=(setup.address, setup.port),
        username=server["username"],
        password=server["credential"],
    )
    try:
        # What ``sendto`` does, awaited: it would leave a refusal to a task that nobody looks at.
        await vars(transport)["_TurnTransport__inner_protocol"].send_data(b"hello", to)
    finally:
        transport.close()


@pytest.mark.sockets
def test_the_relay_leads_to_janus_and_nowhere_else(tmp_path: Path) -> None:
    """A packet for the media address passes; the loop, private networks and the world are refused; so are old credentials."""

    async def story() -> None:
        loop = asyncio.get_running_loop()
        async with coturn(tmp_path) as (setup, ours):
            server = ours.relay.ice_servers(datetime.now(UTC))[0]
            listening, peer = await loop.create_datagram_endpoint(Peer, local_addr=(setup.address, 0))
            await through(setup, server, (setup.address, listening.get_extra_info("sockname")[1]))
            await within(3, lambda: peer.received == [b"hello"], "the packet arrives")
            listening.close()
            for address in (
                "127.0.0.1",
                "10.0.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "8.8.8.8",
                "224.0.0.1",
            ):
                with pytest.raises(stun.TransactionFailed) as refused:
                    await through(setup, server, (address, 9))
                assert refused.value.response.attributes["ERROR-CODE"][0] == FORBIDDEN, address
            old = ours.relay.ice_servers(datetime.now(UTC) - timedelta(hours=3))[0]
            with pytest.raises(stun.TransactionFailed):
                await through(setup, old, (setup.address, 9))

    asyncio.run(story())
