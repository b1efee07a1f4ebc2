"""What happens to letters: posted, cancelled, sent (once, by one process), given up, their words forgotten; the only writers."""

from chaperone.outbox.actions.cancelling import cancel_due, cancel_letter, cancel_letters_to
from chaperone.outbox.actions.letters import LetterUnsound, forget_content_of_sent, post, send_due
from chaperone.outbox.rules import Attachment

__all__ = [
    "Attachment",
    "LetterUnsound",
    "cancel_due",
    "cancel_letter",
    "cancel_letters_to",
    "forget_content_of_sent",
    "post",
    "send_due",
]
