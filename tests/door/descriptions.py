"""Descriptions (SDP) as browsers write them, made here line by line, so that a test can spoil any of them."""

from __future__ import annotations

from collections.abc import Sequence

from chaperone.adapters.media import Kind

FINGERPRINT = ":".join(["AB"] * 32)
PASSWORD = "p" * 24
SOUND_LINES = [
    "a=rtpmap:111 opus/48000/2",
    "a=rtcp-fb:111 transport-cc",
    "a=fmtp:111 minptime=10;useinbandfec=1",
]
PICTURE_LINES = [
    "a=rtpmap:96 VP8/90000",
    "a=rtcp-fb:96 nack pli",
    "a=rtpmap:97 rtx/90000",
    "a=fmtp:97 apt=96",
]


def section(kind: Kind, mid: str, direction: str = "sendonly", setup: str = "actpass") -> list[str]:
    """One media line and what a browser writes under it, its addresses and candidates included."""
    is_sound = kind in {"microphone", "screen_sound"}
    return [
        "m=audio 50123 UDP/TLS/RTP/SAVPF 111" if is_sound else "m=video 50123 UDP/TLS/RTP/SAVPF 96 97",
        "c=IN IP4 192.0.2.77",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=candidate:1 1 udp 2122260223 192.0.2.77 50123 typ host generation 0",
        "a=candidate:2 1 udp 1686052607 198.51.100.9 50123 typ srflx raddr 192.0.2.77 rport 50123",
        "a=end-of-candidates",
        "a=ice-ufrag:Ab3d",
        f"a=ice-pwd:{PASSWORD}",
        "a=ice-options:trickle",
        f"a=fingerprint:sha-256 {FINGERPRINT}",
        f"a=setup:{setup}",
        f"a=mid:{mid}",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
        f"a={direction}",
        "a=msid:stream-of-mine a-track-of-mine",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        *(SOUND_LINES if is_sound else PICTURE_LINES),
        "a=ssrc:1234567 cname:who-knows",
        "a=ssrc:1234567 msid:stream-of-mine a-track-of-mine",
    ]


def described(sections: Sequence[list[str]]) -> str:
    """A whole description of these sections."""
    mids = " ".join(line[6:] for lines in sections for line in lines if line.startswith("a=mid:"))
    head = [
        "v=0",
        "o=- 4611731400430051336 2 IN IP4 192.0.2.77",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {mids}",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS stream-of-mine",
    ]
    return "\r\n".join([*head, *(line for lines in sections for line in lines)]) + "\r\n"


def offer(*kinds: Kind, direction: str = "sendonly") -> str:
    """A sender's offer of these kinds, in this order."""
    return described([section(kind, str(number), direction) for number, kind in enumerate(kinds)])


def answer(*kinds: Kind, direction: str = "recvonly") -> str:
    """A listener's answer to an offer of these kinds."""
    return described([section(kind, str(number), direction, "active") for number, kind in enumerate(kinds)])
