"""A mark of the browser somebody is signed in with: signing out there closes the room in its other tabs, in no other browser."""

from __future__ import annotations

import secrets

from django.http import HttpRequest

_NAME = "browser"


def mark_of(request: HttpRequest) -> str:
    """Return the mark of this sign-in: random, the same in all tabs, new with the next sign-in; it opens nothing."""
    return str(request.session.setdefault(_NAME, secrets.token_hex(8)))


def forget_mark(request: HttpRequest) -> None:
    """Forget the mark of the sign-in before: the next one gets its own."""
    request.session.pop(_NAME, None)


def known_mark(request: HttpRequest) -> str:
    """Return the mark if this browser was given one, else nothing: then no room was opened from here."""
    return str(request.session.get(_NAME, ""))
