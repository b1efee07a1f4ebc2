"""What may be seen of the organisation, its people, their roles, teachers, links and agreements: the only way to fetch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from chaperone.ledger.queries import head, read
from chaperone.people.agreement_queries import (
    agreement_of,
    agreement_standing,
    asked_until,
    has_agreed,
    last_agreed_text,
    who_has_agreed,
    words_agreed_to,
)
from chaperone.people.models import (
    Organisation,
    Person,
    RoleHeld,
    School,
    SignInLink,
    Teacher,
)
from chaperone.people.roles import Role
from chaperone.people.rules import (
    MANAGES_SCHOOLS,
    SEES_PEOPLE,
    Asker,
    LinkFacts,
    may_sign_in,
)
from chaperone.people.school_search import search_schools
from chaperone.people.school_words import words_of_school
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

__all__ = [
    "agreement_of",
    "agreement_standing",
    "asked_until",
    "asker",
    "has_agreed",
    "hash_of_token",
    "last_agreed_text",
    "link_of_token",
    "organisation",
    "people_seen_by",
    "people_with_role",
    "person_by_email",
    "person_by_id",
    "person_seen_by",
    "roles_held_by",
    "roles_of",
    "school_by_id",
    "schools_named",
    "search_schools",
    "sign_in_key",
    "teacher_at",
    "teachers_of",
    "teachers_seen_by",
    "teaching_of",
    "verified_teachers_of",
    "who_has_agreed",
    "words_agreed_to",
]


def organisation() -> Organisation | None:
    """Return the organisation, or None before it has been set up."""
    return Organisation.objects.first()


# --- People and roles --------------------------------------------------------------------------------------------
def person_by_email(email: str) -> Person | None:
    """Return whoever has this address, in whatever case it is typed; leavers too."""
    return Person.objects.filter(email=email.strip().lower()).first()


def person_by_id(person_id: int) -> Person | None:
    """Return the person, or None; for our own code, which has the id from a trusted place (not from an address)."""
    return Person.objects.filter(pk=person_id).first()


def _held_on(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))


def roles_of(person: Person, on: date) -> frozenset[Role]:
    """Return the roles this person holds on the day ``on`` (UTC); none once they have left."""
    if not person.is_active:
        return frozenset()
    held = RoleHeld.objects.filter(_held_on(on), person=person).values_list("role", flat=True)
    return frozenset(map(Role, held))


def roles_by_person(people: Iterable[Person], on: date) -> dict[int, frozenset[Role]]:
    """Return by person id the roles these people hold on the day ``on`` (UTC), in one look at the database."""
    roles: dict[int, frozenset[Role]] = {}
    held = RoleHeld.objects.filter(_held_on(on), person__in=list(people), person__is_active=True)
    for person_id, role in held.values_list("person_id", "role"):
        roles[person_id] = roles.get(person_id, frozenset()) | {Role(role)}
    return roles


def asker(person: Person, now: datetime) -> Asker:
    """Return what the rules need to know of a person who wants something done."""
    return Asker(person.pk, roles_of(person, now.date()))


def people_with_role(role: Role, on: date) -> QuerySet[Person]:
    """Return the people who are with us and hold ``role`` on the day ``on`` (UTC), by name."""
    holding = RoleHeld.objects.filter(_held_on(on), role=role).values("person_id")
    return Person.objects.filter(is_active=True, pk__in=holding).order_by("full_name", "pk")


def people_with_roles(roles: Iterable[Role], on: date) -> QuerySet[Person]:
    """Return the people who are with us and hold any of these roles on the day ``on`` (UTC)."""
    holding = RoleHeld.objects.filter(_held_on(on), role__in=list(roles)).values("person_id")
    return Person.objects.filter(is_active=True, pk__in=holding)


def names_of_staff(on: date) -> tuple[str, ...]:
    """Return the full names of everybody who is with us and holds a role on the day ``on`` (UTC)."""
    holding = RoleHeld.objects.filter(_held_on(on)).values("person_id")
    staff = Person.objects.filter(is_active=True, pk__in=holding).order_by("full_name", "pk")
    return tuple(staff.values_list("full_name", flat=True))


def people_seen_by(viewer: Person, now: datetime) -> QuerySet[Person]:
    """Return the people this viewer may look up: colleagues see everybody, all others only themselves."""
    if roles_of(viewer, now.date()) & SEES_PEOPLE:
        return Person.objects.order_by("full_name", "pk")
    return Person.objects.filter(pk=viewer.pk)


def person_seen_by(viewer: Person, person_id: int, now: datetime) -> Person | None:
    """Return the person, or None both when there is none and when this viewer may not see them."""
    return people_seen_by(viewer, now).filter(pk=person_id).first()


def roles_held_by(person: Person) -> QuerySet[RoleHeld]:
    """Return every role this person holds or held, newest first."""
    return RoleHeld.objects.filter(person=person).order_by("-from_on", "-pk")


# --- Schools and teachers ----------------------------------------------------------------------------------------
def schools_named(name_or_urn: str, town: str = "") -> list[School]:
    """Return the schools that a cell of a list can mean: the one of this URN, or all of this very name, in that town if given.

    Open ones only where there are any: a school that closed often left its name to the one that took its place.
    """
    text = name_or_urn.strip()
    if text.isdecimal() and text.isascii() and len(text) <= 9:
        return list(School.objects.filter(urn=int(text)))
    for status in (School.Status.OPEN, School.Status.CLOSED):
        called_so = School.objects.filter(status=status, sort_name=words_of_school(text).sort_name)
        there = called_so.filter(town__iexact=town.strip()) if town.strip() else called_so
        if schools := list(there.order_by("pk")):
            return schools
    return []


def school_by_id(school_id: int) -> School | None:
    """Return the school, or None. Which schools exist is public (the open register), so nothing is hidden here."""
    return School.objects.filter(pk=school_id).first()


def teachers_of(school: School) -> QuerySet[Teacher]:
    """Return those who teach at this school now, verified or not, by name."""
    current = Teacher.objects.filter(school=school, left_at__isnull=True, person__is_active=True)
    return current.select_related("person", "school", "added_by", "vouched_by").order_by(
        "person__full_name", "pk"
    )


@carries_out("S8", "M2")
def verified_teachers_of(school: School) -> QuerySet[Teacher]:
    """Return those who teach here and have shown that their address at the school is theirs: the only recipients."""
    return teachers_of(school).filter(verified_at__isnull=False)


def teacher_at(person: Person, school: School) -> Teacher | None:
    """Return this person's present teaching at this school, or None."""
    return teachers_of(school).filter(person=person).first()


