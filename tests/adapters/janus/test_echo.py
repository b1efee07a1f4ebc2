"""The answer to "what is my address?" on the last media port: for a well-formed question only, short, and not too often."""

from __future__ import annotations

import asyncio
import socket
import struct

import pytest
import uvloop
from aioice import stun
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chaperone.adapters.janus.echo import LONGEST, PACKETS_PER_SECOND, Echo, Pace, answer_to
from tests.support.server import free_port

TRANSACTION = bytes(range(12))
BARE = struct.pack(">HHI", 1, 0, 0x2112A442) + TRANSACTION
MOST_MORE = 12


def question(*attributes: tuple[int, bytes], kind: int = 1, cookie: int = 0x2112A442) -> bytes:
    """A STUN message with these attributes, each filled up to four bytes."""
    body = b"".join(
        struct.pack(">HH", name, len(value)) + value + bytes(-len(value) % 4) for name, value in attributes
    )
    return struct.pack(">HHI", kind, len(body), cookie) + TRANSACTION + body


def fingerprinted() -> bytes:
    """A question with a right fingerprint, as another implementation makes it."""
    asked = stun.Message(
        message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST, transaction_id=TRANSACTION
    )
    asked.attributes["SOFTWARE"] = "a browser"
    asked.add_fingerprint()
    return bytes(asked)


@pytest.mark.parametrize("asked", [BARE, question((0x8022, b"a browser")), fingerprinted()])
def test_a_browser_is_told_its_own_address(asked: bytes) -> None:
    """As another implementation reads it; whatever else was said is not repeated."""
    answer = answer_to(asked, "203.0.113.9", 54321)
    assert answer is not None
    read = stun.parse_message(answer)
    assert (read.message_method, read.message_class) == (stun.Method.BINDING, stun.Class.RESPONSE)
    assert (read.transaction_id, dict(read.attributes)) == (
        TRANSACTION,
        {"XOR-MAPPED-ADDRESS": ("203.0.113.9", 54321)},
    )


@pytest.mark.parametrize(
    "asked",
    [
        b"",
        BARE[:-1],
        BARE + b"\0",
        BARE + bytes(4),
        question(cookie=0),
        question(kind=0x0101),  # an answer: two of us could answer each other for ever
        question(kind=0x0011),  # a word that wants no answer
        question(kind=0x0003),  # a relay's request
        question((0x0006, b"who")),  # somebody asks as somebody: media servers take those
        question((0x0003, b"\0\0\0\6")),  # "answer from elsewhere"
        question((0x0027, b"\0\0\0\0")),  # "answer to another port"
        question((0x8022, b"long"))[:-4],
        fingerprinted()[:-1] + bytes([fingerprinted()[-1] ^ 1]),
        question((0x8022, bytes(LONGEST))),
    ],
)
def test_nothing_else_is_answered(asked: bytes) -> None:
    """Not whole, not a Binding request, more asked than may be ignored, fingerprint wrong, too long."""
    assert answer_to(asked, "203.0.113.9", 54321) is None


def test_only_media_addresses_are_answered() -> None:
    """Our media has no IPv6, and nobody asks from port 0."""
    assert answer_to(BARE, "2001:db8::1", 5000) is None
    assert answer_to(BARE, "203.0.113.9", 0) is None


@settings(max_examples=300)
@given(st.binary(max_size=80) | st.binary(max_size=60).map(BARE.__add__))
@example(question((0x8022, b"odd")))
def test_anything_may_come_and_no_answer_is_much_longer(packet: bytes) -> None:
    """Never an error, never more than twelve bytes more than was asked with, and an answer is never answered."""
    for asked in (packet, packet[:2] + struct.pack(">H", max(0, len(packet) - 20) & 0xFFFF) + packet[4:]):
        answer = answer_to(asked, "203.0.113.9", 54321)
        if answer is not None:
            assert len(answer) <= len(asked) + MOST_MORE
            assert answer_to(answer, "203.0.113.9", 54321) is None


def test_so_many_in_a_second_and_no_more() -> None:
    """However long nobody asked before; what is used comes back with time."""
    pace = Pace(10)
    assert [pace.allows(1000.0) for _ in range(12)] == [True] * 10 + [False] * 2
    assert [pace.allows(1000.25) for _ in range(3)] == [True, True, False]


@pytest.mark.sockets
def test_the_socket_answers_through_rubbish_and_only_while_it_should() -> None:
    """In the server's own kind of loop; a flood is answered no more often than allowed, and passes."""
    uvloop.run(_asked_and_flooded(free_port()))


async def _asked_and_flooded(port: int) -> None:
    echo, loop = Echo("127.0.0.1", port), asyncio.get_running_loop()
    began = loop.time()
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", port))
        echo.start()
        await asyncio.sleep(0)
    with socket.socket(type=socket.SOCK_DGRAM) as browser:
        browser.bind(("127.0.0.1", 0))
        browser.settimeout(0)
        own = browser.getsockname()
        assert await _answer(browser, port) == answer_to(BARE, *own)

        for _ in range(3 * PACKETS_PER_SECOND):
            browser.sendto(BARE, ("127.0.0.1", port))
        await asyncio.sleep(0.2)
        answers = 0
        try:
            while browser.recv(100):
                answers += 1
        except BlockingIOError:
            pass
        # No bound on how fast this is, but on how much was sent for how long it took.
        assert 0 < answers <= PACKETS_PER_SECOND * (1 + loop.time() - began)
        assert await _answer(browser, port) == answer_to(BARE, *own)

        await echo.stop()
        with socket.socket(type=socket.SOCK_DGRAM) as next_one:
            next_one.bind(("127.0.0.1", port))


async def _answer(browser: socket.socket, port: int) -> bytes:
    """Ask until there is an answer, as browsers do."""
    async with asyncio.timeout(20):
        while True:
            browser.sendto(b"rubbish", ("127.0.0.1", port))
            browser.sendto(BARE, ("127.0.0.1", port))
            await asyncio.sleep(0.1)
            try:
                return browser.recv(100)
            except BlockingIOError:
                continue
