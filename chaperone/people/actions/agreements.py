"""What happens when somebody agrees: the exact text, the name they typed, the time and how we knew them are kept."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from chaperone.people.actions.on_record import put_on_record
from chaperone.people.models import Agreement, Person
from chaperone.people.queries import agreement_of
from chaperone.people.rules import DOCUMENT_CLAUSES, may_agree
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import Document, document_named
from chaperone.policy.refusal import Refused

BY_PERSONAL_LINK = "personal sign-in link"


@carries_out("S1", "Y1", "U1")
def agree_to_document(
    person: Person,
    document: str,
    name_typed: str,
    now: datetime,
    how_identified: str = BY_PERSONAL_LINK,
    seen_hash: str = "",
) -> Agreement | Refused:
    """Keep that this person agrees to the text of ``document`` in force now; agreeing twice to one text is once.

    Args:
        document: ``"teacher-terms"`` or ``"staff-policy"``. Nobody agrees to the pupils' rules for a pupil (Y3).
        name_typed: what they typed under the text, one line.
        how_identified: how we knew who they are.
        seen_hash: the hash of the text their page showed; the text must not have changed meanwhile.
    """
    current = document_named(document)
    if not person.is_active:
        return Refused("", "This person has left.", "")
    verdict = may_agree(document, name_typed, seen_hash, current.hash)
    if isinstance(verdict, Refused):
        return verdict
    try:
        return _keep(person, current, name_typed.strip(), now, how_identified)
    except IntegrityError:
        # They pressed the button twice; the first time counts.
        earlier = agreement_of(person, document)
        if earlier is None:
            raise
        return earlier


def _keep(
    person: Person, document: Document, name_typed: str, now: datetime, how_identified: str
) -> Agreement:
    """Write the agreement and its entry in the ledger, which tells all of it: it is the evidence."""
    evidence = {
        "document": document.name,
        "version": str(document.version),
        "text_hash": document.hash,
        "name_typed": name_typed,
        "how_identified": how_identified,
    }
    with transaction.atomic():
        agreement = Agreement.objects.create(person=person, at=now, **evidence)
        put_on_record("agreement.made", person, now, DOCUMENT_CLAUSES.get(document.name, ""), **evidence)
    return agreement
