"""What may be seen of seats and their codes: codes by the school's own teacher only, a seat by whoever sits in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from chaperone.ledger.queries import key_of
from chaperone.people.models import Organisation, Person, School
from chaperone.people.queries import organisation, people_with_role
from chaperone.people.roles import Role as StaffRole
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import Document, document_named
from chaperone.policy.pack import Pack
from chaperone.sessions.codes import CODES_STREAM, in_groups, unseal
from chaperone.sessions.models import Seat, Session, SessionStaff, SessionTeacher
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries.facts import current_teachers, duties_of, pack_of, standing_seats
from chaperone.sessions.queries.seen import standing_in


@dataclass(frozen=True, slots=True)
class CardLine:
    """One role on the card, in words, with the names of those who hold it."""

    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TellCard:
    """Who runs our accounts and whom to tell, made from the roles of one day (P10)."""

    organisation: Organisation | None
    lines: tuple[CardLine, ...]
    on: date


@dataclass(frozen=True, slots=True)
class SeatCode:
    """One seat for the printed sheet; ``code`` is ``""`` where there is none to give: used, or the teacher's own screen."""

    seat: Seat
    code: str

    @property
    def state(self) -> str:
        """What the sheet prints: ``code``, ``used`` or ``teacher_screen``."""
        if self.seat.kind == SeatKind.TEACHER_SCREEN:
            return "teacher_screen"
        return "code" if self.code else "used"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Everything on a school's printable sheet."""

    session: Session
    school: School
    pack: Pack
    staff: tuple[SessionStaff, ...]
    teachers: tuple[SessionTeacher, ...]
    rules: Document
    card: TellCard
    seats: tuple[SeatCode, ...]


@dataclass(frozen=True, slots=True)
class SeatSeen:
    """What whoever sits in a seat may know: the session, its adults by first name and role, the rules, whom to tell."""

    seat: Seat
    session: Session
    pack: Pack
    staff: tuple[SessionStaff, ...]
    teachers: tuple[SessionTeacher, ...]
    rules: Document


@carries_out("P10")
def tell_card(pack: Pack, on: date) -> TellCard:
    """Return the card as the roles are on the day ``on``: a change of role makes a new card by itself."""
    lines = tuple(
        CardLine(role.in_words, tuple(person.first_name for person in people_with_role(role, on)))
        for role in map(StaffRole, pack.parameters.card_roles)
    )
    return TellCard(organisation(), tuple(line for line in lines if line.names), on)


@carries_out("Y8", "Y11", "P10")
def code_sheet(viewer: Person, session: Session, school: School, now: datetime) -> SheetFacts | None:
    """Return what stands on the school's sheet, or None when the viewer is not that school's teacher in this session.

    Staff of the organisation never see a code: whoever has one could sit down as a pupil.
    """
    standing = standing_in(viewer, session.ref, now)
    if standing is None or school.pk not in standing.school_ids:
        return None
    pack = pack_of(session)
    key = key_of(CODES_STREAM)
    seats = standing_seats(session).filter(school=school)
    return SheetFacts(
        session=session,
        school=school,
        pack=pack,
        staff=tuple(duties_of(session)),
        teachers=tuple(row for row in current_teachers(session) if row.teacher.school_id == school.pk),
        rules=document_named(pack.parameters.pupil_document, pack),
        card=tell_card(pack, now.date()),
        seats=tuple(SeatCode(seat, _code(key, seat)) for seat in seats),
    )


@carries_out("Y8")
def code_of(viewer: Person, seat: Seat, now: datetime) -> str:
    """Return a seat's code as it is read out (``"K7Q-M5X-TV9"``) for the school's own teacher; ``""`` for everybody else.

    A code that was used, withdrawn or ended with its session is ``""`` too: there is nothing left to give.
    """
    standing = standing_in(viewer, seat.session.ref, now)
    if standing is None or seat.school_id not in standing.school_ids:
        return ""
    return _code(key_of(CODES_STREAM), seat)


def _code(key: bytes | None, seat: Seat) -> str:
    if key is None or seat.claimed_at or seat.withdrawn_at or not seat.code_sealed:
        return ""
    return in_groups(unseal(key, f"{seat.ref}/{seat.code_generation}", bytes(seat.code_sealed)))


def seat_in(session: Session, seat_ref: str) -> Seat | None:
    """Return a seat of this session that has not been withdrawn, or None."""
    return standing_seats(session).select_related("school", "session").filter(ref=seat_ref).first()


@carries_out("U4")
def seat_once_held(seat_ref: str) -> Seat | None:
    """Return a seat for a worry that comes from it, whatever has become of it: nobody's worry is lost with a replaced code."""
    return Seat.objects.select_related("session", "school").filter(ref=seat_ref).first()


@carries_out("Y8")
def seat_still_stands(seat_ref: str, key: str) -> bool:
    """Say whether whoever came in by this seat's code with this key still has it: not replaced since, not withdrawn."""
    return _held_seat(seat_ref, key) is not None


def seat_for(seat_ref: str, key: str) -> SeatSeen | None:
    """Return what a browser that holds this seat may know, or None when the seat is no longer its own."""
    seat = _held_seat(seat_ref, key)
    if seat is None:
        return None
    pack = pack_of(seat.session)
    return SeatSeen(
        seat=seat,
        session=seat.session,
        pack=pack,
        staff=tuple(duties_of(seat.session)),
        teachers=tuple(
            row for row in current_teachers(seat.session) if row.teacher.school_id == seat.school_id
        ),
        rules=document_named(pack.parameters.pupil_document, pack),
    )


def _held_seat(seat_ref: str, key: str) -> Seat | None:
    held = Seat.objects.filter(ref=seat_ref, seat_key=key, claimed_at__isnull=False, withdrawn_at=None)
    return held.select_related("session", "school").first() if key else None
