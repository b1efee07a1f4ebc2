"""Keeps, in one browser, which seat it sits in: a signed cookie of its own, apart from the sign-in of adults."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

NAME = "chaperone_seat"
SALT = "chaperone.pages.seat"
# A school day and an evening. The cookie opens nothing by itself: each request asks whether the seat's code still stands.
AGE_LIMIT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class SeatCookie:
    """What the browser carries: the seat, its session, and the key that changes when the code is replaced (clause Y8)."""

    session_ref: str
    seat_ref: str
    key: str


def give(response: HttpResponseBase, seat: SeatCookie) -> None:
    """Put the seat into the browser; scripts cannot read it and other sites cannot use it to post."""
    response.set_cookie(
        NAME,
        signing.dumps([seat.session_ref, seat.seat_ref, seat.key], salt=SALT),
        max_age=AGE_LIMIT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_back(response: HttpResponseBase) -> None:
    """Take the seat out of the browser."""
    response.delete_cookie(NAME, samesite="Lax")


def read(request: HttpRequest) -> SeatCookie | None:
    """Return the seat this browser was given, or ``None`` when there is none, it is forged or it is too old."""
    try:
        parts = signing.loads(request.COOKIES.get(NAME, ""), salt=SALT, max_age=AGE_LIMIT_SECONDS)
    except signing.BadSignature:
        return None
    return SeatCookie(*parts)
