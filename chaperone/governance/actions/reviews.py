"""What happens to the yearly review: it opens by itself, a lead and a trustee sign, or a trustee sets it aside; all on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction

from chaperone.governance.models import Review, ReviewSignature
from chaperone.governance.queries.reviews import facts_of_review, review_to_open
from chaperone.governance.review_rules import NO_SUCH_REVIEW, may_set_aside, may_sign
from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters
from chaperone.policy.refusal import Refused


class Signing(NamedTuple):
    """A signature as it is asked for: the year, ``lead`` or ``trustee``, and what they say about the year."""

    year: int
    side: str
    words: str


@carries_out("R3")
def open_review(parameters: Parameters, now: datetime) -> Review | None:
    """Open this year's review once its first day has come; the server's clerk asks again and again, and it opens once.

    Args:
        parameters: of the policy in force.
        now: the time, UTC.
    """
    waiting = review_to_open(parameters, now.date())
    if waiting is None:
        return None
    year, due_on = waiting
    with transaction.atomic():
        review, is_new = Review.objects.get_or_create(
            year=year, defaults={"opened_at": now, "due_on": due_on}
        )
        if is_new:
            put_on_record("review.opened", None, now, "R3", year=year, due_on=due_on)
    return review if is_new else None


@carries_out("R3", "R1", "U3")
def sign_review(
    signing: Signing, numbers: dict[str, Any], parameters: Parameters, by: Person, now: datetime
) -> ReviewSignature | Refused:
    """Sign a review as a lead or as a trustee; the second signature closes it and freezes the year's numbers.

    Args:
        signing: which review, as what, with what words.
        numbers: the year's evidence as it stands, plain values only.
        parameters: of the policy in force.
        by: who signs.
        now: the time, UTC.
    """
    year, side, words = signing
    with transaction.atomic():
        review = Review.objects.select_for_update(no_key=True).filter(year=year).first()
        if review is None or side not in ReviewSignature.Side.values:
            return NO_SUCH_REVIEW
        facts = replace(facts_of_review(review, parameters), is_counted=numbers.get("is_counted", True))
        verdict = may_sign(asker_of(by, now), side, facts, words)
        if isinstance(verdict, Refused):
            return verdict
        signed = ReviewSignature.objects.create(review=review, side=side, words=words.strip(), by=by, at=now)
        put_on_record("review.signed", by, now, "R3", year=year, side=side)
        if facts.sides:
            review.closed_at, review.numbers = now, numbers
            review.save(update_fields=["closed_at", "numbers"])
            put_on_record("review.closed", by, now, "R3", year=year, numbers=numbers)
    return signed


@carries_out("R3")
def set_review_aside(year: int, until: date, why: str, by: Person, now: datetime) -> Review | Refused:
    """Set an overdue review aside until a day; a trustee's word, with a reason, on record."""
    with transaction.atomic():
        review = Review.objects.select_for_update(no_key=True).filter(year=year).first()
        if review is None:
            return NO_SUCH_REVIEW
        verdict = may_set_aside(asker_of(by, now), review.closed_at is not None, until, now.date(), why)
        if isinstance(verdict, Refused):
            return verdict
        review.waived_by, review.waived_until, review.waived_why = by, until, why.strip()
        review.save(update_fields=["waived_by", "waived_until", "waived_why"])
        put_on_record("review.set_aside", by, now, "R3", year=year, until=until, why=review.waived_why)
    return review
