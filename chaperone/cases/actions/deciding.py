"""What a case is, what is decided in it and why, when it is looked at again, and its end; corrections stand beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chaperone.cases.actions.holding import acted, held_case, numbers_of, our_zone, write
from chaperone.cases.rules import Decision, FourC, may_act, may_close, may_review, may_work
from chaperone.concerns.clocks import act_by, review_by
from chaperone.concerns.models import Concern
from chaperone.ledger.queries import read
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

Done = Concern | Refused


@dataclass(frozen=True, slots=True)
class Triage:
    """What a case is, and why somebody thinks so."""

    kind: Concern.Kind
    risk: Concern.Risk
    four_c: FourC
    why: str


@carries_out("R2", "U5")
def triage(viewer: Person, ref: str, found: Triage, now: datetime) -> Done:
    """Say what a case is and how grave. The first time, the clock of acting begins; later it only stands beside the first.

    A low-level concern about an adult is kept apart from then on: no teacher reads it.
    """
    with transaction.atomic():
        case = held_case(viewer, ref, may_work, now)
        if isinstance(case, Refused):
            return case
        said = {"what": str(found.kind), "risk": str(found.risk), "four_c": str(found.four_c)}
        refused = write(case, "case.triaged", viewer, found.why, now, **said)
        if refused is not None:
            return refused
        case.kind, case.risk = found.kind, found.risk
        if case.status == Concern.Status.ACKNOWLEDGED:
            case.status = Concern.Status.ACTING
            case.clock_due_at = act_by(now, numbers_of(now), our_zone())
        case.save(update_fields=["kind", "risk", "status", "clock_due_at"])
        return case


@carries_out("R2")
def decide(viewer: Person, ref: str, decision: Decision, why: str, now: datetime) -> Done:
    """Write down a decision with its justification; not to refer is one too. It ends the clock of acting."""
    with transaction.atomic():
        case = held_case(viewer, ref, may_act, now)
        if isinstance(case, Refused):
            return case
        refused = write(case, "decision.made", viewer, why, now, what=str(decision))
        if refused is not None:
            return refused
        acted(case, now)
        return case


@carries_out("R2")
def look_again(viewer: Person, ref: str, text: str, now: datetime) -> Done:
    """Look at a case again and say how it stands; the clock begins anew."""
    with transaction.atomic():
        case = held_case(viewer, ref, may_review, now)
        if isinstance(case, Refused):
            return case
        refused = write(case, "case.reviewed", viewer, text, now)
        if refused is not None:
            return refused
        case.clock_due_at = review_by(now, numbers_of(now), our_zone())
        case.save(update_fields=["clock_due_at"])
        return case


@carries_out("R2", "S12")
def close_case(viewer: Person, ref: str, why: str, now: datetime) -> Done:
    """Close a case, with why: only after whoever reported it was answered and nothing is left open."""
    with transaction.atomic():
        case = held_case(viewer, ref, may_close, now)
        if isinstance(case, Refused):
            return case
        refused = write(case, "case.closed", viewer, why, now)
        if refused is not None:
            return refused
        case.status, case.closed_at, case.clock_due_at = Concern.Status.CLOSED, now, None
        case.save(update_fields=["status", "closed_at", "clock_due_at"])
        return case


@carries_out("R2")
def correct(viewer: Person, ref: str, entry_number: int, text: str, now: datetime) -> Done:
    """Put a correction beside an entry of the case. The entry itself stays: nothing is ever written over."""
    with transaction.atomic():
        case = held_case(viewer, ref, may_work, now)
        if isinstance(case, Refused):
            return case
        if all(entry.seq != entry_number for entry in read(case.stream)):
            return Refused("R2", "There is no such entry.", "Choose the entry that is wrong.")
        refused = write(case, "entry.corrected", viewer, text, now, of=entry_number)
        return refused or case
