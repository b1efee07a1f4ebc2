"""Seats and codes: one code, one seat, once; kind words for the wrong one; slow for whoever guesses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from chaperone.ledger.queries import key_of, read
from chaperone.sessions.actions import (
    ClaimedSeat,
    cancel_session,
    claim_seat,
    record_room_ended,
    replace_code,
)
from chaperone.sessions.codes import CODES_STREAM, make_code
from chaperone.sessions.models import CodeTries, RetiredCode
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import (
    plan_of_room,
    seat_for,
    seat_once_held,
    seat_still_stands,
)
from chaperone.sessions.seat_rules import TRIES_PER_BROWSER, WRONG_CODES_IN_A_FLOOD, WRONG_CODES_TOGETHER
from tests.sessions.cast import (
    A_DAY,
    A_MINUTE,
    AN_HOUR,
    NOW,
    START,
    Charity,
    done,
    entries,
    first_code,
    refusal,
    seat_and_code,
)

OPEN = START - 30 * A_MINUTE


@pytest.mark.django_db
@pytest.mark.proves("Y8")
def test_a_code_opens_its_seat_once() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity)
    claimed = done(claim_seat(f" {code.lower().replace('-', ' ')}", OPEN, "a browser"))
    seat.refresh_from_db()
    assert claimed == ClaimedSeat(
        seat.session.ref, seat.ref, seat.seat_key, seat.join_name, charity.school.ref, SeatKind.INDIVIDUAL
    )
    again = refusal(claim_seat(code, OPEN, "another browser"))
    assert (again.sentence, again.next_step) == (
        "That code has been used.",
        "Ask your teacher for a new one.",
    )
    (entry,) = entries(seat.session, "seat.claimed")
    assert entry.actor == seat.ref


@pytest.mark.django_db
@pytest.mark.proves("Y8")
def test_a_code_works_from_shortly_before_until_the_end_of_its_session() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity)
    early = refusal(claim_seat(code, START - timedelta(minutes=61)))
    assert early.next_step == "Come back on Thursday 26 November 2026 at 1pm (UK time)."
    assert "over" in refusal(claim_seat(code, START + 3 * AN_HOUR)).sentence
    record_room_ended(seat.session.ref, START + AN_HOUR)
    assert "over" in refusal(claim_seat(code, START + AN_HOUR)).sentence
    seat.refresh_from_db()
    assert bytes(seat.code_sealed) == b""
    assert first_code(charity, seat) == ""


@pytest.mark.django_db
@pytest.mark.proves("Y8")
def test_the_codes_of_a_cancelled_session_are_dead() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity)
    done(cancel_session(seat.session, "", charity.facilitator, NOW))
    assert "cancelled" in refusal(claim_seat(code, OPEN)).sentence
    seat.refresh_from_db()
    assert bytes(seat.code_sealed) == b""


@pytest.mark.django_db
def test_an_unknown_code_is_told_kindly_what_to_look_at() -> None:
    charity = Charity()
    seat_and_code(charity)
    for typed in (make_code(), "K7Q", "", "🦦" * 9, "x" * 10_000, "'; DROP TABLE seats", "\x00"):
        assert refusal(claim_seat(typed, OPEN)).sentence == "We don't know that code."


@pytest.mark.django_db
@pytest.mark.proves("Y8")
def test_a_replaced_code_dies_and_says_so_and_puts_the_old_browser_out() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity)
    claimed = done(claim_seat(code, OPEN, "lost tablet"))
    version = seat.session.plan_version
    assert seat_still_stands(claimed.seat_ref, claimed.key)
    fresh = done(replace_code(seat, charity.teacher.person, OPEN))
    assert not seat_still_stands(claimed.seat_ref, claimed.key)
    assert seat_for(claimed.seat_ref, claimed.key) is None
    once = seat_once_held(claimed.seat_ref)
    assert once is not None, "a worry from it is still taken"
    assert "replaced" in refusal(claim_seat(code, OPEN)).sentence
    new_code = first_code(charity, seat)
    assert new_code not in ("", code)
    again = done(claim_seat(new_code, OPEN))
    assert again.join_name == claimed.join_name
    assert again.key != claimed.key
    plan = plan_of_room(seat.session.ref, OPEN)
    assert plan is not None
    assert next(one.key for one in plan.seats if one.ref == seat.ref) == again.key
    fresh.session.refresh_from_db()
    assert fresh.session.plan_version > version


@pytest.mark.django_db
@pytest.mark.proves("Y8")
def test_a_code_is_kept_nowhere_in_clear() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity)
    bare = code.replace("-", "")
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            for value in row:
                kept = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                assert bare.encode() not in kept, model
                assert code.encode() not in kept, model
    assert not any(bare in str(entry.body) for entry in read(seat.session.stream))
    assert key_of(CODES_STREAM)


@pytest.mark.django_db
@pytest.mark.proves("Y8")
def test_a_browser_that_keeps_guessing_waits_and_others_do_not() -> None:
    charity = Charity()
    _, code = seat_and_code(charity)
    for _ in range(TRIES_PER_BROWSER):
        assert "know that code" in refusal(claim_seat(make_code(), OPEN, "guesser")).sentence
    slowed = refusal(claim_seat(code, OPEN, "guesser"))
    assert "wait" in slowed.sentence
    assert not RetiredCode.objects.exists()
    done(claim_seat(code, OPEN, "somebody in the same school"))
    assert "used" in refusal(claim_seat(code, OPEN + 5 * A_MINUTE, "guesser")).sentence


@pytest.mark.django_db
def test_the_right_code_clears_the_browsers_slate() -> None:
    charity = Charity()
    _, code = seat_and_code(charity)
    for _ in range(TRIES_PER_BROWSER - 1):
        refusal(claim_seat(make_code(), OPEN, "clumsy"))
    done(claim_seat(code, OPEN, "clumsy"))
    assert "know that code" in refusal(claim_seat(make_code(), OPEN, "clumsy")).sentence


@pytest.mark.django_db
@pytest.mark.proves("Y8")
def test_guessers_who_throw_their_cookies_away_meet_the_limit_for_all() -> None:
    charity = Charity()
    _, code = seat_and_code(charity)
    refusal(claim_seat(make_code(), OPEN, "fresh cookie 0"))
    CodeTries.objects.filter(browser_hash="").update(tries=WRONG_CODES_TOGETHER - 1)
    assert "know that code" in refusal(claim_seat(make_code(), OPEN, "fresh cookie 1")).sentence
    assert "Too many wrong codes" in refusal(claim_seat(code, OPEN)).sentence
    CodeTries.objects.filter(browser_hash="").update(tries=WRONG_CODES_IN_A_FLOOD)
    assert "Too many wrong codes" in refusal(claim_seat(code, OPEN, "fresh cookie 2")).sentence
    done(claim_seat(code, OPEN + A_MINUTE))


@pytest.mark.django_db
@pytest.mark.proves("Y8")
def test_a_flood_of_wrong_codes_keeps_no_honest_pupil_out() -> None:
    """While hundreds are wrong a minute, a browser that has tried nothing gets one try; whoever was wrong once waits."""
    charity = Charity()
    session = charity.session()
    first, second, _ = (first_code(charity, seat) for seat in session.seats.order_by("pk"))
    refusal(claim_seat(make_code(), OPEN, "was wrong before"))
    CodeTries.objects.filter(browser_hash="").update(tries=WRONG_CODES_TOGETHER)
    for _ in range(3):
        assert "Too many wrong codes" in refusal(claim_seat(make_code(), OPEN)).sentence
    done(claim_seat(first, OPEN, "an honest pupil"))
    assert "Too many wrong codes" in refusal(claim_seat(second, OPEN, "was wrong before")).sentence
    assert "know that code" in refusal(claim_seat(make_code(), OPEN, "clumsy just now")).sentence
    assert "Too many wrong codes" in refusal(claim_seat(second, OPEN, "clumsy just now")).sentence
    done(claim_seat(second, OPEN + A_MINUTE, "clumsy just now"))


@pytest.mark.django_db
def test_counts_of_browsers_are_forgotten_within_minutes_and_name_none() -> None:
    charity = Charity()
    seat_and_code(charity)
    for number in range(5):
        refusal(claim_seat(make_code(), OPEN, f"browser {number}"))
    assert CodeTries.objects.count() == 6
    assert not CodeTries.objects.filter(browser_hash__contains="browser").exists()
    refusal(claim_seat(make_code(), OPEN + A_DAY, "browser of tomorrow"))
    assert CodeTries.objects.count() == 2
