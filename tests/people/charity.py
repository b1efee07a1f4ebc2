"""Builds a small charity for tests about people: a moment, colleagues with roles, a school and its teacher."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from chaperone.ledger.queries import Opened, read
from chaperone.people.actions import (
    add_person,
    add_school_by_hand,
    add_teacher,
    grant_role,
    set_school_domain,
)
from chaperone.people.models import Person, School, Teacher
from chaperone.people.roles import Role
from chaperone.policy.refusal import Refused

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
A_DAY = timedelta(days=1)

Answer = TypeVar("Answer")


def done(answer: Answer | Refused) -> Answer:
    """Return what an action made; a refusal fails the test with its sentence."""
    assert not isinstance(answer, Refused), answer
    return answer


def refusal(answer: object) -> Refused:
    """Return the refusal; anything else fails the test."""
    assert isinstance(answer, Refused), answer
    return answer


def colleague(letter: str, *roles: Role) -> Person:
    """Return ``Colleague <letter>``, who holds ``roles`` from today."""
    person = done(add_person(f"colleague.{letter.lower()}@charity.example", f"Colleague {letter}", None, NOW))
    for role in roles:
        done(grant_role(person, role, None, NOW))
    return person


def school(name: str = "Hill School", domain: str = "hill.school.example") -> School:
    """Return a school added by hand whose staff have addresses at ``domain``."""
    made = done(add_school_by_hand(name, "Anytown", None, NOW))
    return done(set_school_domain(made, domain, None, NOW))


def teacher(at: School, letter: str = "B") -> Teacher:
    """Return ``Teacher <letter>`` of the school, not yet verified."""
    return done(
        add_teacher(at, f"teacher.{letter.lower()}@{at.email_domain}", f"Ms Teacher {letter}", None, NOW)
    )


def on_record(kind: str = "", stream: str = "organisation") -> list[Opened]:
    """Return the ledger's entries of one kind (all when empty), opened and their chain checked."""
    return [entry for entry in read(stream) if kind in ("", entry.kind)]
