"""Clients out of turn at a real server: odd texts, wrong order, no ticket, another page, gone in the same breath."""

from __future__ import annotations

import secrets
import socket
import struct
import time

import pytest

from tests.door.crowd import Crowd
from tests.door.rude import PING, Rude, frame
from tests.support.guest import adult

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.slow,
    pytest.mark.parametrize("server", ["sqlite"], indirect=True),
]


@pytest.mark.proves("Y7")
def test_odd_texts_get_a_plain_answer(crowd: Crowd) -> None:
    odd = {
        "turned round": ("abc \u202e cba", "refused"),
        "nothing to see": ("\u200b\u2060\x07", "refused"),
        "a 10,000-character paste": ("word " * 2_000, "refused"),
        "controls between": ("one\x00\x07 two\x1b[31m", "done"),
        "right to left": ("مرحبا بالجميع שלום", "done"),
        "emoji only": ("\U0001f469\u200d\U0001f680\U0001f389", "done"),
        "a heap of accents": ("o" + "\u0301" * 200, "done"),
    }
    rude = crowd.offender()
    delivered = 0
    for name, (words, answer) in odd.items():
        rude.send({"do": "say", "id": name, "text": words})
        assert rude.wait("done", "refused", frame_id=name)["is"] == answer, name
        if answer == "done":
            delivered += 1
            shown = rude.wait_for("said", delivered)[-1]
            assert not any(ord(character) < 32 for character in shown["text"]), name
    rude.go()


def test_frames_out_of_order_are_refused(crowd: Crowd) -> None:
    rude = crowd.offender(join=False)
    rude.send({"do": "say", "id": "early", "text": "hello"})
    assert rude.wait("refused")["sentence"] == "Join the room first."
    ticket = crowd.rude.ticket(crowd.room)
    rude.send({"do": "join", "ticket": ticket, "after": 0}, {"do": "say", "id": "at once", "text": "hello"})
    rude.wait("welcome")
    rude.wait("refused")
    rude.send({"do": "leave"}, {"do": "hand", "id": "late", "up": True})
    rude.go()


def test_who_never_joins_is_closed_after_five_seconds(crowd: Crowd) -> None:
    rude, began = crowd.offender(join=False), time.monotonic()
    rude.raw(frame(b"", PING))
    bye = rude.wait_until_closed()
    assert (bye["is"], bye["why"]) == ("bye", "ticket")
    assert 4.5 < time.monotonic() - began < 7


@pytest.mark.proves("U2")
def test_a_ticket_that_is_none_opens_nothing(crowd: Crowd) -> None:
    good = crowd.rude.ticket(crowd.room)
    forged = good[:-1] + ("A" if good[-1] != "A" else "B")
    body, _, signature = good.partition(":")
    for ticket in (forged, f"{body[:-2]}xx:{signature}", "", "x" * 2_000, "\u202e"):
        rude = crowd.offender(join=False)
        assert rude.join(ticket)["why"] == "ticket"
        rude.wait_until_closed()
    crowd.offender(join=False).join(good)
    again = crowd.offender(join=False)
    assert again.join(good)["why"] == "ticket", "used before"


@pytest.mark.proves("U2")
def test_other_pages_and_other_paths_open_no_socket(crowd: Crowd) -> None:
    server = crowd.server
    for origin in ("https://elsewhere.example", "null", "http://localhost.elsewhere.example"):
        assert Rude(server, crowd.room, origin=origin).status == 403, origin
    for path in (
        "/ws/room/",
        "/ws/room/../../etc",
        f"/ws/room/{crowd.room}/more",
        "/ws/elsewhere",
        "/ws/room/ABC-DEF",
    ):
        assert Rude(server, path=path).status == 404, path
    stranger = Rude(server, "abcdefghij")
    assert stranger.join(crowd.rude.ticket(crowd.room))["why"] == "ticket", "a ticket opens one room"


@pytest.mark.proves("M12")
def test_words_of_somebody_who_vanished_in_the_same_breath_are_shown_to_all(crowd: Crowd) -> None:
    crowd.teacher.gather(0.2)
    crowd.teacher.frames.clear()
    for _ in range(25):
        rude = crowd.offender()
        rude.send({"do": "say", "id": secrets.token_hex(8), "text": "gone already"})
        rude.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        rude.go()
    assert crowd.facilitator.ask("say", text="and everybody heard it")["is"] == "done"
    crowd.teacher.wait(lambda f: f["is"] == "said" and f["text"] == "and everybody heard it")
    seen = [f["seq"] for f in crowd.teacher.frames if f["is"] == "said"]
    other = adult(crowd.server, crowd.staged, "second", after=seen[0] - 1)
    other.wait(lambda f: f["is"] == "said" and f["text"] == "and everybody heard it")
    assert [f["seq"] for f in other.frames if f["is"] == "said"] == seen
    assert len(seen) > 5
    other.leave()
