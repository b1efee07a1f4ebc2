"""Tells how the clauses stand that sessions are planned and ended by: notes, purposes, contacts and codes."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from django.db.models import F, Q, QuerySet

from chaperone.people.cases import cases
from chaperone.policy.evidence import Evidence, Example, both, found
from chaperone.policy.pack import pack_named
from chaperone.policy.problems import PackRefused
from chaperone.policy.status import Asked, tells_status
from chaperone.policy.tally import RoomFacts
from chaperone.sessions.models import Seat, Session, SessionSchool

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
