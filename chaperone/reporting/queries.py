"""What may be seen through a receipt, and of the one who holds it: the only way to fetch either."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import QuerySet

from chaperone.concerns.models import Concern
from chaperone.ledger.queries import read
from chaperone.reporting.models import PhraseTries, Receipt
from chaperone.reporting.rules import RECEIPT_LIFE

RECEIVED, SHOWN = "report.received", "answer.shown"
_ANSWERED: Final = "reporter.answered"
_WRITTEN: Final = frozenset({"concern.raised", "concern.raised_again"})


class Turn(NamedTuple):
    """One thing said between us and whoever reported: when, by whom, and its words.

    What they wrote themselves is not shown again (``text`` is ``""``): whoever finds a phrase must not read what was reported.
    """

    at: datetime
    is_ours: bool
    text: str


def receipt_by_id(receipt_id: int, now: datetime) -> Receipt | None:
    """Return a receipt that still opens its report, or None."""
    return _alive(now).filter(pk=receipt_id).first()


def receipt_by_mark(phrase_mark: str, now: datetime) -> Receipt | None:
    """Return the receipt whose phrase has this mark and still opens it, or None."""
    return _alive(now).filter(phrase_mark=phrase_mark).first()


def receipt_of_form(form_mark: str) -> Receipt | None:
    """Return the receipt that this form has made already, or None."""
    return Receipt.objects.select_related("concern").filter(form_mark=form_mark).first()


def _alive(now: datetime) -> QuerySet[Receipt]:
    return Receipt.objects.select_related("concern").filter(used_on__gte=(now - RECEIPT_LIFE).date())


def receipt_of(concern: Concern) -> Receipt | None:
    """Return the receipt of a concern that came from the report page; None where it came another way, or is forgotten."""
    return Receipt.objects.filter(concern=concern).first()


def turns_of(concern: Concern) -> tuple[Turn, ...]:
    """Return what was said between us and whoever reported, oldest first; empty once the case's key is gone.

    Of our answers, those that were meant to be read with the phrase, and no other note in the case.
    """
    entries = [entry for entry in read(concern.stream) if entry.body is not None]
    shown = {(entry.body or {}).get("seq") for entry in entries if entry.kind == SHOWN}
    turns = []
    for entry in entries:
        if entry.kind == _ANSWERED and entry.seq in shown:
            turns.append(Turn(entry.at, True, str((entry.body or {}).get("text", ""))))
        elif entry.kind in _WRITTEN:
            turns.append(Turn(entry.at, False, ""))
    return tuple(turns)


def was_written_before(concern: Concern, words: str) -> bool:
    """Say whether these very words stand in the case already: a form sent twice, or a page loaded again."""
    same = writable(words)
    entries = read(concern.stream)
    return any((entry.body or {}).get("words") == same for entry in entries if entry.kind in _WRITTEN)


def writable(words: str) -> str:
    """Return the words as they are written down: half a character, as a hostile client may send, cannot be."""
    return words.encode("utf-8", "replace").decode()


def tries_in(of: str, window_starts_at: datetime) -> int:
    """Return how many wrong phrases were counted under this name in this span of time."""
    row = PhraseTries.objects.filter(of=of, window_starts_at=window_starts_at)
    return row.values_list("tries", flat=True).first() or 0
