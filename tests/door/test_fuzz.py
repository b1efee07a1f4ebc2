"""Rude clients at a real server: malformed, oversized, flooding, out of order; each is told or closed, and nobody else notices."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.door.crowd import Crowd
from tests.door.rude import BINARY, CONT, PING, TEXT, Rude, frame

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.slow,
    pytest.mark.parametrize("server", ["sqlite"], indirect=True),
]


def text(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


MALFORMED = {
    "nothing": b"",
    "half an object": b'{"do":"say"',
    "a list": b"[]",
    "null": b"null",
    "a number beyond all": b"1e999999",
    "not a number": b'{"do":"hand","id":"x","up":NaN}',
    "no such frame": text(do="dance", id="x"),
    "no do": text(id="x", text="hello"),
    "do is a list": text(do=["say"], id="x", text="hello"),
    "no text": text(do="say", id="x"),
    "no id": text(do="say", text="hello"),
    "empty id": text(do="say", id="", text="hello"),
    "long id": text(do="say", id="x" * 65, text="hello"),
    "id is a number": text(do="say", id=7, text="hello"),
    "a sender": text(do="say", id="x", text="hello", who="person:1"),
    "an audience": text(do="say", id="x", text="hello", to="seat:1"),
    "text is a list": text(do="say", id="x", text=["hello"]),
    "text too long": text(do="say", id="x", text="x" * 20_001),
    "seq below one": text(do="take", id="x", question=0),
    "seq beyond all": b'{"do":"take","id":"x","question":' + b"9" * 400 + b"}",
    "seq is a fraction": text(do="take", id="x", question=1.5),
    "deep": b"[" * 16_000,
    "deep and closed": b'{"do":"say","id":"x","text":' + b"[" * 9_000 + b"]" * 9_000 + b"}",
    "not UTF-8": b'{"do":"say","id":"x","text":"\xff\xfe"}',
    "cut in a character": '{"do":"say","id":"x","text":"é'.encode()[:-1],
    "half a character": b'{"do":"say","id":"x","text":"\\ud800"}',
    "a raw control": b'{"do":"say","id":"x","text":"\x00"}',
    "two things": text(do="hand", id="x", up=True) * 2,
    "a second join": text(do="join", ticket="x", after=0),
    "a join from before the start": text(do="join", ticket="x", after=-1),
}


def test_what_is_malformed_is_refused_kindly_and_the_sender_may_go_on(crowd: Crowd) -> None:
    names = list(MALFORMED)
    for first in range(0, len(names), 8):
        rude = crowd.offender()
        for name in names[first : first + 8]:
            seen = len(rude.said)
            rude.raw(frame(MALFORMED[name]))
            refused = rude.wait("refused") if seen == 0 else next_refused(rude, seen)
            assert refused["clause"] == "" and refused["sentence"], name
            assert "hello" not in json.dumps(refused), "the sentence never carries what was sent"
        rude.send({"do": "hand", "id": f"hand {first}", "up": True})
        rude.wait("done", frame_id=f"hand {first}")
        rude.send({"do": "hand", "id": f"down {first}", "up": False})
        rude.wait("done", frame_id=f"down {first}")
        rude.go()


def next_refused(rude: Rude, seen: int) -> dict[str, Any]:
    """The first refusal among what came after so many frames."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for found in rude.said[seen:]:
            if found["is"] == "refused":
                return found
        rude.hear(0.02)
    raise AssertionError(f"no refusal; got {rude.said[seen:]}, closed: {rude.over}")


def test_a_client_that_keeps_on_is_closed(crowd: Crowd) -> None:
    for payload, opcode in ((b"{", TEXT), (b"\x00\x01", BINARY)):
        rude = crowd.offender()
        rude.raw(frame(payload, opcode) * 9)
        bye = rude.wait_until_closed()
        assert (bye["is"], bye["why"]) == ("bye", "malformed")
        assert [f["is"] for f in rude.said].count("refused") == 8


BROKEN_FRAMING = {
    "more than 32 KiB": frame(text(do="say", id="x", text="x" * 33_000)),
    "an endless frame": frame(b"x", claims=2**62),
    "more than 32 KiB in pieces": frame(b"x" * 20_000, fin=False) + frame(b"x" * 20_000, CONT),
    "not masked": b"\x81\x02{}",
    "reserved bits": frame(b"{}", reserved=4),
    "no such opcode": frame(b"{}", 5),
    "a ping in pieces": frame(b"x", PING, fin=False),
    "a long ping": frame(b"x" * 126, PING),
    "the end of nothing": frame(b"{}", CONT),
    "a frame within a frame": frame(b"{", fin=False) + frame(b"{}"),
    "a close of one byte": frame(b"x", 8),
}


