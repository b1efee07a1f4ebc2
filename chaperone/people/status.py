"""Tells how the clauses stand that are about who is who: confirmed teachers, and somebody to name for every role on the card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from chaperone.people.models import RoleHeld, Teacher
from chaperone.people.roles import ON_EVERY_CARD, Role
from chaperone.people.vouching import is_elsewhere
from chaperone.policy.evidence import Evidence, Example, both, found
from chaperone.policy.status import Asked, tells_status


@tells_status(
    "S8",
    "Every teacher who was in a room with pupils: had they shown before that their address at the school is theirs?"
    " An address elsewhere needs a second person's name.",
)
def teachers_confirmed(asked: Asked) -> Evidence:
    """Find teachers who were with pupils before their address at the school was confirmed."""
    confirmed = dict(
        Teacher.objects.filter(verified_at__isnull=False)
        .order_by("-verified_at")
        .values_list("person_id", "verified_at")
    )
    since = {f"person:{person}": at for person, at in confirmed.items() if at is not None}
    rooms = asked.tally.with_pupils()
    sentence = "A teacher was with pupils before their address at the school was confirmed."
    early = found(
        Example("session", room.session_ref, sentence, room.began_at)
        for room in rooms
        for ref in room.teachers
        if room.began_at is not None and (ref not in since or since[ref] > room.began_at)
    )
    now_here = Teacher.objects.filter(left_at=None, person__is_active=True)
    elsewhere = [
        one
        for one in now_here.select_related("person", "school")
        if is_elsewhere(one.person.email, one.school.email_domain)
    ]
    unvouched = found(
        Example("person", str(one.person_id), ELSEWHERE, one.verified_at)
        for one in elsewhere
        if one.verified_at is not None and one.vouched_at is None
    )
    waiting = [one for one in elsewhere if one.vouched_at is None]
    return Evidence(
        judged=sum(len(room.teachers) for room in rooms),
        of="times a teacher was with pupils",
        breaches=both(early, unvouched),
        numbers=(
            ("Teachers confirmed", len(since)),
            ("Addresses elsewhere, confirmed by a second person", len(elsewhere) - len(waiting)),
            ("Addresses elsewhere that wait for one", len(waiting)),
        ),
    )


@tells_status(
    "P10",
    "Every session with pupils: was there somebody that day whom every card must name, and was the session ready when its"
    " door opened? A role on the card that nobody holds today is at risk.",
)
def somebody_to_name(asked: Asked) -> Evidence:
    """Find sessions held, and a today, without somebody for each role on the card."""
    held = list(
        RoleHeld.objects.filter(role__in=asked.parameters.card_roles).values_list(
            "role", "from_on", "until_on"
        )
    )

    def missing(on: date, roles: Iterable[str]) -> Iterator[str]:
        for role in roles:
            if not any(name == role and start <= on and (not end or on < end) for name, start, end in held):
                yield Role(role).in_words

    rooms = asked.tally.with_pupils()
    unnamed = found(
        Example("session", room.session_ref, f"Nobody was {role} when this session was held.", room.began_at)
        for room in rooms
        if room.began_at is not None
        for role in missing(room.began_at.date(), ON_EVERY_CARD)
    )
    today = found(
        Example("", "", f"Nobody is {role} today.")
        for role in missing(asked.now.date(), asked.parameters.card_roles)
    )
    return Evidence(
        judged=len(rooms),
        of="sessions with pupils",
        breaches=both(unnamed, asked.tally.where("door_unready", UNREADY)),
        risks=today,
    )


ELSEWHERE = (
    "A teacher counts by an address that is not at the school's domain, and no second person confirmed it."
)
UNREADY = "A door opened although the session was not ready."
