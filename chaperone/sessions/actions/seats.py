"""What happens to seats: added, withdrawn, given a new code, and taken by whoever types the code first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from chaperone.ledger.facts import fact
from chaperone.ledger.queries import key_of
from chaperone.people.models import Person, School
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.sessions.actions.on_record import asker_of, put_on_record, take_hold, tell_room, told
from chaperone.sessions.actions.seat_making import give_new_code, make_seats
from chaperone.sessions.codes import CODES_STREAM, as_meant, browser_mark, find_by
from chaperone.sessions.models import CodeTries, RetiredCode, Seat, Session
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries.facts import current_teachers, pack_of, session_facts
from chaperone.sessions.rules import is_standing, may_manage
from chaperone.sessions.seat_rules import (
    BROWSER_WINDOW_SECONDS,
    TOGETHER_WINDOW_SECONDS,
    TRIES_PER_BROWSER,
    UNKNOWN_CODE,
    USED_CODE,
    WRONG_CODES_IN_A_FLOOD,
    WRONG_CODES_TOGETHER,
    CodeFacts,
    SeatsAsked,
    may_add_seats,
    may_claim_seat,
    may_replace_code,
    too_many_together,
    too_many_tries,
)


@dataclass(frozen=True, slots=True)
class ClaimedSeat:
    """The seat somebody has just taken: what their browser keeps, and the name they will have."""

    session_ref: str
    seat_ref: str
    key: str
    join_name: str
    school_ref: str
    kind: SeatKind


def _may_care_for(school_id: int, session: Session, by: Person | None, now: datetime) -> Verdict:
    """Say whether somebody may see to this school's seats: its own teacher in this session, or whoever may change the session."""
    facts = session_facts(session, now)
    teaches = by is not None and by.is_active
    if teaches and current_teachers(session).filter(
        teacher__person=by, teacher__school_id=school_id, teacher__left_at=None
    ):
        return is_standing(facts)
    manages = may_manage(asker_of(by, now), facts)
    return manages if isinstance(manages, Refused) else is_standing(facts)


@carries_out("Y8")
def add_seats(
    session: Session, school: School, asked: Sequence[SeatsAsked], by: Person | None, now: datetime
) -> tuple[Seat, ...] | Refused:
    """Give a school more seats, while the room is live too.

    Args:
        asked: kinds and numbers.
        by: the school's teacher in this session, or whoever may change it; None for the operator.
    """
    with transaction.atomic():
        session = take_hold(session)
        verdict = _may_care_for(school.pk, session, by, now)
        if isinstance(verdict, Refused):
            return verdict
        if not session.schools.filter(school=school).exists():
            return Refused("M2", "That school does not take part in this session.", "Add the school first.")
        screens = session.seats.filter(school=school, kind=SeatKind.TEACHER_SCREEN, withdrawn_at=None)
        verdict = may_add_seats(asked, session.seats.count(), screens.count())
        if isinstance(verdict, Refused):
            return verdict
        seats = make_seats(session, school, asked, by, now)
        tell_room(session)
    return tuple(seats)


@carries_out("Y8")
def withdraw_seat(seat: Seat, by: Person | None, now: datetime) -> Seat | Refused:
    """Take a seat away: its code opens nothing any more, and whoever sits in it is out. Its name stays its own for ever."""
    with transaction.atomic():
        session = take_hold(seat.session)
        verdict = _may_care_for(seat.school_id, session, by, now)
        if isinstance(verdict, Refused):
            return verdict
        seat = Seat.objects.select_for_update(of=("self",)).select_related("school").get(pk=seat.pk)
        if seat.withdrawn_at is None:
            seat.withdrawn_at, seat.code_sealed = now, b""
            seat.save(update_fields=["withdrawn_at", "code_sealed"])
            put_on_record(session, [told("seat.withdrawn", by, "Y8", seat=seat.ref)], now)
            tell_room(session)
    return seat


@carries_out("Y8")
def replace_code(seat: Seat, by: Person | None, now: datetime) -> Seat | Refused:
    """Give a seat a new code: the old one dies, and a browser that came in by it is put out at once.

    The code is not in the answer: the school's own teacher sees it by ``queries.code_of`` or on the printed sheet.
    """
    with transaction.atomic():
        session = take_hold(seat.session)
        verdict = _may_care_for(seat.school_id, session, by, now)
        if isinstance(verdict, Refused):
            return verdict
        seat = (
            Seat.objects.select_for_update(of=("self",)).select_related("school", "session").get(pk=seat.pk)
        )
        verdict = may_replace_code(SeatKind(seat.kind), seat.withdrawn_at is not None)
        if isinstance(verdict, Refused):
            return verdict
        give_new_code(seat, now)
        facts = [told("seat.code_replaced", by, "Y8", seat=seat.ref, generation=seat.code_generation)]
        put_on_record(session, facts, now)
        tell_room(session)
    return seat


