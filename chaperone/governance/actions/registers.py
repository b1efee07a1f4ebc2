"""What happens to the registers of linked policies and of the law: entered, changed, confirmed, checked; each step on record."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from chaperone.governance.laws import law_map
from chaperone.governance.models import LawCheck, LinkedConfirmation, LinkedPolicy
from chaperone.governance.register_rules import (
    NO_SUCH_ENTRY,
    LinkedWords,
    is_whole_entry,
    may_confirm,
    may_keep_registers,
    may_note_check,
)
from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused


@carries_out("U3", "U5")
def keep_linked(
    words: LinkedWords, owner: Person, by: Person | None, now: datetime, linked_id: int | None = None
) -> LinkedPolicy | Refused:
    """Enter a linked policy, or change the entry with ``linked_id``.

    Args:
        words: what the entry says.
        owner: whose policy it is; somebody who is with us.
        by: who does it; None for the operator.
        now: the time, UTC.
    """
    verdict = may_keep_registers(asker_of(by, now)) and is_whole_entry(words, now.date())
    if isinstance(verdict, Refused):
        return verdict
    if not owner.is_active:
        return Refused("U3", "This person has left.", "Choose somebody who is still with us.")
    try:
        with transaction.atomic():
            entry = LinkedPolicy(added_at=now)
            if linked_id is not None:
                found = LinkedPolicy.objects.filter(pk=linked_id).first()
                if found is None:
                    return NO_SUCH_ENTRY
                entry = found
            entry.name, entry.where_covered = words.name.strip(), words.where_covered.strip()
            entry.place, entry.next_review_on, entry.owner = words.place.strip(), words.next_review_on, owner
            entry.ended_at = None
            entry.save()
            kind = "linked_policy.entered" if linked_id is None else "linked_policy.changed"
            said = {"name": entry.name, "where": entry.where_covered, "next_review_on": entry.next_review_on}
            put_on_record(kind, by, now, "U3", linked=entry.pk, owner=owner.ref, **said)
    except IntegrityError:
        return Refused("U3", "A policy of that name is in the list already.", "Change that entry.")
    return entry


@carries_out("U3")
def confirm_linked(linked_id: int, by: Person, now: datetime) -> LinkedConfirmation | Refused:
    """Keep that somebody read a linked policy, and that online safety runs through it."""
    entry = LinkedPolicy.objects.filter(pk=linked_id).first()
    if entry is None:
        return NO_SUCH_ENTRY
    verdict = may_confirm(asker_of(by, now), entry.owner_id)
    if isinstance(verdict, Refused):
        return verdict
    if entry.next_review_on < now.date():
        return Refused("U3", "Its next review is overdue.", "Review it, and say when it is looked at next.")
    with transaction.atomic():
        confirmed = LinkedConfirmation.objects.create(linked=entry, by=by, at=now)
        put_on_record("linked_policy.confirmed", by, now, "U3", linked=entry.pk)
    return confirmed


@carries_out("A3")
def note_law_check(source: str, note: str, owner: Person, by: Person, now: datetime) -> LawCheck | Refused:
    """Keep that a source of law was looked at again, what was found, and who owns it from now on."""
    if source not in {law.key for law in law_map()}:
        return NO_SUCH_ENTRY
    verdict = may_note_check(asker_of(by, now), note)
    if isinstance(verdict, Refused):
        return verdict
    if not owner.is_active:
        return Refused("A3", "This person has left.", "Choose somebody who is still with us.")
    with transaction.atomic():
        check = LawCheck.objects.create(source=source, note=note.strip(), owner=owner, by=by, at=now)
        put_on_record("law.checked", by, now, "A3", source=source, note=check.note, owner=owner.ref)
    return check
