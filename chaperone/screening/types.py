"""What goes into screening and what comes out: an utterance and its context in, findings out; no Django, no people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Channel = Literal["chat_pupil", "chat_staff", "email_staff", "post", "note", "report", "letter"]
"""Where the words are about to be said.

``chat_pupil`` is a seat in the room, ``chat_staff`` any adult in it, ``email_staff`` an e-mail an adult writes for a
young person, ``letter`` one the product sends, ``post`` a draft for social media, ``note`` an adult's notes, and
``report`` a worry, which is never refused.
"""

CHAT: Final[tuple[Channel, ...]] = ("chat_pupil", "chat_staff")
EVERYWHERE: Final[tuple[Channel, ...]] = (
    "chat_pupil",
    "chat_staff",
    "email_staff",
    "post",
    "note",
    "report",
    "letter",
)

Outcome = Literal["deliver", "hold", "refuse", "route"]
"""Decision 7's answers: say it; let an adult look first; refuse kindly; or take it to the safeguarding lead."""

Severity = Literal["low", "medium", "high", "critical"]

Part = Literal["text", "subject"]

WELL_KNOWN_HELPLINES: Final[tuple[str, ...]] = (
    "0800 1111",  # Childline
    "0808 800 5000",  # NSPCC
    "116 123",  # Samaritans
    "85258",  # Shout, by text
    "0800 068 4141",  # Papyrus HOPELINE247
    "0808 808 4994",  # The Mix
    "116 000",  # Missing People
    "0808 2000 247",  # National Domestic Abuse Helpline
    "0800 555 111",  # Crimestoppers
    "999",
    "112",
    "101",
    "111",
)
"""Public lines that anybody may always name; a young person must never be stopped from passing one on."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One text somebody is about to say.

    Attributes:
        channel: where it will be said.
        text: the words as typed, already through ``clean_text``; any length, though channels set their own limits.
        subject: the subject line of an e-mail or letter; ``""`` elsewhere.
        from_: the sender's address, for e-mails and letters.
        to: whom it goes to.
        cc: who gets a copy.
        sent_at: when it goes, in local UK time, for e-mails; ``None`` elsewhere.
    """

    channel: Channel
    text: str
    subject: str = ""
    from_: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When staff may write: days (0 is Monday) and whole hours of UK time."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    from_hour: int = 9
    to_hour: int = 17


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the organisation and the room, so that its own details are not taken for personal ones.

    Attributes:
        helplines: telephone numbers that may be named by anybody, in any spacing.
        official_numbers: the organisation's published numbers.
        official_emails: its published addresses, such as ``"info@sns.example"``.
        official_handles: its published accounts, with or without ``@``.
        official_sites: host names that may be linked to; their sub-domains are included.
        names_here: join names and first names of this room, so that ``@Amber`` is a way to address somebody.
        staff_names: full names of staff, who may sign and be named.
        staff_domain: the part after ``@`` of the organisation's own addresses.
        schools_here: names of the schools in this session.
        office_hours: when staff may write to young people.
    """

    helplines: tuple[str, ...] = WELL_KNOWN_HELPLINES
    official_numbers: tuple[str, ...] = ()
    official_emails: tuple[str, ...] = ()
    official_handles: tuple[str, ...] = ()
    official_sites: tuple[str, ...] = ()
    names_here: tuple[str, ...] = ()
    staff_names: tuple[str, ...] = ()
    staff_domain: str = ""
    schools_here: tuple[str, ...] = ()
    office_hours: OfficeHours = OfficeHours()


@dataclass(frozen=True, slots=True)
class Said:
    """The tail of something said a moment ago: kept in memory only, for details split over several messages.

    Attributes:
        text: its last characters, as typed.
        at_seconds: when, on the room's clock.
        same_seat: said by the one who speaks now; otherwise by another seat.
    """

    text: str
    at_seconds: float
    same_seat: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in an utterance. It says where, never what: the found text is in no field.

    Attributes:
        label: what it looks like, such as ``"phone"``.
        clause: the clause it touches, for this channel.
        start: first character of the finding in ``Utterance.text`` (or ``subject``, see ``part``).
        end: one past its last character.
        sentence: one plain sentence for the sender; never contains the found text.
        next_step: what the sender can do now.
        fixed_text: the whole part put right, where a rule can offer that; ``""`` where it cannot.
        rule: which rule found it, and its version, such as ``"phone/1"``.
        severity: how grave it is.
        part: where the span lies: in the text or in the subject.
    """

    label: str
    clause: str
    start: int
    end: int
    sentence: str
    next_step: str = ""
    fixed_text: str = ""
    rule: str = ""
    severity: Severity = "medium"
    part: Part = "text"
