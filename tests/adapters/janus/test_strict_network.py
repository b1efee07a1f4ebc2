"""A school whose network blocks UDP, in earnest: a browser in a network of its own, out of which one TCP port leads."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.adapters.janus.browsers import Sender
from tests.adapters.janus.running import janus
from tests.adapters.janus.test_flow import FEED, SOUND
from tests.adapters.janus.test_turn import coturn

pytestmark = pytest.mark.sockets

TOP = Path(__file__).resolve().parents[3]


def a_certificate(folder: Path) -> tuple[str, str]:
    """Make a certificate for the school's own loop, where the one way out begins; return its file and its key's."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "relay.example")])
    loop = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(loop, critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "relay.pem", folder / "relay.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return str(files[0]), str(files[1])


@asynccontextmanager
async def school(
    folder: Path, certificate: str, relay: tuple[str, int]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the browser in a network of its own, whose one TCP port is carried to ``relay``."""
    way = str(folder / "way")
    with socket.socket(socket.AF_UNIX) as meeting:
        meeting.bind(way)
        meeting.listen()
        browser = await asyncio.create_subprocess_exec(
            *(
                "unshare",
                "--user",
                "--map-root-user",
                "--net",
                sys.executable,
                "-m",
                "tests.adapters.janus.school",
                way,
            ),
            cwd=TOP,
            env={**os.environ, "SSL_CERT_FILE": certificate},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        inside, _ = await asyncio.to_thread(meeting.accept)
    with inside:
        _, (port, *_), _, _ = socket.recv_fds(inside, 16, 1)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(*relay)
        await asyncio.gather(pump(reader, there[1]), pump(there[0], writer))

    way_out = await asyncio.start_server(carry, sock=socket.socket(fileno=port))
    try:
        yield browser
    finally:
        browser.kill()
        await browser.wait()
        way_out.close()


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes one way until either end is closed."""
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def told(browser: asyncio.subprocess.Process, line: str) -> str:
    """Tell the browser something and return its answer."""
    assert browser.stdin is not None
    assert browser.stdout is not None
    browser.stdin.write(line.encode() + b"\n")
    await browser.stdin.drain()
    return (await asyncio.wait_for(browser.stdout.readline(), 30)).decode()


@pytest.mark.proves("U2")
@pytest.mark.parametrize("has_relay", [True, False], ids=["with the relay", "without"])
def test_where_udp_is_blocked_the_relay_over_tls_gets_through(tmp_path: Path, has_relay: bool) -> None:
    """Packets arrive through TLS on one TCP port; without the relay none does, so it was the relay that carried them."""

    async def story() -> None:
        certificate, key = a_certificate(tmp_path)
        async with (
            coturn(tmp_path, certificate, key) as (setup, ours),
            janus() as (nodes, witness),
            school(tmp_path, certificate, (setup.address, setup.tls_port)) as browser,
        ):
            sender = await Sender(["microphone"]).publish(nodes, "room", FEED)
            await witness.hears("flows", "room", FEED)
            await nodes.set_muted("room", [FEED], muted=False)
            offer = await nodes.listen("room", "pupil", [SOUND])
            assert offer is not None
            ice = ours.relay.ice_servers(datetime.datetime.now(datetime.UTC)) if has_relay else []
            answer = json.loads(await told(browser, json.dumps({"sdp": offer.sdp, "ice": ice})))
            await nodes.answer("room", "pupil", answer["sdp"])
            packets, tries = 0, 0
            while packets <= 10 and tries < (100 if has_relay else 15):
                await asyncio.sleep(0.2)
                packets, tries = int(await told(browser, "")), tries + 1
            assert (packets > 10) is has_relay
            assert any(url.startswith("turns:") for url in setup.relay("x").urls)
            await sender.close()

    asyncio.run(story())
