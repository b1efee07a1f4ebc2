"""A new installation begins with one command: the organisation, its first people, and a link for each that signs them in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from chaperone.config.cli import main
from chaperone.ledger.queries import read
from chaperone.people.actions import sign_in_by_link
from chaperone.people.models import Person
from chaperone.people.queries import organisation, people_with_role, roles_of
from chaperone.people.roles import Role

pytestmark = pytest.mark.django_db

WORDS = (
    *("begin", "--name", "Harbour Talks", "--email", "office@harbour.example", "--phone", "020 7946 0000"),
    *("--administrator", "Administrator A <a@harbour.example>"),
)
LEAD = ("--lead", "Lead B <b@harbour.example>")


def signed_in_by(printed: str) -> list[Person]:
    """Follow every link in what was printed."""
    tokens = re.findall(r"/sign-in/(\S+)", printed)
    people = [sign_in_by_link(token, datetime.now(UTC)) for token in tokens]
    assert all(isinstance(person, Person) for person in people), people
    return [person for person in people if isinstance(person, Person)]


def test_it_says_who_we_are_and_lets_the_first_people_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*WORDS, *LEAD]) == 0
    administrator, lead = signed_in_by(capsys.readouterr().out)
    today = datetime.now(UTC).date()
    ours = organisation()
    assert ours is not None
    assert (ours.name, ours.official_email) == ("Harbour Talks", "office@harbour.example")
    assert roles_of(administrator, today) == {Role.ADMINISTRATOR}
    assert roles_of(lead, today) == {Role.SAFEGUARDING_LEAD}
    assert [entry.kind for entry in read("organisation")].count("role.granted") == 2


def test_one_person_may_be_both_and_the_command_may_come_again(capsys: pytest.CaptureFixture[str]) -> None:
    both = ("--lead", "Administrator A <A@Harbour.example>")
    assert main([*WORDS, *both]) == 0
    assert main([*WORDS, *both]) == 0
    (person,) = set(signed_in_by(capsys.readouterr().out.split("Give each")[-1]))
    assert roles_of(person, datetime.now(UTC).date()) == {Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD}
    assert Person.objects.count() == 1


@pytest.mark.parametrize("lead", ["nobody", "Lead B <not an address>", "<b@harbour.example>"])
def test_what_makes_no_sense_leaves_nothing_behind(lead: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*WORDS, "--lead", lead]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert organisation() is None
    assert not people_with_role(Role.ADMINISTRATOR, datetime.now(UTC).date()).exists()
