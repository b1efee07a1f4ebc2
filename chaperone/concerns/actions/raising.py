"""A concern is raised, from whatever source: whose it is, whom it is told to and who is kept from it, in one transaction."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import transaction

from chaperone.concerns.actions.letters import RAISED, write_to
from chaperone.concerns.actions.owning import instead_of_a_lead, kept_from, put_on_list, settle_owner
from chaperone.concerns.clocks import take_on_by
from chaperone.concerns.models import REF_LENGTH, Concern, KeptFrom
from chaperone.concerns.opened import LineBefore
from chaperone.concerns.queries import concern_about, role_holders, teachers_to_tell
from chaperone.concerns.rules import whom_to_tell, whose_it_is
from chaperone.ledger.actions import append
from chaperone.ledger.facts import Fact, fact
from chaperone.people.models import Person, School
from chaperone.policy.clauses import carries_out
from chaperone.policy.in_force import pack_in_force
from chaperone.sessions.models import Seat

SAME_WORRY: Final = timedelta(minutes=10)

# Without vowels and look-alikes: it is read out on the telephone, and must never spell a word.
REF_LETTERS: Final = "bcdfghjkmnpqrstvwxz23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody says worries them, whatever way it came.

    Attributes:
        source: one of ``Concern.Source``.
        words: what they wrote, any length; may be empty. Sealed in the case, kept nowhere else.
        school_ref: the school it comes from, such as ``"school:3"``; ``""`` if none. A seat's own school outweighs it.
        session_ref: the session it came up in; ``""`` if none.
        seat_ref: the seat that raised it; ``""`` if none.
        about: ids of adults of ours whom it is about. The concern does not exist for them, from its first moment.
        by: who reports it, as the ledger names them (``"person:12"``); ``""`` for a seat, the public or the server.
        answers: what they said to further questions, by the question's short name (``"own_words"``, ``"opinion"`` …); sealed.
    """

    source: Concern.Source | str
    words: str
    school_ref: str = ""
    session_ref: str = ""
    seat_ref: str = ""
    about: tuple[int, ...] = ()
    by: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@carries_out("U4", "Y11", "R2")
def raise_report(report: Report, now: datetime) -> Concern:
    """Record that somebody is worried, and tell those who must know; durable when the caller's transaction is.

    Nothing about a concern is ever refused: not its words, whatever they hold, nor an unknown session, school, seat or adult.
    The letters say only that there is one. It has an owner and a running clock when this returns.
    """
    return _raise(report, {"words": report.words, "answers": dict(report.answers)}, now)


def raise_concern(
    source: Concern.Source | str, school_ref: str, session_ref: str, seat_ref: str, words: str, now: datetime
) -> Concern:
    """Raise a report that has nothing but words and a place it came from; see ``Report`` and ``raise_report``."""
    report = Report(
        source=source, words=words, school_ref=school_ref, session_ref=session_ref, seat_ref=seat_ref
    )
    return _raise(report, {"words": words}, now)


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
def raise_about_message(session_ref: str, who: str, said: SaidInRoom, now: datetime) -> Concern:
    """Raise the concern of a message in a room; called again for the same message, it returns the concern that stands.

    Args:
        session_ref: whose room.
        who: who said it. What an adult (``"person:12"``) said is read by the leads only, and never by that adult.
        said: the message.
        now: when, UTC.
    """
    standing = concern_about(session_ref, said.message)
    if standing is not None:
        return standing
    adult = re.fullmatch("person:([0-9]{1,18})", who)
    report = Report(
        source=Concern.Source.CHAT,
        words=said.words,
        session_ref=session_ref,
        seat_ref="" if adult else who,
        about=(int(adult[1]),) if adult else (),
    )
    return _raise(report, said._asdict(), now)


def _raise(report: Report, content: dict[str, Any], now: datetime) -> Concern:
    ref = report.seat_ref
    seat = Seat.objects.filter(ref=ref).select_related("school").first() if ref else None
    with transaction.atomic():
        waiting = _just_raised(report, now) if ref else None
        if waiting is not None:
            again = fact("concern.raised_again", ref, "U4", **_as_raised(waiting, seat, content))
            append(waiting.stream, [again], now)
            return waiting
        return _raise_anew(report, seat, content, now)


