"""Reads a session's stream back: the notes, and every change of the plan as one sentence. The one place here that parses it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from chaperone.ledger.queries import Opened
from chaperone.policy.clauses import carries_out
from chaperone.records.door_log import span_in_words
from chaperone.records.dossier import Change, Note
from chaperone.records.plain_words import letter_in_words, sending_in_words

NOTE_PARTS: Final[Mapping[str, str]] = {
    "what_happened": "What happened",
    "attendance": "Attendance",
    "concerns": "Concerns",
    "follow_up": "Follow-up",
    "recording": "Why it was not recorded, or not all of it",
}
"""The parts of session notes, as they are in the stream and as they are read (M10)."""

ROUTINE_KINDS: Final = frozenset(
    {"notes.written", "sign_in_link.issued", "seat.claimed", "recording.part_sealed"}
)
"""Entries that are no change of the plan: notes stand by themselves, coming in stands in the register."""


@dataclass(frozen=True, slots=True)
class Names:
    """What refs are called: people in full, schools by name."""

    people: Mapping[str, str]
    schools: Mapping[str, str]

    def person(self, ref: object) -> str:
        """Return a person's name; what no person did, the server did."""
        return self.people.get(str(ref), "The server" if ref in ("", "system") else "Somebody")

    def school(self, ref: object) -> str:
        """Return a school's name."""
        return self.schools.get(str(ref), "a school")


def people_in(entries: Iterable[Opened]) -> frozenset[str]:
    """Return the refs of everybody the stream names, so that their names can be fetched at once."""
    found: set[str] = set()
    for entry in entries:
        found.add(entry.actor)
        found.update(_strings(entry.body))
    return frozenset(ref for ref in found if ref.startswith("person:"))


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


@carries_out("M11")
def notes_in(entries: Iterable[Opened], names: Names) -> tuple[Note, ...]:
    """Return the notes in the order they were written; later ones stand beside earlier ones, never in their place."""
    return tuple(
        Note(
            entry.at,
            names.person(entry.actor),
            tuple((title, entry.body[part]) for part, title in NOTE_PARTS.items() if entry.body.get(part)),
        )
        for entry in entries
        if entry.kind == "notes.written" and entry.body is not None
    )


def changes_in(entries: Iterable[Opened], names: Names, timezone: str) -> tuple[Change, ...]:
    """Return everything that was arranged, changed or replaced, one sentence each.

    Args:
        entries: the stream ``session/<ref>``, opened.
        names: from the refs of ``people_in`` and the session's schools.
        timezone: the zone in which times are said.
    """
    parts = _Parts()
    found = []
    for entry in entries:
        body = entry.body
        if body is None or entry.kind in ROUTINE_KINDS:
            continue
        parts.learn(entry.kind, body)
        school = parts.school_of(body)
        known = {**body, "_names": names, "_seat": parts.seat_name(body), "_zone": timezone}
        say = _SENTENCES.get(entry.kind, _plain(entry.kind))
        found.append(Change(entry.at, names.person(entry.actor), say(known), entry.clause, school))
    return tuple(found)


class _Parts:
    """Whose part of the record a change belongs to, learned from the entries before it."""

    def __init__(self) -> None:
        self._seats: dict[str, tuple[str, str]] = {}  # ref -> join name, school
        self._teachers: dict[str, str] = {}  # ref -> school

    def learn(self, kind: str, body: Mapping[str, Any]) -> None:
        """Take note of which seats and teachers are whose."""
        school = str(body.get("school", ""))
        if kind == "seats.added":
            self._seats |= {row[0]: (row[1], school) for row in body.get("seats", [])}
        elif kind == "school.joined":
            self._teachers |= dict.fromkeys(body.get("teachers", []), school)
        elif kind == "teacher.replaced" and body.get("arriving"):
            self._teachers.setdefault(body["arriving"], self._teachers.get(body.get("leaving", ""), ""))

    def seat_name(self, body: Mapping[str, Any]) -> str:
        """Return the join name of the seat a change is about."""
        return self._seats.get(str(body.get("seat", "")), ("a seat", ""))[0]

    def school_of(self, body: Mapping[str, Any]) -> str:
        """Return the ref of the one school a change is about; ``""`` when it is everybody's."""
        if body.get("school"):
            return str(body["school"])
        if body.get("seat"):
            return self._seats.get(str(body["seat"]), ("", ""))[1]
        teacher = body.get("teacher") or body.get("leaving") or body.get("arriving") or ""
        return self._teachers.get(str(teacher), "")