@carries_out("Y8")
def claim_seat(code: str, now: datetime, browser: str = "") -> ClaimedSeat | Refused:
    """Take the seat that this code opens. Of two who type it at the same moment exactly one gets it.

    Args:
        code: as typed, in any case, with or without hyphens.
        browser: something that stays the same in one browser (its session's key), to slow one that keeps guessing; it is kept only
            as a keyed hash, for minutes. ``""`` for one that kept no cookie: only the limit for all together holds, and in a flood
            of wrong codes it may not try at all, while a browser we know and that has tried nothing yet may, once.
    """
    key = key_of(CODES_STREAM)
    signs = as_meant(code)
    if key is None or not signs:
        return UNKNOWN_CODE
    mark = browser_mark(key, browser) if browser else ""
    if isinstance(verdict := _may_try(mark, now), Refused):
        return verdict
    outcome = _claim(find_by(key, signs), now)
    if isinstance(outcome, ClaimedSeat):
        CodeTries.objects.filter(browser_hash=mark).exclude(browser_hash="").delete()
    elif outcome is UNKNOWN_CODE:
        _count("", TOGETHER_WINDOW_SECONDS, now)
    return outcome


def _claim(code_hash: str, now: datetime) -> ClaimedSeat | Refused:
    with transaction.atomic():
        seat = Seat.objects.select_related("session", "school").filter(code_hash=code_hash).first()
        retired = None
        if seat is None:
            old = RetiredCode.objects.select_related("seat__session", "seat__school").filter(
                code_hash=code_hash
            )
            retired = old.first()
        held = seat or (retired.seat if retired else None)
        opens_minutes = pack_of(held.session).parameters.room_opens_minutes if held else 0
        verdict = may_claim_seat(_facts(held, retired is not None, now), opens_minutes, now)
        if isinstance(verdict, Refused):
            return verdict
        # The rule above gives the reason; this line alone decides, in the database, who was first.
        won = Seat.objects.filter(code_hash=code_hash, claimed_at=None, withdrawn_at=None).update(
            claimed_at=now
        )
        if seat is None or not won:
            return USED_CODE
        put_on_record(seat.session, [fact("seat.claimed", seat.ref, "Y8", school=seat.school.ref)], now)
    return ClaimedSeat(
        seat.session.ref, seat.ref, seat.seat_key, seat.join_name, seat.school.ref, SeatKind(seat.kind)
    )


def _facts(seat: Seat | None, is_replaced: bool, now: datetime) -> CodeFacts | None:
    if seat is None:
        return None
    return CodeFacts(
        session=session_facts(seat.session, now),
        zone=seat.school.timezone,
        is_claimed=seat.claimed_at is not None,
        is_withdrawn=seat.withdrawn_at is not None,
        is_replaced=is_replaced,
    )


def _may_try(mark: str, now: datetime) -> Verdict:
    """Count this try, and say whether it may be made; the row is raised and judged in one statement, so no crowd slips through."""
    together = CodeTries.objects.filter(
        browser_hash="", window_starts_at=_window(TOGETHER_WINDOW_SECONDS, now)
    )
    wrong = together.values_list("tries", flat=True).first() or 0
    is_flood = wrong >= WRONG_CODES_TOGETHER
    if wrong >= WRONG_CODES_IN_A_FLOOD or (is_flood and not mark):
        return too_many_together()
    highest = 1 if is_flood else TRIES_PER_BROWSER
    if mark and not _count(mark, BROWSER_WINDOW_SECONDS, now, highest=highest):
        return too_many_together() if is_flood else too_many_tries(now)
    return ALLOWED


def _window(seconds: int, now: datetime) -> datetime:
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def _count(mark: str, window_seconds: int, now: datetime, highest: int = WRONG_CODES_IN_A_FLOOD) -> bool:
    """Count one more in this window and return whether it was still allowed; counts of past windows are dropped."""
    starts_at = _window(window_seconds, now)
    with transaction.atomic():
        row = CodeTries(browser_hash=mark, window_starts_at=starts_at, tries=0)
        CodeTries.objects.bulk_create([row], ignore_conflicts=True)
        this = CodeTries.objects.filter(browser_hash=mark, window_starts_at=starts_at, tries__lt=highest)
        counted = this.update(tries=F("tries") + 1)
        longest = max(BROWSER_WINDOW_SECONDS, TOGETHER_WINDOW_SECONDS)
        CodeTries.objects.filter(window_starts_at__lt=_window(longest, now)).delete()
    return bool(counted)