def _just_raised(report: Report, now: datetime) -> Concern | None:
    """The concern this very seat raised a moment ago and nobody has taken on yet.

    What a seat adds within minutes belongs to the same case: every word is kept, and one seat cannot bury the others'
    concerns under letters.
    """
    return (
        Concern.objects.select_for_update(of=("self",))
        .filter(
            source=report.source,
            session_ref=report.session_ref,
            seat_ref=report.seat_ref,
            status=Concern.Status.WAITING,
            raised_at__gt=now - SAME_WORRY,
        )
        .order_by("-raised_at", "-id")
        .first()
    )


def _raise_anew(report: Report, seat: Seat | None, content: dict[str, Any], now: datetime) -> Concern:
    school = seat.school if seat else _school(report.school_ref)
    holders, about = role_holders(now.date()), list(Person.objects.filter(pk__in=report.about))
    owner = whose_it_is(holders, about)
    due = take_on_by(now, pack_in_force(settings.CHAPERONE_PACK, now).parameters)
    concern = Concern.objects.create(
        ref="".join(secrets.choice(REF_LETTERS) for _ in range(REF_LENGTH)),
        source=report.source,
        session_ref=report.session_ref,
        seat_ref=report.seat_ref,
        school=school,
        owner=owner,
        unowned_since=None if owner else now,
        raised_at=now,
        due_at=due,
        clock_due_at=due,
    )
    KeptFrom.objects.bulk_create(
        KeptFrom(concern=concern, person=one, why=KeptFrom.Why.ABOUT_THEM, since=now) for one in about
    )
    told = whom_to_tell(holders, teachers_to_tell(report.session_ref, school), about)
    raised = fact(
        "concern.raised", report.seat_ref or report.by or "system", "U4", **_as_raised(concern, seat, content)
    )
    _tell(concern, told, [raised], now)
    put_on_list(concern, instead_of_a_lead(holders, about), now)
    return concern


def _tell(concern: Concern, told: tuple[Person, ...], first: list[Fact], now: datetime) -> None:
    unreached = [person.ref for person in told if not write_to(person, concern, RAISED, now)]
    whose = concern.owner.ref if concern.owner else ""
    telling = fact(
        "concern.told",
        "system",
        "Y11",
        people=[person.ref for person in told],
        unreached=unreached,
        owner=whose,
        kept_from=[one.person.ref for one in concern.kept_from.select_related("person")],
    )
    append(concern.stream, [*first, telling], now)


def _as_raised(concern: Concern, seat: Seat | None, content: dict[str, Any]) -> dict[str, Any]:
    return {
        **content,
        "source": str(concern.source),
        "session": concern.session_ref,
        "seat": concern.seat_ref,
        "seat_name": seat.join_name if seat else "",
        "words": _writable(content["words"]),
    }


@carries_out("U4", "S12")
def add_words(ref: str, words: str, now: datetime, by: str = "system") -> Concern | None:
    """Put what a reporter adds later beside what they said first; they must be answered again, and a closed case opens.

    Args:
        ref: the concern's reference, from a place that the reporter cannot guess (the receipt phrase).
        words: what they add, any length.
        by: who adds it, as the ledger names them.

    Returns:
        The concern, or None where there is none.
    """
    with transaction.atomic():
        concern = Concern.objects.select_for_update().filter(ref=ref).first()
        if concern is None:
            return None
        again = fact("concern.raised_again", by, "U4", words=_writable(words), source=str(concern.source))
        append(concern.stream, [again], now)
        concern.answered_at = None
        holders = role_holders(now.date())
        if concern.status == Concern.Status.CLOSED:
            due = take_on_by(now, pack_in_force(settings.CHAPERONE_PACK, now).parameters)
            concern.status, concern.closed_at = Concern.Status.WAITING, None
            concern.acknowledged_at, concern.acknowledged_by = None, None
            concern.due_at = concern.clock_due_at = due
            concern.unowned_since = None if concern.owner else now
        concern.save()
        settle_owner(concern, holders, now)
        about = kept_from(concern)
        for person in whom_to_tell(holders, (), about):
            write_to(person, concern, RAISED, now)
    return concern


def _writable(words: str) -> str:
    """Half a character, as a hostile client may send, cannot be written down."""
    return words.encode("utf-8", "replace").decode()


def _school(school_ref: str) -> School | None:
    number = school_ref.removeprefix("school:")
    return School.objects.filter(pk=int(number)).first() if re.fullmatch("[0-9]{1,18}", number) else None
