"""Who may send which frame: the socket's part of the access table, enumerable, and proved against the machine for every pair."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Sender(StrEnum):
    """Everybody who can hold a socket, by what they are to the seat or message concerned."""

    FACILITATOR = "facilitator of the session"
    SPEAKER = "speaker of the session"
    OWN_TEACHER = "teacher of the seat's own school"
    OTHER_TEACHER = "teacher of another school in the session"
    SAFEGUARDING_LEAD = "safeguarding lead"
    TEACHER_SCREEN = "teacher's own screen before the class"
    SEAT_INSIDE = "seat inside"
    SEAT_WAITING = "seat at the door"
    STRANGER = "connection that has not joined"


_F, _S, _T, _O, _L = (
    Sender.FACILITATOR,
    Sender.SPEAKER,
    Sender.OWN_TEACHER,
    Sender.OTHER_TEACHER,
    Sender.SAFEGUARDING_LEAD,
)
_SCREEN, _IN, _WAIT = Sender.TEACHER_SCREEN, Sender.SEAT_INSIDE, Sender.SEAT_WAITING
_ADULTS: Final = frozenset({_F, _S, _T, _O, _L})
_ALL: Final = _ADULTS | {_SCREEN, _IN, _WAIT}
_IN_CHARGE_OF_SEAT: Final = frozenset({_F, _L, _T, _SCREEN})
_IN_CHARGE_OF_WORDS: Final = frozenset({_F, _L, _T, _O, _SCREEN})
_HOSTS: Final = frozenset({_F, _S, _L})

SOCKET_COMMANDS: Final[Mapping[str, frozenset[Sender]]] = MappingProxyType(
    {
        "join": frozenset({Sender.STRANGER}),
        "leave": _ALL,
        "agree": frozenset({_SCREEN, _WAIT, _IN}),
        "say": _ADULTS | {_SCREEN, _IN},
        "adults": _ADULTS,
        "ask": frozenset({_SCREEN, _IN}),
        "hand": frozenset({_SCREEN, _IN}),
        "lower_hand": _HOSTS | _IN_CHARGE_OF_SEAT,
        "take": _HOSTS,
        "set_aside": _HOSTS,
        "release": _IN_CHARGE_OF_WORDS,
        "withhold": _IN_CHARGE_OF_WORDS,
        "remove_message": _IN_CHARGE_OF_WORDS,
        "appeal": frozenset({_IN}),
        "answer_appeal": frozenset({_F, _L, _T}),
        "mute": _HOSTS | _IN_CHARGE_OF_SEAT,
        "return_seat": _IN_CHARGE_OF_SEAT,
        "admit_seat": _IN_CHARGE_OF_SEAT,
        "remove": _IN_CHARGE_OF_SEAT,
        "waive": _IN_CHARGE_OF_SEAT,
        "confirm_waiver": _IN_CHARGE_OF_SEAT,
        "end": frozenset({_F, _L}),
        "send_media": _ADULTS | {_SCREEN, _IN},
        "stop_media": _ADULTS | {_SCREEN, _IN},
        "switch_media": _ADULTS | {_SCREEN, _IN},
        "receive_media": _ADULTS | {_SCREEN, _IN},
        "size_media": _ADULTS | {_SCREEN, _IN},
        "media_answer": _ADULTS | {_SCREEN, _IN},
        "invite_to_speak": _HOSTS | _IN_CHARGE_OF_SEAT,
        "accept_to_speak": frozenset({_IN}),
        "end_speaking": _HOSTS | _IN_CHARGE_OF_SEAT | {_IN},
        "explain_no_recording": frozenset({_F, _L}),
    }
)
"""Which senders a frame is obeyed from when nothing else stands against it; everybody else is refused."""
