"""Which concerns this viewer may see; the words come only with a record of who read them (``actions.read_concern``)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from chaperone.concerns.models import Concern, KeptFrom, Reader
from chaperone.concerns.rules import MAY_OWN, NO_SUCH_CONCERN, may_acknowledge_concern, reading_roles
from chaperone.concerns.rules import Reader as Who
from chaperone.ledger.queries import read
from chaperone.people.models import Person, RoleHeld, School
from chaperone.people.queries import people_with_role, people_with_roles, roles_of
from chaperone.people.roles import STAFF_ROLES, Role
from chaperone.people.rules import LEADS
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.sessions.models import Session, SessionTeacher

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


def _is_listed(viewer: Person) -> Q:
    """They own it, or somebody put them on its list of readers."""
    listed = Reader.objects.filter(concern=OuterRef("pk"), person=viewer, until=None)
    return (Q(owner=viewer) & ~Q(status=Concern.Status.CLOSED)) | Q(Exists(listed))


def _is_kept_from(viewer: Person) -> Exists:
    """It is about them, or about somebody they answer to: for them it does not exist (R2)."""
    return Exists(KeptFrom.objects.filter(concern=OuterRef("pk"), person=viewer))


def lead_count(on: date) -> int:
    """Return how many different people hold lead or deputy on the day ``on`` (UTC)."""
    return len({person.pk for role in LEADS for person in people_with_role(role, on)})


@carries_out("U4", "Y11", "R2")
def concerns_for(viewer: Person, now: datetime) -> QuerySet[Concern]:
    """Return the concerns this viewer may see, those that wait first, the one due soonest on top, then the newest.

    The lead and the deputy see all, from every source, in one queue; a teacher those of their own school's seats in
    sessions they bring them to; whoever is on a concern's list that one; everybody else none. A concern about somebody does not
    exist for them, whatever they are (R2). Each has ``zone``, in which its times are said: its session's, or else
    its school's; and ``session_title``, ``""`` when it came from none.
    """
    concerns = (
        Concern.objects.select_related("school", "acknowledged_by", "owner")
        .annotate(
            zone=Coalesce(
                _of_its_session("timezone"), F("school__timezone"), Value(_OUR_ZONE), output_field=CharField()
            ),
            session_title=Coalesce(_of_its_session("title"), Value(""), output_field=CharField()),
        )
        .order_by(
            Case(When(status=Concern.Status.WAITING, then=0), default=1),
            Case(When(status=Concern.Status.WAITING, then="due_at")),
            "-raised_at",
            "-id",
        )
    )
    if not viewer.is_active:
        return concerns.none()
    concerns = concerns.exclude(_is_kept_from(viewer))
    if reads_every_concern(viewer, now):
        return concerns
    # What is said low about an adult is nobody's school's business: it is kept apart.
    own_pupils = Q(_teaches_the_seat(viewer)) & ~Q(kind=Concern.Kind.LOW_LEVEL)
    return concerns.filter(_is_listed(viewer) | own_pupils)


def is_kept_from_one_of(viewer: Person, session_ref: str) -> bool:
    """Say whether a concern that came up in this session is kept from this person: then its record holds none of it for them."""
    return KeptFrom.objects.filter(concern__session_ref=session_ref, person=viewer).exists()


@carries_out("R2")
def concerns_to_count() -> QuerySet[Concern]:
    """Return the concerns that may be counted where everybody sees the number: none that is kept from anybody.

    Whoever compares such a number with their own list must not learn that there is one about themselves.
    """
    return Concern.objects.filter(kept_from=None)


def reads_every_concern(viewer: Person, now: datetime) -> bool:
    """Say whether a role lets this person read every concern that they are not kept from."""
    return bool(roles_of(viewer, now.date()) & reading_roles(lead_count(now.date())))


def is_on_a_list(viewer: Person) -> bool:
    """Say whether this person owns a concern or is on the list of readers of one, and is not kept from it."""
    return viewer.is_active and (
        Concern.objects.filter(_is_listed(viewer)).exclude(_is_kept_from(viewer)).exists()
    )


def taken_on_by(person: Person, viewer: Person) -> QuerySet[Concern]:
    """Return the open concerns this person owns, which others must look after once they leave; without their words.

    None that the viewer is kept from: not even their number may tell them.
    """
    owned = Concern.objects.filter(owner=person).exclude(status=Concern.Status.CLOSED)
    return owned.exclude(_is_kept_from(viewer)).order_by("raised_at", "pk")


def concern_for(viewer: Person, ref: str, now: datetime) -> Concern | None:
    """Return the concern without its words, or None: "forbidden" and "not there" look the same."""
    return concerns_for(viewer, now).filter(ref=ref).first()


def concern_to_change(viewer: Person, ref: str, now: datetime) -> Concern | Refused:
    """Return the concern with its row held until the transaction ends, if this viewer may take it on and decide in it."""
    if concern_for(viewer, ref, now) is None:
        return NO_SUCH_CONCERN
    held = Concern.objects.select_for_update().get(ref=ref)
    verdict = may_acknowledge_concern(reader_of(viewer, held, now), lead_count(now.date()))
    return verdict if isinstance(verdict, Refused) else held


def reader_of(viewer: Person, concern: Concern, now: datetime) -> Who:
    """Return what the rules need to know of somebody before this concern."""
    this = Concern.objects.filter(pk=concern.pk)
    return Who(
        roles_of(viewer, now.date()),
        teaches_the_seat=viewer.is_active and this.filter(_teaches_the_seat(viewer)).exists(),
        is_listed=viewer.is_active and this.filter(_is_listed(viewer)).exists(),
        is_kept_from=this.filter(kept_from__person=viewer).exists(),
    )


def role_holders(on: date) -> dict[Role, list[Person]]:
    """Return who holds which of the roles that may have to do with a concern, by name, in one look at the database."""
    in_force = Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gt=on))
    held = RoleHeld.objects.filter(in_force, role__in=MAY_OWN, person__is_active=True)
    holders: dict[Role, list[Person]] = {}
    for row in held.select_related("person").order_by("person__full_name", "person__pk"):
        holders.setdefault(Role(row.role), []).append(row.person)
    return holders


def teachers_to_tell(session_ref: str, school: School | None) -> list[Person]:
    """Return the teachers who bring the pupils of this school to this session."""
    if school is None:
        return []
    bringing = SessionTeacher.objects.filter(
        session__ref=session_ref,
        teacher__school=school,
        teacher__left_at=None,
        replaced_at=None,
        teacher__person__is_active=True,
    ).select_related("teacher__person")
    return [each.teacher.person for each in bringing.order_by("pk")]


def people_of_case(concern: Concern, now: datetime) -> list[Person]:
    """Return the adults whom a case may name: everybody of the organisation today, and the teachers who came with that school."""
    staff = list(people_with_roles(STAFF_ROLES, now.date()).order_by("full_name", "pk"))
    teachers = teachers_to_tell(concern.session_ref, concern.school)
    return list(dict.fromkeys([*staff, *teachers]))


def concern_about(session_ref: str, message: int) -> Concern | None:
    """Return the concern that this message of a room has raised, if it stands."""
    for concern in Concern.objects.filter(session_ref=session_ref, source=Concern.Source.CHAT):
        if any((entry.body or {}).get("message") == message for entry in read(concern.stream)):
            return concern
    return None
