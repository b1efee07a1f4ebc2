"""The yearly reviews: the one that is open, the one that is late, and what it still waits for."""

from __future__ import annotations

from datetime import date

from django.db.models import Min

from chaperone.governance.models import Review
from chaperone.governance.queries.registers import linked_policies
from chaperone.governance.review_rules import ReviewFacts, is_late, review_window
from chaperone.people.models import RoleHeld
from chaperone.policy.parameters import Parameters


def latest_review() -> Review | None:
    """Return the newest review there is."""
    return Review.objects.order_by("-year").first()


def review_of(year: int) -> Review | None:
    """Return the review of a year."""
    return Review.objects.filter(year=year).select_related("waived_by").first()


def review_to_open(parameters: Parameters, today: date) -> tuple[int, date] | None:
    """Return year and last day of the review that should be open by now and is not there.

    One that was due before anybody held a role here is nobody's to hold.
    """
    year, _, due_on = review_window(parameters, today)
    began = RoleHeld.objects.aggregate(Min("from_on"))["from_on__min"]
    if began is None or began > due_on or Review.objects.filter(year=year).exists():
        return None
    return year, due_on


def late_review(today: date) -> Review | None:
    """Return the review that is overdue and that no trustee has set aside, for the banner."""
    review = latest_review()
    if review is None or not is_late(review.due_on, review.closed_at is not None, review.waived_until, today):
        return None
    return review


def facts_of_review(review: Review, parameters: Parameters) -> ReviewFacts:
    """Return what the rules must know of a review."""
    signed = list(review.signatures.values_list("side", "by_id"))
    return ReviewFacts(
        is_closed=review.closed_at is not None,
        sides=frozenset(side for side, _ in signed),
        signed_by=frozenset(by for _, by in signed),
        unconfirmed=tuple(
            row.name
            for row in linked_policies(parameters)
            if row.is_asked_for and (row.confirmed is None or row.confirmed.at < review.opened_at)
        ),
    )
