"""Stories of "I'm worried": it works wherever a pupil is, and reaches the people whose job it is, and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.browser import CHROMEBOOK, PHONE, Person
from tests.support.guest import adult
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]
STAGES = ("in the waiting room", "in the room", "in a pause", "after the end")


@pytest.mark.proves("U4", "Y11", "Y12", "R2", "Y10", "A2")
def test_a_worry_is_heard_wherever_the_pupil_is(server: Server, somebody: Somebody) -> None:
    """Waiting, inside, paused and after the end: it is taken, and says what is next; lead and teacher read it, others never."""
    staged = server.stage(seats=1, pack="calm")
    people, ref = staged["people"], staged["ref"]
    pupil = somebody(PHONE).sits_down(staged["seats"][0]["code"]).agrees().sees("Who is here already")
    pupil.worries(f"words {STAGES[0]}").looks("a worry told").presses("Close")
    teacher = somebody(CHROMEBOOK).signs_in(people["teacher_a"]["link"]).goes_into_room(ref)
    facilitator = somebody().signs_in(people["facilitator"]["link"]).goes_into_room(ref)
    speaker = adult(server, staged, "speaker")
    pupil.is_inside().worries(f"words {STAGES[1]}").presses("Close")
    teacher.sees("Somebody is worried").looks("the teacher hears of a worry")
    teacher.page.close()
    pupil.sees("Paused for a moment").worries(f"words {STAGES[2]}").presses("Close")
    facilitator.page.locator("[data-part=end]").click()
    facilitator.presses("End the session").sees("The session has ended")
    pupil.sees("Thank you for coming").worries(f"words {STAGES[3]}").looks("a worry after the end")
    facilitator.sees_no("words in").sees_no("I’m worried”")
    assert not [frame for frame in speaker.frames if frame["is"] == "worry"]
    for path in ("/concerns", f"/teaching/{ref}/concerns"):
        facilitator.goes_to(path).sees("There is nothing here for you")
    lead = somebody().signs_in(people["lead"]["link"]).goes_to("/home").sees("Somebody is worried")
    teacher.page = teacher.context.new_page()
    concern = reads(teacher, f"/teaching/{ref}/concerns", staged["seats"][0]["name"])
    reads(lead, "/concerns", staged["seats"][0]["name"], concern)
    leads_it_to_its_end(lead)


def leads_it_to_its_end(lead: Person) -> None:
    """Take the case on, say what it is, refer it, answer, look again and close; the card of what to do now is one key away."""
    lead.presses("I take this on").sees("You have taken this concern on")
    lead.page.keyboard.press("F2")
    lead.sees("Do not question or investigate").looks("what do I do now").presses("Close")
    takes(lead, "triage", "Twice in one session.", kind="bullying", four_c="conduct", risk="medium")
    takes(lead, "referral", "Told the duty desk.", agency="children")
    still_open = lead.page.locator("form[action$='/outcome']")
    still_open.locator("textarea").fill("They know the family.")
    still_open.locator("button").click()
    takes(lead, "answered", "Their teacher told them what happens now.")
    takes(lead, "review", "Quiet since.")
    takes(lead, "close", "The school goes on with it.")
    lead.sees("The case is closed").looks("a case closed")


def takes(lead: Person, step: str, text: str, **chosen: str) -> None:
    """Take one step in the case that is open on the screen."""
    part = lead.page.locator(f"#step-{step}")
    part.locator("summary").click()
    for name, value in chosen.items():
        radio = part.locator(f"input[type=radio][name={name}][value={value}]")
        if radio.count():
            radio.check()
        else:
            part.locator(f"select[name={name}]").select_option(value)
    part.locator("textarea").fill(text)
    part.locator("button").click()
    lead.page.locator(".ch-notice--success").wait_for()


def reads(person: Person, queue: str, seat: str, concern: str = "") -> str:
    """Open that seat's case (the only one, if none is named) and return its ref: what it wrote at each stage is there."""
    person.goes_to(queue)
    person.page.locator(f'main a[href*="/concerns/{concern}"]').click()
    person.sees(f"the seat {seat}")
    words = person.page.locator("main blockquote").inner_text()
    assert [line for line in words.splitlines() if line] == [f"words {stage}" for stage in STAGES]
    person.looks(f"a concern under {queue}")
    return person.page.url.rsplit("/", 1)[1]
