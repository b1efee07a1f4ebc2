"""What a letter must be before it is queued, and how long we wait before we try a letter again; no Django here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

SUBJECT_LENGTH_LIMIT: Final = 200
TEXT_LENGTH_LIMIT: Final = 200_000
RECIPIENTS_LIMIT: Final = 20
ATTACHMENTS_BYTES_LIMIT: Final = 10 * 1024 * 1024
TRIES_LIMIT: Final = 24
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_MIME: Final = re.compile(r"[a-z]+/[a-z0-9.+-]+(; ?[a-z]+=[A-Za-z0-9-]+)*")
_SIGN_IN_PATH: Final = re.compile(r"(/sign-in/)[A-Za-z0-9_-]{20,}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go with a letter: its name as the reader sees it, its media type, its bytes."""

    filename: str
    mime: str
    content: bytes


def _has_control(text: str) -> bool:
    # Line and paragraph separators end a header line for some mail programs just as CR and LF do.
    return any(unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"} for character in text)


def may_post(to: Sequence[str], subject: str, text: str, attachments: Sequence[Attachment]) -> Verdict:
    """Say whether this can be a letter: somebody to read it, one-line headers, sound files, and not too large.

    A line break in an address, a subject or a file name would let its writer add headers of their own.
    """
    if not to:
        return Refused("", "A letter needs somebody to read it.", "Give at least one address.")
    if len(to) > RECIPIENTS_LIMIT or len({address.lower() for address in to}) != len(to):
        return Refused(
            "", f"A letter goes to at most {RECIPIENTS_LIMIT} different addresses.", "Send several letters."
        )
    if not all(_ADDRESS.fullmatch(address) and len(address) <= 254 for address in to):
        return Refused(
            "", "One of the addresses is not an e-mail address.", "Write each like name@school.example."
        )
    if not subject.strip() or len(subject) > SUBJECT_LENGTH_LIMIT or _has_control(subject):
        return Refused(
            "", f"A subject is one line of at most {SUBJECT_LENGTH_LIMIT} characters.", "Shorten it."
        )
    if not text.strip() or len(text) > TEXT_LENGTH_LIMIT:
        return Refused("", "A letter has words, and not too many of them.", "Write or shorten the text.")
    return _may_attach(attachments)


@carries_out("S9")
def may_go_with_copies(to: Sequence[str], copied_to: Sequence[str], copies_minimum: int) -> Verdict:
    """Say whether a letter to a teacher has enough other members of staff copied.

    Args:
        copies_minimum: how many the policy asks for, ``letter_copies_minimum`` of the pack.
    """
    others = {address.lower() for address in copied_to} - {address.lower() for address in to}
    if len(others) < copies_minimum:
        return Refused(
            "S9",
            "Every letter to a teacher is copied to another member of staff.",
            "Add a second member of staff to the session first.",
        )
    return ALLOWED


def _may_attach(attachments: Sequence[Attachment]) -> Verdict:
    for attachment in attachments:
        name = attachment.filename
        if not 0 < len(name) <= 120 or _has_control(name) or "/" in name or "\\" in name:
            return Refused("", "A file name is one line without slashes.", "Rename the file.")
        if not _MIME.fullmatch(attachment.mime) or len(attachment.mime) > 120:
            return Refused("", "That media type makes no sense.", "Write it like application/pdf.")
    if sum(len(attachment.content) for attachment in attachments) > ATTACHMENTS_BYTES_LIMIT:
        return Refused("", "The files are too large for a letter.", "Offer them on a page instead.")
    return ALLOWED


def wait_before_next_try(tries: int) -> timedelta:
    """Return how long to wait after ``tries`` failures (1 or more): doubling from a minute to an hour."""
    return min(FIRST_WAIT * (1 << min(max(tries - 1, 0), 10)), LONGEST_WAIT)


def is_hopeless(tries: int, server_gone: bool, answer_code: int | None) -> bool:
    """Say whether to give a letter up: its own mail server said never, or it failed too often.

    Args:
        tries: failures so far, this one included.
        server_gone: that no mail server could be reached, which says nothing against the letter.
        answer_code: the server's answer (SMTP code) about this letter, None when there was none.
    """
    if server_gone:
        return False
    return tries >= TRIES_LIMIT or (answer_code is not None and answer_code >= 500)


def without_sign_in_tokens(text: str) -> str:
    """Return the text of a letter that has gone, with the secrets cut out of its personal links."""
    return _SIGN_IN_PATH.sub(r"\1(removed)", text)
