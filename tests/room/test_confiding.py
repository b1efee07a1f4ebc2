"""What is told in confidence: it never reaches the room, nobody can let it in, and those who look after its sender read it."""

from __future__ import annotations

import pytest

from chaperone.door.hub import Device, Hub
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.confiding import carers_of
from chaperone.room.state import MessageStatus
from chaperone.room.views import may_see_frame, shown_for
from tests.room import rooms as r

DEVICES = tuple(f"{who}/1" for who in (r.FACILITATOR, r.TEACHER_A, r.SEAT_A2))


def told_by(device: str, asks: bool = False) -> tuple[r.Room, int]:
    """A room in which this device has told something in confidence, and the message's number."""
    room = r.Room(r.a_plan(3, 2, (r.SEAT_A1, r.SEAT_A2, r.SEAT_B1, r.SCREEN_A)))
    for who in (r.FACILITATOR, r.SPEAKER, r.TEACHER_A, r.TEACHER_B):
        room.join(who)
    for seat in (r.SEAT_A1, r.SEAT_A2, r.SEAT_B1):
        room.enter(seat)
    room.join(r.TEACHER_A, "projector", r.SCREEN_A)
    room.do(c.Agree("projector", rules=r.RULES_HASH))
    room.tick(r.LEAD)
    kind = c.Ask if asks else c.Say
    room.do(kind(device, id="in confidence", text="somebody hurts me", screened=r.ROUTE))
    return room, room.state.last_seq


@pytest.mark.proves("Y9")
def test_only_those_who_look_after_the_sender_read_it() -> None:
    """The moderators and the sender's own teacher do; no pupil, projector, speaker or other school's teacher does."""
    for asks in (False, True):
        room, seq = told_by(f"{r.SEAT_A1}/1", asks)
        assert readers_of(room, seq) == {(r.FACILITATOR, ""), (r.TEACHER_A, "")}


def readers_of(room: r.Room, seq: int) -> set[tuple[str, str]]:
    """Who of those connected may read the words; whoever may see anything else of it must be its sender."""
    readers = set()
    for held in room.state.connections.values():
        for shown in shown_for(room.state, room.state, room.events[-1], seq):
            if may_see_frame(room.state, held.who, held.shows_class, shown, seq):
                if "text" in shown.frame:
                    readers.add((held.who, held.shows_class))
                else:
                    assert held.who == r.SEAT_A1
                    assert shown.frame["sentence"] == "Thank you for telling us."
                    assert shown.frame["next_step"] == "Childline: 0800 1111."
    return readers


@pytest.mark.proves("Y9", "S7")
def test_what_an_adult_tells_is_for_the_moderators_and_no_teacher() -> None:
    """A speaker's own confidence is no business of any school's."""
    room, seq = told_by(f"{r.SPEAKER}/1")
    words, _ = shown_for(room.state, room.state, room.events[-1], seq)
    readers = {who for who in room.state.adults if may_see_frame(room.state, who, "", words, seq)}
    assert readers == {r.FACILITATOR, r.SECOND}


@pytest.mark.proves("Y9")
def test_nobody_can_let_it_into_the_room() -> None:
    """Release, withhold and remove are all refused, and the room holds no word of it to let in."""
    room, seq = told_by(f"{r.SEAT_A1}/1")
    for device in DEVICES:
        for what in (c.ReleaseMessage, c.WithholdMessage, c.RemoveMessage):
            assert isinstance(room.do(what(device, message=seq, reason="because")), Refused)
        assert isinstance(room.do(c.TakeQuestion(device, question=seq)), Refused)
    assert room.state.messages[seq].status is MessageStatus.ROUTED
    assert room.state.messages[seq].text == ""


@pytest.mark.proves("Y9")
def test_a_repeated_frame_is_not_told_twice_and_the_concern_is_noted_under_its_message() -> None:
    """The same frame changes nothing a second time; a note for a message that is none is not written."""
    room, seq = told_by(f"{r.SEAT_A1}/1")
    room.do(c.Say(f"{r.SEAT_A1}/1", id="in confidence", text="somebody hurts me", screened=r.ROUTE))
    assert room.state.last_seq == seq
    assert room.do(c.NoteWorry(seat=r.SEAT_A1, concern="cccccccccc", message=seq + 9)) == ()
    noted = room.do(c.NoteWorry(seat=r.SEAT_A1, concern="cccccccccc", message=seq))
    assert noted == (e.WorryRaised(room.now, r.SEAT_A1, "cccccccccc", seq),)


@pytest.mark.proves("S7", "Y9")
def test_what_is_held_says_whether_the_lead_is_told() -> None:
    """A threat that is held is an alert too; another held message is not."""
    room, _ = told_by(f"{r.SEAT_A1}/1")
    alarming = c.Screened("hold", r.HOLD.findings, tells_lead=True)
    assert e.tells_lead(room.events[-1])
    room.do(c.Say(f"{r.SEAT_A1}/1", id="2", text="a threat", screened=alarming))
    assert e.tells_lead(room.events[-1])
    room.do(c.Say(f"{r.SEAT_A1}/1", id="3", text="a doubt", screened=r.HOLD))
    assert not e.tells_lead(room.events[-1])


class Wall:
    """A socket that counts what is written to it."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def write(self, data: bytes) -> None:
        """See ``Socket``."""
        self.seen.append(data)

    def hang_up(self, goodbye: bytes) -> None:
        """See ``Socket``."""

    def backlog_bytes(self) -> int:
        """Nothing waits."""
        return 0


@pytest.mark.proves("Y9", "S6")
def test_the_projector_of_the_pupils_own_teacher_is_sent_nothing() -> None:
    """The teacher's telephone is; the laptop that shows the class, another school's teacher and the pupils are not."""
    room, _ = told_by(f"{r.SEAT_A1}/1")
    hub, walls = Hub(), {ref: Wall() for ref in room.state.connections}
    for ref, held in room.state.connections.items():
        hub.add(Device(ref, held.who, held.shows_class, walls[ref], 0.0))
    hub.show(room.state, (carers_of(room.state, r.SEAT_A1),), b"words")
    assert {ref for ref, wall in walls.items() if wall.seen} == {f"{r.FACILITATOR}/1", f"{r.TEACHER_A}/1"}
