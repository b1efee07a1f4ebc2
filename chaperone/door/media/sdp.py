"""Reads a browser's description of its sound and picture (SDP) strictly, and writes it anew of what is known, or refuses.

Nothing of what a browser wrote goes on unread: lines are taken apart and put together again, so that an address, a candidate, a
word to somebody else or a line we have never heard of has no way to the media server (decision 0011).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from chaperone.adapters.media import Kind
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

SIZE_LIMIT: Final = 24 * 1024  # characters of one description
LINES_LIMIT: Final = 1_200
MEDIA_LINES_LIMIT: Final = 128  # of an answer: a listener's lines are never taken away, only used again
SOUND: Final = frozenset({"microphone", "screen_sound"})
_NO_ADDRESS: Final = "IN IP4 0.0.0.0"
_NEXT: Final = "Reload the page. If it happens again, go on by text."

_LINE = re.compile(r"([a-z])=([\x20-\x7e]*)")
_ORIGIN = re.compile(r"\S{1,64} (\d{1,20}) (\d{1,20}) IN IP[46] \S{1,255}")
_MEDIA = re.compile(r"(audio|video) (\d{1,5}) UDP/TLS/RTP/SAVPF((?: \d{1,3}){1,64})")
_BANDWIDTH = re.compile(r"(?:AS|TIAS):\d{1,9}")
_BUNDLE = re.compile(r"BUNDLE((?: [A-Za-z0-9]{1,16})*)")
_FINGERPRINT = re.compile(r"sha-256 [0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31}", re.IGNORECASE)
_DIRECTIONS: Final = frozenset({"sendonly", "recvonly", "sendrecv", "inactive"})

# What an attribute's value must look like to be kept; what is not here is left out.
_KEPT: Final[dict[str, re.Pattern[str]]] = {
    "extmap-allow-mixed": re.compile(r""),
    "ice-ufrag": re.compile(r"[A-Za-z0-9+/]{4,256}"),
    "ice-pwd": re.compile(r"[A-Za-z0-9+/]{22,256}"),
    "ice-options": re.compile(r"(?:trickle|renomination)(?: (?:trickle|renomination))?"),
    "setup": re.compile(r"actpass|active|passive"),
    "mid": re.compile(r"[A-Za-z0-9]{1,16}"),
    "rtcp-mux": re.compile(r""),
    "rtcp-rsize": re.compile(r""),
    "extmap": re.compile(
        r"\d{1,3}(?:/(?:sendonly|recvonly|sendrecv|inactive))? "
        r"(?:urn:ietf:params:rtp-hdrext:|http://www\.webrtc\.org/experiments/rtp-hdrext/|http://www\.ietf\.org/id/draft-)"
        r"[A-Za-z0-9:/._#-]{1,100}"
    ),
    "rtpmap": re.compile(r"\d{1,3} [A-Za-z0-9-]{1,24}/\d{3,6}(?:/\d)?"),
    "rtcp-fb": re.compile(r"(?:\d{1,3}|\*) (?:goog-remb|transport-cc|ccm fir|ccm tmmbr|nack|nack pli|rrtr)"),
    "fmtp": re.compile(r"\d{1,3} [A-Za-z0-9=;/,._+ -]{1,200}"),
    "ptime": re.compile(r"\d{1,3}"),
    "maxptime": re.compile(r"\d{1,3}"),
    "ssrc-group": re.compile(r"(?:FID|SIM|FEC-FR)(?: \d{1,10}){1,8}"),
    "rid": re.compile(r"[A-Za-z0-9]{1,16} (?:send|recv)"),
    "simulcast": re.compile(r"(?:send|recv) [A-Za-z0-9~;,]{1,64}"),
}
_SSRC = re.compile(r"(\d{1,10}) cname:\S{1,255}")


class Found(NamedTuple):
    """One media line of a description and what stands under it, already in the words it goes on with."""

    sort: str  # audio or video
    port: int
    direction: str
    lines: list[str]
    attributes: dict[str, str]  # the last value of each


class _Unreadable(Exception):
    """``str()`` is the sentence for the person; it never holds a piece of the description."""


@carries_out("M7")
def check_offer(sdp: str, kinds: Sequence[Kind]) -> str | Refused:
    """Check a sender's offer.

    Args:
        sdp: as the browser sent it, at most ``SIZE_LIMIT`` characters.
        kinds: what its media lines are said to carry, in order.

    Returns:
        The cleaned offer: these kinds and no others, each only to be sent, no candidate, no address, no data channel. Or
        ``Refused`` with one plain sentence.
    """
    sorts = ["audio" if kind in SOUND else "video" for kind in kinds]

    def accept(found: Sequence[Found]) -> None:
        if [each.sort for each in found] != sorts:
            raise _Unreadable("Your browser offered something else than was asked for.")
        if any(each.direction != "sendonly" for each in found):
            raise _Unreadable("This connection is for sending only, and your browser offered another.")

    return _check(sdp, accept, is_offer=True)


@carries_out("M7")
def check_answer(sdp: str, offer: str) -> str | Refused:
    """Check a listener's answer to ``offer``: the same media lines, none of which sends.

    Returns:
        The cleaned answer, or ``Refused`` with one plain sentence.
    """
    sorts = [line[2:7] for line in offer.split("\n") if line.startswith("m=")]

    def accept(found: Sequence[Found]) -> None:
        if [each.sort for each in found] != sorts:
            raise _Unreadable("Your browser's answer does not belong to what it was offered.")
        if any(each.direction not in {"recvonly", "inactive"} for each in found):
            raise _Unreadable("This connection is for receiving only, and your browser tried to send.")

    return _check(sdp, accept, is_offer=False)


def _check(sdp: str, accept: Callable[[Sequence[Found]], None], *, is_offer: bool) -> str | Refused:
    try:
        head, sections = _split(sdp)
        session, shared, bundled = _read_head(head)
        found = [_read_section(each, shared, is_offer=is_offer) for each in sections]
        accept(found)
        _check_bundle(found, bundled, is_offer=is_offer)
    except _Unreadable as problem:
        return Refused("", str(problem), _NEXT)
    return "".join(line + "\r\n" for line in (*session, *(line for each in found for line in each.lines)))


# --- lines --------------------------------------------------------------------------------------------------------
def _split(sdp: str) -> tuple[list[tuple[str, str]], list[list[tuple[str, str]]]]:
    """The session's lines, and those of each media line; every one is a letter, ``=`` and printable ASCII."""
    if len(sdp) > SIZE_LIMIT:
        raise _Unreadable("Your browser's description of its sound and picture is too long.")
    raw = sdp.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if len(raw) > LINES_LIMIT:
        raise _Unreadable("Your browser's description of its sound and picture is too long.")
    sections: list[list[tuple[str, str]]] = [[]]
    for line in raw:
        match = _LINE.fullmatch(line)
        if match is None:
            raise _Unreadable("Your browser's description of its sound and picture could not be read.")
        if match[1] == "m":
            sections.append([])
        sections[-1].append((match[1], match[2]))
    if not 1 < len(sections) <= MEDIA_LINES_LIMIT + 1:
        raise _Unreadable("Your browser offered no sound or picture, or far too many.")
    return sections[0], sections[1:]


