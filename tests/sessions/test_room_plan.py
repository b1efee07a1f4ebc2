"""What the live room is told: the right adults and seats, the pack's numbers, and news of every change that matters to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chaperone.people.actions import add_teacher, agree_to_document, mark_left, revoke_links, verify_teacher
from chaperone.people.models import Teacher
from chaperone.people.roles import Role as StaffRole
from chaperone.policy.documents import document_named
from chaperone.policy.pack import pack_named
from chaperone.sessions.actions import SeatsAsked, add_seats, replace_code, replace_teacher, withdraw_seat
from chaperone.sessions.models import Session
from chaperone.sessions.plan import Plan, Role, SeatKind
from chaperone.sessions.queries import plan_of_room, plan_versions
from tests.sessions.cast import A_DAY, NOW, START, Charity, a_teacher, colleague, done, individual

pytestmark = pytest.mark.django_db


def plan_of(session: Session) -> Plan:
    plan = plan_of_room(session.ref, NOW)
    assert plan is not None
    return plan


def test_the_plan_holds_the_packs_numbers_and_the_rules_pupils_agree_to() -> None:
    charity = Charity()
    plan = plan_of(charity.ready_session())
    assert plan.rules.door_lead_seconds == 600
    assert plan.rules.responsible_adults_minimum == 2
    assert plan.rules_hash == document_named("pupil-rules").hash
    assert plan.starts_at == "2026-11-26T14:00:00+00:00"
    assert not plan.rehearsal
    rehearsal = plan_of(charity.session(pack_id="rehearsal", starts_at=NOW.replace(day=25)))
    assert rehearsal.rehearsal
    assert rehearsal.rules.door_lead_seconds == 30
    assert rehearsal.rules_hash == document_named("pupil-rules", pack_named("rehearsal")).hash


def test_there_is_no_plan_of_no_session() -> None:
    assert plan_of_room("nosuchref1", NOW) is None
    assert plan_versions(["nosuchref1"]) == {}


@pytest.mark.proves("S7", "Y6")
def test_each_adult_is_one_person_under_the_name_all_may_see() -> None:
    charity = Charity()
    both = colleague("M", StaffRole.FACILITATOR, StaffRole.DEPUTY_LEAD)
    plan = plan_of(charity.ready_session(facilitators=(charity.facilitator, both)))
    adults = {adult.ref: adult for adult in plan.adults}
    assert len(adults) == len(plan.adults)
    assert adults[both.ref].role is Role.FACILITATOR
    assert adults[charity.lead.ref].role is Role.SAFEGUARDING_LEAD
    assert adults[charity.facilitator.ref].name == "Coll F"
    assert adults[charity.teacher.person.ref].name == "Teacher B"
    assert adults[charity.teacher.person.ref].school == charity.school.ref
    assert charity.presence.ref not in adults


@pytest.mark.proves("S8", "Y1", "M9")
def test_a_teacher_not_confirmed_or_without_the_terms_is_no_adult_of_the_room() -> None:
    charity = Charity()
    session = charity.ready_session()
    raw = done(add_teacher(charity.school, "new@hill.school.example", "Teacher N", None, NOW))
    done(replace_teacher(session, None, raw, charity.facilitator, NOW))

    def there() -> bool:
        return raw.person.ref in {adult.ref for adult in plan_of(session).adults}

    assert not there()
    done(agree_to_document(raw.person, "teacher-terms", "Teacher N", NOW))
    assert not there()
    done(verify_teacher(raw, None, NOW))
    assert there()
    raw.person.agreements.all().delete()
    assert not there()
    done(agree_to_document(raw.person, "teacher-terms", "Teacher N", NOW))
    assert there()
    Teacher.objects.filter(pk=raw.pk).update(left_at=NOW)
    assert not there()


@pytest.mark.proves("S7")
def test_a_leaver_is_out_of_the_plan_and_the_rooms_version_rises() -> None:
    charity = Charity()
    session = charity.ready_session()
    before, watched = plan_of(session), plan_versions([session.ref])
    assert watched == {session.ref: before.version}
    done(mark_left(charity.speaker, None, NOW))
    after = plan_of(session)
    assert plan_versions([session.ref])[session.ref] == after.version > before.version
    assert charity.speaker.ref not in {adult.ref for adult in after.adults}
    assert after.unready


@pytest.mark.proves("S7")
def test_who_is_signed_out_everywhere_has_another_key_in_the_room_and_nobody_else_has() -> None:
    charity = Charity()
    session = charity.ready_session()
    before = plan_of(session)
    done(revoke_links(charity.speaker, None, NOW))
    after = plan_of(session)
    assert plan_versions([session.ref])[session.ref] == after.version > before.version
    changed = {new.ref for old, new in zip(before.adults, after.adults, strict=True) if old.key != new.key}
    assert changed == {charity.speaker.ref}
    assert all(adult.key for adult in after.adults)


def test_seats_come_with_school_kind_number_and_key_and_the_withdrawn_do_not_come() -> None:
    charity = Charity()
    session = charity.ready_session(
        schools=(
            charity.asks(
                individual(2),
                SeatsAsked(SeatKind.CLASSROOM, 1, 30),
                SeatsAsked(SeatKind.TEACHER_SCREEN, 1, 28),
            ),
        )
    )
    first, second = session.seats.order_by("pk")[:2]
    done(withdraw_seat(second, charity.facilitator, NOW))
    seats = plan_of(session).seats
    assert [(seat.kind, seat.pupil_count) for seat in seats] == [
        (SeatKind.INDIVIDUAL, 1),
        (SeatKind.CLASSROOM, 30),
        (SeatKind.TEACHER_SCREEN, 28),
    ]
    assert seats[0].ref == first.ref
    assert seats[0].school == charity.school.ref
    assert len({seat.key for seat in seats}) == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda charity, session: add_seats(
            session, charity.school, [individual(1)], charity.facilitator, NOW
        ),
        lambda charity, session: withdraw_seat(session.seats.all()[0], charity.facilitator, NOW),
        lambda charity, session: replace_code(session.seats.all()[0], charity.facilitator, NOW),
        lambda charity, session: replace_teacher(
            session, None, a_teacher(charity.school, "C"), charity.facilitator, NOW
        ),
    ],
)
def test_whatever_the_room_must_know_raises_the_version_the_door_looks_at(
    change: Callable[[Charity, Session], object],
) -> None:
    charity = Charity()
    session = charity.ready_session()
    before = plan_versions([session.ref])[session.ref]
    done(change(charity, session))
    assert plan_versions([session.ref])[session.ref] > before


def test_a_refused_change_leaves_the_version_as_it_was() -> None:
    charity = Charity()
    session = charity.ready_session()
    before = plan_versions([session.ref])
    add_seats(session, charity.school, [individual(5000)], charity.facilitator, NOW)
    add_seats(session, charity.school, [individual(1)], charity.speaker, NOW)
    assert plan_versions([session.ref]) == before


def test_making_a_plan_costs_the_same_for_three_seats_and_for_three_hundred() -> None:
    costs = []
    charity = Charity()
    for days, seats in enumerate((3, 300)):
        wish = (charity.asks(individual(seats)),)
        session = charity.ready_session(schools=wish, starts_at=START + days * A_DAY)
        with CaptureQueriesContext(connection) as asked:
            plan_of(session)
        costs.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            plan_versions([session.ref])
        assert len(asked) == 2
    assert costs[0] == costs[1] <= 32
