"""What happens to a report from outside: sent, come back to, added to, answered; each in its case, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F

from chaperone.concerns.actions import Report as Told
from chaperone.concerns.actions import add_words, note_answer_given, raise_report
from chaperone.concerns.models import Concern
from chaperone.concerns.queries import concern_for, role_holders
from chaperone.concerns.rules import NO_SUCH_CONCERN
from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.ledger.queries import head, key_of
from chaperone.people.models import Person
from chaperone.people.rules import LEADS
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.reporting.marks import (
    ALL_TRIES,
    RECEIPTS_STREAM,
    beginning_mark,
    form_mark,
    phrase_mark,
    phrase_of_form,
    window_of,
)
from chaperone.reporting.models import PhraseTries, Receipt
from chaperone.reporting.phrases import Phrase, phrase_typed
from chaperone.reporting.queries import (
    RECEIVED,
    SHOWN,
    receipt_by_mark,
    receipt_of,
    receipt_of_form,
    was_written_before,
    writable,
)
from chaperone.reporting.rules import (
    NO_RECEIPT,
    NOT_SENT,
    RECEIPT_LIFE,
    SHOWN_AGAIN_WITHIN,
    UNKNOWN_PHRASE,
    WRONG_FOR_TWO_WORDS_IN_A_WINDOW,
    WRONG_PHRASES_IN_A_WINDOW,
    Report,
    may_answer,
    may_send,
    may_try_phrase,
    report_in_words,
)

REPORTER: Final = "reporter"


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that is on record.

    Attributes:
        receipt: what it can be come back to by.
        phrase: its phrase, to be shown; empty once its time to be shown is over.
    """

    receipt: Receipt
    phrase: Phrase


def ready_to_mark(now: datetime) -> None:
    """Make the key by which phrases are made and known again, once."""
    if key_of(RECEIPTS_STREAM) is None:
        append(RECEIPTS_STREAM, [fact("receipts_key.made", "system", "U4")], now)


@carries_out("U4", "Y11")
def send_report(report: Report, token: str, now: datetime) -> Sent | Refused:
    """Put a report from outside on record as a concern, and return its phrase; it is durable when this returns.

    The same form sent again makes no second report. If it was written on in between, what is new stands in the same case.

    Args:
        report: what the form held.
        token: what the form carries to be known by: long, random, made by us.
        now: when, UTC.
    """
    verdict = may_send(report.words)
    if isinstance(verdict, Refused):
        return verdict
    ready_to_mark(now)
    phrase = phrase_of_form(token)
    made = receipt_of_form(form_mark(token))
    if made is None:
        try:
            with transaction.atomic():
                return Sent(_put_on_record(report, token, phrase_mark(phrase), now), phrase)
        except IntegrityError:
            # The form was sent twice in the same moment, and the other was quicker.
            made = receipt_of_form(form_mark(token))
    if made is None:
        return NOT_SENT
    add_to_report(made, report.words, now)
    return Sent(made, phrase if now - made.sent_at < SHOWN_AGAIN_WITHIN else ())


def _put_on_record(report: Report, token: str, mark: str, now: datetime) -> Receipt:
    told = Told(
        source=Concern.Source.PUBLIC,
        words=report.words,
        school_ref=report.school_ref,
        about=_whom_it_is_about(report, now),
        by=REPORTER,
    )
    concern = raise_report(told, now)
    append(concern.stream, [fact(RECEIVED, REPORTER, "U4", text=writable(report_in_words(report)))], now)
    return Receipt.objects.create(
        concern=concern, phrase_mark=mark, form_mark=form_mark(token), sent_at=now, used_on=now.date()
    )


def _whom_it_is_about(report: Report, now: datetime) -> tuple[int, ...]:
    """Return those who hold the role that it is about: for them the concern does not exist (R2)."""
    holders = role_holders(now.date())
    return tuple(person.pk for role in LEADS if role == report.about for person in holders.get(role, ()))


