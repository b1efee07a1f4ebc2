"""Descriptions of sound and picture: what a browser writes goes on cleaned, what nobody should write goes nowhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaperone.adapters.media import Kind
from chaperone.door.media.sdp import SIZE_LIMIT, check_answer, check_offer
from chaperone.policy.refusal import Refused
from tests.door.descriptions import FINGERPRINT, PASSWORD, answer, described, offer, section

BOTH: tuple[Kind, ...] = ("microphone", "camera")
GOOD = offer(*BOTH)
# Nothing else may stand in what goes on to the media server.
PASSED_ON = re.compile(
    r"v=0|o=- \d+ \d+ IN IP4 0\.0\.0\.0|s=-|t=0 0|c=IN IP4 0\.0\.0\.0|b=(AS|TIAS):\d+"
    r"|m=(audio|video) \d+ UDP/TLS/RTP/SAVPF( \d+)+"
    r"|a=(group:BUNDLE|ice-ufrag:|ice-pwd:|ice-options:|fingerprint:sha-256 |setup:|mid:|extmap:|extmap-allow-mixed$|rtpmap:"
    r"|rtcp-fb:|rtcp-mux$|rtcp-rsize$|fmtp:|ssrc:\d+ cname:browser$|ssrc-group:|rid:|simulcast:|p?time:|maxptime:|ptime:"
    r"|sendonly$|recvonly$|inactive$)[\x20-\x7e]*"
)


def cleaned(sdp: str, *kinds: Kind) -> str:
    """The offer as it goes on."""
    found = check_offer(sdp, kinds)
    assert isinstance(found, str), found
    return found


@pytest.mark.proves("M7")
def test_no_candidate_address_or_name_of_a_browser_goes_on() -> None:
    found = cleaned(GOOD, *BOTH)
    for word in ("candidate", "192.0.2.77", "198.51.100.9", "stream-of-mine", "who-knows", "50123", "msid"):
        assert word not in found
    for line in found.removesuffix("\r\n").split("\r\n"):
        assert PASSED_ON.fullmatch(line), line
    assert found.count("a=sendonly") == 2 and f"a=ice-pwd:{PASSWORD}" in found and FINGERPRINT in found


def test_what_is_cleaned_is_clean() -> None:
    assert cleaned(cleaned(GOOD, *BOTH), *BOTH) == cleaned(GOOD, *BOTH)
    assert cleaned(GOOD.replace("\r\n", "\n"), *BOTH) == cleaned(GOOD, *BOTH)


def test_what_a_description_says_once_for_all_its_lines_is_written_to_each() -> None:
    lines = [x for x in section("microphone", "0") if not x.startswith(("a=fingerprint", "a=setup", "a=ice"))]
    shared = f"a=fingerprint:SHA-256 {FINGERPRINT.lower()}\r\na=setup:actpass\r\na=ice-ufrag:Ab3d\r\na=ice-pwd:{PASSWORD}\r\n"
    found = cleaned(described([lines]).replace("t=0 0\r\n", "t=0 0\r\n" + shared), "microphone")
    assert f"a=fingerprint:sha-256 {FINGERPRINT}" in found.split("m=")[1]


@pytest.mark.proves("M7")
@pytest.mark.parametrize(
    "line",
    [
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc",
        "a=ice-lite",
        "a=remote-candidates:1 192.0.2.1 9",
        "a=x-words:meet me after class",
        "a=extmap:2 http://elsewhere.example/words",
        "a=rtpmap:55 opus/48000/2",
        "a=candidate:9 1 tcp 1 192.0.2.9 9 typ host tcptype active",
        "i=some words",
    ],
)
def test_lines_that_nobody_needs_are_left_out(line: str) -> None:
    spoiled = described([[*section("microphone", "0"), line]])
    assert cleaned(spoiled, "microphone") == cleaned(offer("microphone"), "microphone")


REFUSED = {
    "empty": "",
    "not one": "hello",
    "too long": GOOD + "a=x:" + "y" * SIZE_LIMIT,
    "too many lines": GOOD + "a=x\r\n" * 1_300,
    "a control character": GOOD.replace("s=-", "s=\x00"),
    "words beyond ASCII": GOOD.replace("a=mid:0", "a=mid:é"),
    "a data channel": GOOD + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n",
    "plain RTP": GOOD.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP", 1),
    "both ways": GOOD.replace("a=sendonly", "a=sendrecv", 1),
    "no direction": GOOD.replace("a=sendonly\r\n", "", 1),
    "two directions": GOOD.replace("a=sendonly", "a=sendonly\r\na=recvonly", 1),
    "an old fingerprint": GOOD.replace("sha-256", "sha-1"),
    "no fingerprint": re.sub(r"a=fingerprint[^\r]*\r\n", "", GOOD),
    "two certificates": GOOD.replace("AB:AB", "AB:CD", 1),
    "two fingerprints": GOOD.replace("a=setup", f"a=fingerprint:sha-256 {FINGERPRINT}\r\na=setup", 1),
    "no password": GOOD.replace(f"a=ice-pwd:{PASSWORD}\r\n", ""),
    "no rtcp-mux": GOOD.replace("a=rtcp-mux\r\n", "", 1),
    "no bundle": GOOD.replace("a=group:BUNDLE 0 1\r\n", ""),
    "two bundles": GOOD.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0\r\na=group:BUNDLE 1"),
    "half a bundle": GOOD.replace("BUNDLE 0 1", "BUNDLE 0"),
    "a stranger in the bundle": GOOD.replace("BUNDLE 0 1", "BUNDLE 0 1 2"),
    "one name twice": GOOD.replace("a=mid:1", "a=mid:0").replace("BUNDLE 0 1", "BUNDLE 0"),
    "the server is to begin": GOOD.replace("a=setup:actpass", "a=setup:passive"),
    "the wrong order": offer("camera", "microphone"),
    "one line less": offer("microphone"),
    "one line more": offer("microphone", "camera", "camera"),
    "no lines": described([]),
    "no version": GOOD.replace("v=0\r\n", ""),
    "an odd origin": GOOD.replace("o=- ", "o="),
    "a key in the clear": GOOD.replace("t=0 0", "t=0 0\r\nk=clear:secret"),
    "a thousand lines": described([section("microphone", str(n)) for n in range(30)]),
}


@pytest.mark.proves("M7")
@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused_in_one_plain_sentence(name: str) -> None:
    found = check_offer(REFUSED[name], BOTH)
    assert isinstance(found, Refused), name
    assert found.sentence.endswith(".") and found.next_step and len(found.sentence) < 100


@pytest.mark.proves("M7")
def test_an_answer_only_receives_and_belongs_to_its_offer() -> None:
    asked = offer(*BOTH)
    good = check_answer(answer(*BOTH), asked)
    assert isinstance(good, str) and "candidate" not in good and good.count("a=recvonly") == 2
    for bad in (
        answer(*BOTH, direction="sendonly"),
        answer(*BOTH, direction="sendrecv"),
        answer("microphone"),
        answer("camera", "microphone"),
        offer(*BOTH, direction="recvonly"),
        "",
    ):
        assert isinstance(check_answer(bad, asked), Refused)


def test_an_answer_may_turn_a_line_down() -> None:
    down = ["m=video 0 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0", "a=inactive", "a=mid:1"]
    taken = section("microphone", "0", "recvonly", "active")
    sdp = described([taken, down]).replace("BUNDLE 0 1", "BUNDLE 0")
    found = check_answer(sdp, offer(*BOTH))
    assert isinstance(found, str) and "m=video 0 " in found


LINES = GOOD.split("\r\n")


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """A good offer with some lines lost, doubled, moved or cut, and some nonsense between."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["lose", "double", "move", "cut", "nonsense", "characters"]))
        if what == "lose" and len(lines) > 1:
            del lines[at]
        elif what == "double":
            lines.insert(at, lines[at])
        elif what == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        elif what == "cut":
            lines[at] = lines[at][: draw(st.integers(0, 40))]
        elif what == "nonsense":
            lines.insert(at, draw(st.text(max_size=60)))
        else:
            lines[at] += draw(st.text(st.characters(max_codepoint=127), max_size=30))
    return draw(st.sampled_from(["\r\n", "\n"])).join(lines)


@pytest.mark.proves("M7")
@settings(max_examples=300)
@given(st.one_of(spoiled(), st.text(max_size=300)))
def test_nothing_unknown_passes_whatever_is_sent(sdp: str) -> None:
    for found in (check_offer(sdp, BOTH), check_answer(sdp, GOOD)):
        if isinstance(found, Refused):
            assert found.sentence and "\n" not in found.sentence
            continue
        lines = found.removesuffix("\r\n").split("\r\n")
        assert all(PASSED_ON.fullmatch(line) for line in lines)
        assert [line[:7] for line in lines if line.startswith("m=")] == ["m=audio", "m=video"]
        assert check_offer(found, BOTH) == found or check_answer(found, GOOD) == found
