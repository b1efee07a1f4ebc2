"""The yearly review in real browsers, with a moved clock: from July past August to two signatures and a new version."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browser import PHONE, Person
from tests.support.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.slow]
REVIEW = "/policy/reviews/2027"
# One linked policy, so that the story confirms it as people do and not seven times.
PACK = """\
id: ours
version: 1
title: Online safeguarding policy
rehearsal: no
extends: {id: online-safeguarding, version: 1}
parameters:
  linked_policies: [anti-bullying]
"""


def day(month: int, number: int) -> datetime:
    """Return eight in the morning of a day in 2027."""
    return datetime(2027, month, number, 8, tzinfo=UTC)


@pytest.fixture
def moved() -> Iterator[Server]:
    """A server that lives on the last day of June 2027."""
    with tempfile.TemporaryDirectory(prefix="chaperone-moved-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name))
        (server.folder / "packs" / "ours.yaml").write_text(PACK)
        server.env["CHAPERONE_PACK"] = "ours"
        server.moves_to(day(6, 30)).prepare().start()
        try:
            yield server
        finally:
            server.stop()


class Office:
    """The people of the story, each in a browser of their own."""

    def __init__(self, server: Server, chromium: Browser) -> None:
        self.server, self.chromium = server, chromium
        self.everybody: list[Person] = []

    def on(self, moment: datetime, *names: str) -> list[Person]:
        """Move the clock, and sign these people in on that day."""
        links = self.server.moves_to(moment).links(*names)
        self.leave()
        self.everybody = [
            Person(self.chromium, self.server, *((PHONE,) if name == "trustee" else ())).signs_in(links[name])
            for name in names
        ]
        return self.everybody

    def leave(self) -> None:
        """Close all browsers; nothing may have gone wrong in any."""
        for person in self.everybody:
            person.leaves()
        self.everybody = []


def writes(person: Person, page: str, button: str, words: str) -> Person:
    """Open a page that asks for a sentence, write it and press its button."""
    person.goes_to(page)
    person.page.get_by_role("textbox").last.fill(words)
    return person.presses(button)


@pytest.mark.proves("R3", "R1", "U3", "S1")
def test_a_review_from_the_first_of_july_to_the_new_version(moved: Server, chromium: Browser) -> None:
    moved.stage(seats=1)
    office = Office(moved, chromium)
    lead, trustee = office.on(day(6, 30), "lead", "trustee")
    trustee.goes_to("/policy/reviews").sees("No review has opened yet").looks("no review yet, on a telephone")

    # The first of July: it is there, and says what is missing and what comes next.
    lead, trustee, author = office.on(day(7, 1), "lead", "trustee", "caretaker")
    trustee.goes_to("/policy/reviews").presses("2027").sees("Not confirmed in this review yet: anti-bullying")
    trustee.sees("has not been counted to its end").sees("chaperone assurance sweep").looks("on a telephone")
    writes(lead, f"{REVIEW}/sign/lead", "Sign the review", "A good year.").sees(
        "Confirm each linked policy first"
    )
    _confirms_the_linked_policy(lead)
    writes(lead, f"{REVIEW}/sign/lead", "Sign the review", "A good year.").sees("your words are kept here")
    assert lead.page.get_by_role("textbox").last.input_value() == "A good year."
    trustee.goes_to(f"{REVIEW}/replay").fills(value="15 minutes").presses("Hold them once more")
    trustee.sees("What would have been different").looks("the replay, on a telephone")
    draft = _puts_forward(author)
    office.leave()

    # September: overdue for all who take part, until a trustee sets it aside; and again when that is over.
    lead, trustee = office.on(day(9, 1), "lead", "trustee")
    lead.goes_to("/home").sees("The review of 2027 is overdue").looks("overdue")
    trustee.goes_to(REVIEW).sees("This review is overdue").presses("Set it aside")
    trustee.fills(id_until="2027-09-15", id_words="The safeguarding lead was ill in August.")
    trustee.presses("Set the review").sees("The review is set aside until then")
    lead.goes_to("/home").sees_no("The review of 2027 is overdue")
    lead, trustee, deputy, author = office.on(day(9, 16), "lead", "trustee", "deputy", "caretaker")
    lead.goes_to("/home").sees("The review of 2027 is overdue")

    # Two sign; the numbers are frozen, and the statement is there for everybody.
    assert moved.chaperone("assurance", "sweep").returncode in {0, 1}
    lead.goes_to(REVIEW).sees_no("has not been counted")
    writes(lead, f"{REVIEW}/sign/lead", "Sign the review", "A good year.").sees("You have signed the review")
    writes(trustee, f"{REVIEW}/sign/trustee", "Sign the review", "So it was.").sees(
        "Closed on 16 September 2027"
    )
    trustee.looks("closed, on a telephone")
    lead.goes_to("/home").sees_no("The review of 2027 is overdue")
    assert lead.goes_to("/policy/reviews").takes_file("PDF of 2027").startswith(b"%PDF")

    # The new version: advised on, approved by two, published; from its day everybody is asked anew.
    writes(deputy, f"{draft}/advise", "Give this advice", "Good for young people.").sees("has advised")
    for person in (trustee, lead):
        person.goes_to(f"{draft}/approve").presses("I have read it and approve")
    author.goes_to(f"{draft}/publish").fills(id_from_on="2027-10-01", id_lapses_on="2027-10-15").presses(
        "Publish it"
    ).sees("It is published")
    (online,) = office.on(day(10, 1), "online")
    online.goes_to("/staff-policy").sees("counts until the end of 14 October 2027")
    online.sees("I have read it, and I agree").looks("asked anew")

    # On the day that was set nothing of before counts, and the lead sees who has not agreed.
    lead, online = office.on(day(10, 15), "lead", "online")
    lead.goes_to("/home").sees("Earlier agreements stopped counting on 15 October 2027")
    lead.presses("See who is missing").sees("Who has not agreed").looks("who is missing on the day")
    online.goes_to("/staff-policy").sees_no("counts until the end of")
    office.leave()


def _confirms_the_linked_policy(lead: Person) -> None:
    lead.goes_to("/policy/linked").presses("Enter it")
    lead.fills(id_where_covered="section 4", id_place="The shared folder", id_next_review_on="2028-06-01")
    lead.presses("Keep it").presses("Confirm…").presses("Yes, I have read it").sees("1 July 2027")
    lead.looks("linked policies")


def _puts_forward(author: Person) -> str:
    author.goes_to("/policy/versions").presses("Draft the next version")
    author.page.wait_for_url("**/policy/draft/*")
    draft = author.page.url.removeprefix(author.server.url)
    author.goes_to(f"{draft}/change/notes_due_hours").fills(id_value="48").presses("Keep it in the draft")
    writes(author, f"{draft}/forward", "Put it forward", "Notes that come late say little.").sees(
        "waits for advice"
    )
    return draft
