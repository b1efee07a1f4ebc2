"""What happens in safer recruitment: a check is written down or withdrawn, warned of before its end, forgotten after a leaver."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.people.actions import warn_once
from chaperone.people.models import Person
from chaperone.people.periods import in_words
from chaperone.people.queries import asker
from chaperone.people.rules import SYSTEM
from chaperone.policy.clauses import carries_out
from chaperone.policy.in_force import pack_today
from chaperone.policy.refusal import Refused
from chaperone.safer_recruitment.models import Check
from chaperone.safer_recruitment.rules import Kind, Seen, may_write_down

ORGANISATION = "organisation"
KEPT_AFTER_LEAVING: Final = timedelta(days=183)


@carries_out("A3")
def write_down(person: Person, seen: Seen, by: Person | None, now: datetime) -> Check | Refused:
    """Keep that a check was seen, a reference taken up or an induction held; the ledger tells of it without its number.

    Args:
        by: who saw the original; None for the operator.
    """
    verdict = may_write_down(asker(by, now) if by else SYSTEM, person.pk, seen, now.date())
    if not person.is_active:
        verdict = Refused("", "This person has left.", "Let them in again first.")
    if isinstance(verdict, Refused):
        return verdict
    with transaction.atomic():
        check = Check.objects.create(
            person=person,
            kind=seen.kind.value,
            number=seen.number.strip(),
            seen_by=by,
            seen_on=seen.seen_on,
            expires_on=seen.expires_on,
            written_at=now,
        )
        _put_on_record("check.seen", check, by, now)
    return check


@carries_out("A3")
def withdraw(check: Check, by: Person | None, now: datetime) -> Check | Refused:
    """Take back what was written down, as after a mistake or bad news: it counts no more, at once, and stays on record."""
    verdict = may_write_down(asker(by, now) if by else SYSTEM, check.person_id, check.as_seen, now.date())
    if isinstance(verdict, Refused):
        return verdict
    with transaction.atomic():
        if Check.objects.filter(pk=check.pk, withdrawn_at=None).update(withdrawn_at=now):
            _put_on_record("check.withdrawn", check, by, now)
    check.refresh_from_db()
    return check


def _put_on_record(kind: str, check: Check, by: Person | None, now: datetime) -> None:
    told = {
        "person": check.person.ref,
        "check": check.kind,
        "number": check.pk,
        "expires_on": check.expires_on,
    }
    append(ORGANISATION, [fact(kind, by.ref if by else "system", "A3", **told)], now)


@carries_out("A3")
def sweep_checks(now: datetime) -> int:
    """Warn 60, 30 and 7 days before a check runs out, once each, and forget the numbers of those who left half a year ago.

    Returns:
        How many warnings went.
    """
    Check.objects.filter(person__left_at__lt=now - KEPT_AFTER_LEAVING).exclude(number="").update(number="")
    today = now.date()
    soon = Check.objects.filter(
        withdrawn_at=None,
        person__is_active=True,
        expires_on__gt=today,
        expires_on__lte=today + timedelta(days=max(pack_today().parameters.warning_days)),
    ).select_related("person")
    return sum(_warn(check, now) for check in soon.order_by("pk"))


def _warn(check: Check, now: datetime) -> bool:
    ends = check.expires_on
    newer = Check.objects.filter(
        person=check.person_id, kind=check.kind, withdrawn_at=None, expires_on__gt=ends
    )
    if ends is None or newer.exists():
        return False
    what = Kind(check.kind).in_words
    sentence = (
        f"{what} of {check.person.full_name} runs out on {in_words(ends)}. From that day they cannot be put on a session;"
        " ask for a new one in good time."
    )
    said = (sentence, f"/people/{check.person_id}", [check.person])
    days_left = (ends - now.date()).days
    return warn_once(f"check:{check.pk}", days_left, "A vetting check runs out", said, now)
