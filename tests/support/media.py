"""Sound and picture in a test's own words: what a browser receives, counted by the browser itself, and people who send."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.browser import Person
from tests.support.server import Server, free_port

# Keeps every peer connection the page makes where the test can count what comes in, closed or not.
_COUNTED = """
window.peers = [];
const Real = RTCPeerConnection;
window.RTCPeerConnection = class extends Real {
  constructor(...words) { super(...words); window.peers.push(this); }
};
const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
if (ask) navigator.mediaDevices.getUserMedia = async (...words) => (window.opened = await ask(...words));
"""
# A browser that plays no sound before something is pressed on the page.
_SHY = """
const play = HTMLAudioElement.prototype.play;
let refused = false, pressed = false;
addEventListener("click", () => { pressed = refused; }, { capture: true });
HTMLAudioElement.prototype.play = function () {
  refused = true;
  return pressed ? play.call(this) : Promise.reject(new DOMException("no", "NotAllowedError"));
};
"""
# A page that has been tampered with: it never lets a connection go.
_KEPT = "RTCPeerConnection.prototype.close = () => undefined;"
# A browser that sends no packet twice, and so never says a second time which size of a picture is which.
_ONCE = """
const able = RTCRtpSender.getCapabilities.bind(RTCRtpSender);
const once = (kind) => able(kind).codecs.filter((codec) => !/rtx/i.test(codec.mimeType));
RTCRtpSender.getCapabilities = (kind) => ({ ...able(kind), codecs: once(kind) });
"""
_COUNT = """async () => {
  const sum = { packets: 0, frames: 0, energy: 0 };
  for (const peer of window.peers) {
    for (const report of (await peer.getStats()).values()) {
      if (report.type !== "inbound-rtp") continue;
      sum.packets += report.packetsReceived ?? 0;
      sum.frames += report.framesDecoded ?? 0;
      sum.energy += report.totalAudioEnergy ?? 0;
    }
  }
  return sum;
}"""

_WIDTHS = """async () => {
  const found = [];
  for (const peer of window.peers.filter((each) => each.connectionState === "connected"))
    for (const report of (await peer.getStats()).values())
      if (report.type === "inbound-rtp" && report.frameWidth && report.framesPerSecond) found.push(report.frameWidth);
  return found;
}"""
_CONFIRMED = """async () => {
  for (const peer of window.peers.filter((each) => each.connectionState === "connected"))
    for (const report of (await peer.getStats()).values())
      if (report.type === "remote-inbound-rtp" && report.kind === "video") return true;
  return false;
}"""
SMALL_WIDTH, LARGE_WIDTH = 320, 640


@dataclass(frozen=True)
class Received:
    """What a browser has received so far: packets, pictures it could show, and sound it could play."""

    packets: int
    frames: int
    energy: float


def counted(person: Person, *, tampered: bool = False, shy: bool = False, says_once: bool = False) -> Person:
    """Let this person's browser count what it receives, before any page is opened.

    ``tampered`` pages close no connection; a ``shy`` browser plays nothing before something is pressed; one that
    ``says_once`` what it sends repeats no packet.
    """
    kinds = (_KEPT if tampered else "") + (_SHY if shy else "") + (_ONCE if says_once else "")
    person.context.add_init_script(_COUNTED + kinds)
    return person


def unplugs_the_microphone(person: Person) -> Person:
    """The microphone that was opened last is gone, as the browser tells the page."""
    person.page.evaluate("opened.getAudioTracks()[0].dispatchEvent(new Event('ended'))")
    return person


def received(person: Person) -> Received:
    """What this browser has received so far."""
    return Received(**person.page.evaluate(_COUNT))


def receives(
    person: Person, test: Callable[[Received, Received], bool], within_seconds: float = 15
) -> Received:
    """Wait until what came since now (``test`` gets then and now) is enough."""
    before, end = received(person), time.monotonic() + within_seconds
    while time.monotonic() < end:
        now = received(person)
        if test(before, now):
            return now
        time.sleep(0.1)
    raise AssertionError(f"not enough came: {before}, then {received(person)}")


def sees_and_hears(person: Person) -> Received:
    """Pictures are decoded, and there is sound in what is played."""
    return receives(person, lambda then, now: now.frames > then.frames + 5 and now.energy > then.energy)


def hears(person: Person) -> Received:
    """There is sound in what is played."""
    return receives(person, lambda then, now: now.energy > then.energy)


def is_deaf(*people: Person, for_seconds: float = 1.5) -> None:
    """Not one packet more comes in to any of them."""
    before = [received(person).packets for person in people]
    time.sleep(for_seconds)
    assert [received(person).packets for person in people] == before


def widths(person: Person) -> list[int]:
    """How wide the pictures are that this browser decodes just now, the narrowest first."""
    return sorted(person.page.evaluate(_WIDTHS))


def comes_small(person: Person, faces: int, within_seconds: float = 15) -> None:
    """Wait until so many faces come in their small size."""
    end = time.monotonic() + within_seconds
    while (found := widths(person)).count(SMALL_WIDTH) != faces:
        assert time.monotonic() < end, found
        time.sleep(0.2)


def turns_on(person: Person) -> Person:
    """See oneself first, then be seen and heard."""
    person.page.get_by_role("button", name="Turn on camera and microphone…").click()
    person.page.get_by_role("button", name="Turn on camera and microphone", exact=True).click()
    return person


def is_confirmed(person: Person) -> Person:
    """The server has told this browser that its pictures arrive; the browser says once what they are, and no more after this."""
    person.page.wait_for_function(_CONFIRMED)
    return person


@contextmanager
def video_server() -> Iterator[Server]:
    """A running server with sound and picture, and a relay beside it."""
    with tempfile.TemporaryDirectory(prefix="chaperone-server-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name))
        server.env |= {
            "CHAPERONE_VIDEO": "auto",
            "CHAPERONE_MEDIA_PORTS": "25000-25199",
            "CHAPERONE_TURN": "local",
            "CHAPERONE_TURN_PORT": str(free_port()),
            "CHAPERONE_TURN_PORTS": "25200-25299",
        }
        server.prepare().start()
        try:
            yield server
        finally:
            server.stop()
