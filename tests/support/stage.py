"""Sets the stage for tests of a running server: an organisation and a session made through the real actions, printed as JSON.

Runs in a process of its own, with the server's environment; takes wishes such as ``{"seats": 3, "pack": "quick"}``, one a line.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django
from django.conf import settings

django.setup()

from chaperone.demo.trained import train  # noqa: E402 - Django must be set up first
from chaperone.ledger.queries import read  # noqa: E402
from chaperone.people import actions as people  # noqa: E402
from chaperone.people.models import Teacher  # noqa: E402
from chaperone.people.queries import organisation, person_by_email  # noqa: E402
from chaperone.people.roles import Role  # noqa: E402
from chaperone.policy.refusal import Refused  # noqa: E402
from chaperone.sessions import actions as sessions  # noqa: E402
from chaperone.sessions.models import Session  # noqa: E402
from chaperone.sessions.plan import SeatKind  # noqa: E402
from chaperone.sessions.queries import code_of, standing_seats  # noqa: E402
from tests.support.checked import checked  # noqa: E402

OFFICE = {
    "lead": (Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR),
    "deputy": (Role.DEPUTY_LEAD,),
    "online": (Role.ONLINE_PRESENCE_LEAD,),
    "trustee": (Role.TRUSTEE,),
    "supervisor": (Role.SUPERVISOR,),
    "caretaker": (Role.ADMINISTRATOR,),
}
# Nobody can be in two rooms at once, so each session gets staff and schools of its own.
ROSTER = {"facilitator": Role.FACILITATOR, "second": Role.FACILITATOR, "speaker": Role.SPEAKER}


def must(made: Any) -> Any:
    """Give back what was made; a refusal is a mistake in the test."""
    if isinstance(made, Refused):
        raise SystemExit(f"refused ({made.clause}): {made.sentence} {made.next_step}")
    return made


def a_staff(number: int, now: datetime) -> dict[str, Any]:
    """Make the staff who are not there yet."""
    if organisation() is None:
        must(
            people.set_up_organisation(
                "Test Charity", "office@charity.example", "020 7946 0000", "charity.example", None, now
            )
        )
    staff = {key: a_person(key, roles, now) for key, roles in OFFICE.items()}
    return staff | {key: a_person(f"{key}{number}", (role,), now) for key, role in ROSTER.items()}


def a_person(name: str, roles: tuple[Role, ...], now: datetime) -> Any:
    """Make one member of staff who has agreed to the policy."""
    person = person_by_email(f"{name}@charity.example")
    if person is None:
        person = must(
            people.add_person(f"{name}@charity.example", f"{name.title()} Person", None, now, name.title())
        )
        for role in roles:
            must(people.grant_role(person, role, None, now))
        ready_to_serve(person, now)
    return person


def ready_to_serve(person: Any, now: datetime) -> None:
    """Have somebody of staff agreed, checked and trained, as each must be before they are put on a session."""
    for document in ("staff-policy", "personal-accounts"):
        must(people.agree_to_document(person, document, person.full_name, now))
    checked(person, now)
    must(train(person, now))


def make_ready(addresses: list[str]) -> list[str]:
    """Do that for people who came in by the pages."""
    for address in addresses:
        ready_to_serve(person_by_email(address), datetime.now(UTC))
    return addresses


def a_teacher(letter: str, number: int, now: datetime, *, agreed: bool = True) -> Teacher:
    """Make school ``letter`` with its contact and one verified teacher."""
    name = f"{letter}{number}"
    school = must(people.add_school_by_hand(f"School {name.upper()}", "Testtown", None, now))
    must(people.set_school_domain(school, f"school-{name}.example", None, now))
    must(people.set_school_contact(school, "Head of Year 9", "Room 12", None, now))
    teacher: Teacher = must(
        people.add_teacher(school, f"teacher@school-{name}.example", f"Teacher {name.upper()}", None, now)
    )
    must(people.verify_teacher(teacher, None, now))
    if agreed:
        must(people.agree_to_document(teacher.person, "teacher-terms", teacher.person.full_name, now))
    return teacher


def a_session(wanted: dict[str, Any]) -> dict[str, Any]:
    """Plan a session as wanted: ``schools``, ``seats`` each, ``kind``, ``pupils``, ``pack``, ``ready``, ``starts_in_minutes``."""
    now = datetime.now(UTC)
    number = Session.objects.count() + 1
    staff = a_staff(number, now)
    letters = "abcdef"[: wanted.get("schools", 1)]
    teachers = {
        letter: a_teacher(letter, number, now, agreed=wanted.get("ready", True)) for letter in letters
    }
    kinds = [
        sessions.SeatsAsked(
            SeatKind(wanted.get("kind", "individual")), wanted.get("seats", 3), wanted.get("pupils", 1)
        )
    ]
    if wanted.get("teacher_screen"):
        kinds.append(sessions.SeatsAsked(SeatKind.TEACHER_SCREEN, 1, 20))
    new = sessions.NewSession(
        title=wanted.get("title", "A test session"),
        purpose="To hear somebody's story and ask about it.",
        starts_at=now + timedelta(minutes=wanted.get("starts_in_minutes", 1)),
        minutes=45,
        schools=tuple(sessions.SchoolAsked(t.school, (t,), tuple(kinds)) for t in teachers.values()),
        facilitators=(staff["facilitator"], staff["second"]),
        speakers=(staff["speaker"],),
        pack_id=wanted.get("pack", "quick"),
    )
    session = must(sessions.plan_session(new, staff["facilitator"], now))
    if wanted.get("ready", True):
        for teacher in teachers.values():
            must(sessions.agree_to_purpose(session, teacher.school, teacher.person, now))
    return told(session, staff, teachers, now)


def told(session: Any, staff: dict[str, Any], teachers: dict[str, Teacher], now: datetime) -> dict[str, Any]:
    """What a test needs to know of the session: links, codes and refs."""
    people_of = {**staff, **{f"teacher_{letter}": teacher.person for letter, teacher in teachers.items()}}
    owner = {teacher.school_id: teacher.person for teacher in teachers.values()}
    return {
        "ref": session.ref,
        "people": {
            key: {
                "ref": person.ref,
                "id": person.pk,
                "name": person.full_name,
                "link": people.issue_sign_in_link(person, now, "" if key == "lead" else session.ref),
            }
            for key, person in people_of.items()
        },
        "schools": {letter: teacher.school.ref for letter, teacher in teachers.items()},
        "school_ids": {letter: teacher.school_id for letter, teacher in teachers.items()},
        "seats": [
            {
                "ref": seat.ref,
                "school": seat.school.ref,
                "name": seat.join_name,
                "kind": str(seat.kind),
                "key": seat.seat_key,
                "code": code_of(owner[seat.school_id], seat, now),
            }
            for seat in standing_seats(session).select_related("school")
        ],
        "var": str(settings.VAR_DIR),
    }


def links(names: list[str]) -> dict[str, str]:
    """New personal links for people of the office who are there."""
    now = datetime.now(UTC)
    return {
        name: people.issue_sign_in_link(must(person_by_email(f"{name}@charity.example")), now)
        for name in names
    }


def on_record(stream: str) -> list[dict[str, Any]]:
    """What a stream of the ledger holds."""
    return [{"kind": entry.kind, "actor": entry.actor, "body": entry.body} for entry in read(stream)]


def grant(wish: dict[str, Any]) -> Any:
    """Do what is wished."""
    if "ready" in wish:
        return make_ready(wish["ready"])
    if "links" in wish:
        return links(wish["links"])
    return on_record(wish["stream"]) if "stream" in wish else a_session(wish)


if __name__ == "__main__":
    # One wish a line in, one answer a line out: setting Django up costs more than making a session.
    for line in sys.stdin:
        wish = json.loads(line)
        made = grant(wish)
        sys.stdout.write(json.dumps(made) + "\n")
        sys.stdout.flush()
