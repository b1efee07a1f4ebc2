"""The shape of a dossier: what happened in one session, as read back from the ledger; plain values, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from chaperone.records.plain_words import labels_in_words, role_in_words, stream_in_words, tried_in_words
from chaperone.records.rule_outcomes import Judged

Channel = Literal["room", "adults", "questions"]
Standing = Literal[
    "shown", "held", "routed", "released", "withheld", "removed", "asked", "taken", "set aside"
]


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when; ``to_at`` is ``None`` only where the record ends before the stay does."""

    from_at: datetime
    to_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line of the register.

    Attributes:
        ref: ``"person:12"`` or ``"seat:…"``.
        name: how they were known in the room: first name, title and name, or join name.
        role: ``facilitator``, ``speaker``, ``teacher``, ``safeguarding_lead``, or the kind of a seat.
        school: ref of their school; ``""`` for our own people.
        pupils: how many pupils a seat stands for; 0 for adults.
        agreed_at: when the seat agreed to the rules (Y3).
        here: when at least one device of theirs was connected, to the second.
        inside: when a seat had been let in and was connected, to the second; empty for adults.
    """

    ref: str
    name: str
    role: str
    school: str
    pupils: int
    agreed_at: datetime | None
    here: tuple[Stay, ...]
    inside: tuple[Stay, ...]

    @property
    def role_in_words(self) -> str:
        """The role as people say it."""
        return role_in_words(self.role)


@dataclass(frozen=True, slots=True)
class RegisterPart:
    """The register of one school, or of our own people (``school`` is ``""``)."""

    school: str
    name: str
    attendees: tuple[Attendee, ...]


@dataclass(frozen=True, slots=True)
class DoorLine:
    """One line of the door log: what happened, why, and which clause asked for it."""

    at: datetime
    sentence: str
    school: str = ""  # whose part of the record it is; "" is everybody's
    clause: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Something that was said, held or asked, and what became of it.

    Attributes:
        seq: its number in the room's stream.
        school: ref of the speaker's school; ``""`` for our own people.
        is_seat: whether a pupil or a class said it.
        standing: what became of it in the end.
        decided_at, decided_by, reason: by whom and why it was released, withheld, removed, taken or set aside.
        findings: why it was held or routed to the safeguarding lead, one sentence each.
    """

    seq: int
    at: datetime
    ref: str
    name: str
    role: str
    school: str
    is_seat: bool
    text: str
    channel: Channel
    standing: Standing
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""
    findings: tuple[str, ...] = ()

    @property
    def role_in_words(self) -> str:
        """The speaker's role as people say it."""
        return role_in_words(self.role)


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """How often a rule said no: which clause, to what, and what screening saw; never the words.

    ``again`` of the times it was a detail that had been refused before.
    """

    clause: str
    tried: str
    labels: tuple[str, ...]
    times: int
    school: str = ""
    again: int = 0

    @property
    def tried_in_words(self) -> str:
        """What was tried, as people say it."""
        return tried_in_words(self.tried)

    @property
    def labels_in_words(self) -> str:
        """What screening saw, as people say it."""
        return labels_in_words(self.labels)


@dataclass(frozen=True, slots=True)
class WhyNotRecorded:
    """Since when nothing was recorded and what the room knows of the reason; or, with ``by``, what an adult wrote about it."""

    at: datetime
    why: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class WhyRecorded:
    """When the recording ran, when it did not, what was said about that; ``nothing`` is a sentence where there is no word of it."""

    ran: tuple[Stay, ...] = ()
    missing: tuple[WhyNotRecorded, ...] = ()
    explained: tuple[WhyNotRecorded, ...] = ()
    nothing: str = "Nothing was recorded: the room was never opened."


@dataclass(frozen=True, slots=True)
class RoomStory:
    """All that the stream ``room/<ref>`` tells."""

    register: tuple[RegisterPart, ...] = ()
    door_log: tuple[DoorLine, ...] = ()
    messages: tuple[Message, ...] = ()
    refusals: tuple[RefusalCount, ...] = ()
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    recording: WhyRecorded = WhyRecorded()
    judged: tuple[tuple[Judged, int], ...] = ()  # how adults judged the rules of screening, and how often


@dataclass(frozen=True, slots=True)
class Note:
    """The notes as somebody wrote them at one time: ``parts`` are title and words."""

    at: datetime
    by: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the plan, before or during the session, from the stream ``session/<ref>``."""

    at: datetime
    by: str
    sentence: str
    clause: str = ""
    school: str = ""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where a stream ends: what proves that nothing was changed since."""

    stream: str
    seq: int
    hash: str  # 64 hexadecimal digits

    @property
    def stream_in_words(self) -> str:
        """What the stream holds, and its name."""
        return stream_in_words(self.stream)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What this reader is not shown because it belongs to other schools: counted, never named."""

    schools: int = 0
    seats: int = 0
    messages: int = 0
    lines: int = 0
    note_parts: int = 0

    def __bool__(self) -> bool:
        return any((self.schools, self.seats, self.messages, self.lines, self.note_parts))


@dataclass(frozen=True, slots=True)
class Dossier:
    """The whole record of one session, or what one reader may see of it.

    Attributes:
        session_ref, title, purpose: which session.
        timezone: the zone its times are shown in.
        pack: name and version of the policy it was held under; ``rehearsal`` says it was a practice.
        room: register, door log, messages and refusals.
        destroy_on: the day on which all of it goes (M11, M12).
        room_sealed: the head of the room's stream when the dossier was sealed.
        heads: the heads of both streams as they are now.
        tampered: one sentence naming the first bad entry, should a stream have been changed; the record is read up to it.
        recording_now: how far the recording is at this moment, in a sentence.
        left_out: what belongs to other schools.
    """

    session_ref: str
    title: str
    purpose: str
    starts_at: datetime
    timezone: str
    pack: str
    rehearsal: bool
    room: RoomStory
    notes: tuple[Note, ...]
    changes: tuple[Change, ...]
    sealed_at: datetime
    destroy_on: date
    room_sealed: ChainHead
    heads: tuple[ChainHead, ...]
    tampered: str = ""
    recording_now: str = ""
    left_out: LeftOut = LeftOut()

    @property
    def intact(self) -> bool:
        """Whether both streams are whole and the room's is what was sealed."""
        return not self.tampered and self.room_sealed in self.heads
