"""Parameters that make sense alone and not together: each is a sentence, named after the parameter to change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from chaperone.policy.parameters import Parameters

REHEARSAL_LEAD_SECONDS = 60
REVIEW_MONTHS_MAXIMUM = 3


def contradictions(values: Parameters, *, rehearsal: bool) -> Iterator[tuple[str, str]]:
    """Give each contradiction as (the parameter whose line is named, the reason).

    Args:
        values: parameters that are each within their own bounds.
        rehearsal: whether the pack says of itself that it is for practising only.
    """
    yield from _of_the_door(values, rehearsal=rehearsal)
    yield from _of_people(values)
    yield from _of_clocks(values)


def _of_the_door(values: Parameters, *, rehearsal: bool) -> Iterator[tuple[str, str]]:
    if values.door_lead_seconds > values.room_opens_minutes * 60:
        yield (
            "door_lead_seconds",
            "is longer than room_opens_minutes, so the door could never be open at the start",
        )
    if values.door_lead_seconds < REHEARSAL_LEAD_SECONDS and not rehearsal:
        yield "door_lead_seconds", "is under a minute, which only a rehearsal pack may have"
    if values.absence_limit_seconds <= values.presence_limit_seconds:
        yield "absence_limit_seconds", "must be longer than presence_limit_seconds"
    if any(earlier <= later for earlier, later in pairwise(values.reminder_minutes)):
        yield "reminder_minutes", "must go from the earliest reminder to the last, as in 1440, 60, 15"


def _of_people(values: Parameters) -> Iterator[tuple[str, str]]:
    if values.monitoring_role == values.takedown_role:
        yield "takedown_role", "is the monitoring role too; a second pair of eyes must remove posts"
    if "safeguarding_lead" not in values.card_roles:
        yield "card_roles", "lacks the safeguarding lead, whom young people must be able to name"
    if any(earlier <= later for earlier, later in pairwise(values.warning_days)):
        yield "warning_days", "must go from the earliest warning to the last, as in 60, 30, 7"
    missing = {"facilitator", "speaker"} - set(values.training_roles)
    if missing:
        yield "training_roles", f"lacks {' and '.join(sorted(missing))}, who are with young people"


def _of_clocks(values: Parameters) -> Iterator[tuple[str, str]]:
    if values.office_hours_start >= values.office_hours_end:
        yield "office_hours_end", "is not after office_hours_start"
    if values.concern_acknowledge_minutes > values.concern_deputy_minutes:
        yield "concern_deputy_minutes", "is sooner than concern_acknowledge_minutes"
    if values.concern_deputy_minutes > values.concern_trustee_hours * 60:
        yield "concern_trustee_hours", "is sooner than concern_deputy_minutes"
    if any(earlier <= later for earlier, later in pairwise(values.agreement_reminder_days)):
        yield "agreement_reminder_days", "must go from the earliest reminder to the last, as in 14, 7, 1"
    if (values.review_month - values.review_opens_month) % 12 > REVIEW_MONTHS_MAXIMUM:
        yield "review_opens_month", "is after review_month, or more than three months before it"
