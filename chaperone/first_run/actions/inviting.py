"""Invites the first people: administrator, safeguarding lead and deputy, each by a link of their own; a slip can be put right."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from chaperone.first_run.queries import open_run
from chaperone.first_run.rules import ALREADY_SET_UP, FIRST_ROLES
from chaperone.outbox.actions import cancel_due, post
from chaperone.people.actions import add_person, end_role, grant_role, issue_sign_in_link, mark_left
from chaperone.people.models import Person
from chaperone.people.names import same_name
from chaperone.people.queries import organisation, people_with_role, person_by_email, roles_of
from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

INVITATION = "first_run_invitation"


class _NotInvited(Exception):
    def __init__(self, refused: Refused) -> None:
        self.refused = refused


@carries_out("R2", "S7")
def invite(role: Role, full_name: str, email: str, now: datetime) -> Person | Refused:
    """Give one of the first roles to somebody, and send them their link; whoever was invited for it before is not any more.

    Args:
        role: one of ``FIRST_ROLES``; administrator and safeguarding lead may be one person.
        email: their own address; a shared mailbox is refused.
    """
    if open_run() is None or role not in FIRST_ROLES:
        return ALREADY_SET_UP
    before = [one for one in people_with_role(role, now.date()) if one.email != email.strip().lower()]
    try:
        with transaction.atomic():
            person = _known(full_name, email, before, now)
            if role not in roles_of(person, now.date()):
                _must(grant_role(person, role, None, now))
            for other in before:
                _stand_down(other, role, now)
            _write_to(person, now)
    except _NotInvited as not_invited:
        return not_invited.refused
    return person


def _must(answer: object) -> None:
    if isinstance(answer, Refused):
        raise _NotInvited(answer)


def _known(full_name: str, email: str, before: list[Person], now: datetime) -> Person:
    person = person_by_email(email)
    if person is not None and person.is_active:
        return person
    # A slip in an address is put right under the same name; that is not a second human being.
    is_the_same = same_name(full_name, [one.full_name for one in before])
    added = add_person(email, full_name, None, now, somebody_else=is_the_same)
    if isinstance(added, Refused):
        raise _NotInvited(added)
    return added


def _stand_down(person: Person, role: Role, now: datetime) -> None:
    _must(end_role(person, role, None, now))
    cancel_due(person.ref, INVITATION, now)
    if not roles_of(person, now.date()):
        _must(mark_left(person, None, now))


def _write_to(person: Person, now: datetime) -> None:
    ours = organisation()
    name = ours.name if ours else "Chaperone"
    roles = sorted(roles_of(person, now.date()) & set(FIRST_ROLES), key=FIRST_ROLES.index)
    cancel_due(person.ref, INVITATION, now)
    path = issue_sign_in_link(person, now)
    post(
        [person.email],
        f"You are {' and '.join(role.in_words for role in roles)} at {name}",
        f"Hello {person.first_name},\n\n"
        f"{name} meets school classes online with Chaperone, which carries out the safeguarding policy. You are asked to be "
        f"{' and '.join(role.in_words for role in roles)}.\n\n"
        f"Here is your own link to come in:\n{settings.CHAPERONE_PUBLIC_URL.rstrip('/')}{path}\n\n"
        "It is yours alone: please do not pass it on. If this means nothing to you, tell whoever sent it.\n\n"
        f"With kind regards\n{name}\n",
        now=now,
        about=person.ref,
        kind=INVITATION,
    )


def hand_over_link(person_id: int, now: datetime) -> str | Refused:
    """Return a new link for one of the first people, to be handed over where no mail server answers; the one sent dies."""
    invited = (one for role in FIRST_ROLES for one in people_with_role(role, now.date()))
    person = next((one for one in invited if one.pk == person_id), None)
    if open_run() is None or person is None:
        return ALREADY_SET_UP
    with transaction.atomic():
        cancel_due(person.ref, INVITATION, now)
        return issue_sign_in_link(person, now)
