"""Who agreed to what, whether it counts on a day, and whom a text is asked of: the only way to fetch agreements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from chaperone.people.agreement_models import AgreedText, Agreement, Campaign
from chaperone.people.declaration_queries import declaration_of
from chaperone.people.declaring import PERSONAL_ACCOUNTS
from chaperone.people.lapsing import WITHOUT_END, Asked, Words, counts_until
from chaperone.people.models import Person
from chaperone.people.rules import is_agreement_in_force
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import Document, document_named
from chaperone.policy.in_force import pack_on
from chaperone.policy.refusal import ALLOWED, Verdict
from chaperone.policy.shelf import shelf


def text_on(document: str, day: date | None = None) -> Document:
    """Return the text that people agree to under this name on a day; today when left out."""
    ours, today = shelf().ours_today()
    return document_named(document, pack_on(ours, day or today))


def words_of(document: Document) -> Words:
    """Return by what an agreement knows its text."""
    return Words(str(document.version), document.hash)


def same_text(document: Document) -> Q:
    """Return what agreements, campaigns and kept words of exactly this text have in common."""
    return Q(document=document.name, version=str(document.version), text_hash=document.hash)


def asked_for(document: str) -> tuple[Asked, ...]:
    """Return every text that people have been asked to agree to under this name, the earliest first."""
    rows = Campaign.objects.filter(document=document).order_by("from_on", "pk")
    return tuple(
        Asked(Words(version, text_hash), from_on, lapses_on)
        for version, text_hash, from_on, lapses_on in rows.values_list(
            "version", "text_hash", "from_on", "lapses_on"
        )
    )


def agreement_of(person: Person, document: str) -> Agreement | None:
    """Return this person's agreement to the text in force of ``document`` (``"teacher-terms"``, ...), or None.

    Of a declaration it is the one that stands: not one that is due to be made anew.
    """
    if document == PERSONAL_ACCOUNTS:
        return declaration_of(person, _day(None))
    return Agreement.objects.filter(same_text(document_named(document)), person=person).first()


def last_agreed_text(person: Person, document: str) -> AgreedText | None:
    """Return the words this person agreed to last under that name, if they are not those in force; None if there are none."""
    last = _last(person, document)
    current = document_named(document)
    if last is None or (last.version, last.text_hash) == words_of(current):
        return None
    return AgreedText.objects.filter(
        document=document, version=last.version, text_hash=last.text_hash
    ).first()


def words_agreed_to(agreement: Agreement) -> AgreedText | None:
    """Return the words of an agreement, as they were kept when it was made."""
    return AgreedText.objects.filter(
        document=agreement.document, version=agreement.version, text_hash=agreement.text_hash
    ).first()


def _last(person: Person, document: str) -> Agreement | None:
    return Agreement.objects.filter(person=person, document=document).order_by("-at", "-pk").first()


@carries_out("S1", "Y1")
def has_agreed(person: Person, document: str) -> bool:
    """Say whether this person agreed to the text of ``document`` that is in force: its version and its hash."""
    return agreement_of(person, document) is not None


@carries_out("S1", "Y1", "R3")
def agreement_standing(person: Person, document: str, day: date | None = None) -> Verdict:
    """Say whether what this person agreed to counts on a day (today when left out), and if not, in which way it is out of date.

    An earlier text counts until the day that was set when the next one was published (``lapsing.counts_until``).
    """
    on = _day(day)
    if on < counts_until_of([person], document, on)[person.pk]:
        return ALLOWED
    last = _last(person, document)
    agreed = (last.version, last.text_hash) if last else None
    return is_agreement_in_force(agreed, words_of(text_on(document, on)), document)


@carries_out("S1", "Y1")
def asked_until(person: Person, document: str, day: date | None = None) -> date | None:
    """Return until when this person is asked for the text in force while an earlier one still counts; None when they are not.

    Args:
        day: that is asked about; today when left out.

    Returns:
        The first day on which the earlier text counts no more.
    """
    on = _day(day)
    until = counts_until_of([person], document, on)[person.pk]
    return until if on < until < WITHOUT_END else None


def who_has_agreed(people: Iterable[Person], document: str, day: date | None = None) -> frozenset[int]:
    """Return the ids of those among ``people`` whose agreement counts on a day (today when left out).

    One look at the database when all of them agreed to the text in force, three when somebody has not.
    """
    on, everybody = _day(day), list(people)
    exactly = who_agreed_to([person.pk for person in everybody], text_on(document, on))
    others = [person for person in everybody if person.pk not in exactly]
    until = counts_until_of(others, document, on) if others else {}
    return exactly | {person_id for person_id, ends in until.items() if on < ends}


def who_agreed_to(people: Collection[int], text: Document) -> frozenset[int]:
    """Return the ids of those among these people (by id) who agreed to exactly this text."""
    agreed = Agreement.objects.filter(same_text(text), person__in=list(people))
    return frozenset(agreed.values_list("person_id", flat=True))


def counts_until_of(people: Collection[Person], document: str, on: date) -> dict[int, date]:
    """Return by person id until when what they agreed to counts, as ``lapsing.counts_until`` says; two looks at the database."""
    agreed: dict[int, set[Words]] = {}
    rows = Agreement.objects.filter(person__in=list(people), document=document)
    for person_id, version, text_hash in rows.values_list("person_id", "version", "text_hash"):
        agreed.setdefault(person_id, set()).add(Words(version, text_hash))
    asked, in_force = asked_for(document) if agreed else (), words_of(text_on(document, on))
    return {person.pk: counts_until(agreed.get(person.pk, ()), asked, in_force, on) for person in people}


def _day(day: date | None) -> date:
    return day or shelf().ours_today()[1]
