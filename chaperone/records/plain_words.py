"""Says in plain words what the record keeps as roles, commands, labels and streams: readers meet no word of the machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

ROLES: Final[Mapping[str, str]] = {
    "facilitator": "facilitator",
    "speaker": "speaker",
    "teacher": "teacher",
    "safeguarding_lead": "safeguarding lead",
    "individual": "pupil",
    "classroom": "classroom screen",
    "teacher_screen": "teacher’s own screen",
}
"""Role in the room, or kind of seat."""

TRIED: Final[Mapping[str, str]] = {
    "Join": "Coming in",
    "Leave": "Leaving",
    "Agree": "Agreeing to the rules",
    "Say": "Saying something to everybody",
    "SayToAdults": "Writing among adults",
    "Ask": "Asking a question",
    "MoveHand": "Raising or lowering a hand",
    "TakeQuestion": "Taking a question",
    "SetQuestionAside": "Setting a question aside",
    "ReleaseMessage": "Showing a message that was held",
    "WithholdMessage": "Keeping a held message back",
    "RemoveMessage": "Removing a message",
    "Appeal": "Asking an adult to look again",
    "AnswerAppeal": "Answering whoever asked an adult to look again",
    "MuteSeat": "Stopping a seat’s chat, or letting it go on",
    "ReturnSeat": "Sending a seat back to the waiting room",
    "CallSeat": "Calling a seat in again",
    "Remove": "Removing somebody from the session",
    "ProposeWaiver": "Asking to open the door early",
    "ConfirmWaiver": "Agreeing to open the door early",
    "End": "Ending the session",
    "NoteWorry": "Saying “I’m worried”",
    "OpenFeed": "Sending sound or picture",
    "CloseFeed": "Ending sound or picture",
    "InviteToSpeak": "Inviting a seat to speak",
    "AcceptToSpeak": "Accepting to speak",
    "EndSpeaking": "Ending somebody’s turn to speak",
    "ExplainNoRecording": "Explaining why there is no recording",
}
"""What somebody asked of the room."""

LABELS: Final[Mapping[str, str]] = {
    "phone": "a telephone number",
    "email_address": "an e-mail address",
    "postcode": "a postcode",
    "social_handle": "an account’s name",
    "link": "a link",
    "postal_address": "a home address",
    "full_name": "somebody’s full name",
    "age": "a young person’s age",
    "school_name": "a school’s name",
    "credential": "a password or code",
    "meet_up": "arranging to meet",
    "private_contact": "asking for private contact",
    "personal_number_request": "asking for a number",
    "emoji": "an emoji",
    "kisses": "kisses",
    "unprofessional_signoff": "an unprofessional close",
    "sexual": "sexual words",
    "threat": "a threat",
    "hate": "hateful words",
    "bullying": "bullying",
    "disclosure_abuse": "signs of abuse or neglect",
    "self_harm": "signs of self-harm",
}
"""What screening saw."""

LETTERS: Final[Mapping[str, str]] = {
    "invitation": "the invitation",
    "duty": "that somebody serves in the session",
    "changed": "what has changed",
    "cancelled": "that the session is cancelled",
    "stood_down": "that somebody is no longer needed",
    "reminder": "a reminder",
    "notes": "that notes are due",
}
"""What a letter was about."""


def role_in_words(role: str) -> str:
    """Return a role, or the kind of a seat, as people say it."""
    return ROLES.get(role, role.replace("_", " "))


def tried_in_words(command: str) -> str:
    """Return what somebody tried, from the name of the command; one we have no words for is at least taken apart."""
    return TRIED.get(command) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", command).capitalize()


def labels_in_words(labels: Iterable[str]) -> str:
    """Return what screening saw, such as ``"a postcode, a link"``."""
    return ", ".join(LABELS.get(label, label.replace("_", " ")) for label in labels)


def letter_in_words(kind: str) -> str:
    """Return what a letter was about."""
    return LETTERS.get(kind, "about the session")


def sending_in_words(body: Mapping[str, Any]) -> str:
    """Return the sentence for a letter that went; a copy, which goes to another member of staff (S9), says so."""
    what = "A copy for another member of staff went" if body.get("copy") else "A letter went"
    return f"{what}: {letter_in_words(str(body.get('letter_kind', '')))}."


def stream_in_words(stream: str) -> str:
    """Return what a stream of the ledger holds; its name stands in brackets for whoever checks the chain."""
    part = stream.partition("/")[0]
    words = {"room": "The room", "session": "The plan and the notes"}.get(part, part.capitalize())
    return f"{words} ({stream})"
