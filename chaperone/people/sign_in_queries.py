"""What may be seen of somebody's own sign-ins and second steps: the only way to fetch them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.utils.crypto import salted_hmac

from chaperone.people.models import Person
from chaperone.people.queries import people_with_roles, roles_of
from chaperone.people.roles import STAFF_ROLES
from chaperone.people.sign_in_models import SignIn, SignInTries
from chaperone.people.sign_in_rules import TRY_WINDOW_SECONDS, Owed, SignInFacts, owed_by

# After that a browser has been signed out by itself (SESSION_COOKIE_AGE).
SIGN_IN_LIFE: Final = timedelta(hours=12)
KEY, PHONE, RECOVERY = Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


def is_forced() -> bool:
    """Say whether second steps and teachers' short codes are asked for here; only the demo does without."""
    return not settings.CHAPERONE_DEMO


@dataclass(frozen=True, slots=True)
class StepSeen:
    """One second step as its owner sees it; ``is_key`` tells a key from a phone."""

    id: int
    is_key: bool
    name: str
    added_at: datetime
    used_at: datetime | None


def steps_of(person: Person) -> list[StepSeen]:
    """Return somebody's second steps, oldest first; recovery codes are the way back and no step of their own."""
    rows = Authenticator.objects.filter(user=person, type__in=[KEY, PHONE]).order_by("created_at", "pk")
    return [
        StepSeen(
            row.pk,
            row.type == KEY,
            str(row.data.get("name", "")) if row.type == KEY else "",
            row.created_at,
            row.last_used_at,
        )
        for row in rows
    ]


def has_step(person: Person) -> bool:
    """Say whether somebody has set up a key or a phone."""
    return bool(Authenticator.objects.filter(user=person, type__in=[KEY, PHONE]).exists())


def staff_and_steps(on: date) -> tuple[int, int]:
    """Return how many adults hold a role in the organisation on this day, and how many of them have a second step."""
    staff = people_with_roles(STAFF_ROLES, on)
    having = Authenticator.objects.filter(user__in=staff, type__in=[KEY, PHONE]).values("user").distinct()
    return staff.count(), having.count()


def ways_of(person: Person) -> frozenset[str]:
    """Return the kinds of second step somebody can show now: ``key``, ``phone``, ``recovery_code``."""
    words = {KEY: "key", PHONE: "phone", RECOVERY: "recovery_code"}
    kinds = Authenticator.objects.filter(user=person).values_list("type", flat=True)
    return frozenset(words[kind] for kind in kinds)


def step_row(person: Person, kind: Any) -> Any:
    """Return what is kept of somebody's one phone or recovery codes, or None; for our own actions."""
    return Authenticator.objects.filter(user=person, type=kind).first()


def recovery_codes_of(person: Person) -> RecoveryCodes | None:
    """Return somebody's recovery codes, or None before they have any."""
    row = step_row(person, RECOVERY)
    return RecoveryCodes(row) if row else None


def are_codes_to_be_kept(person: Person) -> bool:
    """Say whether somebody has recovery codes and has not yet said that they wrote them down."""
    codes = recovery_codes_of(person)
    return codes is not None and not codes.did_view


def recovery_codes_left(person: Person) -> int:
    """Return how many recovery codes somebody has not used yet."""
    codes = recovery_codes_of(person)
    return len(codes.get_unused_codes()) if codes else 0


def sign_in_of(person: Person, mark: str) -> SignIn | None:
    """Return the sign-in that has this mark, or None."""
    return SignIn.objects.filter(person=person, mark=mark).first() if mark else None


def sign_ins_of(person: Person, now: datetime) -> list[SignIn]:
    """Return the browsers somebody is signed in with now, the latest seen first."""
    alive = SignIn.objects.filter(person=person, ended_at=None, seen_at__gt=now - SIGN_IN_LIFE)
    return list(alive.order_by("-seen_at", "-pk"))


def facts_of(person: Person, sign_in: SignIn | None, now: datetime) -> SignInFacts:
    """Return what the rules need to know of a sign-in."""
    return SignInFacts(
        is_staff=bool(roles_of(person, now.date()) & STAFF_ROLES),
        has_step=has_step(person),
        is_forced=is_forced(),
        confirmed_at=sign_in.confirmed_at if sign_in else None,
        code_shown_at=sign_in.code_shown_at if sign_in else None,
    )


def owes_code(person: Person, now: datetime) -> bool:
    """Say whether this person's link alone opens nothing in a new browser: they type a short code from a letter as well."""
    return owed_by(facts_of(person, None, now)) is Owed.CODE


def key_of_try(*words: object) -> str:
    """Return the keyed hash under which tries are counted; it does not tell of whom or what they were."""
    return salted_hmac(
        "chaperone.people.sign-in-tries", "\n".join(map(str, words)), algorithm="sha256"
    ).hexdigest()


def window_of(now: datetime) -> datetime:
    """Return the beginning of the span of time in which a try at ``now`` counts."""
    return datetime.fromtimestamp(int(now.timestamp()) // TRY_WINDOW_SECONDS * TRY_WINDOW_SECONDS, UTC)


def tries_of(key_hash: str, now: datetime) -> int:
    """Return how often it was tried in this span of time."""
    row = SignInTries.objects.filter(key_hash=key_hash, window_starts_at=window_of(now))
    return row.values_list("tries", flat=True).first() or 0
