"""What happens when somebody agrees: the exact text, the name they typed, the time and how we knew them are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction

from chaperone.people.actions.on_record import put_on_record
from chaperone.people.declaration_queries import declaration_of, declared_by
from chaperone.people.declaring import PERSONAL_ACCOUNTS, renewal_on
from chaperone.people.models import AgreedText, Agreement, Person
from chaperone.people.queries import agreement_of
from chaperone.people.reading import may_have_read
from chaperone.people.rules import DOCUMENT_CLAUSES, may_agree
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import Document, document_named
from chaperone.policy.refusal import Refused

BY_PERSONAL_LINK = "personal sign-in link"


class SeenText(NamedTuple):
    """What was on somebody's screen when they agreed: the text's hash, and for how long, in seconds; None if unknown."""

    text_hash: str = ""
    open_seconds: int | None = None


NOT_SAID: Final = SeenText()


@carries_out("S1", "Y1", "U1")
def agree_to_document(
    person: Person,
    document: str,
    name_typed: str,
    now: datetime,
    how_identified: str = BY_PERSONAL_LINK,
    seen: SeenText = NOT_SAID,
) -> Agreement | Refused:
    """Keep that this person agrees to the text of ``document`` in force now; agreeing twice to one text is once.

    Args:
        document: ``"teacher-terms"``, ``"staff-policy"`` or ``"personal-accounts"``, which is made anew each year. Nobody agrees
            to the pupils' rules for a pupil (Y3).
        name_typed: what they typed under the text, one line.
        how_identified: how we knew who they are.
        seen: the text that their page showed, which must not have changed meanwhile, and for how long: long enough to be
            read. Left out only where there was no page: the demo, and whoever sets up tests.
    """
    current = document_named(document)
    if not person.is_active:
        return Refused("", "This person has left.", "")
    verdict = may_agree(document, name_typed, seen.text_hash, current.hash)
    if verdict and seen != NOT_SAID:
        verdict = may_have_read(current.text, seen.open_seconds, DOCUMENT_CLAUSES.get(document, ""))
    if isinstance(verdict, Refused):
        return verdict
    if document == PERSONAL_ACCOUNTS and (standing := declaration_of(person, now.date())) is not None:
        return standing
    try:
        return _keep(person, current, name_typed.strip(), now, how_identified, seen.open_seconds)
    except IntegrityError:
        # They pressed the button twice; the first time counts.
        earlier = agreement_of(person, document)
        if earlier is None:
            raise
        return earlier


def _keep(
    person: Person,
    document: Document,
    name_typed: str,
    now: datetime,
    how_identified: str,
    open_seconds: int | None,
) -> Agreement:
    """Write the agreement, the words agreed to, and the entry in the ledger, which tells all of it: it is the evidence."""
    evidence = {
        "document": document.name,
        "version": str(document.version),
        "text_hash": document.hash,
        "name_typed": name_typed,
        "how_identified": how_identified,
        "open_seconds": open_seconds,
    }
    clause = DOCUMENT_CLAUSES.get(document.name, "")
    with transaction.atomic():
        AgreedText.objects.get_or_create(
            document=document.name,
            version=str(document.version),
            text_hash=document.hash,
            defaults={"title": document.title, "text": document.text, "first_agreed_at": now},
        )
        renewal = _renewal(person, document, now)
        agreement = Agreement(person=person, at=now, renewal=renewal, **evidence)
        agreement.save()
        told = {**evidence, "renewal": renewal} if renewal else evidence
        agreement.ledger_seq = put_on_record("agreement.made", person, now, clause, **told)
        agreement.save(update_fields=["ledger_seq"])
    return agreement


def _renewal(person: Person, document: Document, now: datetime) -> int:
    """Return the number of this agreement: 0, but for a declaration that is made anew."""
    declared = declared_by([person], now.date()) if document.name == PERSONAL_ACCOUNTS else {}
    return renewal_on(declared[person.pk], now.date()) if person.pk in declared else 0
