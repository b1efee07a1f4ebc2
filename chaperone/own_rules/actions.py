"""What happens with the organisation's own rules: a version is made, put to use, retired; each step is on record."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction

from chaperone.own_rules.models import OwnRule
from chaperone.own_rules.rules import NOT_THERE, is_whole, may_keep_rules
from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.screening.own_wording import may_go_live, rule_of, tried
from chaperone.screening.wording import Wording

REF_LENGTH: Final = 8
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@carries_out("Y5")
def draft_rule(asked: Wording, by: Person, now: datetime) -> OwnRule | Refused:
    """Make a rule, or with the ``ref`` of one that is there a new version of it; nothing is in use yet.

    Args:
        asked: what it says; its ``version`` is worked out here.
        by: who asks for it.
        now: the time, UTC.
    """
    refused = may_keep_rules(asker_of(by, now)) and is_whole(asked)
    if isinstance(refused, Refused):
        return refused
    with transaction.atomic():
        before = _held(asked.ref) if asked.ref else []
        if asked.ref and not before:
            return NOT_THERE
        ref = asked.ref or "".join(secrets.choice(_SIGNS) for _ in range(REF_LENGTH))
        version = before[0].version + 1 if before else 1
        rule = rule_of(replace(asked, ref=ref, version=version))
        if isinstance(rule, Refused):
            return rule
        row = OwnRule.objects.create(
            ref=ref,
            version=version,
            label=asked.label,
            clause=asked.clause,
            whose=asked.whose,
            is_expression=asked.is_expression,
            pattern=asked.pattern.strip(),
            sentence=asked.sentence.strip(),
            made_by=by,
            made_at=now,
        )
        _record("own_rule.drafted", row, by, now, pattern=row.pattern, label=row.label, whose=row.whose)
    return row


@carries_out("Y5", "A1")
def put_to_use(ref: str, by: Person, now: datetime) -> OwnRule | Refused:
    """Put the newest version of a rule to use, if it leaves ordinary texts alone; the version before it is retired."""
    refused = may_keep_rules(asker_of(by, now))
    if isinstance(refused, Refused):
        return refused
    with transaction.atomic():
        versions = _held(ref)
        if not versions:
            return NOT_THERE
        row = versions[0]
        rule = rule_of(row.wording)
        if isinstance(rule, Refused):
            return rule
        trial = tried(rule)
        verdict = may_go_live(trial)
        if isinstance(verdict, Refused):
            return verdict
        if row.status != OwnRule.Status.LIVE:
            live = OwnRule.objects.filter(ref=ref, status=OwnRule.Status.LIVE)
            live.update(status=OwnRule.Status.RETIRED)
            OwnRule.objects.filter(pk=row.pk).update(status=OwnRule.Status.LIVE)
            row.status = OwnRule.Status.LIVE
            _record("own_rule.in_use", row, by, now, texts=trial.texts, flagged=len(trial.caught))
    return row


def retire(ref: str, by: Person, now: datetime) -> OwnRule | Refused:
    """Take a rule out of use; it stays in the list, and can be put to use again."""
    refused = may_keep_rules(asker_of(by, now))
    if isinstance(refused, Refused):
        return refused
    with transaction.atomic():
        row = next((each for each in _held(ref) if each.status == OwnRule.Status.LIVE), None)
        if row is None:
            return NOT_THERE
        OwnRule.objects.filter(pk=row.pk).update(status=OwnRule.Status.RETIRED)
        row.status = OwnRule.Status.RETIRED
        _record("own_rule.retired", row, by, now)
    return row


def _held(ref: str) -> list[OwnRule]:
    """Return every version of a rule, newest first, held until the transaction ends, so that two decisions never cross."""
    return list(OwnRule.objects.select_for_update(no_key=True).filter(ref=ref).order_by("-version"))


def _record(kind: str, row: OwnRule, by: Person, now: datetime, **body: object) -> None:
    """Write it to the organisation's stream: every live room looks again when that grows, and takes the rules up."""
    put_on_record(kind, by, now, row.clause, rule=str(row), **body)
