"""Tickets: the signed word that lets one connection into one room within a minute, once (docs/protocol.md)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

import msgspec
from django.core import signing

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

TICKET_LIFE_SECONDS = 60
_SALT = "chaperone.door.ticket"
_TOO_OLD = Refused("M9", "This page was open too long before it connected.", "It will try again by itself.")

_SIGNED_OUT = Refused("M9", "You signed out in this browser.", "Sign in again with your link.")


class Ticket(msgspec.Struct, frozen=True):
    """Who is coming: an adult or a seat, with its key, the seat a teacher's own screen shows, and an adult's browser's mark."""

    session: str
    who: str
    key: str = ""
    shows_class: str = ""
    nonce: str = ""
    browser: str = ""


@carries_out("U2")
def issue(session_ref: str, who: str, key: str = "", shows_class: str = "", browser: str = "") -> str:
    """Return a ticket for somebody the page has already identified.

    Args:
        session_ref: the one room it opens.
        who: ``person:<id>`` or ``seat:<ref>``.
        key: the seat's or adult's key: a ticket made before a code was replaced, or somebody signed out everywhere, opens nothing.
        shows_class: seat ref when a teacher's own screen is on the projector.
        browser: the mark of an adult's sign-in: signing out there ends what came in by it, and its tickets.
    """
    ticket = Ticket(session_ref, who, key, shows_class, secrets.token_urlsafe(12), browser)
    return signing.dumps(msgspec.to_builtins(ticket), salt=_SALT)


class TicketOffice:
    """Accepts each ticket once. One office a process is enough: a room lives in one process."""

    def __init__(self) -> None:
        self._used: dict[str, float] = {}
        self._signed_out: dict[str, float] = {}

    def sign_out(self, browsers: Iterable[str], now: float) -> None:
        """Take no ticket any more that was issued to these browsers."""
        self._signed_out.update(dict.fromkeys(browsers, now))

    def accept(self, text: str, session_ref: str, now: float) -> Ticket | Refused:
        """Return the ticket, or ``Refused`` when it is forged, too old, used before or for another room."""
        try:
            body: Any = signing.loads(text, salt=_SALT, max_age=TICKET_LIFE_SECONDS)
            ticket = msgspec.convert(body, Ticket)
        except (signing.BadSignature, msgspec.ValidationError):
            return _TOO_OLD
        self._forget_old(now)
        if ticket.session != session_ref or ticket.nonce in self._used:
            return _TOO_OLD
        if ticket.browser in self._signed_out:
            return _SIGNED_OUT
        self._used[ticket.nonce] = now
        return ticket

    def _forget_old(self, now: float) -> None:
        for known in (self._used, self._signed_out):
            while known:
                oldest = next(iter(known))
                if now - known[oldest] <= 2 * TICKET_LIFE_SECONDS:
                    break
                del known[oldest]
