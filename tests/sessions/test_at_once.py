"""Many at the same moment: one code and many hands, guesses by the dozen, every change of a session at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from chaperone.policy.refusal import Refused
from chaperone.sessions.actions import (
    ClaimedSeat,
    Rearrangement,
    add_seats,
    agree_to_purpose,
    claim_seat,
    rearrange_session,
    record_room_opened,
    replace_code,
    replace_teacher,
)
from chaperone.sessions.codes import make_code
from chaperone.sessions.queries import (
    seat_still_stands,
)
from chaperone.sessions.seat_rules import TRIES_PER_BROWSER
from tests.sessions.cast import (
    A_MINUTE,
    START,
    Charity,
    a_teacher,
    entries,
    first_code,
    individual,
    refusal,
    seat_and_code,
)

OPEN = START - 30 * A_MINUTE


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_on_disk")
@pytest.mark.proves("Y8")
def test_of_many_who_type_one_code_at_the_same_moment_exactly_one_gets_the_seat() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity)
    outcomes = at_once(8, lambda number: claim_seat(code, OPEN, f"browser {number}"))
    won = [outcome for outcome in outcomes if isinstance(outcome, ClaimedSeat)]
    assert len(won) == 1
    assert {one.sentence for one in outcomes if isinstance(one, Refused)} == {"That code has been used."}
    assert len(entries(seat.session, "seat.claimed")) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_on_disk")
@pytest.mark.proves("Y8")
def test_a_crowd_of_guesses_from_one_browser_at_once_does_not_slip_past_the_limit() -> None:
    charity = Charity()
    seat_and_code(charity)
    outcomes = at_once(3 * TRIES_PER_BROWSER, lambda _: claim_seat(make_code(), OPEN, "one browser"))
    tried = [one for one in outcomes if isinstance(one, Refused) and "know that code" in one.sentence]
    assert len(tried) == TRIES_PER_BROWSER


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_on_disk")
def test_a_code_typed_while_it_is_being_replaced_opens_the_seat_at_most_once_and_never_afterwards() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity)
    outcomes = at_once(
        4,
        lambda number: (
            claim_seat(code, OPEN) if number % 2 else replace_code(seat, charity.facilitator, OPEN)
        ),
    )
    claimed = [outcome for outcome in outcomes if isinstance(outcome, ClaimedSeat)]
    assert len(claimed) <= 1
    assert not any(seat_still_stands(one.seat_ref, one.key) for one in claimed)
    assert "replaced" in refusal(claim_seat(code, OPEN)).sentence


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_on_disk")
def test_everything_at_the_same_moment_waits_its_turn_and_is_all_on_record() -> None:
    charity = Charity()
    session = charity.session(schools=(charity.asks(individual(6)),))
    codes = [first_code(charity, seat) for seat in session.seats.order_by("pk")]
    spare, by = session.seats.order_by("pk")[5], charity.facilitator
    cover = a_teacher(charity.school, "C")
    deeds: list[Callable[[], object]] = [
        *(partial(claim_seat, code, OPEN, code) for code in codes[:5]),
        lambda: replace_code(spare, by, OPEN),
        lambda: add_seats(session, charity.school, [individual(3)], by, OPEN),
        lambda: agree_to_purpose(session, charity.school, charity.teacher.person, OPEN),
        lambda: replace_teacher(session, None, cover, by, OPEN),
        lambda: rearrange_session(session, Rearrangement(minutes=45), by, OPEN),
        lambda: record_room_opened(session.ref, OPEN),
    ]
    for outcome in at_once(len(deeds), lambda number: deeds[number]()):
        if isinstance(outcome, Refused):
            assert "begun" in outcome.sentence  # the room may have opened before the session could be moved
    found = [entry.kind for entry in entries(session)]
    assert found.count("seat.claimed") == 5
    assert found.count("seats.added") == 2
    assert {"seat.code_replaced", "purpose.agreed", "teacher.replaced", "room.opened"} <= set(found)
    assert session.seats.count() == 9


def at_once(count: int, action: Callable[[int], object]) -> list[object]:
    """Run an action in so many threads that start together, each with a connection of its own; return what they answered."""
    start = threading.Barrier(count)
    outcomes: list[object] = []

    def one(number: int) -> None:
        try:
            start.wait()
            outcomes.append(action(number))
        except Exception as fault:  # so that it is told below and not lost with the thread
            outcomes.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    return outcomes
