"""Slows a browser that keeps typing wrong codes. It is kept per browser, never per address: a whole school shares one address."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from chaperone.policy.refusal import ALLOWED, Refused, Verdict

NAME = "chaperone_tries"
SALT = "chaperone.pages.tries"
FREE_TRIES = 5
FIRST_WAIT_SECONDS = 15
LONGEST_WAIT_SECONDS = 300
FORGET_AFTER_SECONDS = 60 * 60


def _wrong_codes(request: HttpRequest) -> tuple[int, float]:
    """Return how many wrong codes this browser typed, and when the last was (seconds since 1970)."""
    try:
        count, last = signing.loads(request.COOKIES.get(NAME, ""), salt=SALT, max_age=FORGET_AFTER_SECONDS)
    except signing.BadSignature:
        return 0, 0.0
    return int(count), float(last)


def may_try(request: HttpRequest, now: datetime) -> Verdict:
    """Return whether this browser may try another code now; the wait doubles with each wrong one after the first few."""
    count, last = _wrong_codes(request)
    if count < FREE_TRIES:
        return ALLOWED
    wait_seconds = min(FIRST_WAIT_SECONDS * 2 ** (count - FREE_TRIES), LONGEST_WAIT_SECONDS)
    left = timedelta(seconds=last + wait_seconds - now.timestamp())
    if left <= timedelta(0):
        return ALLOWED
    seconds = int(left.total_seconds()) + 1
    how_long = f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
    return Refused(
        "Y8", f"That was a few wrong codes. Please wait {how_long}.", "Ask your teacher to check your code."
    )


def count_wrong(request: HttpRequest, response: HttpResponseBase, now: datetime) -> None:
    """Remember in the browser that one more wrong code was typed."""
    count, _ = _wrong_codes(request)
    response.set_cookie(
        NAME,
        signing.dumps([min(count + 1, 50), now.timestamp()], salt=SALT),
        max_age=FORGET_AFTER_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase) -> None:
    """The right code was typed: start afresh."""
    response.delete_cookie(NAME, samesite="Lax")