def _read_head(head: list[tuple[str, str]]) -> tuple[list[str], dict[str, str], list[str]]:
    """The session's own lines as they go on, what they say for all media lines, and the names bundled together."""
    if [letter for letter, _ in head[:4]] != ["v", "o", "s", "t"] or head[0][1] != "0" or head[3][1] != "0 0":
        raise _Unreadable("Your browser's description of its sound and picture does not begin as one.")
    origin = _ORIGIN.fullmatch(head[1][1])
    if origin is None:
        raise _Unreadable("Your browser's description of its sound and picture does not begin as one.")
    lines = ["v=0", f"o=- {origin[1]} {origin[2]} {_NO_ADDRESS}", "s=-", "t=0 0"]
    shared: dict[str, str] = {}
    bundles: list[list[str]] = []
    for letter, value in head[4:]:
        if letter not in {"a", "b", "c"}:
            raise _Unreadable("Your browser's description of its sound and picture could not be read.")
        name, _, rest = value.partition(":")
        if letter == "a" and name == "group":
            match = _BUNDLE.fullmatch(rest)
            if match is None:
                raise _Unreadable("Your browser groups its sound and picture in a way we do not know.")
            bundles.append(match[1].split())
        elif letter == "a" and (kept := _attribute(name, rest)):
            shared[name] = kept
    if len(bundles) != 1 or len(set(bundles[0])) != len(bundles[0]):
        raise _Unreadable("Your browser would need more than one connection for its sound and picture.")
    lines.append(" ".join(["a=group:BUNDLE", *bundles[0]]))
    if "extmap-allow-mixed" in shared:
        lines.append(shared["extmap-allow-mixed"])
    return lines, shared, bundles[0]


