"""What may be done with a concern: raise it, read it, take it on, note what was done; each is an entry of its case."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import transaction

from chaperone.concerns.models import REF_LENGTH, Concern
from chaperone.concerns.queries import (
    LineBefore,
    OpenedCase,
    concern_about,
    concern_for,
    lead_count,
    opened_case,
    people_to_tell,
    reader_of,
)
from chaperone.concerns.rules import ACTION_LENGTH_LIMIT, NO_SUCH_CONCERN, may_acknowledge_concern
from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.outbox.actions import LetterUnsound, post
from chaperone.people.models import Person, School
from chaperone.policy.clauses import carries_out
from chaperone.policy.in_force import pack_in_force
from chaperone.policy.refusal import Refused
from chaperone.screening.cleaning import clean_text
from chaperone.sessions.models import Seat

SAME_WORRY: Final = timedelta(minutes=10)

# Without vowels and look-alikes: it is read out on the telephone, and must never spell a word.
REF_LETTERS: Final = "bcdfghjkmnpqrstvwxz23456789"

LETTER_KIND: Final = "concern"
LETTER_SUBJECT: Final = "A concern has been raised"
LETTER_TEXT: Final = "A concern has been raised. Sign in to read it:\n\n{address}\n"


@carries_out("U4", "Y11", "R2")
def raise_concern(
    source: Concern.Source | str, school_ref: str, session_ref: str, seat_ref: str, words: str, now: datetime
) -> Concern:
    """Record that somebody is worried, and tell those who must know; durable when the caller's transaction is.

    Nothing about a concern is ever refused: not its words, whatever they hold, nor an unknown session, school or seat.
    The letters say only that there is one.

    Args:
        source: the way it came, one of ``Concern.Source``.
        school_ref: the school it comes from, such as ``"school:3"``; ``""`` if none. A seat's own school outweighs it.
        session_ref: the session it came up in; ``""`` if none.
        seat_ref: the seat that raised it; ``""`` if none.
        words: what they wrote, any length; may be empty. Sealed in the case, kept nowhere else.
        now: when, UTC.
    """
    return _raise(source, school_ref, (session_ref, seat_ref), {"words": words}, now)


class SaidInRoom(NamedTuple):
    """A message of which the safeguarding lead must be told, frozen as it was.

    Attributes:
        message: its number in the room's stream.
        name: how its sender was called there.
        words: what it said.
        why: what screening saw, one sentence each, for those who read it: never what its sender was told.
        before: the lines that the room had been shown just before it.
    """

    message: int
    name: str
    words: str
    why: tuple[str, ...]
    before: tuple[LineBefore, ...]


@carries_out("Y9", "S7", "Y11")
def raise_about_message(session_ref: str, seat_ref: str, said: SaidInRoom, now: datetime) -> Concern:
    """Raise the concern of a message in a room; called again for the same message, it returns the concern that stands.

    Args:
        session_ref: whose room.
        seat_ref: the seat that said it; ``""`` for an adult's message, which only the leads read: never a colleague.
        said: the message.
        now: when, UTC.
    """
    standing = concern_about(session_ref, said.message)
    if standing is not None:
        return standing
    return _raise(Concern.Source.CHAT, "", (session_ref, seat_ref), said._asdict(), now)


def _raise(
    source: Concern.Source | str,
    school_ref: str,
    where: tuple[str, str],
    content: dict[str, Any],
    now: datetime,
) -> Concern:
    session_ref, seat_ref = where
    seat = Seat.objects.filter(ref=seat_ref).select_related("school").first() if seat_ref else None
    with transaction.atomic():
        waiting = _just_raised(source, session_ref, seat_ref, now) if seat_ref else None
        if waiting is not None:
            again = fact("concern.raised_again", seat_ref, "U4", **_as_raised(waiting, seat, content))
            append(waiting.stream, [again], now)
            return waiting
    return _raise_anew(source, seat, school_ref, where, content, now)


def _just_raised(source: str, session_ref: str, seat_ref: str, now: datetime) -> Concern | None:
    """The concern this very seat raised a moment ago and nobody has taken on yet.

    What a seat adds within minutes belongs to the same case: every word is kept, and one seat cannot bury the others'
    concerns under letters.
    """
    return (
        Concern.objects.select_for_update()
        .filter(
            source=source,
            session_ref=session_ref,
            seat_ref=seat_ref,
            status=Concern.Status.WAITING,
            raised_at__gt=now - SAME_WORRY,
        )
        .order_by("-raised_at", "-id")
        .first()
    )


def _raise_anew(
    source: str,
    seat: Seat | None,
    school_ref: str,
    where: tuple[str, str],
    content: dict[str, Any],
    now: datetime,
) -> Concern:
    session_ref, seat_ref = where
    pack = pack_in_force(settings.CHAPERONE_PACK, now)
    with transaction.atomic():
        concern = Concern.objects.create(
            ref="".join(secrets.choice(REF_LETTERS) for _ in range(REF_LENGTH)),
            source=source,
            session_ref=session_ref,
            seat_ref=seat_ref,
            school=seat.school if seat else _school(school_ref),
            raised_at=now,
            due_at=now + timedelta(minutes=pack.parameters.concern_acknowledge_minutes),
        )
        told = people_to_tell(concern, now.date())
        raised = fact("concern.raised", seat_ref or "system", "U4", **_as_raised(concern, seat, content))
        unreached = [person.ref for person in told if not _write_to(person, concern, now)]
        telling = fact(
            "concern.told", "system", "Y11", people=[person.ref for person in told], unreached=unreached
        )
        append(concern.stream, [raised, telling], now)
    return concern


def _as_raised(concern: Concern, seat: Seat | None, content: dict[str, Any]) -> dict[str, Any]:
    return {
        **content,
        "source": str(concern.source),
        "session": concern.session_ref,
        "seat": concern.seat_ref,
        "seat_name": seat.join_name if seat else "",
        # Half a character, as a hostile client may send, cannot be written down.
        "words": content["words"].encode("utf-8", "replace").decode(),
    }


def _write_to(person: Person, concern: Concern, now: datetime) -> bool:
    """Queue the letter that says only that there is a concern; an unsound address must not undo the concern itself."""
    text = LETTER_TEXT.format(address=settings.CHAPERONE_PUBLIC_URL)
    try:
        post([person.email], LETTER_SUBJECT, text, now=now, about=concern.stream, kind=LETTER_KIND)
    except LetterUnsound:
        return False
    return True


def read_concern(viewer: Person, ref: str, now: datetime) -> OpenedCase | None:
    """Give this viewer the concern with its words, and write in the case that they read it.

    Returns:
        The opened case, or None if there is none for this viewer.
    """
    with transaction.atomic():
        concern = concern_for(viewer, ref, now)
        if concern is None:
            return None
        append(concern.stream, [fact("concern.read", viewer.ref)], now)
        return opened_case(concern)


@carries_out("R2")
def acknowledge_concern(viewer: Person, ref: str, now: datetime) -> Concern | Refused:
    """Take a concern on, which stops its clock. Taking on what is already taken on changes nothing.

    Returns:
        The concern; or ``Refused`` if there is none for this viewer, or they are not lead, deputy or standing in.
    """
    with transaction.atomic():
        concern = concern_for(viewer, ref, now)
        if concern is None:
            return NO_SUCH_CONCERN
        verdict = may_acknowledge_concern(reader_of(viewer, concern, now), lead_count(now.date()))
        if isinstance(verdict, Refused):
            return verdict
        # Two people may press at once: the database decides whose it is.
        taken = Concern.objects.filter(pk=concern.pk, status=Concern.Status.WAITING).update(
            status=Concern.Status.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=viewer
        )
        if taken:
            append(concern.stream, [fact("concern.acknowledged", viewer.ref, "R2")], now)
        concern.refresh_from_db()
        return concern


def note_action(viewer: Person, ref: str, text: str, now: datetime) -> Concern | Refused:
    """Write in the case what was done; the words are sealed there.

    Args:
        text: what was done, at most ``ACTION_LENGTH_LIMIT`` characters.

    Returns:
        The concern; or ``Refused`` if there is none for this viewer, or the text cannot be kept.
    """
    with transaction.atomic():
        concern = concern_for(viewer, ref, now)
        if concern is None:
            return NO_SUCH_CONCERN
        cleaned = clean_text(text, ACTION_LENGTH_LIMIT)
        if isinstance(cleaned, Refused):
            return cleaned
        append(concern.stream, [fact("action.noted", viewer.ref, text=cleaned)], now)
        return concern


def _school(school_ref: str) -> School | None:
    number = school_ref.removeprefix("school:")
    return School.objects.filter(pk=int(number)).first() if re.fullmatch("[0-9]{1,18}", number) else None
