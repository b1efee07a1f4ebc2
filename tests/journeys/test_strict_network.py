"""A pupil in a school that blocks UDP sees and hears through the relay over TLS, and nothing at all without it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from chaperone.adapters.janus.setup import first_address
from tests.adapters.janus.test_strict_network import a_certificate
from tests.journeys.strict_network import OUTSIDE, chromium_in, strict_network, what_udp_says
from tests.support.browser import FAKE_DEVICES, Person, launch
from tests.support.media import counted, received, sees_and_hears, turns_on
from tests.support.server import Server, free_port

pytestmark = [pytest.mark.journey, pytest.mark.slow]
REFUSED = "Permission denied"
# The same page and browser, but for the relay's addresses.
_NO_RELAY = """
const Direct = RTCPeerConnection;
window.RTCPeerConnection = class extends Direct {
  constructor(words) { super({ ...words, iceServers: [] }); }
};
"""
# How the packets that arrive travelled between the browser and the first computer outside: ``tls`` only through the relay.
_WAY = """async () => {
  for (const peer of window.peers) {
    const reports = await peer.getStats();
    for (const report of reports.values()) {
      if (report.type !== "candidate-pair" || !report.nominated || !report.bytesReceived) continue;
      const local = reports.get(report.localCandidateId);
      return [local.candidateType, local.relayProtocol];
    }
  }
  return [];
}"""


@pytest.fixture
def certificate() -> Iterator[Path]:
    """The relay's certificate, signed by nobody; its key lies beside it."""
    with tempfile.TemporaryDirectory(prefix="chaperone-relay-") as folder:
        yield Path(a_certificate(Path(folder))[0])


@pytest.fixture
def server(certificate: Path) -> Iterator[Server]:
    """One that listens where another network reaches it, with a Janus and a coturn that speaks TLS."""
    with tempfile.TemporaryDirectory(prefix="chaperone-server-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name))
        server.host = "0.0.0.0"  # noqa: S104 - a network of the test's own must reach it
        server.env |= {
            "CHAPERONE_VIDEO": "auto",
            "CHAPERONE_MEDIA_PORTS": "25300-25499",
            "CHAPERONE_TURN": "local",
            "CHAPERONE_TURN_PORT": str(free_port()),
            "CHAPERONE_TURN_TLS_PORT": str(free_port()),
            "CHAPERONE_TURN_PORTS": "25500-25599",
            "CHAPERONE_TURN_CERTIFICATE": str(certificate),
            "CHAPERONE_TURN_KEY": str(certificate.with_suffix(".key")),
        }
        server.prepare().start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture
def school(server: Server) -> Iterator[str]:
    """The network that lets out only the web and the relay over TLS."""
    with strict_network([server.port, int(server.env["CHAPERONE_TURN_TLS_PORT"])]) as network:
        yield network


@pytest.fixture
def anybody(server: Server) -> Iterator[Callable[..., Person]]:
    """Make people; when the story is over, none of their browsers may have complained."""
    everybody: list[Person] = []

    def one(browser: Browser) -> Person:
        everybody.append(counted(Person(browser, server)))
        return everybody[-1]

    yield one
    for person in everybody:
        person.leaves()


def adult(person: Person, staged: dict[str, Any], key: str) -> Person:
    """An adult comes in, with camera and microphone on."""
    person.signs_in(staged["people"][key]["link"]).goes_into_room(staged["ref"])
    expect(person.page.get_by_role("button", name="What to receive")).to_be_visible(timeout=20_000)
    return turns_on(person)


@pytest.mark.proves("U2", "M9")
def test_a_pupil_and_a_technician_behind_a_network_that_blocks_udp(
    chromium: Browser, server: Server, school: str, certificate: Path, anybody: Callable[..., Person]
) -> None:
    """Frames are decoded and sound is played through TURN over TLS; a second pupil there, without the relay, gets no packet.

    The check before a session says the same: not directly, but through the relay over TLS.
    """
    for port in (25300, 25499, int(server.env["CHAPERONE_TURN_PORT"]), 53):
        assert what_udp_says(school, first_address(), port) == REFUSED
    staged = server.stage(seats=2, pack="calm")
    outside = launch(chromium.browser_type, FAKE_DEVICES)
    inside = chromium_in(
        school,
        chromium.browser_type,
        certificate.parent,
        site=OUTSIDE,
        trusts=certificate,
        more=FAKE_DEVICES[2:],
    )
    for key in ("facilitator", "teacher_a"):
        adult(anybody(outside), staged, key)
    without = anybody(inside)
    without.context.add_init_script(_NO_RELAY)
    without.sits_down(staged["seats"][1]["code"]).agrees().is_inside()
    pupil = anybody(inside).sits_down(staged["seats"][0]["code"]).agrees().is_inside()

    sees_and_hears(pupil)
    assert pupil.page.evaluate(_WAY) == ["relay", "tls"]
    assert without.page.evaluate("window.peers.length") > 0, "it was offered the same"
    assert received(without).packets == 0
    without.sees(
        "Sound and picture do not get through this network. You can go on by writing. Tell your teacher.", 20
    )
    pupil.looks("behind a strict network")
    for each in (pupil, without):
        each.sees("I’m worried").sees("Enter sends")
    technician = anybody(inside).goes_to("/check").presses("Start the check")
    technician.sees("UDP does not get through: port 25499 of our server did not answer", 30)
    technician.sees("Our relay can be reached over TLS, not over UDP and TCP", 30)
    outside.close()
    inside.close()
