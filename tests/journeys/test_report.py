"""Stories of the public report page: told without an account on a telephone, read and added to from another browser, answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser import PHONE, Person
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]
WORDS = "Somebody from a session keeps asking me to meet him."
ANSWER = "We have read what you wrote, and are talking to your school today."


@pytest.mark.proves("U4", "Y11", "S12")
def test_a_young_person_tells_us_comes_back_from_another_browser_and_is_answered(
    server: Server, somebody: Somebody
) -> None:
    """The line is down at first and nothing typed is lost; the words lead back twice; nothing stays in any browser."""
    people = server.stage(seats=1, pack="calm")["people"]
    pupil = somebody(PHONE).goes_to("/report").sees("Need somebody now?")
    pupil.fills(id_words=WORDS)
    pupil.context.set_offline(True)
    pupil.presses("Send").sees("nothing has been sent")
    expect(pupil.page.locator("#id_words")).to_have_value(WORDS)
    pupil.context.set_offline(False)
    pupil.presses("Send").sees("Write these five words down").looks("the five words")
    phrase = " ".join(pupil.page.locator("[data-phrase] span").all_inner_texts())
    assert len(phrase.split()) == 5
    keeps_nothing(pupil)
    pupil.page.keyboard.press("Escape")
    pupil.page.keyboard.press("Escape")
    pupil.sees("There is nothing to see here")
    assert pupil.page.evaluate("history.length") == 2, "the page before this one is not the report"

    lead = somebody().signs_in(people["lead"]["link"]).goes_to("/concerns")
    lead.page.locator("main tr", has_text="The public report page").get_by_role("link").first.click()
    lead.sees(WORDS)
    lead.page.get_by_role("link", name="Answer whoever told us").or_(
        lead.page.get_by_role("button", name="Answer whoever told us")
    ).first.click()
    lead.fills(id_text=ANSWER).presses("Give this answer").sees("can be read with the five words")

    home = somebody(java_script_enabled=False).goes_to("/report/answers")
    home.fills(id_phrase=phrase.upper()).presses("Open").sees(ANSWER)
    home.fills(id_words="He wrote again on Sunday.").presses("Send").sees("We have that too")
    once_more = somebody(PHONE).goes_to("/report/answers").fills(id_phrase=phrase)
    once_more.presses("Open").sees(ANSWER).sees_no("Sunday").looks("our answer")
    keeps_nothing(home)
    keeps_nothing(once_more)
    lead.goes_to("/concerns")
    lead.page.locator("main tr", has_text="The public report page").get_by_role("link").first.click()
    lead.sees("He wrote again on Sunday.")


def keeps_nothing(person: Person) -> None:
    """No cookie, and nothing in the browser's own stores."""
    state = person.context.storage_state(indexed_db=True)
    assert (state["cookies"], state["origins"]) == ([], [])
