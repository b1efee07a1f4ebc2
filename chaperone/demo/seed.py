"""Makes the demo organisation through the same actions that real people use, and a rehearsal that is open for sign-in now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from chaperone.demo.making import NotMade, must
from chaperone.demo.policy import prepare_version
from chaperone.demo.trained import train
from chaperone.people import actions as people
from chaperone.people.models import Person, School, Teacher
from chaperone.people.queries import organisation, person_by_email, search_schools, teaching_of
from chaperone.people.roles import Role
from chaperone.policy.refusal import Refused
from chaperone.records.actions import seal_dossier
from chaperone.safer_recruitment.actions import write_down
from chaperone.safer_recruitment.queries import clearance_of
from chaperone.safer_recruitment.rules import Kind, Seen
from chaperone.sessions import actions as sessions
from chaperone.sessions.models import Seat, Session
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import code_of, sessions_seen_by, standing_seats, upcoming_for

TITLE = "What is it like to be you?"
SEATS_IN_TABLE = 3
SEATS = 8
MINUTES = 45


class DemoLink(NamedTuple):
    """One line of the table: who, and the path that signs them in."""

    key: str
    who: str
    path: str


STAFF = (
    ("lead@demo.example", "Safeguarding Lead", "Lead", (Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)),
    ("deputy@demo.example", "Deputy Lead", "Deputy", (Role.DEPUTY_LEAD,)),
    ("online@demo.example", "Online Lead", "Online lead", (Role.ONLINE_PRESENCE_LEAD,)),
    ("facilitator@demo.example", "Facilitator A", "Facilitator A", (Role.FACILITATOR,)),
    ("speaker@demo.example", "Speaker B", "Speaker B", (Role.SPEAKER,)),
    ("trustee@demo.example", "Trustee D", "Trustee D", (Role.TRUSTEE,)),
    ("speaker.e@demo.example", "Speaker E", "Speaker E", (Role.SPEAKER,)),
)
# Has passed nothing yet, so that the demo shows whoever cannot be chosen, and why.
NOT_TRAINED = {"speaker.e@demo.example"}


def seed(now: datetime) -> list[DemoLink] | Refused:
    """Make what is missing of the demo, and a rehearsal that starts now; one still going on is kept, with more seats if need be.

    Args:
        now: the time, UTC.

    Returns:
        The links of the table; or ``Refused`` when a rule would not have it.
    """
    try:
        _register(now)
        staff = _staff(now)
        prepare_version(staff["deputy"], now)
        school = _school("Alder Green School", "aldergreen.example", now)
        teacher = _teacher(school, "teacher.c@aldergreen.example", "Teacher C", now)
        session = _going_on(staff["facilitator"], now)
        if session is None:
            _note_down_earlier_ones(staff["facilitator"], now)
            session = _rehearsal(staff, school, teacher, now)
        free_seats = _free_seats(session, school, teacher, now)
    except NotMade as not_made:
        return not_made.refused
    return _links(staff, teacher, session, free_seats, now)


def _register(now: datetime) -> None:
    """Load the open register of schools the first time, so that planning a session can find a real one."""
    if not search_schools("primary school", 1):
        must(people.load_register(now))


def _staff(now: datetime) -> dict[str, Person]:
    if organisation() is None:
        must(
            people.set_up_organisation(
                "Demo Charity", "office@demo.example", "020 7946 0000", "demo.example", None, now
            )
        )
    found: dict[str, Person] = {}
    for email, full_name, first_name, roles in STAFF:
        person = person_by_email(email)
        if person is None:
            person = must(people.add_person(email, full_name, None, now, first_name))
            for role in roles:
                must(people.grant_role(person, role, None, now))
            for document in ("staff-policy", "personal-accounts"):
                must(people.agree_to_document(person, document, full_name, now))
        if email not in NOT_TRAINED and (refused := train(person, now)) is not None:
            raise NotMade(refused)
        found[email.partition("@")[0]] = person
    for person in found.values():
        if not clearance_of(person, now.date()):
            _check(person, found["deputy" if person == found["lead"] else "lead"], now)
    return found


def _check(person: Person, seen_by: Person, now: datetime) -> None:
    """Write down made-up checks, which say so: nobody real is meant."""
    today = now.date()
    made_up = (
        Seen(Kind.DISCLOSURE, "DEMO 000 (made up)", today, today + timedelta(days=900)),
        Seen(Kind.REFERENCE, "a former line manager (made up)", today),
        Seen(Kind.REFERENCE, "a former colleague (made up)", today),
        Seen(Kind.INDUCTION, "the demo’s induction (made up)", today),
    )
    for seen in made_up:
        must(write_down(person, seen, seen_by, now))


def _school(name: str, domain: str, now: datetime) -> School:
    for school in search_schools(name, 5):
        if school.name == name:
            return school
    school = must(people.add_school_by_hand(name, "Demo Town", None, now))
    must(people.set_school_domain(school, domain, None, now))
    return must(
        people.set_school_contact(school, "Head of Year 9", "Room 12, or ask at the front office", None, now)
    )


def _teacher(school: School, email: str, name: str, now: datetime) -> Teacher:
    person = person_by_email(email)
    teacher = teaching_of(person) if person is not None else None
    if teacher is None:
        teacher = must(people.add_teacher(school, email, name, None, now))
        must(people.verify_teacher(teacher, None, now))
        must(people.agree_to_document(teacher.person, "teacher-terms", name, now))
    return teacher


def _tidy_away(title: str, facilitator: Person, now: datetime) -> None:
    """Bring earlier rehearsals to their end, as their facilitator should have: cancelled, or ended and noted down."""
    for session in Session.objects.filter(title=title, status=Session.Status.PLANNED):
        if not isinstance(sessions.cancel_session(session, "", facilitator, now), Refused):
            continue
        sessions.record_room_ended(session.ref, now)
        notes = sessions.Notes(what_happened="A rehearsal.", attendance="Nobody took the register.")
        must(sessions.write_notes(session, notes, facilitator, now))
        must(sessions.close_session(session, facilitator, now))
        must(seal_dossier(session.ref, now))


def _starts_at(now: datetime) -> datetime:
    return (now + timedelta(minutes=1)).replace(second=0, microsecond=0) + timedelta(minutes=1)


def _going_on(facilitator: Person, now: datetime) -> Session | None:
    """Return the rehearsal that would still be on when a new one starts: a server started again goes on with it."""
    for session in upcoming_for(facilitator, now).filter(pack_id="rehearsal", host=facilitator):
        if session.ends_at > _starts_at(now):
            return session
    return None


def _note_down_earlier_ones(facilitator: Person, now: datetime) -> None:
    """Write the notes nobody wrote: a facilitator who owes notes may not be in another session (M10), the demo's neither."""
    notes = sessions.Notes(what_happened="A rehearsal; nothing to tell.", attendance="Nobody was counted.")
    for session in sessions_seen_by(facilitator, now).filter(
        pack_id="rehearsal",
        host=facilitator,
        status=Session.Status.PLANNED,
        notes_written_at=None,
        starts_at__lt=now,
    ):
        must(sessions.write_notes(session, notes, facilitator, now))


