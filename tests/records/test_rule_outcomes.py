"""How adults judged the rules is counted once, by month, without a word, a seat or a session; and it is shown to staff."""

from __future__ import annotations

import pytest

from chaperone.ledger.queries import read
from chaperone.records.actions import seal_dossier
from chaperone.records.models import RuleOutcome
from chaperone.records.queries import rule_outcomes
from chaperone.records.room_story import room_story
from chaperone.room import commands as c
from chaperone.room.events import Finding
from tests.concerns.charity import a_charity
from tests.pages.test_public import words
from tests.pages.town import browser
from tests.records.held import Held, hold_and_close
from tests.room.rooms import REFUSE_NAME, REFUSE_NUMBER

pytestmark = pytest.mark.django_db
HOLD = c.Screened("hold", (Finding("hate", "Y5", "An adult should look.", "hate/slur/2"),))


def talk(held: Held) -> None:
    """One of each: let through, agreed but never shown, turned down, released, released after asking, withheld, unanswered."""
    amber, blue, copper = (seat.ref for seat in held.charity.seats)
    facilitator = held.charity.facilitator.ref

    def asks(second: float, seat: str, screened: c.Screened, **answer: object) -> None:
        held.say(second, seat, "the words", screened)
        asked = held.do(second + 1, c.Appeal(seat, id=f"{second}", of=f"{seat}{second}", words_kept=True))
        if answer:
            held.do(second + 2, c.AnswerAppeal(facilitator, appeal=asked, text="the words", **answer))  # type: ignore[arg-type]

    asks(10, amber, REFUSE_NAME, fine=True)
    asks(20, amber, REFUSE_NUMBER, fine=True)
    asks(30, amber, REFUSE_NAME, fine=False, why="personal")
    asks(40, blue, REFUSE_NAME)
    for second, seat, asked, command in (
        (50, copper, False, c.ReleaseMessage),
        (60, copper, True, c.ReleaseMessage),
        (70, copper, False, c.WithholdMessage),
    ):
        message = held.say(second, seat, "the words", HOLD)
        if asked:
            held.do(second + 1, c.Appeal(seat, id=f"{second}", of=f"{seat}{second}"))
        held.do(second + 2, command(facilitator, message=message, reason="because"))
    held.say(80, copper, "the words", HOLD)


@pytest.mark.proves("Y5", "Y7")
def test_every_answer_is_counted_once_and_by_nothing_but_its_rule() -> None:
    charity = a_charity()
    held = hold_and_close(charity, talk)
    for _ in range(2):
        seal_dossier(charity.session.ref, held.at(9000))
    counted = {(one.rule, one.asked): (one.fine, one.right) for one in rule_outcomes()}
    assert counted == {
        ("full_name/1", True): (1, 1),
        ("phone/1", True): (1, 0),
        ("hate/slur/2", True): (1, 0),
        ("hate/slur/2", False): (1, 1),
    }
    fields = {field.name for field in RuleOutcome._meta.get_fields()}
    assert fields == {"id", "month", "rule", "asked", "fine", "right"}
    assert {one.month.day for one in rule_outcomes()} == {1}


@pytest.mark.proves("M12")
def test_what_was_asked_and_answered_stands_in_the_door_log() -> None:
    charity = a_charity()
    hold_and_close(charity, talk)
    story = room_story(read(f"room/{charity.session.ref}"))
    lines = " ".join(line.sentence for line in story.door_log)
    about = [line for line in story.door_log if "asked" in line.sentence or "answered" in line.sentence]
    assert {line.school for line in about} <= {charity.school_a.ref, charity.school_b.ref}, (
        "and nobody else's"
    )
    for said in (
        "asked an adult to look again",
        "showed it to everybody",
        "had done nothing wrong",
        "something personal in it",
    ):
        assert said in lines
    assert "ended before an adult could look" in lines


@pytest.mark.proves("A1")
def test_staff_see_the_figures_and_the_counts() -> None:
    charity = a_charity()
    facilitator = browser(charity.facilitator)
    empty = words(facilitator.get("/policy/screening"))
    assert "Nothing has been counted yet" in empty and "False alarms" in empty and "Palestinian" in empty
    assert empty.index("On texts the rules had not seen") < empty.index(
        "On texts from which the rules were made"
    )
    assert "As roundabout as could be thought of 23 Nov 2026 254 89 % 49 % 63 % 4.1 %" in empty
    held = hold_and_close(charity, talk)
    seal_dossier(charity.session.ref, held.at(9000))
    counted = words(facilitator.get("/policy/screening"))
    assert (
        "Somebody’s full name full_name/1 1 1 2" in counted and "Hateful words hate/slur/2 2 1 1" in counted
    )
    assert "How often screening is right" in words(facilitator.get("/policy"))
