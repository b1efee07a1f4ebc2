"""Signalling no browser would send, before a real Janus: spoilt, out of order, about nothing; and a class that goes on hearing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.door.descriptions import answer, offer
from tests.door.media_class import Class
from tests.door.rude import Rude
from tests.support.guest import rules_hash
from tests.support.server import Server

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

SPOILT = st.one_of(
    st.sampled_from(["", "v=0", "x" * 3000, "m=audio 9\r\na=mid:0\r\n", "\u202e", "a=candidate:" * 40]),
    st.builds(
        lambda sdp, at, more: sdp[:at] + more + sdp[at:],
        st.sampled_from([offer("microphone"), offer("camera"), answer("microphone"), answer("camera")]),
        st.integers(0, 900),
        st.text(max_size=12) | st.just("\r\na=sendrecv\r\n") | st.just("\0"),
    ),
)
PEERS, KINDS = (
    st.sampled_from(["camera", "screen", "down", ""]),
    st.sampled_from(["microphone", "camera", "x"]),
)
SIGNALS = st.one_of(
    st.builds(
        lambda peer, kinds, sdp: {"do": "send_media", "peer": peer, "kinds": kinds, "sdp": sdp},
        PEERS,
        st.lists(KINDS, max_size=3),
        SPOILT,
    ),
    st.builds(
        lambda turn, sdp: {"do": "media_answer", "turn": turn, "sdp": sdp},
        st.integers(-1, 2**54) | st.integers(1, 9),
        SPOILT,
    ),
    st.builds(
        lambda want: {"do": "receive_media", "want": want},
        st.sampled_from(["all", "sound", "nothing", "more", 7]),
    ),
    st.builds(lambda peer: {"do": "stop_media", "peer": peer}, PEERS),
    st.builds(lambda kind, on: {"do": "switch_media", "kind": kind, "on": on}, KINDS, st.booleans()),
    st.sampled_from(
        [{"do": name} for name in ("accept_to_speak", "end_speaking", "invite_to_speak", "candidate")]
    ),
    st.just({"do": "invite_to_speak", "seat": "seat:nobody"}),
    st.just({"do": "explain_no_recording", "reason": "because"}),
)


@pytest.mark.proves("M7", "Y5", "S7")
def test_whatever_is_signalled_in_whatever_order_is_answered_and_nobody_else_notices(
    video_server: Server,
) -> None:
    """Spoilt descriptions, answers to nothing, turns that never were: one plain sentence each, and the class goes on hearing."""

    async def story() -> None:
        room = await asyncio.to_thread(Class, video_server)
        await asyncio.to_thread(room.media_on)
        room.child.guest.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
        assert (await room.tampered.asks("agree", rules=rules_hash(room.visitor)))["is"] == "done"
        sender = await room.facilitator.sends("microphone")
        await room.child.receives()
        await room.child.receiver.until_heard("audio")

        @given(sent=st.lists(SIGNALS, min_size=1, max_size=8))
        @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def throw(sent: list[dict[str, Any]]) -> None:
            rude = Rude(video_server, room.staged["ref"])
            rude.join(room.visitor.ticket(room.staged["ref"]))
            for number, frame in enumerate(sent):
                rude.send({"id": f"n{number}", **frame})
            for number in range(len(sent)):
                found = rude.wait("refused", "done", frame_id=f"n{number}")
                assert found["is"] == "done" or (found["sentence"] and "a=" not in found["sentence"])
            assert not any(frame["is"] == "media_answer" for frame in rude.said), "nothing of it was taken"
            rude.go()

        await asyncio.to_thread(throw)
        before = await room.child.receiver.packets()
        await asyncio.sleep(1.0)
        assert (await room.child.receiver.packets())["audio"] > before["audio"] + 20
        room.child.guest.gather(0.1)
        assert not any(f["is"] in {"notice", "bye", "media_stopped"} for f in room.child.guest.frames)
        await sender.close()
        await room.close()

    asyncio.run(story())
    assert "Traceback" not in video_server.log(), video_server.log()[-3000:]
