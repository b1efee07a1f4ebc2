"""Finds out whether somebody must still say why a session, or a part of it, was not recorded (M13)."""

from __future__ import annotations

from chaperone.ledger.queries import LedgerTampered, read
from chaperone.policy.clauses import carries_out
from chaperone.sessions.models import Session
from chaperone.sessions.queries.facts import pack_of

_ABSENT, _STOPPED, _EXPLAINED, _ENDED = (
    "recording.absent",
    "recording.stopped",
    "recording.explained",
    "ended",
)


@carries_out("M13")
def recording_unexplained(session: Session) -> bool:
    """Say whether the recording was absent or broke off and no adult in charge has said why, in the room or in the notes.

    Where the pack keeps no recording there is nothing to explain. Kinds of entries are all that is looked at, because what a room's
    entries hold is the room's to know.
    """
    if not pack_of(session).parameters.recording:
        return False
    try:
        return _is_missing(session) and not any(
            # Words that were destroyed had passed this question when they were written.
            entry.kind == "notes.written" and (entry.body is None or entry.body.get("recording"))
            for entry in read(session.stream)
        )
    except LedgerTampered:
        return True  # nobody can tell from such a record, so a person must


def _is_missing(session: Session) -> bool:
    missing = ended = False
    for entry in read(f"room/{session.ref}"):
        if entry.kind == _EXPLAINED:
            missing = False  # what goes missing later needs a reason of its own
        ended = ended or entry.kind == _ENDED
        # When the session is over the recording stops as it should.
        missing = missing or entry.kind == _ABSENT or (entry.kind == _STOPPED and not ended)
    return missing
