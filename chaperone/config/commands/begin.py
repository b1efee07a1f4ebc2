"""Begin with a new installation: say who the organisation is, and give its first people their roles and links."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction

from chaperone.config.terminal import Exit, complain, say
from chaperone.first_run.actions import close_unused
from chaperone.people.actions import add_person, grant_role, issue_sign_in_link, set_up_organisation
from chaperone.people.models import Person
from chaperone.people.queries import person_by_email, roles_of
from chaperone.people.roles import Role
from chaperone.policy.refusal import Refused

FIRST_ROLES = {"administrator": Role.ADMINISTRATOR, "lead": Role.SAFEGUARDING_LEAD}


class NotBegun(Exception):
    """A rule said no; what was begun is taken back."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence)
        self.refused = refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument("--name", required=True, help="the organisation's name")
    parser.add_argument("--email", required=True, help="its official address, which schools may write to")
    parser.add_argument("--phone", default="", help="its office's telephone number")
    parser.add_argument("--website", default="")
    named = "'NAME <ADDRESS>'"
    parser.add_argument(
        "--administrator", required=True, metavar=named, help="who looks after people and roles"
    )
    parser.add_argument(
        "--lead", required=True, metavar=named, help="the safeguarding lead; may be the same person"
    )


def run(args: argparse.Namespace) -> int:
    """Write the organisation and its first people, all or nothing, and print each one's sign-in link once."""
    now = datetime.now(UTC)
    try:
        with transaction.atomic():
            _organisation(args, now)
            people = {who: _person(getattr(args, who), role, now) for who, role in FIRST_ROLES.items()}
            close_unused(now)
            links = {person: issue_sign_in_link(person, now) for person in people.values()}
    except NotBegun as not_begun:
        complain(not_begun.refused.sentence, not_begun.refused.next_step)
        return Exit.CANNOT
    say("Give each of them their own link, and nobody else's; everything further they do in the pages:")
    for person, path in links.items():
        say(f"  {person.full_name}: {settings.CHAPERONE_PUBLIC_URL.rstrip('/')}{path}")
    return Exit.GOOD


def _organisation(args: argparse.Namespace, now: datetime) -> None:
    done = set_up_organisation(args.name, args.email, args.phone, args.website, None, now)
    if isinstance(done, Refused):
        raise NotBegun(done)


def _person(text: str, role: Role, now: datetime) -> Person:
    name, address = parseaddr(text)
    person = person_by_email(address)
    if person is None:
        added = add_person(address, name, None, now)
        if isinstance(added, Refused):
            raise NotBegun(added)
        person = added
    if role not in roles_of(person, now.date()):
        granted = grant_role(person, role, None, now)
        if isinstance(granted, Refused):
            raise NotBegun(granted)
    return person
