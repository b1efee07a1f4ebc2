"""What one reader may see of a dossier: a teacher's copy has no part of another school's pupils, and says how much is left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from chaperone.policy.clauses import carries_out
from chaperone.records.dossier import Dossier, LeftOut, Message, RegisterPart
from chaperone.records.session_story import NOTE_PARTS


@carries_out("S8")
def for_schools(dossier: Dossier, schools: Collection[str]) -> Dossier:
    """Return the dossier as the teacher of ``schools`` (refs) may read it.

    They read everything adults said and decided for the room as a whole, everything of their own pupils, and nothing of
    another school's: not its register, not its pupils' words, not its lines in the logs. Where other schools took part
    they do not read the notes on concerns either, because those may be about anybody's pupils.
    """
    own = {"", *schools}
    room = dossier.room
    register = tuple(part for part in room.register if part.school in own)
    messages = tuple(said for said in room.messages if _may_read(said, own))
    door_log = tuple(line for line in room.door_log if line.school in own)
    refusals = tuple(count for count in room.refusals if count.school in own)
    changes = tuple(change for change in dossier.changes if change.school in own)
    others = len(room.register) - len(register)
    notes = dossier.notes
    if others:
        notes = tuple(
            replace(note, parts=tuple(part for part in note.parts if part[0] != NOTE_PARTS["concerns"]))
            for note in notes
        )
    return replace(
        dossier,
        room=replace(room, register=register, door_log=door_log, messages=messages, refusals=refusals),
        notes=notes,
        changes=changes,
        left_out=LeftOut(
            schools=others,
            seats=_seats(room.register) - _seats(register),
            messages=len(room.messages) - len(messages),
            lines=len(room.door_log) - len(door_log) + len(dossier.changes) - len(changes),
            note_parts=sum(len(note.parts) for note in dossier.notes)
            - sum(len(note.parts) for note in notes),
        ),
    )


@carries_out("R2")
def without_what_is_kept(dossier: Dossier) -> Dossier:
    """Return the dossier as somebody may read it from whom a concern of this session is kept.

    Nothing told in confidence and no note on concerns is in it, and nothing says that something was left out: "forbidden" and
    "not there" look the same.
    """
    said = tuple(one for one in dossier.room.messages if one.standing != "routed")
    notes = tuple(
        replace(note, parts=tuple(part for part in note.parts if part[0] != NOTE_PARTS["concerns"]))
        for note in dossier.notes
    )
    return replace(dossier, room=replace(dossier.room, messages=said), notes=notes)


def _may_read(said: Message, own: Collection[str]) -> bool:
    """What an adult said to the room is everybody's; what one told in confidence is not."""
    if said.standing == "routed":
        return bool(said.school) and said.school in own
    return said.school in own or not said.is_seat


def _seats(register: Collection[RegisterPart]) -> int:
    return sum(attendee.pupils > 0 for part in register for attendee in part.attendees)
