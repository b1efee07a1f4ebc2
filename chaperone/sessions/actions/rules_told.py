"""Keeps a teacher's word that they went through the rules with their pupils: a record of its own beside each seat's agreement."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaperone.people.models import Person, School
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import document_named
from chaperone.policy.refusal import Refused
from chaperone.sessions.actions.on_record import put_on_record, take_hold, told
from chaperone.sessions.models import Session
from chaperone.sessions.queries.facts import current_teachers, pack_of, session_facts
from chaperone.sessions.rules_told import may_say_rules_were_told
from chaperone.sessions.rules_told_models import RulesTold


@carries_out("Y3", "Y4")
def say_rules_were_told(
    session: Session, school: School, by: Person, hash_seen: str, now: datetime
) -> RulesTold | Refused:
    """Keep that a school's own teacher went through the rules of this session with its pupils; saying it twice is once.

    Args:
        by: a teacher who comes with that school's pupils.
        hash_seen: of the rules that were on their page.
    """
    with transaction.atomic():
        session = take_hold(session)
        pack = pack_of(session)
        rules = document_named(pack.parameters.pupil_document, pack)
        mine = current_teachers(session).filter(
            teacher__person=by, teacher__school=school, teacher__left_at=None
        )
        is_theirs = by.is_active and mine.exists()
        verdict = may_say_rules_were_told(is_theirs, hash_seen, rules.hash, session_facts(session, now))
        if isinstance(verdict, Refused):
            return verdict
        kept, is_new = RulesTold.objects.get_or_create(
            session=session,
            school=school,
            text_hash=rules.hash,
            defaults={"teacher": by, "version": str(rules.version), "at": now},
        )
        if is_new:
            entry = told(
                "rules.told", by, "Y3", school=school.ref, version=kept.version, text_hash=rules.hash
            )
            put_on_record(session, [entry], now)
    return kept