def _rehearsal(staff: dict[str, Person], school: School, teacher: Teacher, now: datetime) -> Session:
    _tidy_away(TITLE, staff["facilitator"], now)
    new = sessions.NewSession(
        title=TITLE,
        purpose="Young people hear two speakers tell of their lives and ask them anything they like.",
        starts_at=_starts_at(now),
        minutes=MINUTES,
        schools=(
            sessions.SchoolAsked(
                school,
                (teacher,),
                (
                    sessions.SeatsAsked(SeatKind.INDIVIDUAL, SEATS),
                    sessions.SeatsAsked(SeatKind.TEACHER_SCREEN, 1, 20),
                ),
            ),
        ),
        facilitators=(staff["facilitator"],),
        speakers=(staff["speaker"],),
        pack_id="rehearsal",
    )
    session = must(sessions.plan_session(new, staff["facilitator"], now))
    must(sessions.agree_to_purpose(session, school, teacher.person, now))
    return session


def _free_seats(session: Session, school: School, teacher: Teacher, now: datetime) -> list[Seat]:
    """Return seats nobody has taken yet, for the table; more are added when too few are left."""
    free = [
        seat
        for seat in standing_seats(session)
        if seat.kind == SeatKind.INDIVIDUAL and code_of(teacher.person, seat, now)
    ]
    lacking = SEATS_IN_TABLE - len(free)
    if lacking > 0:
        asked = [sessions.SeatsAsked(SeatKind.INDIVIDUAL, lacking)]
        free += must(sessions.add_seats(session, school, asked, teacher.person, now))
    return free[:SEATS_IN_TABLE]


def _links(
    staff: dict[str, Person], teacher: Teacher, session: Session, free_seats: list[Seat], now: datetime
) -> list[DemoLink]:
    links = [
        DemoLink(key, f"{who} ({what})", people.issue_sign_in_link(person, now, ref))
        for key, who, what, person, ref in (
            ("facilitator", "Facilitator A", "staff", staff["facilitator"], session.ref),
            ("speaker", "Speaker B", "staff", staff["speaker"], session.ref),
            ("teacher", "Teacher C", "Alder Green School", teacher.person, session.ref),
            ("lead", "Safeguarding lead", "staff", staff["lead"], ""),
        )
    ]
    for number, seat in enumerate(free_seats, start=1):
        code = code_of(teacher.person, seat, now)
        links.append(DemoLink(f"seat{number}", f"Pupil seat {number} ({seat.join_name})", f"/join#{code}"))
    return links
