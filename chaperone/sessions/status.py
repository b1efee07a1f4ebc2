"""Tells how the clauses stand that sessions are planned and ended by: notes, purposes, contacts, codes, and who had agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from chaperone.people.cases import cases
from chaperone.people.models import Agreement
from chaperone.policy.documents import document_named
from chaperone.policy.evidence import Evidence, Example, Found, both, found
from chaperone.policy.pack import pack_named
from chaperone.policy.problems import PackRefused
from chaperone.policy.status import Asked, tells_status
from chaperone.policy.tally import RoomFacts
from chaperone.sessions.models import Seat, Session, SessionSchool, SessionStaff

SOON = timedelta(hours=24)
HELD = "sessions held"


def _held(asked: Asked) -> QuerySet[Session]:
    """The sessions that young people were let into in the period."""
    return Session.objects.filter(opened_at__gte=asked.since, opened_at__lte=asked.now)


def _soon(asked: Asked) -> Q:
    return Q(
        session__status=Session.Status.PLANNED,
        session__starts_at__gt=asked.now,
        session__starts_at__lte=asked.now + SOON,
    )


@tells_status(
    "M10",
    "Every session that is over: were its notes written by the day they were due? Notes still owed count however old"
    " they are; notes due within a day are at risk.",
)
def notes_written(asked: Asked) -> Evidence:
    """Find sessions whose notes are overdue, or were written too late."""
    not_cancelled = Session.objects.exclude(status=Session.Status.CANCELLED)
    unwritten = not_cancelled.filter(notes_written_at=None)
    owed = unwritten.filter(notes_due_at__lt=asked.now)
    due = not_cancelled.filter(notes_due_at__gte=asked.since, notes_due_at__lt=asked.now)
    early = not_cancelled.filter(notes_written_at__gte=asked.since, notes_due_at__gte=asked.now)
    late = due.filter(notes_written_at__gt=F("notes_due_at"))
    soon = unwritten.filter(
        notes_due_at__gte=asked.now, notes_due_at__lte=asked.now + SOON, ended_at__isnull=False
    )
    overdue = cases(owed, "session", "ref", "notes_due_at", "Its notes are overdue.")
    too_late = cases(late, "session", "ref", "notes_due_at", "Its notes were written after they were due.")
    return Evidence(
        judged=due.count() + early.count() + owed.filter(notes_due_at__lt=asked.since).count(),
        of="sessions whose notes were due or written",
        breaches=both(overdue, too_late),
        risks=cases(soon, "session", "ref", "notes_due_at", "Its notes are due within a day."),
        numbers=(("Notes overdue now", overdue.count), ("Notes written too late", too_late.count)),
    )


@tells_status(
    "M3",
    "Every session held: had each school's teacher agreed to its purpose before pupils were let in? A session within a"
    " day that still lacks it is at risk: its door will not open.",
)
def purposes_agreed(asked: Asked) -> Evidence:
    """Find sessions that were held for a school that had not agreed to the purpose."""
    parts = SessionSchool.objects.filter(session__in=_held(asked).values("pk"))
    too_late = Q(purpose_agreed_at=None) | Q(
        purpose_agreed_at__gt=F("session__opened_at"), joined_at__lte=F("session__opened_at")
    )
    missing = parts.filter(too_late)
    soon = SessionSchool.objects.filter(_soon(asked), purpose_agreed_at=None)
    sentence = "It was held for a school whose teacher had not agreed to its purpose."
    return Evidence(
        judged=parts.count(),
        of="schools in sessions held",
        breaches=cases(missing, "session", "session__ref", "session__opened_at", sentence),
        risks=cases(
            soon,
            "session",
            "session__ref",
            "session__starts_at",
            "It is soon, and its purpose is not agreed.",
        ),
    )


@tells_status(
    "Y11",
    "Every session held: is the safeguarding lead of each school recorded, so that pupils saw who it is; and did no"
    " door open before the session was ready?",
)
def school_contacts_known(asked: Asked) -> Evidence:
    """Find sessions held for a school whose own safeguarding lead is not recorded."""
    parts = SessionSchool.objects.filter(session__in=_held(asked).values("pk"))
    soon = SessionSchool.objects.filter(_soon(asked), school__dsl_name="")
    missing = parts.filter(school__dsl_name="")
    unready = asked.tally.where("door_unready", "A door opened although the session was not ready.")
    sentence = "The safeguarding lead of a school in it is not recorded."
    return Evidence(
        judged=parts.count(),
        of="schools in sessions held",
        breaches=both(cases(missing, "session", "session__ref", "session__opened_at", sentence), unready),
        risks=cases(soon, "session", "session__ref", "session__starts_at", f"It is soon. {sentence}"),
    )


@tells_status(
    "Y8",
    "Every session that has been over for a day: is the code of any of its seats still kept so that it could be read? A"
    " code works once, for one device at a time, and a replaced one puts the old device out.",
)
def codes_end_with_the_session(asked: Asked) -> Evidence:
    """Find seats whose code can still be read though the session is over."""
    over = Session.objects.filter(ended_at__gte=asked.since, ended_at__lt=asked.now - timedelta(days=1))
    kept = Seat.objects.filter(session__in=over.values("pk")).exclude(code_sealed=b"")
    sentence = "The session is over, and a code of it can still be read."
    return Evidence(
        judged=over.count(),
        of="sessions that are over",
        breaches=cases(kept, "session", "session__ref", "session__ended_at", sentence),
        numbers=(("Codes typed that were not right, or too many", asked.tally.refusals.get("Y8", 0)),),
    )


@tells_status(
    "M7",
    "Every room of ours: did it run by the numbers of the policy its session was planned under, and by no others? No"
    " screen has a setting that could change them.",
)
def rooms_ran_by_the_policy(asked: Asked) -> Evidence:
    """Find rooms that ran by other numbers than those of their session's pack."""
    # Many sessions, few versions: each is fetched once.
    versions = cache(pack_named)
    packs = {
        ref: (pack, version)
        for ref, pack, version in Session.objects.filter(starts_at__gte=asked.since - SOON).values_list(
            "ref", "pack_id", "pack_version"
        )
    }

    def differs(room: RoomFacts) -> bool:
        try:
            parameters = versions(*packs[room.session_ref]).parameters
        except (KeyError, PackRefused):
            return False
        return any(getattr(parameters, name, value) != value for name, value in room.settings.items())

    drifted = found(
        Example(
            "session", room.session_ref, "Its room ran by other numbers than its policy's.", room.began_at
        )
        for room in asked.tally.rooms
        if differs(room)
    )
    return Evidence(judged=len(asked.tally.rooms), of="rooms opened", breaches=drifted)


