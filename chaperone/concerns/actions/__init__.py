"""What may be done with a concern: raised, read, taken on, written in, answered, kept from whom it is about; the only writers."""

from chaperone.concerns.actions.answering import note_answer_given
from chaperone.concerns.actions.keeping import keep_from, let_read, stop_reading
from chaperone.concerns.actions.letters import LETTER_KIND
from chaperone.concerns.actions.looking_after import acknowledge_concern, note_action, read_concern
from chaperone.concerns.actions.owning import find_owners
from chaperone.concerns.actions.raising import (
    SAME_WORRY,
    Report,
    SaidInRoom,
    add_words,
    raise_about_message,
    raise_concern,
    raise_report,
)

__all__ = [
    "LETTER_KIND",
    "SAME_WORRY",
    "Report",
    "SaidInRoom",
    "acknowledge_concern",
    "add_words",
    "find_owners",
    "keep_from",
    "let_read",
    "note_action",
    "note_answer_given",
    "raise_about_message",
    "raise_concern",
    "raise_report",
    "read_concern",
    "stop_reading",
]
