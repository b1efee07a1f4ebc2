"""What we keep about a session: when and why it is, its schools, adults and seats; a seat has no place for a pupil's name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from chaperone.people.models import Person, School, Teacher
from chaperone.sessions.plan import Role, SeatKind
from chaperone.sessions.rules_told_models import RulesTold  # noqa: F401 - Django looks for models here

REF_LENGTH = 10


class Session(models.Model):
    """One online session with one or more schools.

    ``plan_version`` rises with everything that the live room must know; ``calendar_sequence`` with every change of time.
    The words of the notes are in the ledger, sealed; only the moment of the first is here.
    """

    class Status(models.TextChoices):
        """Where it stands; ``planned`` covers the live session too, until it is closed with its notes."""

        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Cancelled"
        CLOSED = "closed", "Closed"

    ref = models.CharField(max_length=REF_LENGTH, unique=True)
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=600)
    starts_at = models.DateTimeField()
    duration_minutes = models.PositiveSmallIntegerField()
    timezone = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    pack_id = models.CharField(max_length=60)
    pack_version = models.PositiveSmallIntegerField()
    plan_version = models.PositiveIntegerField(default=1)
    calendar_sequence = models.PositiveIntegerField(default=0)
    host = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sessions_hosted")
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    notes_due_at = models.DateTimeField()
    notes_written_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(purpose=""), name="session_has_title_and_purpose"
            ),
            models.CheckConstraint(condition=Q(duration_minutes__gt=0), name="session_lasts"),
            models.CheckConstraint(
                condition=Q(status="planned", cancelled_at=None, closed_at=None)
                | Q(status="cancelled", cancelled_at__isnull=False, closed_at=None)
                | Q(status="closed", cancelled_at=None, closed_at__isnull=False),
                name="session_status_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(notes_written_at__isnull=False),
                name="session_closed_has_notes",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="session_by_time"),
            models.Index(
                fields=["notes_due_at"],
                condition=Q(status="planned", notes_written_at=None),
                name="session_notes_due",
            ),
        ]

    def __str__(self) -> str:
        return f"session/{self.ref}"

    @property
    def stream(self) -> str:
        """Name of the session's ledger stream; letters are ``about`` the same."""
        return f"session/{self.ref}"

    @property
    def ends_at(self) -> datetime:
        """The planned end, UTC."""
        return self.starts_at + timedelta(minutes=self.duration_minutes)


class SessionSchool(models.Model):
    """A school that takes part, and whether its teacher has agreed to the purpose as it is now (M3)."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="schools")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="sessions")
    joined_at = models.DateTimeField()
    purpose_agreed_at = models.DateTimeField(null=True, blank=True)
    purpose_agreed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="purposes_agreed"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "school"], name="session_school_once"),
            models.CheckConstraint(
                condition=Q(purpose_agreed_at=None, purpose_agreed_by=None)
                | Q(purpose_agreed_at__isnull=False, purpose_agreed_by__isnull=False),
                name="session_purpose_agreed_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"school:{self.school_id} in session {self.session_id}"


class SessionStaff(models.Model):
    """A member of staff in a session, and their duty there."""

    class Duty(models.TextChoices):
        """What they do in the session."""

        FACILITATOR = Role.FACILITATOR.value, "Facilitator"
        SPEAKER = Role.SPEAKER.value, "Speaker"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="staff")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=20, choices=Duty.choices)

    class Meta:
        verbose_name_plural = "session staff"
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="session_staff_once"),
            models.CheckConstraint(
                condition=Q(role__in=[Role.FACILITATOR.value, Role.SPEAKER.value]),
                name="session_staff_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"person:{self.person_id} is {self.role} in session {self.session_id}"


class SessionTeacher(models.Model):
    """A teacher who comes with a school's pupils; one who was replaced stays here, with the moment."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="teachers")
    teacher = models.ForeignKey(Teacher, on_delete=models.PROTECT, related_name="sessions")
    invited_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "teacher"], condition=Q(replaced_at=None), name="session_teacher_once"
            ),
        ]

    def __str__(self) -> str:
        return f"teacher {self.teacher_id} in session {self.session_id}"


class Seat(models.Model):
    """A place for a pupil or a class, known by its join name; the school's own paper says who sat there.

    ``code_hash`` finds the seat by its code; ``code_sealed`` is the code for the printed sheet, emptied when the session is over.
    ``seat_key`` changes with every new code, so that a browser that came in by an older one is put out.
    """

    class Kind(models.TextChoices):
        """What stands behind the seat."""

        INDIVIDUAL = SeatKind.INDIVIDUAL.value, "Individual seat"
        CLASSROOM = SeatKind.CLASSROOM.value, "Classroom screen"
        TEACHER_SCREEN = SeatKind.TEACHER_SCREEN.value, "Teacher’s own screen"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="seats")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="seats")
    ref = models.CharField(max_length=20, unique=True)
    join_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    pupil_count = models.PositiveSmallIntegerField(default=1)
    code_generation = models.PositiveSmallIntegerField(default=0)
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    code_sealed = models.BinaryField(default=b"", blank=True)
    seat_key = models.CharField(max_length=32)
    claimed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "join_name"], name="seat_join_name_once_in_session"),
            models.CheckConstraint(condition=Q(pupil_count__gte=1), name="seat_has_a_pupil"),
            models.CheckConstraint(
                condition=~Q(kind="individual") | Q(pupil_count=1), name="seat_individual_is_one_pupil"
            ),
            models.CheckConstraint(
                condition=Q(kind="teacher_screen", code_hash=None, claimed_at=None)
                | Q(kind__in=["individual", "classroom"], code_hash__isnull=False),
                name="seat_code_unless_teachers_screen",
            ),
            models.UniqueConstraint(
                fields=["session", "school"],
                condition=Q(kind="teacher_screen", withdrawn_at=None),
                name="seat_one_teachers_screen",
            ),
        ]
        indexes = [models.Index(fields=["session", "school", "id"], name="seat_of_school")]

    def __str__(self) -> str:
        return self.ref


class RetiredCode(models.Model):
    """The hash of a code that was replaced, so that whoever types it is told so and not that it never was."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="retired_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    retired_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"an old code of {self.seat_id}"


class CodeTries(models.Model):
    """How many codes one browser tried in one span of time; of the browser only a keyed hash is kept, for minutes.

    The row whose ``browser_hash`` is ``""`` counts the wrong codes of all browsers together.
    """

    browser_hash = models.CharField(max_length=64, blank=True, default="")
    window_starts_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "code tries"
        constraints = [
            models.UniqueConstraint(
                fields=["browser_hash", "window_starts_at"], name="code_tries_once_a_window"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tries} tries since {self.window_starts_at}"
