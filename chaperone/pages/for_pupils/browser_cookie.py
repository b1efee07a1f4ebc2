"""Tells browsers apart while codes are typed, so that one that guesses is slowed and its school's other browsers are not."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

NAME = "chaperone_browser"
SALT = "chaperone.pages.browser"
# As long as a lesson: it says nothing of anybody, and there is no use for it afterwards.
AGE_LIMIT_SECONDS = 60 * 60


def browser_of(request: HttpRequest) -> str:
    """Return this browser's word: random, of nobody, and forgotten within the hour; ``""`` if it has none of ours."""
    try:
        return str(signing.loads(request.COOKIES.get(NAME, ""), salt=SALT, max_age=AGE_LIMIT_SECONDS))
    except signing.BadSignature:
        return ""


def remember(response: HttpResponseBase, browser: str) -> None:
    """Leave the word in the browser, a new one if it has none."""
    response.set_cookie(
        NAME,
        signing.dumps(browser or secrets.token_urlsafe(12), salt=SALT),
        max_age=AGE_LIMIT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
