"""Words that an adult writes in a case: made safe to keep, and screened as session notes are, for nobody's number or account."""

from __future__ import annotations

from chaperone.concerns.rules import ACTION_LENGTH_LIMIT
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.screening.cleaning import clean_text
from chaperone.sessions.actions.kept_words import holds_contact_details


@carries_out("M1", "R2")
def words_to_keep(text: str) -> str | Refused:
    """Return the text as it is kept in a case, or why it cannot be.

    A case names seats, schools and adults; the school's own safeguarding lead holds the pupil's name. Numbers and accounts may
    be a young person's, so none is kept (M1).

    Args:
        text: at most ``ACTION_LENGTH_LIMIT`` characters.
    """
    cleaned = clean_text(text, ACTION_LENGTH_LIMIT)
    if isinstance(cleaned, Refused) or not holds_contact_details((cleaned,)):
        return cleaned
    return Refused(
        "M1",
        "This seems to hold a telephone number, an e-mail address or somebody's account. We cannot keep it.",
        "Take it out: the school holds names and numbers.",
    )
