"""Which concerns this viewer may see; the words come only with a record of who read them (``actions.read_concern``)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, NamedTuple

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from chaperone.concerns.models import Concern
from chaperone.concerns.rules import STAND_INS, Reader, reading_roles, whom_to_tell
from chaperone.ledger.queries import read
from chaperone.people.models import Person
from chaperone.people.queries import people_with_role, roles_of
from chaperone.people.rules import LEADS
from chaperone.policy.clauses import carries_out
from chaperone.sessions.models import Session, SessionTeacher


class Step(NamedTuple):
    """One thing in the life of a case: when, what (``concern.raised``, ``action.noted`` …), by whom, and its words."""

    at: datetime
    kind: str
    actor: str
    text: str


class LineBefore(NamedTuple):
    """One line that the room had been shown: when (ISO 8601, UTC), by whom, and its words."""

    at: str
    name: str
    text: str


class OpenedCase(NamedTuple):
    """A concern with its words.

    Attributes:
        concern: where it came from and where it stands.
        words: what the young person wrote; ``""`` if they wrote nothing, or the case's key is gone.
        seat_name: the join name of the seat when it was raised; ``""`` if it came from no seat.
        told: refs of the people it was told to.
        steps: everything that happened since, in order.
        why: what screening saw, one sentence each, where the room itself raised it.
        before: the lines that the room had been shown just before.
        said_by: the adult whose message it is about; ``""`` where it came from a seat.
    """

    concern: Concern
    words: str
    seat_name: str
    told: tuple[str, ...]
    steps: tuple[Step, ...]
    why: tuple[str, ...] = ()
    before: tuple[LineBefore, ...] = ()
    said_by: str = ""


# Where a concern came from no session and no school, its times are said as the organisation's own country says them.
_OUR_ZONE: Final = "Europe/London"


def _of_its_session(field: str) -> Subquery:
    return Subquery(Session.objects.filter(ref=OuterRef("session_ref")).values(field)[:1])


def _teaches_the_seat(viewer: Person) -> Exists:
    """The concern came from a seat of the school this viewer teaches at, in a session they bring it to."""
    return Exists(
        SessionTeacher.objects.filter(
            session__ref=OuterRef("session_ref"),
            teacher__school=OuterRef("school"),
            teacher__person=viewer,
            teacher__left_at=None,
            replaced_at=None,
        )
    )


def lead_count(on: date) -> int:
    """Return how many different people hold lead or deputy on the day ``on`` (UTC)."""
    return len({person.pk for role in LEADS for person in people_with_role(role, on)})


@carries_out("U4", "Y11")
def concerns_for(viewer: Person, now: datetime) -> QuerySet[Concern]:
    """Return the concerns this viewer may see, those that wait first, the one due soonest on top, then the newest.

    The lead and the deputy see all, from every source, in one queue; a teacher those of their own school's seats in
    sessions they bring them to; everybody else none. Each has ``zone``, in which its times are said: its session's, or else
    its school's; and ``session_title``, ``""`` when it came from none.
    """
    concerns = (
        Concern.objects.select_related("school", "acknowledged_by")
        .annotate(
            zone=Coalesce(
                _of_its_session("timezone"), F("school__timezone"), Value(_OUR_ZONE), output_field=CharField()
            ),
            session_title=Coalesce(_of_its_session("title"), Value(""), output_field=CharField()),
        )
        .order_by("-status", Case(When(status=Concern.Status.WAITING, then="due_at")), "-raised_at", "-id")
    )
    if not viewer.is_active:
        return concerns.none()
    if roles_of(viewer, now.date()) & reading_roles(lead_count(now.date())):
        return concerns
    return concerns.filter(_teaches_the_seat(viewer))


def taken_on_by(person: Person) -> QuerySet[Concern]:
    """Return the concerns this person has taken on, which others must look after once they leave; without their words."""
    return Concern.objects.filter(acknowledged_by=person).order_by("raised_at", "pk")


def concern_for(viewer: Person, ref: str, now: datetime) -> Concern | None:
    """Return the concern without its words, or None: "forbidden" and "not there" look the same."""
    return concerns_for(viewer, now).filter(ref=ref).first()


def reader_of(viewer: Person, concern: Concern, now: datetime) -> Reader:
    """Return what the rules need to know of somebody before this concern."""
    teaches = viewer.is_active and Concern.objects.filter(_teaches_the_seat(viewer), pk=concern.pk).exists()
    return Reader(roles_of(viewer, now.date()), teaches)


def people_to_tell(concern: Concern, on: date) -> tuple[Person, ...]:
    """Return everybody a new concern is told to, each once: leads, its teachers, stand-ins where needed."""
    leads = [person for role in sorted(LEADS) for person in people_with_role(role, on)]
    stand_ins = [person for role in sorted(STAND_INS) for person in people_with_role(role, on)]
    bringing = SessionTeacher.objects.filter(
        session__ref=concern.session_ref,
        teacher__school=concern.school_id,
        teacher__left_at=None,
        replaced_at=None,
        teacher__person__is_active=True,
    ).select_related("teacher__person")
    teachers = [each.teacher.person for each in bringing.order_by("pk")] if concern.school_id else []
    return whom_to_tell(leads, teachers, stand_ins)


def opened_case(concern: Concern) -> OpenedCase:
    """Open the case of a concern; only ``actions.read_concern`` may hand it to anybody."""
    words, seat_name, told, said_by = "", "", (), ""
    steps: list[Step] = []
    # Two messages of a seat may have been said after the same lines: each line and each reason is told once.
    why: dict[str, None] = {}
    before: dict[LineBefore, None] = {}
    for entry in read(concern.stream):
        body = entry.body or {}
        if entry.kind == "concern.raised":
            words, seat_name = body.get("words", ""), body.get("seat_name", "")
            said_by = "" if seat_name else body.get("name", "")
        elif entry.kind == "concern.raised_again":
            words = f"{words}\n\n{body.get('words', '')}".strip()
        elif entry.kind == "concern.told":
            told = tuple(body.get("people", ()))
        why |= dict.fromkeys(body.get("why", ()))
        before |= dict.fromkeys(LineBefore(*line) for line in body.get("before", ()))
        steps.append(Step(entry.at, entry.kind, entry.actor, body.get("text", "")))
    return OpenedCase(concern, words, seat_name, told, tuple(steps), tuple(why), tuple(before), said_by)


def concern_about(session_ref: str, message: int) -> Concern | None:
    """Return the concern that this message of a room has raised, if it stands."""
    for concern in Concern.objects.filter(session_ref=session_ref, source=Concern.Source.CHAT):
        if any((entry.body or {}).get("message") == message for entry in read(concern.stream)):
            return concern
    return None
