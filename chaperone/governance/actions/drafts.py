"""What happens to a draft of the policy: begun, changed, read from a file, put forward, taken back, dropped; all on record."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction

from chaperone.governance.models import Draft, DraftChange
from chaperone.governance.queries.versions import every_version, facts_of, version_of
from chaperone.governance.rules import (
    DRAFT_OPEN,
    NO_SUCH_DRAFT,
    may_change,
    may_put_forward,
    may_write,
)
from chaperone.governance.words import in_draft_words
from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import parameter_table
from chaperone.policy.refusal import Refused
from chaperone.policy.typed import to_keep, typed
from chaperone.policy.versions import changes_in_file

REF_LENGTH: Final = 8
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@carries_out("R3")
def begin_draft(by: Person, now: datetime, changes: dict[str, Any] | None = None) -> Draft | Refused:
    """Begin the next version from the one in force; one draft is open at a time.

    Args:
        by: who begins it.
        now: the time, UTC.
        changes: what it changes from the first, read from a file.
    """
    verdict = may_write(asker_of(by, now))
    if isinstance(verdict, Refused):
        return verdict
    before = every_version()[
        0
    ].pack  # one that is published for a later day comes before the one in force today
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                ref="".join(secrets.choice(_SIGNS) for _ in range(REF_LENGTH)),
                pack_id=settings.CHAPERONE_PACK,
                version=before.version + 1,
                before=before.version,
                begun_by=by,
                begun_at=now,
            )
            for name, value in (changes or {}).items():
                _change(draft, name, to_keep(getattr(before.parameters, name)), value, by, now)
            _record("policy.draft_begun", draft, by, now, before=before.version)
    except IntegrityError:
        return DRAFT_OPEN
    return draft


def begin_from_file(content: bytes, by: Person, now: datetime) -> Draft | Refused:
    """Begin a draft with what a file changes.

    Args:
        content: of a YAML file, as ``chaperone packs`` takes it and the page hands it out.
    """
    verdict = may_write(asker_of(by, now))
    changes = verdict if isinstance(verdict, Refused) else changes_in_file(content, every_version()[0].pack)
    if isinstance(changes, Refused):
        return changes
    if not changes:
        return Refused("R3", "The file changes nothing: it says what is in force.", "Choose another file.")
    return begin_draft(by, now, changes)


@carries_out("R3")
def change_parameter(ref: str, name: str, text: str, seen: str, by: Person, now: datetime) -> Draft | Refused:
    """Change one parameter of a draft; whoever saw an older value is told, and nothing is lost.

    Args:
        ref: the draft's.
        name: of the parameter.
        text: what was typed.
        seen: the value in words that stood on the page when it was opened.

    Returns:
        The draft, even if it contradicts itself now: two numbers that belong together are changed one after the other.
    """
    with transaction.atomic():
        draft = _held(ref)
        if draft is None or name not in parameter_table():
            return NO_SUCH_DRAFT
        before, made = version_of(draft)
        verdict = may_change(asker_of(by, now), facts_of(draft, made, now))
        if isinstance(verdict, Refused):
            return verdict
        value = typed(name, text)
        if isinstance(value, Refused):
            return value
        was = to_keep(getattr(before.parameters, name))
        now_there = draft.changes.get(name, was)
        if now_there == to_keep(value):
            return draft
        if seen != in_draft_words(name, now_there):
            return Refused(
                "R3",
                f"Somebody has changed this since you opened the page: it is now “{in_draft_words(name, now_there)}”.",
                "What you typed is still there. Keep it again if it should be yours.",
            )
        _change(draft, name, was, to_keep(value), by, now)
        return draft


def _change(draft: Draft, name: str, was: Any, value: Any, by: Person, now: datetime) -> None:
    """Write a change and its step; a value that is back where it was is no change any more."""
    before = draft.changes.get(name, was)
    changes = {key: kept for key, kept in draft.changes.items() if key != name}
    draft.changes = changes if value == was else {**changes, name: value}
    draft.save(update_fields=["changes"])
    DraftChange.objects.create(draft=draft, name=name, before=before, after=value, by=by, at=now)
    _record("policy.draft_changed", draft, by, now, parameter=name, was=before, became=value)


@carries_out("R3")
def put_forward(ref: str, why: str, by: Person, now: datetime) -> Draft | Refused:
    """Put a draft forward for advice and approval, with why; it cannot be changed until it is taken back."""
    with transaction.atomic():
        draft = _held(ref)
        if draft is None:
            return NO_SUCH_DRAFT
        _, made = version_of(draft)
        verdict = may_put_forward(asker_of(by, now), facts_of(draft, made, now), why)
        if isinstance(verdict, Refused) or made.pack is None:
            return verdict if isinstance(verdict, Refused) else NO_SUCH_DRAFT
        draft.status, draft.why, draft.put_forward_at = Draft.Status.PUT_FORWARD, why.strip(), now
        draft.text_hash = made.pack.hash
        draft.save(update_fields=["status", "why", "put_forward_at", "text_hash"])
        _record("policy.put_forward", draft, by, now, text_hash=draft.text_hash, why=draft.why)
        return draft


@carries_out("R3")
def take_back(ref: str, by: Person, now: datetime) -> Draft | Refused:
    """Take a draft back to change it; advice and approvals were for what it said then, and count no more once it is changed."""
    return _move(ref, (Draft.Status.PUT_FORWARD,), Draft.Status.WRITING, by, now)


@carries_out("R3")
def drop_draft(ref: str, by: Person, now: datetime) -> Draft | Refused:
    """Drop a draft for good; what it would have changed stays in its history."""
    return _move(ref, (Draft.Status.WRITING, Draft.Status.PUT_FORWARD), Draft.Status.DROPPED, by, now)


def _move(
    ref: str, where_from: tuple[Draft.Status, ...], to: Draft.Status, by: Person, now: datetime
) -> Draft | Refused:
    verdict = may_write(asker_of(by, now))
    if isinstance(verdict, Refused):
        return verdict
    with transaction.atomic():
        draft = _held(ref)
        if draft is None or draft.status not in where_from:
            return NO_SUCH_DRAFT
        draft.status = to
        draft.save(update_fields=["status"])
        kind = "policy.taken_back" if to == Draft.Status.WRITING else "policy.draft_dropped"
        _record(kind, draft, by, now)
        return draft


def _held(ref: str) -> Draft | None:
    """Return a draft, held until the transaction ends, so that two steps never cross."""
    return Draft.objects.select_for_update(no_key=True, of=("self",)).filter(ref=ref).first()


def _record(kind: str, draft: Draft, by: Person, now: datetime, **body: object) -> None:
    put_on_record(kind, by, now, "R3", draft=draft.ref, pack=draft.pack_id, version=draft.version, **body)