@carries_out("U4", "Y11")
def open_by_phrase(typed: str, now: datetime) -> Receipt | Refused:
    """Return the receipt that this phrase opens.

    What cannot be a phrase at all is told so from the list of words, and is not counted: it tells nothing of what exists.
    A real try is counted before it is looked up, so that a crowd of guesses gets no more than one after the other; one that
    was right is taken back.
    """
    phrase = phrase_typed(typed)
    if isinstance(phrase, Refused):
        return phrase
    ready_to_mark(now)
    beginning = beginning_mark(phrase)
    verdict = may_try_phrase(not _count_try(beginning, now))
    if isinstance(verdict, Refused):
        return verdict
    receipt = receipt_by_mark(phrase_mark(phrase), now)
    if receipt is None:
        return UNKNOWN_PHRASE
    tried = PhraseTries.objects.filter(of__in=[ALL_TRIES, beginning], window_starts_at=window_of(now))
    tried.filter(tries__gt=0).update(tries=F("tries") - 1)
    _still_of_use(receipt, now)
    return receipt


def _count_try(beginning: str, now: datetime) -> bool:
    """Count one more try under both names, and return whether there was room under each; past spans are dropped."""
    window, room = window_of(now), True
    limits = {ALL_TRIES: WRONG_PHRASES_IN_A_WINDOW, beginning: WRONG_FOR_TWO_WORDS_IN_A_WINDOW}
    with transaction.atomic():
        PhraseTries.objects.filter(window_starts_at__lt=window).delete()
        for of, highest in limits.items():
            row = PhraseTries(of=of, window_starts_at=window)
            PhraseTries.objects.bulk_create([row], ignore_conflicts=True)
            # Raised and judged in one statement, so that no crowd slips through.
            this = PhraseTries.objects.filter(of=of, window_starts_at=window, tries__lt=highest)
            room = bool(this.update(tries=F("tries") + 1)) and room
    return room


def _still_of_use(receipt: Receipt, now: datetime) -> None:
    if receipt.used_on != now.date():
        Receipt.objects.filter(pk=receipt.pk).update(used_on=now.date())


@carries_out("U4", "Y11")
def add_to_report(receipt: Receipt, words: str, now: datetime) -> Receipt | Refused:
    """Put what a reporter adds in the case of their report, and tell those who must know that there is something, and not what.

    The same words sent twice stand there once.
    """
    verdict = may_send(words)
    if isinstance(verdict, Refused):
        return verdict
    with transaction.atomic():
        held = Receipt.objects.select_for_update(of=("self",)).select_related("concern").get(pk=receipt.pk)
        if not was_written_before(held.concern, words):
            add_words(held.concern.ref, words, now, by=REPORTER)
            _still_of_use(held, now)
    return held


@carries_out("S12", "U4", "Y11")
def answer_reporter(viewer: Person, ref: str, text: str, now: datetime) -> Concern | Refused:
    """Answer whoever reported a concern from outside; they read it with their phrase.

    Args:
        viewer: who answers: whoever may decide in the case.
        text: the answer, at most ``ANSWER_LENGTH_LIMIT`` characters.

    Returns:
        The concern; or ``Refused``: there is none for this viewer, they may not answer, nobody can read it, or it is no answer.
    """
    with transaction.atomic():
        concern = concern_for(viewer, ref, now)
        if concern is None:
            return NO_SUCH_CONCERN
        receipt = receipt_of(concern)
        if receipt is None:
            return NO_RECEIPT
        verdict = may_answer(text)
        if isinstance(verdict, Refused):
            return verdict
        answered = note_answer_given(viewer, ref, text, now)
        if isinstance(answered, Refused):
            return answered
        # Only what was meant for the reporter's eyes is shown to them: other notes of answers stay in the case.
        append(concern.stream, [fact(SHOWN, viewer.ref, "S12", seq=head(concern.stream).seq)], now)
        _still_of_use(receipt, now)
        return answered


def forget_receipts(now: datetime) -> int:
    """Forget receipts that nobody has used for a year: their phrases open nothing any more; the cases stay. Return how many."""
    long_ago = (now - RECEIPT_LIFE - timedelta(days=1)).date()
    with transaction.atomic():
        gone, _ = Receipt.objects.filter(used_on__lt=long_ago).delete()
        PhraseTries.objects.filter(window_starts_at__lt=window_of(now)).delete()
    return gone