def _read_section(section: list[tuple[str, str]], shared: dict[str, str], *, is_offer: bool) -> Found:
    match = _MEDIA.fullmatch(section[0][1])
    if match is None:
        raise _Unreadable("Only sound and picture can be sent here, nothing else.")
    port = 9 if is_offer or match[2] != "0" else 0  # what an answer turns down stays turned down
    lines = [f"m={match[1]} {port} UDP/TLS/RTP/SAVPF{match[3]}", f"c={_NO_ADDRESS}"]
    formats = frozenset({*match[3].split(), "*"})
    attributes: dict[str, str] = {}
    directions: list[str] = []
    for letter, value in section[1:]:
        name, _, rest = value.partition(":")
        if letter == "b" and _BANDWIDTH.fullmatch(value):
            lines.append(f"b={value}")
        elif letter == "a" and value in _DIRECTIONS:
            directions.append(value)
        elif letter == "a" and (kept := _attribute(name, rest, formats)):
            if name in _ONCE and name in attributes:
                raise _Unreadable("Your browser says the same thing twice about its sound and picture.")
            attributes[name] = kept
            lines.append(kept)
        elif letter not in {"a", "b", "c", "i"}:
            raise _Unreadable("Your browser's description of its sound and picture could not be read.")
    for name in sorted(_SHAREABLE - attributes.keys() & shared.keys()):
        attributes[name] = shared[name]
        lines.append(shared[name])
    if len(directions) > 1:
        raise _Unreadable("Your browser says the same thing twice about its sound and picture.")
    direction = directions[0] if directions else "inactive" if port == 0 else "sendrecv"
    lines.append(f"a={direction}")
    return Found(match[1], port, direction, lines, attributes)


_ONCE: Final = frozenset({"mid", "ice-ufrag", "ice-pwd", "fingerprint", "setup", "rtcp-mux", "simulcast"})
_OF_A_FORMAT: Final = frozenset({"rtpmap", "fmtp", "rtcp-fb"})
_SHAREABLE: Final = frozenset({"ice-ufrag", "ice-pwd", "ice-options", "fingerprint", "setup"})


def _attribute(name: str, value: str, formats: frozenset[str] = frozenset()) -> str:
    """The attribute as it goes on; empty when it does not.

    Candidates, addresses, stream names and every unknown word end here. A fingerprint that is not SHA-256 is an error: leaving
    it out would leave a connection without one.
    """
    if name == "fingerprint":
        if _FINGERPRINT.fullmatch(value) is None:
            raise _Unreadable("Your browser's connection is not protected in the way we need.")
        return f"a=fingerprint:sha-256 {value[8:].upper()}"
    if name == "ssrc":
        stream = _SSRC.fullmatch(value)
        return "" if stream is None else f"a=ssrc:{stream[1]} cname:browser"
    pattern = _KEPT.get(name)
    if pattern is None or pattern.fullmatch(value) is None:
        return ""
    if name in _OF_A_FORMAT and value.split(" ", 1)[0] not in formats:
        return ""  # about a format that its line does not name
    return f"a={name}:{value}" if value else f"a={name}"


# --- the whole ------------------------------------------------------------------------------------------------------
_NEEDED: Final = frozenset({"mid", "ice-ufrag", "ice-pwd", "fingerprint", "setup", "rtcp-mux"})


def _check_bundle(found: Sequence[Found], bundled: list[str], *, is_offer: bool) -> None:
    """One connection for everything: one group of all lines in use, one certificate, sound and control on one port."""
    used = [each for each in found if each.port]
    for each in used:
        if not each.attributes.keys() >= _NEEDED:
            raise _Unreadable("Your browser's description of its sound and picture is not complete.")
        if each.attributes["setup"] == ("a=setup:passive" if is_offer else "a=setup:actpass"):
            raise _Unreadable("Your browser's connection is not protected in the way we need.")
    named = [each.attributes["mid"].removeprefix("a=mid:") for each in found if "mid" in each.attributes]
    needed = {each.attributes["mid"].removeprefix("a=mid:") for each in used}
    if len(set(named)) != len(named) or not needed <= set(bundled) <= set(named):
        raise _Unreadable("Your browser would need more than one connection for its sound and picture.")
    if len({each.attributes["fingerprint"] for each in used}) > 1:
        raise _Unreadable("Your browser's connection is not protected in the way we need.")
