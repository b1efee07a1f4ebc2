"""What anybody may ask of a room. The sender is filled in by the door from the connection, never from the frame."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from chaperone.room.events import Finding
from chaperone.sessions.plan import Plan


class Command(msgspec.Struct, frozen=True):
    """Something asked. ``connection`` is the device it came from; ``""`` for the room's own process."""

    connection: str = ""


class Join(Command, frozen=True, kw_only=True):
    """Come in as ``who``; ``key`` is the seat's key from its ticket; ``shows_class`` the seat a teacher's own screen shows."""

    who: str
    key: str = ""
    shows_class: str = ""


class Leave(Command, frozen=True, kw_only=True):
    """Go; ``why`` is ``left`` when asked for, ``vanished`` when the socket broke."""

    why: str = "left"


class Agree(Command, frozen=True, kw_only=True):
    """Agree to the rules with this hash."""

    rules: str


class Screened(msgspec.Struct, frozen=True):
    """What the chat channel's rule made of a text: ``deliver``, ``hold``, ``refuse`` or ``route``, and why.

    ``sentence`` and ``next_step`` are for the sender of what is refused or routed; ``tells_lead`` alerts the lead to what is held;
    ``prints`` are keyed hashes of the details in what is refused.
    """

    outcome: str
    findings: tuple[Finding, ...] = ()
    clause: str = ""
    sentence: str = ""
    next_step: str = ""
    tells_lead: bool = False
    prints: tuple[str, ...] = ()


class Say(Command, frozen=True, kw_only=True):
    """Say something to the room."""

    id: str
    text: str
    screened: Screened


class SayToAdults(Command, frozen=True, kw_only=True):
    """Say something in the adults' channel."""

    id: str
    text: str


class Ask(Command, frozen=True, kw_only=True):
    """Put a question into the queue."""

    id: str
    text: str
    screened: Screened


class Appeal(Command, frozen=True, kw_only=True):
    """Ask an adult to look again at what was sent as ``of``; the door says whether it still has the words."""

    id: str
    of: str
    words_kept: bool = False


class AnswerAppeal(Command, frozen=True, kw_only=True):
    """Answer one. ``why`` names a reason of ``appealing.NOT_SHOWN``; ``text`` is what was refused, from the door's memory."""

    appeal: int
    fine: bool
    why: str = ""
    text: str = ""
    question: bool = False


class MoveHand(Command, frozen=True, kw_only=True):
    """Raise or lower one's own hand (``seat`` empty), or lower another's."""

    up: bool
    seat: str = ""


class TakeQuestion(Command, frozen=True, kw_only=True):
    """Show a question from the queue to the room."""

    question: int


class SetQuestionAside(Command, frozen=True, kw_only=True):
    """Take a question out of the queue without showing it."""

    question: int


class ReleaseMessage(Command, frozen=True, kw_only=True):
    """Show a held message."""

    message: int
    reason: str = ""


class WithholdMessage(Command, frozen=True, kw_only=True):
    """Never show a held message."""

    message: int
    reason: str = ""


class RemoveMessage(Command, frozen=True, kw_only=True):
    """Take a shown message off the screens."""

    message: int
    reason: str


class MuteSeat(Command, frozen=True, kw_only=True):
    """Stop or allow a seat's chat."""

    seat: str
    muted: bool


class ReturnSeat(Command, frozen=True, kw_only=True):
    """Send a seat back to waiting."""

    seat: str
    reason: str


class CallSeat(Command, frozen=True, kw_only=True):
    """Let a returned seat in again."""

    seat: str


class Remove(Command, frozen=True, kw_only=True):
    """Put an adult or a seat out of this session for good."""

    who: str
    reason: str


class ProposeWaiver(Command, frozen=True, kw_only=True):
    """Ask to open a school's door before the lead is over."""

    school: str
    reason: str


class ConfirmWaiver(Command, frozen=True, kw_only=True):
    """Agree, as a second adult, to a waiver."""

    school: str


class End(Command, frozen=True, kw_only=True):
    """End the session."""


class Tick(Command, frozen=True, kw_only=True):
    """Time has passed. ``heard`` says when each connection was last heard, in the room's seconds; one not in it was never heard."""

    heard: Mapping[str, float]


class ChangePlan(Command, frozen=True, kw_only=True):
    """The session was changed."""

    plan: Plan


class NoteWorry(Command, frozen=True, kw_only=True):
    """A concern was recorded for this seat, or for whoever said ``message``; the room keeps only its reference."""

    seat: str
    concern: str
    message: int = 0


# --- sound and picture ---
class OpenFeed(Command, frozen=True, kw_only=True):
    """Begin to send. ``feed`` is a token the door made; ``kinds`` names the media lines in their order."""

    feed: str
    peer: str
    kinds: tuple[str, ...]


class CloseFeed(Command, frozen=True, kw_only=True):
    """Stop sending: by the device that sends, or by the process when the connection broke; ``why`` is one word of the door's."""

    feed: str
    why: str = "stopped"


class InviteToSpeak(Command, frozen=True, kw_only=True):
    """Ask a seat to say one thing aloud."""

    seat: str


class AcceptToSpeak(Command, frozen=True, kw_only=True):
    """Agree to say it."""


class EndSpeaking(Command, frozen=True, kw_only=True):
    """Enough: one's own (``seat`` empty), or an adult's word about a seat."""

    seat: str = ""


class MediaTurned(Command, frozen=True, kw_only=True):
    """Sound and picture came or went; only the process says so. ``why`` is one plain sentence when they went."""

    on: bool
    why: str = ""


class RecordingTurned(Command, frozen=True, kw_only=True):
    """A recording can be written, or cannot; only the process says so. ``why`` is one plain sentence when it cannot."""

    on: bool
    why: str = ""


class ExplainNoRecording(Command, frozen=True, kw_only=True):
    """Say why this session is not recorded, or not all of it."""

    reason: str
