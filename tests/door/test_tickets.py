"""Tickets let one connection into one room, once, within a minute; anything else is told kindly and opens nothing."""

from __future__ import annotations

import time

import pytest
from django.core import signing

from chaperone.door.tickets import TICKET_LIFE_SECONDS, Ticket, TicketOffice, issue
from chaperone.policy.refusal import Refused

ROOM = "abcdefghij"


def is_refused(office: TicketOffice, ticket: str, room: str = ROOM) -> bool:
    return isinstance(office.accept(ticket, room, time.time()), Refused)


@pytest.mark.proves("U2")
def test_a_ticket_says_who_comes_and_is_good_once() -> None:
    office, ticket = TicketOffice(), issue(ROOM, "seat:one", key="k", shows_class="")
    accepted = office.accept(ticket, ROOM, time.time())
    assert isinstance(accepted, Ticket) and (accepted.who, accepted.key) == ("seat:one", "k")
    assert is_refused(office, ticket)


def test_a_ticket_is_for_one_room() -> None:
    assert is_refused(TicketOffice(), issue(ROOM, "seat:one"), "zzzzzzzzzz")


def test_a_ticket_is_good_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    office, issued_at = TicketOffice(), time.time()
    tickets = [issue(ROOM, "seat:one") for _ in range(2)]
    for seconds, refused in ((TICKET_LIFE_SECONDS - 1, False), (TICKET_LIFE_SECONDS + 2, True)):
        monkeypatch.setattr("django.core.signing.time.time", lambda seconds=seconds: issued_at + seconds)
        assert is_refused(office, tickets.pop()) is refused


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t + "A", lambda t: "x" + t[1:], lambda t: "", lambda t: "\u202e"]
)
def test_a_forged_ticket_opens_nothing(spoil: object) -> None:
    assert callable(spoil)
    assert is_refused(TicketOffice(), spoil(issue(ROOM, "seat:one")))


def test_a_signed_text_that_is_no_ticket_opens_nothing() -> None:
    assert is_refused(TicketOffice(), signing.dumps({"who": 7}, salt="chaperone.door.ticket"))
    assert is_refused(TicketOffice(), signing.dumps({"session": ROOM, "who": "seat:one"}))


def test_used_tickets_are_not_remembered_for_ever() -> None:
    office = TicketOffice()
    for number in range(5):
        office.accept(issue(ROOM, "seat:one"), ROOM, 1_000.0 + number)
    office.accept(issue(ROOM, "seat:one"), ROOM, 2_000.0)
    assert len(office._used) == 1