def teaching_of(person: Person) -> Teacher | None:
    """Return where this person teaches now, or None: nobody teaches at two schools at a time."""
    return Teacher.objects.filter(person=person, left_at__isnull=True).select_related("school").first()


def teachers_seen_by(viewer: Person, school: School, now: datetime) -> QuerySet[Teacher]:
    """Return the school's teachers that this viewer may see: those who plan sessions, and its own verified teachers."""
    teachers = teachers_of(school)
    if (
        roles_of(viewer, now.date()) & MANAGES_SCHOOLS
        or verified_teachers_of(school).filter(person=viewer).exists()
    ):
        return teachers
    return teachers.none()


# --- Sign-in links -----------------------------------------------------------------------------------------------
def hash_of_token(token: str) -> str:
    """Return the keyed hash by which a token is kept; whoever reads the database cannot sign in with it."""
    return salted_hmac("chaperone.people.sign-in-link", token, algorithm="sha256").hexdigest()


def _facts_of_link(link: SignInLink) -> LinkFacts:
    """A link that was asked for works once; an invitation to a session, and the demo's links, work until they expire."""
    works_once = not link.session_ref and not settings.CHAPERONE_DEMO
    is_used_up = works_once and link.used_at is not None
    return LinkFacts(link.expires_at, link.replaced_at, link.person.is_active, is_used_up)


def link_of_token(token: str, now: datetime) -> SignInLink | Refused:
    """Return the live link behind a token, or why it doesn't open. Looking never uses it up."""
    link = None
    if len(token) <= 100 and "\x00" not in token:
        found = SignInLink.objects.filter(token_hash=hash_of_token(token)).select_related("person")
        link = found.first()
    verdict = may_sign_in(_facts_of_link(link) if link else None, now)
    if link is None or isinstance(verdict, Refused):
        return verdict if isinstance(verdict, Refused) else Refused("S8", "We do not know this link.")
    return link


def sign_in_key(person: Person) -> str:
    """Return a word that stays the same until this person is signed out everywhere (``revoke_links``); it opens nothing itself."""
    return person.get_session_auth_hash()[:16]


class SignedOut(NamedTuple):
    """Browsers in which somebody signed out, and the last entry of the organisation's stream that was looked at."""

    browsers: frozenset[str]
    seen: int


def signed_out_after(seen: int | None, look_back: int) -> SignedOut:
    """Return the browsers signed out since entry ``seen`` of the organisation's stream, or with None in its last ``look_back``."""
    last = head("organisation").seq
    if seen == last:
        return SignedOut(frozenset(), last)
    after = max(0, last - look_back) if seen is None else seen
    found, seq = set[str](), after
    for entry in read("organisation", after):
        seq = entry.seq
        if entry.kind == "person.signed_out" and entry.body is not None:
            found.add(str(entry.body.get("browser", "")))
    return SignedOut(frozenset(found - {""}), seq)
