"""Every socket frame × every kind of sender, against the machine itself: complete by construction, in both directions."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from chaperone.door.access import SOCKET_COMMANDS, Sender
from chaperone.door.frame import Asking, Frame
from chaperone.door.hub import Device
from chaperone.door.media.truth import Truth
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.sessions.plan import Adult, Role
from tests.door.screens import Screen
from tests.room import rooms as r
from tests.room.book import Book

LEAD = Adult("person:21", "Lead", Role.SAFEGUARDING_LEAD)
SECOND_TEACHER = Adult("person:13", "Teacher C", Role.TEACHER, r.SCHOOL_A)
SEATS = (r.SEAT_A1, r.SEAT_A2, r.CLASS_A, r.SCREEN_A)
DEVICE = {
    Sender.FACILITATOR: f"{r.FACILITATOR}/1",
    Sender.SPEAKER: f"{r.SPEAKER}/1",
    Sender.OWN_TEACHER: f"{r.TEACHER_A}/1",
    Sender.OTHER_TEACHER: f"{r.TEACHER_B}/1",
    Sender.SAFEGUARDING_LEAD: f"{LEAD.ref}/1",
    Sender.TEACHER_SCREEN: f"{SECOND_TEACHER.ref}/1",
    Sender.SEAT_INSIDE: f"{r.SEAT_A2}/1",
    Sender.SEAT_WAITING: f"{r.CLASS_A}/1",
    Sender.STRANGER: "nobody/1",
}


def a_full_room(*, door_open: bool) -> r.Room:
    """Everybody of the table is there; seat A1 is the one things are done to."""
    plan = r.a_plan(staff=3, schools=2, seats=SEATS)
    room = r.Room(replace(plan, adults=(*plan.adults, LEAD, SECOND_TEACHER)))
    for who in (r.FACILITATOR, r.SPEAKER, r.TEACHER_A, r.TEACHER_B, LEAD.ref):
        room.join(who)
    room.join(SECOND_TEACHER.ref, shows_class=r.SCREEN_A)
    room.do(c.Agree(f"{SECOND_TEACHER.ref}/1", rules=r.RULES_HASH))
    for seat in (r.SEAT_A1, r.SEAT_A2):
        room.enter(seat)
    room.join(r.CLASS_A)
    if door_open:
        room.tick(r.LEAD)
    return room


def _held(room: r.Room) -> int:
    room.do(c.Say(f"{r.SEAT_A1}/1", id="held", text="hm", screened=r.HOLD))
    return room.state.last_seq


def _asked(room: r.Room) -> int:
    room.do(c.Ask(f"{r.SEAT_A1}/1", id="asked", text="why?", screened=r.DELIVER))
    return room.state.last_seq


def _said(room: r.Room) -> int:
    room.say(f"{r.SEAT_A1}/1")
    return room.state.last_seq


def _returned(room: r.Room) -> str:
    room.do(c.ReturnSeat(f"{r.FACILITATOR}/1", seat=r.SEAT_A1, reason="a word first"))
    return r.SEAT_A1


def _hand_up(room: r.Room) -> str:
    room.do(c.MoveHand(f"{r.SEAT_A1}/1", up=True))
    return r.SEAT_A1


def _proposed(room: r.Room, device: str) -> str:
    first = f"{r.FACILITATOR}/1" if device != f"{r.FACILITATOR}/1" else f"{r.TEACHER_A}/1"
    room.do(c.ProposeWaiver(first, school=r.SCHOOL_A, reason="settled early"))
    return r.SCHOOL_A


def _voice(device: str) -> str:
    """The seat that a device could be asked to speak as: its own, or the one things are done to."""
    seat = device.removesuffix("/1")
    return seat if seat in {r.SEAT_A2, r.CLASS_A} else r.SEAT_A1


def _invited(room: r.Room, device: str) -> str:
    room.do(c.MediaTurned(on=True))
    room.do(c.InviteToSpeak(f"{r.FACILITATOR}/1", seat=_voice(device)))
    return _voice(device)


def _offered(room: r.Room, device: str) -> c.OpenFeed:
    _invited(room, device)
    room.do(c.AcceptToSpeak(device))
    return c.OpenFeed(device, feed=FEED, peer="camera", kinds=("microphone",))


def _sending(room: r.Room, device: str) -> c.CloseFeed:
    room.do(_offered(room, device))
    return c.CloseFeed(device, feed=FEED)


def _invite(room: r.Room, device: str) -> c.InviteToSpeak:
    room.do(c.MediaTurned(on=True))
    return c.InviteToSpeak(device, seat=r.SEAT_A1)


def _end_speaking(room: r.Room, device: str) -> c.EndSpeaking:
    seat = _invited(room, device)
    return c.EndSpeaking(device, seat="" if device.startswith(seat) else seat)


def _unrecorded(room: r.Room, device: str) -> c.ExplainNoRecording:
    room.do(c.MediaTurned(on=True))
    room.do(c.MediaTurned(on=False, why="It went away."))
    return c.ExplainNoRecording(device, reason="The media server broke down.")


def _refused(room: r.Room, device: str) -> c.Appeal:
    room.do(c.Say(device, id="refused", text="words", screened=r.REFUSE_NAME))
    return c.Appeal(device, id="x", of="refused", words_kept=True)


def _appealed(room: r.Room) -> int:
    room.do(_refused(room, f"{r.SEAT_A1}/1"))
    return room.state.last_seq


FEED = "0123456789abcdef"
TRY: dict[str, Callable[[r.Room, str], c.Command]] = {
    "join": lambda room, device: c.Join(device, who=LEAD.ref),
    "leave": lambda room, device: c.Leave(device),
    "agree": lambda room, device: c.Agree(device, rules=r.RULES_HASH),
    "say": lambda room, device: c.Say(device, id="x", text="words", screened=r.DELIVER),
    "adults": lambda room, device: c.SayToAdults(device, id="x", text="words"),
    "ask": lambda room, device: c.Ask(device, id="x", text="words", screened=r.DELIVER),
    "hand": lambda room, device: c.MoveHand(device, up=True),
    "lower_hand": lambda room, device: c.MoveHand(device, up=False, seat=_hand_up(room)),
    "take": lambda room, device: c.TakeQuestion(device, question=_asked(room)),
    "set_aside": lambda room, device: c.SetQuestionAside(device, question=_asked(room)),
    "release": lambda room, device: c.ReleaseMessage(device, message=_held(room)),
    "withhold": lambda room, device: c.WithholdMessage(device, message=_held(room)),
    "remove_message": lambda room, device: c.RemoveMessage(device, message=_said(room), reason="unkind"),
    "appeal": _refused,
    "answer_appeal": lambda room, device: c.AnswerAppeal(
        device, appeal=_appealed(room), fine=False, why="personal"
    ),
    "mute": lambda room, device: c.MuteSeat(device, seat=r.SEAT_A1, muted=True),
    "return_seat": lambda room, device: c.ReturnSeat(device, seat=r.SEAT_A1, reason="a word first"),
    "admit_seat": lambda room, device: c.CallSeat(device, seat=_returned(room)),
    "remove": lambda room, device: c.Remove(device, who=r.SEAT_A1, reason="unkind"),
    "waive": lambda room, device: c.ProposeWaiver(device, school=r.SCHOOL_A, reason="settled early"),
    "confirm_waiver": lambda room, device: c.ConfirmWaiver(device, school=_proposed(room, device)),
    "end": lambda room, device: c.End(device),
    "send_media": _offered,
    "stop_media": _sending,
    "switch_media": _sending,  # a word about what one sends: it is heard from who could also stop it
    "invite_to_speak": _invite,
    "accept_to_speak": lambda room, device: c.AcceptToSpeak(device if _invited(room, device) else ""),
    "end_speaking": _end_speaking,
    "explain_no_recording": _unrecorded,
}
# What the machine is not told, because nothing of it is recorded; the door asks it who may be inside.
LISTENING = {"receive_media", "size_media", "media_answer"}


# A second "join" never reaches the machine: the socket itself refuses it (tests/door/test_fuzz.py).
PAIRS = [
    pytest.param(frame, sender, id=f"{frame}-{sender.name.lower()}")
    for frame in sorted(SOCKET_COMMANDS)
    for sender in Sender
    if frame not in LISTENING and (frame != "join" or sender is Sender.STRANGER)
]


def every_frame() -> set[str]:
    """The tags of all frames the socket reads."""
    found = {frame.__struct_config__.tag for frame in msgspec_frames()}
    return {str(tag) for tag in found}


def msgspec_frames() -> list[type[msgspec.Struct]]:
    """All concrete frame types, found by walking their family."""
    found: list[type[msgspec.Struct]] = []
    todo = list(Frame.__subclasses__())
    while todo:
        kind = todo.pop()
        if kind is not Asking:
            found.append(kind)
        todo += kind.__subclasses__()
    return found


def test_the_table_names_every_frame_and_no_other() -> None:
    assert set(SOCKET_COMMANDS) == every_frame() == set(TRY) | LISTENING


@pytest.mark.proves("S6", "U2")
@pytest.mark.parametrize(("frame", "sender"), PAIRS)
def test_the_machine_obeys_whom_the_table_names(frame: str, sender: Sender) -> None:
    room = a_full_room(door_open=frame not in {"waive", "confirm_waiver"})
    device = DEVICE[sender]
    command = TRY[frame](room, device)
    before = room.state
    answer = room.do(command)
    changed = isinstance(answer, tuple) and (bool(answer) or frame == "agree")
    allowed = sender in SOCKET_COMMANDS[frame]
    assert changed == allowed, f"{sender.value} sent {frame}: {answer}"
    if not allowed:
        assert isinstance(answer, Refused) or answer == ()
        assert room.state == before


@pytest.mark.proves("M9", "U2")
@pytest.mark.parametrize("sender", Sender)
@pytest.mark.parametrize("frame", sorted(LISTENING))
def test_the_door_lets_receive_whom_the_table_names(frame: str, sender: Sender) -> None:
    room = a_full_room(door_open=True)
    who = DEVICE[sender].removesuffix("/1")
    shows_class = r.SCREEN_A if sender is Sender.TEACHER_SCREEN else ""
    device = Device(DEVICE[sender], who, shows_class, Screen(Book(room.events[0]), who), 0.0)
    assert bool(Truth(room.state, room.state).may_listen(device)) == (sender in SOCKET_COMMANDS[frame])
