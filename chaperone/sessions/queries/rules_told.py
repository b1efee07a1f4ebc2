"""Whether a teacher went through the rules with their pupils, and in how many sessions that was said."""

from __future__ import annotations

from datetime import datetime

from chaperone.people.models import School
from chaperone.policy.documents import Document, document_named
from chaperone.sessions.models import Session
from chaperone.sessions.queries.facts import pack_of
from chaperone.sessions.rules_told_models import RulesTold


def rules_of(session: Session) -> Document:
    """Return the rules that seats agree to in this session."""
    pack = pack_of(session)
    return document_named(pack.parameters.pupil_document, pack)


def rules_told(session: Session, school: School) -> RulesTold | None:
    """Return the word of a school's teacher that they went through exactly these rules, or None."""
    said = RulesTold.objects.filter(session=session, school=school, text_hash=rules_of(session).hash)
    return said.select_related("teacher").first()


def schools_told(since: datetime, until: datetime) -> int:
    """Return for how many schools in sessions opened in a time a teacher had said so before pupils were let in."""
    told = RulesTold.objects.filter(session__opened_at__gte=since, session__opened_at__lte=until)
    return told.values("session", "school").distinct().count()
