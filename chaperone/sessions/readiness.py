"""What must be true before a session may open: each condition with its clause, who must act, and the one button to act with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Verdict


@dataclass(frozen=True, slots=True)
class Action:
    """One button: ``route`` is the page's name in ``pages/urls.py``, ``subject`` its address's words, ``label`` what it says."""

    route: str
    label: str
    subject: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One line of the readiness screen.

    Attributes:
        clause: the clause that asks for it.
        title: what it is about, in a few words.
        met: whether it is so now.
        who: who must act, by name where there is one; ``""`` when it is met.
        sentence: how it stands, one plain sentence.
        action: the button for staff, or None when only somebody else can act.
        teacher_action: the button for the school's own teacher, or None.
        school: ref of the school it is about; ``""`` when it is about the whole session.
    """

    clause: str
    title: str
    met: bool
    who: str
    sentence: str
    action: Action | None = None
    teacher_action: Action | None = None
    school: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeacherFacts:
    """A teacher who comes with a school's pupils, as far as readiness asks."""

    person_id: int
    name: str
    still_there: bool
    verified: bool
    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolFacts:
    """A school that takes part, as far as readiness asks."""

    id: int
    name: str
    is_open: bool
    has_contact: bool
    seats: int
    purpose_agreed: bool
    teachers: tuple[TeacherFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessFacts:
    """All that readiness looks at.

    ``staff_verdicts`` holds a verdict for each member of staff, ``overdue`` the ref and title of an earlier session whose notes the
    host owes, ``card_missing`` the roles nobody holds (in words) that young people must be told of.
    """

    session_ref: str
    host_name: str
    staff_verdicts: tuple[Verdict, ...]
    staff_minimum: int
    has_facilitator: bool
    overdue: tuple[str, str] | None
    card_missing: tuple[str, ...]
    schools: tuple[SchoolFacts, ...]


ADMINISTRATOR: Final = "an administrator"


@carries_out("S7", "M10", "P10", "M3", "Y1", "S8", "Y11", "Y8")
def conditions(facts: ReadinessFacts) -> tuple[Condition, ...]:
    """Return every condition, met or not: those of the whole session first, then each school's in the order they joined."""
    whole = (_staff(facts), _earlier_notes(facts), _card(facts))
    return whole + tuple(line for school in facts.schools for line in _of_school(facts.session_ref, school))


def unmet(lines: tuple[Condition, ...]) -> tuple[str, ...]:
    """Return the sentences of the conditions that are not met: what the room says while it cannot open."""
    return tuple(line.sentence for line in lines if not line.met)


def _staff(facts: ReadinessFacts) -> Condition:
    fit = sum(1 for verdict in facts.staff_verdicts if verdict)
    refusals = [verdict.sentence for verdict in facts.staff_verdicts if not verdict]
    met = fit >= facts.staff_minimum and facts.has_facilitator
    sentence = (
        f"{fit} members of staff can take part."
        if met
        else f"At least {facts.staff_minimum} members of staff are needed."
    )
    if not met and refusals:
        sentence = " ".join(refusals)
    elif not met and fit >= facts.staff_minimum:
        sentence = "A facilitator is needed."
    return Condition(
        clause="S7",
        title="Two members of staff",
        met=met,
        who="" if met else facts.host_name,
        sentence=sentence,
        action=Action("session-staff", "Choose staff", {"session_ref": facts.session_ref}),
    )


def _earlier_notes(facts: ReadinessFacts) -> Condition:
    line = Condition(
        clause="M10",
        title="Notes of earlier sessions",
        met=True,
        who="",
        sentence=f"{facts.host_name} owes no notes.",
    )
    if facts.overdue is None:
        return line
    ref, title = facts.overdue
    return Condition(
        clause="M10",
        title=line.title,
        met=False,
        who=facts.host_name,
        sentence=f"{facts.host_name} still owes the notes of “{title}”.",
        action=Action("session-notes", "Write those notes", {"session_ref": ref}),
    )


def _card(facts: ReadinessFacts) -> Condition:
    met = not facts.card_missing
    missing = " and no ".join(facts.card_missing)
    return Condition(
        clause="P10",
        title="Who runs our accounts, and whom to tell",
        met=met,
        who="" if met else ADMINISTRATOR,
        sentence="The card for young people can be printed."
        if met
        else f"There is no {missing} to name on the card.",
        action=Action("people", "Name them"),
    )


def _of_school(ref: str, school: SchoolFacts) -> tuple[Condition, ...]:
    return (
        _open(school),
        _contact(ref, school),
        _verified(ref, school),
        _terms(ref, school),
        _purpose(ref, school),
        _seats(ref, school),
    )


def _open(school: SchoolFacts) -> Condition:
    return Condition(
        clause="M2",
        title="School",
        met=school.is_open,
        who="" if school.is_open else ADMINISTRATOR,
        sentence=f"{school.name} is open." if school.is_open else f"{school.name} has closed.",
        action=Action("school", "Look at the school", {"school_id": school.id}),
        school=_school_ref(school),
    )


def _contact(ref: str, school: SchoolFacts) -> Condition:
    met = school.has_contact
    told = f"We know the safeguarding lead of {school.name}."
    return Condition(
        clause="Y11",
        title="The school’s own safeguarding lead",
        met=met,
        who="" if met else _teacher_names(school),
        sentence=told if met else f"Nobody has said who the safeguarding lead of {school.name} is.",
        action=Action("school", "Write it down", {"school_id": school.id}),
        teacher_action=Action("teaching-contact", "Say who it is", {"session_ref": ref}),
        school=_school_ref(school),
    )


def _verified(ref: str, school: SchoolFacts) -> Condition:
    waits = tuple(t for t in school.teachers if not (t.verified and t.still_there))
    met = bool(school.teachers) and not waits
    if met:
        sentence = f"{_teacher_names(school)}: address at the school confirmed."
    elif not school.teachers:
        sentence = f"{school.name} has no teacher in this session."
    elif gone := [t.name for t in waits if not t.still_there]:
        sentence = f"{' and '.join(gone)} no longer teaches at {school.name}."
    else:
        sentence = f"{_names(waits)} has not yet opened the link sent to the school."
    return Condition(
        clause="S8",
        title="Teacher confirmed",
        met=met,
        who="" if met else _names(waits) or ADMINISTRATOR,
        sentence=sentence,
        action=_remind(ref, waits, school),
        school=_school_ref(school),
    )


def _terms(ref: str, school: SchoolFacts) -> Condition:
    waits = tuple(t for t in school.teachers if not t.agreed)
    met = bool(school.teachers) and not waits
    return Condition(
        clause="Y1",
        title="Teacher agrees to the terms",
        met=met,
        who="" if met else _names(waits),
        sentence=f"{_teacher_names(school)} agreed to the terms in force."
        if met
        else f"{_names(waits) or 'The teacher'} has not agreed to the terms in force.",
        action=_remind(ref, waits, school),
        teacher_action=Action("teaching-terms", "Read and agree", {"session_ref": ref}),
        school=_school_ref(school),
    )


def _purpose(ref: str, school: SchoolFacts) -> Condition:
    met = school.purpose_agreed
    return Condition(
        clause="M3",
        title="Purpose agreed",
        met=met,
        who="" if met else _teacher_names(school),
        sentence=f"{school.name} agreed to the purpose."
        if met
        else f"{school.name} has not agreed to the purpose.",
        action=_remind(ref, school.teachers, school),
        teacher_action=Action("teaching-purpose", "Read and agree", {"session_ref": ref}),
        school=_school_ref(school),
    )


def _seats(ref: str, school: SchoolFacts) -> Condition:
    met = school.seats > 0
    seats = "1 seat" if school.seats == 1 else f"{school.seats} seats"
    return Condition(
        clause="Y8",
        title="Seats",
        met=met,
        who="" if met else _teacher_names(school),
        sentence=f"{school.name} has {seats}." if met else f"{school.name} has no seats yet.",
        action=Action("session-add-seats", "Add seats", {"session_ref": ref}),
        teacher_action=Action("teaching-add-seats", "Add seats", {"session_ref": ref}),
        school=_school_ref(school),
    )


def _remind(ref: str, waits: tuple[TeacherFacts, ...], school: SchoolFacts) -> Action:
    """A button for staff when a teacher must act: send the link again; or choose another when there is nobody to send it to."""
    here = [teacher for teacher in waits if teacher.still_there]
    if here:
        subject: dict[str, str | int] = {"session_ref": ref, "person_id": here[0].person_id}
        return Action("session-remind-teacher", f"Send {here[0].name} the link again", subject)
    if school.teachers:
        subject = {"session_ref": ref, "person_id": school.teachers[0].person_id}
        return Action("session-replace-teacher", "Choose another teacher", subject)
    return Action("school", "Look at the school", {"school_id": school.id})


def _school_ref(school: SchoolFacts) -> str:
    return f"school:{school.id}"


def _names(teachers: tuple[TeacherFacts, ...]) -> str:
    return " and ".join(teacher.name for teacher in teachers)


def _teacher_names(school: SchoolFacts) -> str:
    return _names(school.teachers) or f"the teacher of {school.name}"
