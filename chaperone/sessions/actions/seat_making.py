"""Makes seats with their join names and codes, and gives a seat a new code; always inside another action's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.ledger.queries import key_of
from chaperone.people.models import Person, School
from chaperone.policy.clauses import carries_out
from chaperone.sessions.actions.on_record import new_ref, put_on_record, told
from chaperone.sessions.codes import CODES_STREAM, find_by, make_code, seal
from chaperone.sessions.join_names import draw_join_names
from chaperone.sessions.models import RetiredCode, Seat, Session
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries.facts import pack_of
from chaperone.sessions.seat_rules import SeatsAsked

SEAT_REF_LENGTH: Final = 8
SEAT_KEY_LENGTH: Final = 20


def codes_key(now: datetime) -> bytes:
    """Return the key that finds and seals codes; the first call ever makes it, with a stream of its own to live in."""
    key = key_of(CODES_STREAM)
    if key is None:
        append(CODES_STREAM, [fact("codes_key.made", "system", "Y8")], now)
        key = key_of(CODES_STREAM)
    if key is None:
        raise RuntimeError("the ledger holds no key for seat codes although their stream has begun")
    return key


@carries_out("Y8", "Y7", "M1")
def make_seats(
    session: Session, school: School, asked: Sequence[SeatsAsked], by: Person | None, now: datetime
) -> list[Seat]:
    """Keep new seats and return them; the caller holds the session and has asked the rules."""
    wanted = [seats for seats in asked for _ in range(seats.count)]
    taken = set(session.seats.values_list("join_name", flat=True))
    key = codes_key(now)
    seats = []
    for kind, name in zip(wanted, draw_join_names(len(wanted), taken), strict=True):
        seat = Seat(
            session=session,
            school=school,
            ref=f"seat:{new_ref(SEAT_REF_LENGTH)}",
            join_name=name,
            kind=kind.kind.value,
            pupil_count=kind.pupils,
            seat_key=new_ref(SEAT_KEY_LENGTH),
        )
        seats.append(seat)
    _give_codes([seat for seat in seats if seat.kind != SeatKind.TEACHER_SCREEN], key)
    Seat.objects.bulk_create(seats)
    rows = [[seat.ref, seat.join_name, seat.kind, seat.pupil_count] for seat in seats]
    put_on_record(session, [told("seats.added", by, "Y8", school=school.ref, seats=rows)], now)
    return seats


def give_new_code(seat: Seat, now: datetime) -> None:
    """Give one kept seat a new code and a new key, and save it; the old code is remembered as replaced."""
    if seat.code_hash:
        RetiredCode.objects.create(seat=seat, code_hash=seat.code_hash, retired_at=now)
    seat.code_generation += 1
    seat.seat_key = new_ref(SEAT_KEY_LENGTH)
    seat.claimed_at = None
    _give_codes([seat], codes_key(now))
    seat.save(update_fields=["code_generation", "seat_key", "claimed_at", "code_hash", "code_sealed"])


def _give_codes(seats: Sequence[Seat], key: bytes) -> None:
    """Put a code nobody has or had into each seat, in memory."""
    if not seats:
        return
    length = pack_of(seats[0].session).parameters.seat_code_length
    waiting = list(seats)
    while waiting:
        drawn = {find_by(key, code): code for code in (make_code(length) for _ in waiting)}
        gone = set(Seat.objects.filter(code_hash__in=drawn).values_list("code_hash", flat=True))
        gone |= set(RetiredCode.objects.filter(code_hash__in=drawn).values_list("code_hash", flat=True))
        fresh = [(found, code) for found, code in drawn.items() if found not in gone]
        for (found, code), seat in zip(fresh, waiting, strict=False):
            seat.code_hash = found
            seat.code_sealed = seal(key, f"{seat.ref}/{seat.code_generation}", code)
        waiting = waiting[len(fresh) :]