@pytest.mark.parametrize("name", BROKEN_FRAMING)
def test_broken_framing_ends_with_a_word(crowd: Crowd, name: str) -> None:
    rude = crowd.offender()
    rude.raw(BROKEN_FRAMING[name])
    bye = rude.wait_until_closed()
    assert (bye["is"], bye["why"]) == ("bye", "malformed")


def test_a_frame_in_pieces_is_one_frame(crowd: Crowd) -> None:
    rude = crowd.offender()
    whole = text(do="say", id="pieces", text="said in three breaths")
    rude.raw(frame(whole[:5], fin=False) + frame(b"hello", PING) + frame(whole[5:9], CONT, fin=False))
    time.sleep(0.05)
    rude.raw(frame(whole[9:], CONT))
    assert rude.wait("done", frame_id="pieces")["seq"] > 0


@pytest.mark.parametrize(
    "data",
    [
        frame(text(do="hand", id="x", up=True)) * 60,
        frame(b"", PING) * 60,
        frame(b"", fin=False) + frame(b"", CONT, fin=False) * 60,
        frame(b"\x00", BINARY) * 3000,
    ],
    ids=["frames", "pings", "empty pieces", "binary"],
)
def test_a_flood_is_closed(crowd: Crowd, data: bytes) -> None:
    time.sleep(1.05 - time.monotonic() % 1)  # the server counts by the second
    rude = crowd.offender()
    rude.raw(data)
    bye = rude.wait_until_closed()
    assert bye["is"] == "bye" and bye["why"] in {"flood", "malformed"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "join",
    "agree",
    "say",
    "adults",
    "ask",
    "hand",
    "lower_hand",
    "take",
    "release",
    "mute",
    "remove",
    "waive",
    "end",
]
FIELDS = st.sampled_from(
    ["id", "text", "seat", "up", "question", "message", "reason", "who", "school", "ticket", "after"]
)
NEARLY = st.builds(
    lambda do, fields: json.dumps({"do": do, **fields}).encode(),
    st.sampled_from(NAMES) | st.text(max_size=8),
    st.dictionaries(FIELDS, JSON, max_size=5),
)
ANYTHING = st.one_of(
    NEARLY.map(frame),
    JSON.map(lambda value: frame(json.dumps(value).encode())),
    st.binary(max_size=200).map(frame),
    st.builds(
        frame,
        st.binary(max_size=130),
        st.integers(0, 15),
        fin=st.booleans(),
        reserved=st.sampled_from([0, 0, 0, 1, 7]),
    ),
    st.binary(max_size=60),
)


@pytest.mark.proves("U2", "S6")
def test_whatever_is_sent_the_sender_is_told_or_closed(crowd: Crowd) -> None:
    @given(sent=st.lists(ANYTHING, min_size=1, max_size=6))
    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def throw(sent: list[bytes]) -> None:
        rude = crowd.offender()
        seen = len(rude.said)
        for data in sent:
            rude.raw(data)
        rude.raw(frame(text(do="hand", id="the end", up=False)))
        rude.hear(0.01)
        new = rude.said[seen:]
        assert {f["is"] for f in new} <= {
            "refused",
            "bye",
            "done",
            "state",
            "place",
            "said",
            "question",
            "welcome",
        }
        if rude.over:
            assert new[-1]["is"] == "bye" or rude.close_code, "closed without a word"
        rude.go()

    throw()


def test_a_socket_that_breaks_in_the_middle_of_anything_is_only_gone(crowd: Crowd) -> None:
    for cut in (b"", b"\x81", b"\x81\xfe\x10", frame(b'{"do":', fin=False), frame(b"x" * 500)[:60]):
        rude = crowd.offender()
        rude.raw(cut)
        rude.go()
    for head in (
        b"GET /ws/room/x HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
        b"\x16\x03\x01\x00\xff",
        b"GET " + b"x" * 70_000,
    ):
        wild = Rude.__new__(Rude)
        wild.socket = socket.create_connection(("localhost", crowd.server.port), timeout=5)
        wild.raw(head)
        wild.socket.close()
