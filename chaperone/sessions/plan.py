"""What the live room is told about its session before anybody connects: who may come, as what, and by which numbers."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What an adult is in this session."""

    FACILITATOR = "facilitator"
    SPEAKER = "speaker"
    TEACHER = "teacher"
    SAFEGUARDING_LEAD = "safeguarding_lead"


class SeatKind(StrEnum):
    """What stands behind a seat."""

    INDIVIDUAL = "individual"  # one pupil, one device
    CLASSROOM = "classroom"  # one screen of its own before a class
    TEACHER_SCREEN = "teacher_screen"  # the teacher's own laptop on the projector: teacher and class at once


class Adult(msgspec.Struct, frozen=True):
    """A person of full age who may come in.

    Attributes:
        ref: ``"person:12"``; one human being, however many devices.
        name: what everybody sees: first name for staff (clause Y6), title and name for teachers.
        role: what they are in this session.
        school: school ref for teachers, ``""`` for staff.
        key: changes when they are signed out everywhere, which closes what was opened before.
    """

    ref: str
    name: str
    role: Role
    school: str = ""
    key: str = ""


class Seat(msgspec.Struct, frozen=True):
    """A place for a pupil or a class. It has no name, age or address of a child, and no field for one.

    Attributes:
        ref: ``"seat:k7f2…"``.
        school: ref of the school the pupil comes with.
        join_name: the name the system made, such as ``"Amber Otter"``.
        kind: one pupil, a classroom screen, or the teacher's own screen.
        pupil_count: how many pupils sit behind it (1 for an individual seat).
        key: changes whenever the seat's code is replaced; a connection holding an older key is cut off.
    """

    ref: str
    school: str
    join_name: str
    kind: SeatKind = SeatKind.INDIVIDUAL
    pupil_count: int = 1
    key: str = ""


class School(msgspec.Struct, frozen=True):
    """A school taking part: ``ref`` such as ``"school:3"``, and its name."""

    ref: str
    name: str


class RoomRules(msgspec.Struct, frozen=True):
    """The policy pack's numbers that the room machine needs; every duration in seconds."""

    door_lead_seconds: int  # M8: from the teacher's sign-in to the pupil door
    absence_limit_seconds: int  # M8: a teacher away longer than this starts the lead again
    presence_limit_seconds: float  # M9: a connection unheard for longer is gone
    responsible_adults_minimum: int  # S7: distinct adults wherever a young person is
    waiver_adults_minimum: int  # M8: distinct adults who must name themselves to shorten the lead
    message_length_limit: int  # characters of one chat message
    messages_per_10_seconds: int  # what one seat may say before it is asked to slow down
    # A stream older than sound and picture has none of these.
    recording: bool = True  # M13: whether the session is recorded where possible
    pupil_cameras: bool = False  # M13: whether a pupil may send a picture, to adults only and never recorded
    answer_limit_seconds: int = (
        90  # Y5: how long a seat that was asked may speak, and how long the asking stands
    )
    appeal_limit_seconds: int = 600  # M1: how long refused words are kept in memory for an adult to look at
    appeals_turned_down_limit: int = 3  # Y4: after so many answered with no, a seat may not ask again


class Plan(msgspec.Struct, frozen=True):
    """All a room knows of the outside world. ``unready`` lists what readiness still misses; a session not ready cannot open."""

    session: str
    version: int
    rules: RoomRules
    rules_hash: str  # of the pupils' rules that a seat must have agreed to (Y3)
    schools: tuple[School, ...]
    adults: tuple[Adult, ...]
    seats: tuple[Seat, ...]
    starts_at: str = ""  # ISO 8601, UTC
    unready: tuple[str, ...] = ()
    rehearsal: bool = False
