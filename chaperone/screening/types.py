"""What goes into screening and what comes out: an utterance and its context in, findings out; no Django, no people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Channel = Literal["chat_pupil", "chat_staff", "email_staff", "post", "note"]
"""Where the words are about to be said. ``chat_pupil`` is a seat in the room, ``chat_staff`` any adult in it."""

Outcome = Literal["deliver", "hold", "refuse", "route"]
"""Decision 7's answers: say it; let an adult look first; refuse kindly; or take it to the safeguarding lead."""

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
    """

    channel: Channel
    text: str


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
    """

    helplines: tuple[str, ...] = WELL_KNOWN_HELPLINES
    official_numbers: tuple[str, ...] = ()
    official_emails: tuple[str, ...] = ()
    official_handles: tuple[str, ...] = ()
    official_sites: tuple[str, ...] = ()
    names_here: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in an utterance. It says where, never what: the found text is in no field.

    Attributes:
        label: what it looks like, such as ``"phone"``.
        clause: the clause it touches, for this channel.
        start: first character of the finding in ``Utterance.text``.
        end: one past its last character.
        sentence: one plain sentence for the sender; never contains the found text.
        next_step: what the sender can do now.
        fixed_text: the whole utterance put right, where a rule can offer that; ``""`` where it cannot.
    """

    label: str
    clause: str
    start: int
    end: int
    sentence: str
    next_step: str = ""
    fixed_text: str = ""
