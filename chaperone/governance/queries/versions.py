"""Drafts and published versions of the policy, with what they change; the only way to fetch them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from chaperone.governance.models import Draft, PublishedPack
from chaperone.governance.rules import DraftFacts
from chaperone.people.queries import people_with_role
from chaperone.people.roles import Role
from chaperone.policy.in_force import pack_in_force
from chaperone.policy.pack import Pack, pack_named
from chaperone.policy.versions import NextVersion, next_version
from chaperone.sessions.models import Session


@dataclass(frozen=True, slots=True)
class Version:
    """A version on the list: the pack, the day it holds from (None for the one the installation came with), and its row."""

    pack: Pack
    from_on: date | None
    row: PublishedPack | None


def our_pack(now: datetime) -> Pack:
    """Return the version of the organisation's own policy that holds now."""
    return pack_in_force(settings.CHAPERONE_PACK, now)


def every_version() -> list[Version]:
    """Return every version there has been, the newest first; those that hold later come first."""
    rows = PublishedPack.objects.filter(pack_id=settings.CHAPERONE_PACK).order_by("-version")
    rows = rows.select_related("draft", "published_by")
    published = [Version(pack_named(row.pack_id, row.version), row.from_on, row) for row in rows]
    return [*published, Version(pack_named(settings.CHAPERONE_PACK), None, None)]


def open_draft() -> Draft | None:
    """Return the draft that is open, if one is."""
    return Draft.objects.filter(
        pack_id=settings.CHAPERONE_PACK, status__in=[Draft.Status.WRITING, Draft.Status.PUT_FORWARD]
    ).first()


def draft_named(ref: str) -> Draft | None:
    """Return a draft, open or not."""
    return Draft.objects.filter(ref=ref).first()


def version_of(draft: Draft) -> tuple[Pack, NextVersion]:
    """Return the version a draft started from, and the one it makes."""
    before = pack_named(draft.pack_id, draft.before)
    return before, next_version(before, draft.version, draft.changes)


def facts_of(draft: Draft, made: NextVersion, now: datetime) -> DraftFacts:
    """Return what the rules must know of a draft."""
    authors = frozenset(draft.steps.values_list("by_id", flat=True))
    leads = {
        person.pk
        for role in (Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD)
        for person in people_with_role(role, now.date())
    }
    content = draft.text_hash
    return DraftFacts(
        status=draft.status,
        authors=authors,
        has_changes=bool(draft.changes),
        contradictions=made.contradictions,
        advised=draft.advice.filter(text_hash=content).exists(),
        approved_by=frozenset(draft.approvals.filter(text_hash=content).values_list("by_id", flat=True)),
        lead_without_pen=bool(leads - authors),
    )


def newest_from() -> date | None:
    """Return the day from which the newest published version holds; None before any."""
    rows = PublishedPack.objects.filter(pack_id=settings.CHAPERONE_PACK).order_by("-version")
    return rows.values_list("from_on", flat=True).first()


def planned_under_older(version: int, from_on: date) -> list[Session]:
    """Return the sessions on or after a day that keep an older version, because they were planned under it."""
    return list(
        Session.objects.filter(
            status=Session.Status.PLANNED,
            pack_id=settings.CHAPERONE_PACK,
            pack_version__lt=version,
            starts_at__date__gte=from_on,
        ).order_by("starts_at", "pk")
    )
