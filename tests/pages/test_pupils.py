"""A pupil's way: the code, the seat, the ticket, "I'm worried", and giving the device back."""

from __future__ import annotations

import pytest

from chaperone.concerns.models import Concern
from chaperone.door.tickets import Ticket, TicketOffice
from chaperone.ledger.queries import read
from chaperone.pages.for_pupils import seat_cookie
from chaperone.sessions.actions import record_room_ended, replace_code
from chaperone.sessions.models import Seat
from chaperone.sessions.seat_rules import TRIES_PER_BROWSER
from tests.pages.test_public import words
from tests.pages.town import IN_THE_ROOM, Clock, Town, browser, code_for, first_seat, sit_down
from tests.sessions.cast import START, done
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db


def accepted(answer: object, session_ref: str) -> Ticket:
    """Return the ticket in an answer, as the door reads it."""
    told = answer.json()  # type: ignore[attr-defined]
    assert told["socket"] == f"/ws/room/{session_ref}"
    ticket = TicketOffice().accept(told["ticket"], session_ref, 0.0)
    assert isinstance(ticket, Ticket)
    return ticket


@pytest.mark.proves("Y8")
def test_the_right_code_opens_one_seat_for_one_browser(town: Town, clock: Clock) -> None:
    pupil, seat = sit_down(town.own, town.charity.teacher, clock)
    cookie = pupil.cookies[seat_cookie.NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    page = words(pupil.get("/seat"))
    assert seat.join_name in page
    again = browser().post("/join", {"code": code_for(seat, town.charity.teacher) or "K7QM5XTV9"})
    assert again.status_code == 422


@pytest.mark.proves("Y8")
def test_a_used_code_is_told_so(town: Town, clock: Clock) -> None:
    seat = first_seat(town.own)
    code = code_for(seat, town.charity.teacher)
    clock.set(IN_THE_ROOM)
    assert browser().post("/join", {"code": code}).status_code == 302
    second = browser().post("/join", {"code": code.lower().replace("-", " ")})
    assert second.status_code == 422
    assert "That code has been used." in words(second)
    assert "Ask your teacher for a new one." in words(second)
    assert seat_cookie.NAME not in second.cookies


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Type the code from your teacher."),
        ("K7QM5XTV9", "We don't know that code."),
        ("x" * 10_000, "longer than a code"),
        ("\u202eK7Q\u0000", ""),
        ("مرحبا بكم هنا", "We don't know that code."),
        ("🦦🦦🦦🦦🦦🦦🦦🦦🦦", "We don't know that code."),
    ],
)
def test_a_wrong_code_gets_one_sentence_and_opens_nothing(
    typed: str, told: str, town: Town, clock: Clock
) -> None:
    clock.set(IN_THE_ROOM)
    answer = browser().post("/join", {"code": typed})
    assert answer.status_code in {200, 422}
    assert told in words(answer).replace("’", "'")
    assert seat_cookie.NAME not in answer.cookies


def test_a_code_too_early_says_when_to_come_back(town: Town) -> None:
    answer = browser().post("/join", {"code": code_for(first_seat(town.own), town.charity.teacher)})
    assert "too early" in words(answer)
    assert "Thursday 26 November 2026" in words(answer)


@pytest.mark.proves("Y8")
def test_a_browser_that_keeps_guessing_is_slowed_and_no_other_browser_is(town: Town, clock: Clock) -> None:
    code = code_for(first_seat(town.own), town.charity.teacher)
    clock.set(IN_THE_ROOM)
    guesser = browser()
    guesser.get("/join")
    for _ in range(TRIES_PER_BROWSER):
        assert "We don" in words(guesser.post("/join", {"code": "CCCCCCCCC"}))
    slowed = guesser.post("/join", {"code": code})
    assert slowed.status_code == 422
    assert "Please wait" in words(slowed)
    assert browser().post("/join", {"code": code}).status_code == 302


@pytest.mark.proves("Y11", "Y12", "Y3")
def test_the_seats_page_has_rules_lead_and_childline_and_no_box_for_a_name(town: Town, clock: Clock) -> None:
    pupil, _ = sit_down(town.own, town.charity.teacher, clock)
    answer = pupil.get("/seat")
    page, text = answer.content.decode(), words(answer)
    assert "The school’s lead" in text
    assert "in the office by the main door" in text
    assert "0800 1111" in text
    assert "I’m worried" in text
    for asked in ('name="name"', 'name="email"', 'name="phone"', 'type="password"', 'type="file"'):
        assert asked not in page
    assert "no-store" in answer.headers["Cache-Control"]


def test_without_a_seat_one_is_shown_where_to_type_a_code(town: Town, clock: Clock) -> None:
    assert browser().get("/seat").headers["Location"] == "/join"
    pupil, seat = sit_down(town.own, town.charity.teacher, clock)
    done(replace_code(Seat.objects.get(pk=seat.pk), town.charity.facilitator, IN_THE_ROOM))
    assert pupil.get("/seat").headers["Location"] == "/join"


