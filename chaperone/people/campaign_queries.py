"""Campaigns: which text is asked of whom, who is missing, by role or by school; the only way to fetch them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chaperone.people.agreement_models import Agreement, Campaign
from chaperone.people.agreement_queries import counts_until_of, text_on, words_of
from chaperone.people.campaign_rules import CampaignFacts
from chaperone.people.models import Person, RoleHeld, School, Teacher
from chaperone.people.roles import STAFF_ROLES, Role
from chaperone.policy.documents import document_named
from chaperone.policy.in_force import pack_on
from chaperone.policy.parameters import Parameters
from chaperone.policy.shelf import shelf

STAFF_POLICY: Final = "staff-policy"
TEACHER_TERMS: Final = "teacher-terms"
ASKED_FOR: Final = (STAFF_POLICY, TEACHER_TERMS)
"""The texts that adults are asked to agree to, by name."""
ROWS_A_PAGE: Final = 50


class Group(NamedTuple):
    """How far a role or a school is: its mark in an address, its name, how many are asked and how many of them are missing."""

    mark: str
    name: str
    asked: int
    missing: int

    @property
    def agreed(self) -> int:
        """How many have agreed."""
        return self.asked - self.missing


class Missing(NamedTuple):
    """Somebody who has not agreed: roles or schools in words, and until when an earlier agreement counts (see ``lapsing``)."""

    person: Person
    groups: tuple[str, ...]
    counts_until: date


def numbers_on(day: date) -> Parameters:
    """Return the numbers of the policy that holds on a day."""
    return pack_on(shelf().ours_today()[0], day).parameters


def asked_of(document: str, day: date) -> QuerySet[Person]:
    """Return everybody who is asked to agree to a text on a day: staff by their roles, teachers once their address is confirmed."""
    active = Person.objects.filter(is_active=True)
    if document == TEACHER_TERMS:
        return active.filter(Exists(_teaching().filter(person=OuterRef("pk"))))
    return active.filter(Exists(_held(day).filter(person=OuterRef("pk"))))


def _teaching() -> QuerySet[Teacher]:
    return Teacher.objects.filter(left_at=None, verified_at__isnull=False)


def _held(day: date) -> QuerySet[RoleHeld]:
    ours = RoleHeld.objects.filter(role__in=[role.value for role in STAFF_ROLES], from_on__lte=day)
    return ours.filter(Q(until_on=None) | Q(until_on__gt=day))


def missing_from(campaign: Campaign, day: date) -> QuerySet[Person]:
    """Return who is asked on a day and has not agreed to exactly the campaign's text."""
    agreed = Agreement.objects.filter(
        person=OuterRef("pk"),
        document=campaign.document,
        version=campaign.version,
        text_hash=campaign.text_hash,
    )
    return asked_of(campaign.document, day).exclude(Exists(agreed))


def campaigns() -> list[Campaign]:
    """Return every campaign, the newest first."""
    rows = Campaign.objects.filter(document__in=ASKED_FOR).select_related("set_by")
    return list(rows.order_by("-from_on", "-pk"))


def campaign_by_id(campaign_id: int) -> Campaign | None:
    """Return one campaign."""
    rows = Campaign.objects.filter(document__in=ASKED_FOR).select_related("set_by")
    return rows.filter(pk=campaign_id).first()


def campaign_for(document: str, day: date) -> Campaign | None:
    """Return the campaign for the text that holds on a day, if it was noted."""
    text = text_on(document, day)
    return Campaign.objects.filter(document=document, version=str(text.version), text_hash=text.hash).first()


def facts_of(campaign: Campaign, day: date) -> CampaignFacts:
    """Return what the rules must know of a campaign on a day."""
    is_in_force = (campaign.version, campaign.text_hash) == words_of(text_on(campaign.document, day))
    return CampaignFacts(
        from_on=campaign.from_on,
        lapses_on=campaign.lapses_on,
        is_newest=is_in_force or campaign.from_on > day,
        reminded_on=campaign.reminded_on,
    )


def progress_of(campaign: Campaign, day: date) -> Group:
    """Return how many are asked, and how many of them are missing."""
    asked = asked_of(campaign.document, day).count()
    return Group("", title_of(campaign), asked, missing_from(campaign, day).count())


def title_of(campaign: Campaign) -> str:
    """Return the heading of the text that a campaign is for."""
    return document_named(campaign.document).title


def groups_of(campaign: Campaign, day: date) -> list[Group]:
    """Return how far each role is, or each school where somebody is missing; those with most missing first."""
    asked, missing = asked_of(campaign.document, day), missing_from(campaign, day)
    if campaign.document == TEACHER_TERMS:
        lacking = _count(_teaching().filter(person__in=missing), "school_id")
        whole = _count(_teaching().filter(person__in=asked, school__in=lacking), "school_id")
        schools = School.objects.filter(pk__in=list(lacking)).values_list("pk", "name")
        names = {str(pk): name for pk, name in schools}
    else:
        lacking = _count(_held(day).filter(person__in=missing), "role")
        whole = _count(_held(day).filter(person__in=asked), "role")
        names = {role: Role(role).in_words for role in whole}
    groups = [Group(mark, names[mark], count, lacking.get(mark, 0)) for mark, count in whole.items()]
    return sorted(groups, key=lambda group: (-group.missing, group.name))


def _count(rows: QuerySet[Teacher] | QuerySet[RoleHeld], by: str) -> dict[str, int]:
    counted = rows.order_by().values_list(by).annotate(Count("person", distinct=True))
    return {str(mark): count for mark, count in counted.values_list(by, "person__count")}


def missing_page(
    campaign: Campaign, day: date, group: str = "", words: str = "", after: str = ""
) -> tuple[list[Missing], str]:
    """Return a page of those who are missing, by name, and the mark to go on with; ``""`` at the end.

    Args:
        campaign: which one.
        day: the day it is (UTC).
        group: a role, or the number of a school; all of them when empty.
        words: part of a name.
        after: mark of the last row of the page before.
    """
    rows = missing_from(campaign, day)
    if group and campaign.document == TEACHER_TERMS:
        rows = rows.filter(Exists(_teaching().filter(person=OuterRef("pk"), school=_number(group))))
    elif group:
        rows = rows.filter(Exists(_held(day).filter(person=OuterRef("pk"), role=group)))
    for word in words.split():
        rows = rows.filter(full_name__icontains=word)
    last = Person.objects.filter(pk=_number(after)).first() if after else None
    if last is not None:
        rows = rows.filter(Q(full_name__gt=last.full_name) | Q(full_name=last.full_name, pk__gt=last.pk))
    found = list(rows.order_by("full_name", "pk")[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE]
    return list(_told(campaign, shown, day)), str(shown[-1].pk) if len(found) > ROWS_A_PAGE else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _told(campaign: Campaign, people: Collection[Person], day: date) -> Iterable[Missing]:
    groups, until = _groups_by_person(campaign, people, day), counts_until_of(people, campaign.document, day)
    for person in people:
        yield Missing(person, tuple(groups.get(person.pk, ())), until[person.pk])


def _groups_by_person(campaign: Campaign, people: Collection[Person], day: date) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    if campaign.document == TEACHER_TERMS:
        rows = _teaching().filter(person__in=people).order_by("school__name")
        pairs = list(rows.values_list("person_id", "school__name"))
    else:
        held = _held(day).filter(person__in=people).order_by("role")
        pairs = [(person, Role(role).in_words) for person, role in held.values_list("person_id", "role")]
    for person_id, name in pairs:
        found.setdefault(person_id, []).append(name)
    return found