# --- Who had agreed (S1, Y1) ----------------------------------------------------------------------------------------
class Agreed:
    """Who had agreed to which version of a text at what time; in force is the version first agreed to last."""

    def __init__(self, document: str) -> None:
        self._first: dict[str, datetime] = {}
        self._by_person: dict[str, list[tuple[datetime, str]]] = {}
        rows = Agreement.objects.filter(document=document).order_by("at", "pk")
        for person, version, at in rows.values_list("person_id", "version", "at"):
            self._first.setdefault(version, at)
            self._by_person.setdefault(f"person:{person}", []).append((at, version))

    def lacks(self, ref: str, at: datetime) -> bool:
        """Say whether this person had not agreed, at ``at``, to the version that was in force then."""
        versions = [version for version, first in self._first.items() if first <= at]
        mine = {version for when, version in self._by_person.get(ref, ()) if when <= at}
        return not versions or versions[-1] not in mine


def _served_without(rooms: tuple[RoomFacts, ...], document: str, who: str, sentence: str) -> Found:
    agreed = Agreed(document)

    def each() -> Iterator[Example]:
        for room in rooms:
            people = room.staff if who == "staff" else room.teachers
            if room.began_at and any(agreed.lacks(ref, room.began_at) for ref in people):
                yield Example("session", room.session_ref, sentence, room.began_at)

    return found(each())


@tells_status(
    "S1",
    "Every member of staff who was in a room with pupils: had they agreed before to the version of the staff policy then"
    " in force? Whoever is planned for a session to come and has not is at risk of being refused.",
)
def staff_had_agreed(asked: Asked) -> Evidence:
    """Find staff who were with pupils without having agreed to the staff policy then in force."""
    rooms = asked.tally.with_pupils()
    document = document_named(asked.parameters.staff_document)
    current = Agreement.objects.filter(
        person=OuterRef("person"),
        document=document.name,
        version=str(document.version),
        text_hash=document.hash,
    )
    planned = SessionStaff.objects.filter(
        session__status=Session.Status.PLANNED, session__starts_at__gt=asked.now
    ).exclude(Exists(current))
    sentence = "Somebody was with pupils who had not agreed to the staff policy then in force."
    waits = "Somebody planned for it has not agreed to the staff policy in force."
    return Evidence(
        judged=sum(len(room.staff) for room in rooms),
        of="times somebody of staff was with pupils",
        breaches=_served_without(rooms, document.name, "staff", sentence),
        risks=cases(planned, "session", "session__ref", "session__starts_at", waits),
        numbers=(("Refusals by this clause", asked.tally.refusals.get("S1", 0)),),
    )


@tells_status(
    "Y1",
    "Every teacher who was in a room with pupils: had they agreed before to the version of the terms then in force?",
)
def teachers_had_agreed(asked: Asked) -> Evidence:
    """Find teachers who were with pupils without having agreed to the terms then in force."""
    rooms = asked.tally.with_pupils()
    sentence = "A teacher was with pupils who had not agreed to the terms then in force."
    return Evidence(
        judged=sum(len(room.teachers) for room in rooms),
        of="times a teacher was with pupils",
        breaches=_served_without(rooms, asked.parameters.teacher_document, "teachers", sentence),
        numbers=(("Refusals by this clause", asked.tally.refusals.get("Y1", 0)),),
    )
