"""Everything that can be spoilt in a world, each with the clauses it breaks: no more and no fewer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from msgspec.structs import replace

from chaperone.governance.models import LawCheck, LinkedPolicy, Review
from chaperone.ledger.actions import append
from chaperone.ledger.facts import Fact
from chaperone.ledger.queries import read
from chaperone.people.models import Agreement, Campaign, Person, RoleHeld, School, Teacher
from chaperone.people.roles import Role
from chaperone.room import events as e
from chaperone.safer_recruitment.models import Check
from chaperone.sessions.models import Seat, SessionSchool
from chaperone.training.models import CourseTaken, DrillTaken
from tests.assurance.world import (
    HOUR,
    LONG_AGO,
    NOW,
    World,
    a_concern,
    a_dossier,
    a_letter,
    concerns_of_a_school,
)
from tests.concerns.charity import NOW as STARTED

Spoil = Callable[[World], None]


def _after(world: World, seconds: float = 0.0) -> float:
    return world.held.start + 3700 + seconds


SPOILT: dict[str, tuple[Spoil, frozenset[str]]] = {}


def spoils(*clauses: str) -> Callable[[Spoil], Spoil]:
    """Note which clauses this breaks, no more and no fewer."""

    def keep(spoil: Spoil) -> Spoil:
        SPOILT[spoil.__name__] = (spoil, frozenset(clauses))
        return spoil

    return keep


@spoils("M8", "M9")
def a_door_out_of_nowhere(world: World) -> None:
    world.told(e.DoorOpened(_after(world), "school:0", "lead"))


@spoils("M8", "Y10")
def a_waiver_of_one_without_reason(world: World) -> None:
    who = world.charity.facilitator.ref
    world.told(
        e.WaiverProposed(_after(world), world.charity.school_a.ref, who, " "),
        e.WaiverConfirmed(_after(world, 1), world.charity.school_a.ref, who),
    )


@spoils("S7", "U2")
def words_after_the_end_from_nobody(world: World) -> None:
    world.told(e.Said(_after(world), "seat:ghost", "boo", "x"))


@spoils("U3")
def a_linked_policy_not_looked_at(_world: World) -> None:
    LinkedPolicy.objects.filter(name="complaints").update(next_review_on=(NOW - HOUR * 48).date())


@spoils("U3", "U5")
def a_bullying_policy_not_looked_at(_world: World) -> None:
    LinkedPolicy.objects.filter(name="anti-bullying").update(next_review_on=(NOW - HOUR * 48).date())


@spoils("R1", "R3")
def a_review_nobody_closed(_world: World) -> None:
    Review.objects.update(closed_at=None)


@spoils("A3")
def a_law_nobody_looks_at_any_more(_world: World) -> None:
    LawCheck.objects.filter(source="equality-act").update(at=NOW - timedelta(days=400))


@spoils("S6")
def a_pupil_among_the_adults(world: World) -> None:
    world.told(e.AdultsSaid(_after(world), world.charity.seats[0].ref, "psst", "x"))


@spoils("Y3", "M9")
def a_seat_that_never_agreed(world: World) -> None:
    world.told(e.SeatAdmitted(_after(world), "seat:late"))


@spoils("Y3")
def a_teacher_who_agreed_for_a_seat(world: World) -> None:
    charity = world.charity
    world.told(e.RulesAgreed(_after(world), charity.seats[0].ref, "r", charity.teacher_a.ref))


@spoils("S14", "Y2", "M13")
def a_pupils_picture(world: World) -> None:
    seat = world.charity.seats[0].ref
    world.told(e.FeedOpened(_after(world), "f", seat, seat, "camera", ("camera",)))


@spoils("Y5")
def a_pupil_heard_unasked(world: World) -> None:
    seat = world.charity.seats[0].ref
    world.told(e.FeedOpened(_after(world), "f", seat, seat, "camera", ("microphone",)))


@spoils("Y9", "U4")
def an_alert_nobody_heard(world: World) -> None:
    world.told(e.Routed(_after(world), world.charity.facilitator.ref, "help", "x", ()))


@spoils("M13")
def a_recording_that_broke_off_after_the_notes(world: World) -> None:
    world.told(e.RecordingAbsent(world.held.start + 3600 + 3000, "The disk is full."))


@spoils("M3")
def a_purpose_never_agreed(world: World) -> None:
    SessionSchool.objects.filter(school=world.charity.school_b).update(
        purpose_agreed_at=None, purpose_agreed_by=None
    )


@spoils("Y11")
def a_school_without_contact(world: World) -> None:
    School.objects.filter(pk=world.charity.school_a.pk).update(dsl_name="", dsl_route="")


@spoils("Y8")
def a_code_that_can_still_be_read(world: World) -> None:
    Seat.objects.filter(pk=world.charity.seats[1].pk).update(code_sealed=b"sealed")


@spoils("S1")
def staff_who_never_agreed(world: World) -> None:
    Agreement.objects.filter(person=world.charity.speaker, document="staff-policy").delete()


@spoils("S4")
def a_declaration_that_had_run_out(world: World) -> None:
    long_before = LONG_AGO.date() - timedelta(days=400)
    Campaign.objects.create(
        document="personal-accounts",
        version="1",
        text_hash="0" * 64,
        from_on=long_before,
        lapses_on=long_before,
        started_at=LONG_AGO,
    )
    RoleHeld.objects.filter(person=world.charity.speaker).update(from_on=long_before)


@spoils("U1", "U6")
def staff_who_answered_no_questions(world: World) -> None:
    CourseTaken.objects.filter(person=world.charity.speaker).delete()


@spoils("U6")
def training_that_had_run_out(world: World) -> None:
    CourseTaken.objects.filter(person=world.charity.facilitator).update(
        valid_until=STARTED - timedelta(days=1)
    )


@spoils("A2")
def a_drill_only_after_the_session(world: World) -> None:
    DrillTaken.objects.filter(person=world.charity.facilitator).update(
        at=NOW, valid_until=NOW + timedelta(days=9)
    )


@spoils("Y1")
def a_teacher_who_agreed_to_an_older_version(world: World) -> None:
    Agreement.objects.filter(person=world.charity.teacher_b, document="teacher-terms").update(
        version="0", at=LONG_AGO - timedelta(days=9)
    )


@spoils("S8")
def a_teacher_confirmed_too_late(world: World) -> None:
    Teacher.objects.filter(person=world.charity.teacher_a).update(verified_at=NOW)


@spoils("P10")
def nobody_to_name_that_day(world: World) -> None:
    RoleHeld.objects.filter(role=Role.ONLINE_PRESENCE_LEAD).update(
        from_on=(STARTED + timedelta(days=1)).date()
    )


@spoils("S9")
def a_letter_without_a_copy(world: World) -> None:
    a_letter(world, world.charity.teacher_a.email, [])


@spoils("M2")
def a_letter_to_a_stranger(world: World) -> None:
    a_letter(world, "stranger@elsewhere.example", [world.charity.facilitator.email])


@spoils("R2")
def a_concern_nobody_took_on(world: World) -> None:
    a_concern(40, None)


@spoils("R2")
def a_concern_taken_on_late(world: World) -> None:
    a_concern(3, HOUR)


@spoils("M11")
def a_record_that_outlived_its_time(world: World) -> None:
    a_dossier("oldsession", due_days_ago=3, destroyed=False)


@spoils("M11")
def a_key_that_outlived_its_record(world: World) -> None:
    append("room/oldersess", [Fact("room.note", "system")], LONG_AGO)
    a_dossier("oldersess", due_days_ago=40, destroyed=True)


@spoils("M7")
def a_room_with_numbers_of_its_own(world: World) -> None:
    world.charity.session.pack_id = "rehearsal"
    world.charity.session.save()


@spoils("U5")
def a_pattern_nobody_was_told_of(world: World) -> None:
    concerns_of_a_school(world)


@spoils("Y9")
def an_alert_that_took_too_long(world: World) -> None:
    world.told(e.Routed(_after(world), world.charity.facilitator.ref, "help", "slow", ()))
    seq = [entry.seq for entry in read(f"room/{world.ref}")][-1]
    world.told(e.WorryRaised(_after(world, 60), "", "late", seq))


@spoils("P10", "Y11")
def a_door_that_opened_unready(world: World) -> None:
    plan = replace(world.held.plan, version=99, unready=("The school has named nobody.",))
    world.told(
        e.PlanChanged(_after(world), plan), e.DoorOpened(_after(world), world.charity.school_a.ref, "lead")
    )


@spoils("A3")
def staff_nobody_had_checked(world: World) -> None:
    Check.objects.filter(person=world.charity.speaker).delete()


@spoils("S8")
def an_address_elsewhere_that_nobody_vouched_for(world: World) -> None:
    Teacher.objects.filter(person=world.charity.teacher_b).update(vouched_at=None, vouched_by=None)
    Person.objects.filter(pk=world.charity.teacher_b.pk).update(email="b@elsewhere.example")
