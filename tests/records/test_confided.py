"""What was told in confidence, afterwards: the case with the lines before it, the letters, the duty until noted, the dossier."""

from __future__ import annotations

import pytest

from chaperone.concerns.actions import read_concern
from chaperone.concerns.models import Concern
from chaperone.concerns.queries import concerns_for
from chaperone.door.telling import owed_in, tell_lead
from chaperone.ledger.queries import read
from chaperone.outbox.models import Letter
from chaperone.people.models import Person
from chaperone.records.actions import seal_dossier
from chaperone.records.queries import dossier_for
from chaperone.room import commands as c
from tests.concerns.charity import a_charity
from tests.records.held import HOLD, Held, hold_and_close
from tests.room.rooms import ROUTE

pytestmark = pytest.mark.django_db
SEEN = "Screening saw signs of abuse or neglect."
THREAT = c.Screened("hold", HOLD.findings, tells_lead=True)


@pytest.fixture
def held() -> Held:
    """A room with everybody in it."""
    held = Held(a_charity())
    held.everybody_in()
    return held


@pytest.mark.proves("Y9", "U4")
def test_the_case_has_the_words_and_five_lines_the_room_still_saw(held: Held) -> None:
    amber, copper = held.charity.seats[0], held.charity.seats[2]
    for number in range(7):
        last = held.say(10 + number, copper.ref, f"line {number}")
    held.do(18, c.RemoveMessage(held.charity.facilitator.ref, message=last, reason="a slip"))
    held.say(19, copper.ref, "never shown", HOLD)
    seq = held.say(20, amber.ref, "somebody hurts me", ROUTE)
    held.say(21, copper.ref, "said afterwards")
    told = tell_lead(held.plan.session, seq, held.at(22))
    case = read_concern(held.charity.lead, told.concern, held.at(30))
    assert case is not None
    assert (case.words, case.seat_name, case.said_by) == ("somebody hurts me", "Amber Otter", "")
    assert [line.text for line in case.before] == [f"line {number}" for number in range(1, 6)]
    assert case.why == (SEEN,)
    assert case.concern.session_ref == held.plan.session and case.concern.school == held.charity.school_a
    letters = list(Letter.objects.all())
    assert {len(letter.to) for letter in letters} == {1} and len(letters) == len(case.told) > 1
    assert not any("hurts" in repr(vars(letter)) or "Amber" in repr(vars(letter)) for letter in letters)


@pytest.mark.proves("Y9")
def test_a_message_raises_one_concern_however_often_it_is_tried(held: Held) -> None:
    """And what the seat adds within minutes joins its case, as a worry does."""
    amber = held.charity.seats[0].ref
    first = held.say(20, amber, "somebody hurts me", ROUTE)
    told = tell_lead(held.plan.session, first, held.at(21))
    assert tell_lead(held.plan.session, first, held.at(29)) == told
    second = held.say(30, amber, "every night", ROUTE)
    assert tell_lead(held.plan.session, second, held.at(31)) == told
    assert tell_lead(held.plan.session, second, held.at(32)) == told
    kinds = [entry.kind for entry in read(f"case/{told.concern}")]
    assert (kinds.count("concern.raised"), kinds.count("concern.raised_again")) == (1, 1)
    assert Concern.objects.count() == 1


@pytest.mark.proves("Y9", "S7", "M12")
def test_a_duty_stands_in_the_record_until_its_concern_is_noted(held: Held) -> None:
    """A held threat is one as well; what is only held is none."""
    amber = held.charity.seats[0].ref
    routed = held.say(20, amber, "somebody hurts me", ROUTE)
    threat = held.say(21, amber, "a threat", THREAT)
    held.say(22, amber, "a doubt", HOLD)
    held.do(23, c.NoteWorry(seat=amber, concern="cccccccccc"))
    assert owed_in(held.plan.session) == (routed, threat)
    held.do(24, c.NoteWorry(seat=amber, concern="dddddddddd", message=routed))
    assert owed_in(held.plan.session) == (threat,)


@pytest.mark.proves("S7", "Y11")
def test_what_an_adult_wrote_is_read_by_the_leads_and_no_colleague(held: Held) -> None:
    """Neither the adult nor anybody at their school sees the concern about them."""
    teacher: Person = held.charity.teacher_a
    seq = held.say(20, teacher.ref, "write to me privately", THREAT)
    told = tell_lead(held.plan.session, seq, held.at(21))
    readers = {
        name
        for name in ("lead", "deputy", "teacher_a", "teacher_b", "facilitator")
        if concerns_for(getattr(held.charity, name), held.at(30)).exists()
    }
    assert readers == {"lead", "deputy"}
    case = read_concern(held.charity.lead, told.concern, held.at(30))
    assert case is not None and case.said_by == "Teacher A"
    assert teacher.ref not in case.told


@pytest.mark.proves("Y9", "S8")
def test_the_record_gives_it_to_those_it_concerns_marked_as_routed() -> None:
    """The other school's teacher reads that something was left out, and not a word of it; nor what our own people confided."""
    charity = a_charity()

    def talk(held: Held) -> None:
        held.say(20, charity.seats[0].ref, "somebody hurts me", ROUTE)
        held.say(21, charity.speaker.ref, "I cannot go on", ROUTE)

    held = hold_and_close(charity, talk)
    seal_dossier(held.plan.session, held.at(6000))
    expected = {
        "lead": ["somebody hurts me", "I cannot go on"],
        "facilitator": ["somebody hurts me", "I cannot go on"],
        "teacher_a": ["somebody hurts me"],
        "teacher_b": [],
    }
    for name, texts in expected.items():
        dossier = dossier_for(getattr(charity, name), held.plan.session, held.at(7000))
        assert dossier is not None
        routed = [said for said in dossier.room.messages if said.standing == "routed"]
        assert [said.text for said in routed] == texts, name
        assert all(said.findings == (SEEN,) for said in routed)
        assert name in {"lead", "facilitator"} or dossier.left_out.messages == 2 - len(texts)