def test_after_the_end_the_seats_page_says_so_and_help_stays(town: Town, clock: Clock) -> None:
    pupil, _ = sit_down(town.own, town.charity.teacher, clock)
    record_room_ended(town.own.ref, START)
    page = words(pupil.get("/seat"))
    assert "has ended" in page
    assert "I’m worried" in page
    assert "0800 1111" in page


@pytest.mark.proves("M9", "U2")
def test_a_seats_ticket_says_only_what_its_cookie_says(town: Town, clock: Clock) -> None:
    pupil, seat = sit_down(town.own, town.charity.teacher, clock)
    key = Seat.objects.get(pk=seat.pk).seat_key
    for address in (f"/room/{town.own.ref}/ticket", f"/room/{town.own.ref}/ticket?as=screen"):
        ticket = accepted(pupil.post(address, {"who": "person:1"}), town.own.ref)
        assert (ticket.who, ticket.key, ticket.shows_class) == (seat.ref, key, "")
    assert pupil.post(f"/room/{town.other.ref}/ticket").status_code == 404
    done(replace_code(Seat.objects.get(pk=seat.pk), town.charity.facilitator, IN_THE_ROOM))
    assert pupil.post(f"/room/{town.own.ref}/ticket").status_code == 404


def test_one_browser_may_hold_a_seat_and_a_sign_in_and_says_which_comes(town: Town, clock: Clock) -> None:
    pupil, seat = sit_down(town.own, town.charity.teacher, clock)
    sign_in(pupil, town.charity.facilitator)
    address = f"/room/{town.own.ref}/ticket"
    assert accepted(pupil.post(address), town.own.ref).who == town.charity.facilitator.ref
    assert accepted(pupil.post(address + "?as=seat"), town.own.ref).who == seat.ref
    assert '"ticket_url": "' + address + '?as=seat"' in pupil.get("/seat").content.decode().replace(
        "\\u003D", "="
    )


@pytest.mark.proves("U4", "Y11")
@pytest.mark.parametrize("when", ["before the end", "after the end", "after the code was replaced"])
def test_a_worry_reaches_the_lead_and_the_teacher_at_any_time(when: str, town: Town, clock: Clock) -> None:
    pupil, seat = sit_down(town.own, town.charity.teacher, clock)
    if when == "after the end":
        record_room_ended(town.own.ref, START)
    elif when != "before the end":
        done(replace_code(Seat.objects.get(pk=seat.pk), town.charity.facilitator, IN_THE_ROOM))
    answer = pupil.post(
        f"/room/{town.own.ref}/worry",
        {"words": "Something is wrong"},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 200
    assert len(answer.json()["next"]) >= 3
    assert "The school’s lead" in " ".join(answer.json()["next"])
    concern = Concern.objects.get()
    assert (concern.session_ref, concern.seat_ref, concern.school) == (
        town.own.ref,
        seat.ref,
        town.charity.school,
    )
    raised, told = list(read(concern.stream))[:2]
    assert raised.body is not None
    assert raised.body["words"] == "Something is wrong"
    assert told.body is not None
    assert {town.charity.lead.ref, town.deputy.ref, town.charity.teacher.person.ref} == set(
        told.body["people"]
    )


def test_a_worry_needs_no_words_and_no_script(town: Town, clock: Clock) -> None:
    pupil, _ = sit_down(town.own, town.charity.teacher, clock)
    answer = pupil.post(f"/room/{town.own.ref}/worry")
    assert "Thank you for telling us" in words(answer)
    assert "call 999" in words(answer)
    assert Concern.objects.count() == 1


def test_nobody_raises_a_worry_in_another_rooms_name(town: Town, clock: Clock) -> None:
    pupil, _ = sit_down(town.own, town.charity.teacher, clock)
    assert pupil.post(f"/room/{town.other.ref}/worry", {"words": "x"}).status_code == 404
    assert browser().post(f"/room/{town.own.ref}/worry", {"words": "x"}).status_code == 404
    assert Concern.objects.count() == 0


def test_giving_the_device_back_takes_the_seat_out_of_the_browser(town: Town, clock: Clock) -> None:
    pupil, _ = sit_down(town.own, town.charity.teacher, clock)
    assert pupil.get("/seat/leave").status_code == 405
    assert pupil.post("/seat/leave").headers["Location"] == "/seat/left"
    assert pupil.cookies[seat_cookie.NAME].value == ""
    assert "You have left your seat" in words(pupil.get("/seat/left"))


def test_a_cookie_grows_old(town: Town, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    pupil, _ = sit_down(town.own, town.charity.teacher, clock)
    monkeypatch.setattr(seat_cookie, "AGE_LIMIT_SECONDS", -1)
    assert pupil.get("/seat").headers["Location"] == "/join"