Said = Callable[[Mapping[str, Any]], str]


def _plain(kind: str) -> Said:
    """An entry of a kind we have no sentence for still stands in the record, under its own name."""
    words = kind.replace(".", " ").replace("_", " ")
    return lambda _body: f"{words[:1].upper()}{words[1:]}."


def _when(body: Mapping[str, Any]) -> str:
    moment = datetime.fromisoformat(str(body["starts_at"])).astimezone(ZoneInfo(body["_zone"]))
    return f"{moment.day} {moment:%B %Y}, {moment:%H:%M}, {body['minutes']} minutes"


def _planned(body: Mapping[str, Any]) -> str:
    return f"Planned “{body['title']}” for {_when(body)}. Purpose: {body['purpose']}"


def _rearranged(body: Mapping[str, Any]) -> str:
    return f"Rearranged: “{body['title']}”, {_when(body)}. Purpose: {body['purpose']}"


def _seats_added(body: Mapping[str, Any]) -> str:
    count = len(body["seats"])
    seats = "1 seat was" if count == 1 else f"{count} seats were"
    return f"{seats} added for {body['_names'].school(body['school'])}."


def _teacher_replaced(body: Mapping[str, Any]) -> str:
    names: Names = body["_names"]
    if not body.get("leaving"):
        return f"{names.person(body['arriving'])} joined as a teacher."
    if not body.get("arriving"):
        return f"{names.person(body['leaving'])} no longer comes with the pupils."
    return f"{names.person(body['arriving'])} took the place of {names.person(body['leaving'])}."


def _staff_changed(body: Mapping[str, Any]) -> str:
    names: Names = body["_names"]
    team = ", ".join(f"{names.person(ref)} ({duty})" for ref, duty in sorted(body["staff"].items()))
    return f"The team became: {team}."


_SENTENCES: Final[Mapping[str, Said]] = {
    "session.planned": _planned,
    "session.rearranged": _rearranged,
    "session.cancelled": lambda body: f"Cancelled. Reason: {body['reason'] or 'none given'}",
    "session.closed": lambda _body: "The session was closed.",
    "school.joined": lambda body: f"{body['_names'].school(body['school'])} joined.",
    "purpose.agreed": lambda body: f"Agreed to the purpose for {body['_names'].school(body['school'])}.",
    "teacher.invited": lambda body: f"{body['_names'].person(body['teacher'])} was invited.",
    "teacher.replaced": _teacher_replaced,
    "staff.changed": _staff_changed,
    "seats.added": _seats_added,
    "seat.withdrawn": lambda body: f"The seat {body['_seat']} was withdrawn.",
    "seat.code_replaced": lambda body: f"The code of {body['_seat']} was replaced.",
    "room.opened": lambda _body: "Young people were let in for the first time.",
    "room.ended": lambda _body: "The room ended; the notes were asked for.",
    "dossier.sealed": lambda _body: "The dossier was sealed.",
    "recording.composed": lambda body: f"The recording was put together: {span_in_words(body['seconds'])}.",
    "recording.failed": lambda body: f"The recording could not be put together. {body['trouble']}",
    "letter.sent": sending_in_words,
    "letter.given_up": lambda body: f"A letter could not be sent: {letter_in_words(body['letter_kind'])}.",
}
