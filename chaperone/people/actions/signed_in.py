"""What happens to sign-ins: they begin in a browser, are confirmed, end there or from elsewhere; and tries are counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from chaperone.people.actions.on_record import put_on_record
from chaperone.people.models import Person
from chaperone.people.sign_in_models import SignIn, SignInTries
from chaperone.people.sign_in_queries import window_of
from chaperone.people.sign_in_rules import TRY_WINDOW_SECONDS
from chaperone.policy.clauses import carries_out

# A browser that asks for ten pages in a minute is written down once.
SEEN_AFTER: Final = timedelta(minutes=30)
KEPT_AFTER_THE_END: Final = timedelta(days=30)


def begin_sign_in(person: Person, mark: str, browser: str, now: datetime) -> SignIn:
    """Keep that somebody is signed in with a browser from now on; sign-ins long over are forgotten.

    Args:
        mark: the browser's mark, new with every sign-in (``pages/browser_mark.py``).
        browser: its kind in plain words, such as ``"Firefox on Windows"``.
    """
    with transaction.atomic():
        SignIn.objects.filter(seen_at__lt=now - KEPT_AFTER_THE_END).delete()
        return SignIn.objects.create(person=person, mark=mark, browser=browser, began_at=now, seen_at=now)


def note_seen(sign_in: SignIn, now: datetime) -> None:
    """Keep that the browser was there; written at most twice an hour."""
    if now - sign_in.seen_at > SEEN_AFTER:
        SignIn.objects.filter(pk=sign_in.pk).update(seen_at=now)


@carries_out("S7", "M9")
def sign_out(person: Person, browser: str, now: datetime) -> None:
    """Put on record that somebody signed out in one browser; the rooms open in its other tabs close by this entry.

    Args:
        browser: the mark of the sign-in there (see ``pages/browser_mark.py``).
    """
    with transaction.atomic():
        SignIn.objects.filter(person=person, mark=browser, ended_at=None).update(ended_at=now)
        put_on_record("person.signed_out", person, now, "", browser=browser)


@carries_out("S7", "M9")
def end_other_sign_ins(person: Person, mark: str, now: datetime) -> int:
    """End every sign-in of this person but the one with this mark, their rooms with them; return how many there were."""
    with transaction.atomic():
        others = SignIn.objects.select_for_update().filter(person=person, ended_at=None).exclude(mark=mark)
        marks = list(others.values_list("mark", flat=True))
        for other in marks:
            sign_out(person, other, now)
    return len(marks)


def count_try(key_hash: str, now: datetime, highest: int) -> bool:
    """Count one more try, and return whether there were fewer than ``highest`` before it; counts of past days are dropped.

    The row is raised and judged in one statement, so no crowd slips through.
    """
    starts_at = window_of(now)
    with transaction.atomic():
        row = SignInTries(key_hash=key_hash, window_starts_at=starts_at, tries=0)
        SignInTries.objects.bulk_create([row], ignore_conflicts=True)
        this = SignInTries.objects.filter(key_hash=key_hash, window_starts_at=starts_at, tries__lt=highest)
        counted = this.update(tries=F("tries") + 1)
        yesterday = now - timedelta(seconds=24 * TRY_WINDOW_SECONDS)
        SignInTries.objects.filter(window_starts_at__lt=yesterday).delete()
    return bool(counted)


def forget_tries(key_hash: str) -> None:
    """Begin to count anew, as when the owner has proved that it was them."""
    SignInTries.objects.filter(key_hash=key_hash).delete()
