"""A session is held through the real machine; its record is read back second by second, complete and in plain words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chaperone.ledger.queries import read
from chaperone.records.door_log import span_in_words
from chaperone.records.dossier import Attendee, DoorLine, Message, RoomStory, Stay
from chaperone.records.room_story import room_story
from chaperone.room import commands as c
from chaperone.room import events as e
from tests.concerns.charity import Charity, a_charity
from tests.records.held import HOLD, REFUSE, Held

pytestmark = pytest.mark.django_db


@pytest.fixture
def charity() -> Charity:
    return a_charity()


def story_of(held: Held) -> RoomStory:
    return room_story(read(f"room/{held.plan.session}"))


def attendee(story: RoomStory, name: str) -> Attendee:
    (found,) = [one for part in story.register for one in part.attendees if one.name == name]
    return found


def sentences(lines: tuple[DoorLine, ...]) -> str:
    return "\n".join(line.sentence for line in lines)


def said(story: RoomStory, text: str) -> Message:
    (found,) = [message for message in story.messages if message.text == text]
    return found


def test_the_register_is_true_to_the_second(charity: Charity) -> None:
    held = Held(charity)
    held.everybody_in()
    amber = charity.seats[0].ref
    held.do(100, c.Leave(amber))
    held.join(160, amber)
    held.do(200, c.Leave(charity.speaker.ref, why="vanished"))
    held.join(230, charity.speaker.ref)
    held.do(600, c.ReturnSeat(charity.teacher_a.ref, seat=charity.seats[1].ref, reason="Too loud"))
    held.do(3600, c.End(charity.facilitator.ref))
    story = story_of(held)
    assert [part.name for part in story.register] == ["Our own people", "School A", "School B"]
    assert attendee(story, "Amber Otter").here == (
        Stay(held.at(-100), held.at(100)),
        Stay(held.at(160), held.at(3600)),
    )
    assert attendee(story, "Amber Otter").agreed_at == held.at(-90)
    # Amber agreed before the door; the lead of ten minutes from 658 seconds before was over at 58 before.
    first, second = attendee(story, "Amber Otter").inside
    assert (first.from_at, first.to_at) == (held.at(0), held.at(100))
    assert (second.from_at, second.to_at) == (held.at(160), held.at(3600))
    assert attendee(story, "Blue Heron").inside == (Stay(held.at(0), held.at(600)),)
    assert attendee(story, "Speaker A").here == (
        Stay(held.at(-659), held.at(200)),
        Stay(held.at(230), held.at(3600)),
    )
    assert story.ended_at == held.at(3600)
    assert story.opened_at == held.at(0)


def test_a_broken_connection_is_nobody_in_the_room(charity: Charity) -> None:
    """The room keeps the place of a seat whose connection broke; the register does not say that anybody sat there meanwhile."""
    held = Held(charity)
    held.everybody_in()
    amber, blue = (seat.ref for seat in charity.seats[:2])
    held.do(100, c.Leave(amber, why="vanished"))
    held.join(160, amber)
    held.recorder.record(e.RoomRestarted(held.start + 300, held.start + 250))
    held.join(305, charity.facilitator.ref)
    held.join(310, blue)
    held.do(3600, c.End(charity.facilitator.ref))
    story = story_of(held)
    assert attendee(story, "Amber Otter").inside == (
        Stay(held.at(0), held.at(100)),
        Stay(held.at(160), held.at(250)),
    )
    for name in ("Amber Otter", "Blue Heron"):
        one = attendee(story, name)
        assert all(any(_within(stay, here) for here in one.here) for stay in one.inside), name


def _within(inner: Stay, outer: Stay) -> bool:
    assert inner.to_at is not None
    assert outer.to_at is not None
    return outer.from_at <= inner.from_at and inner.to_at <= outer.to_at


def test_two_devices_are_one_person_in_the_register(charity: Charity) -> None:
    held = Held(charity)
    lead = charity.facilitator.ref
    held.do(10, c.Join("one", who=lead))
    held.do(20, c.Join("two", who=lead))
    held.do(30, c.Leave("one"))
    held.do(40, c.Leave("two"))
    (stay,) = attendee(story_of(held), "Facilitator A").here
    assert stay.from_at == held.at(10)
    assert stay.to_at in (held.at(30), held.at(40))


def test_a_lead_who_never_came_is_not_in_the_register(charity: Charity) -> None:
    held = Held(charity)
    held.everybody_in()
    assert "Lead A" not in [one.name for part in story_of(held).register for one in part.attendees]
    held.join(50, charity.lead.ref)
    assert attendee(story_of(held), "Lead A").here


def test_a_restart_ends_every_stay_when_the_room_was_last_heard(charity: Charity) -> None:
    held = Held(charity)
    held.everybody_in()
    held.say(50, charity.facilitator.ref, "Welcome")
    held.recorder.record(e.RoomRestarted(held.start + 80, held.start + 50))
    held.join(90, charity.facilitator.ref)
    story = story_of(held)
    assert attendee(story, "Facilitator A").here[0].to_at == held.at(50)
    assert attendee(story, "Facilitator A").here[1].from_at == held.at(90)
    assert "The server was started again after 30 seconds" in sentences(story.door_log)
    held.do(100, c.Leave(charity.facilitator.ref))
    held.recorder.record(e.RoomRestarted(held.start + 760, held.start + 100))
    assert "Nobody had been in the room for 11 minutes" in sentences(story_of(held).door_log)


def test_the_door_log_says_what_why_and_by_which_clause(charity: Charity) -> None:
    held = Held(charity)
    school = charity.school_a.ref
    held.join(-700, charity.facilitator.ref)
    held.join(-690, charity.speaker.ref)
    held.join(-570, charity.teacher_a.ref)  # 30 seconds later than asked
    held.do(-500, c.ProposeWaiver(charity.facilitator.ref, school=school, reason="The bus was late"))
    held.do(-490, c.ConfirmWaiver(charity.teacher_a.ref, school=school))
    held.join(-480, charity.seats[0].ref)
    held.do(-479, c.Agree(charity.seats[0].ref, rules="r"))
    held.tick(-470)
    held.do(-400, c.Leave(charity.teacher_a.ref, why="vanished"))
    held.tick(-399)
    held.join(-300, charity.teacher_a.ref)
    held.tick(-299)
    held.do(-200, c.MuteSeat(charity.teacher_a.ref, seat=charity.seats[0].ref, muted=True))
    held.do(-100, c.Remove(charity.facilitator.ref, who=charity.seats[0].ref, reason="Would not stop"))
    held.do(-50, c.End(charity.facilitator.ref))
    log = story_of(held).door_log
    told = sentences(log)
    for sentence in (
        "The room was made ready for 3 pupils.",
        "Teacher A signed in for School A. The door waits 10 minutes from now. That was 30 seconds later than asked.",
        "Facilitator A asked to open the door for School A early.",
        "Teacher A agreed to it as a second adult.",
        "The door opened for School A: by a waiver.",
        "No teacher of School A was here any more.",
        "The room paused. Waiting for the teacher of School A.",
        "Teacher A was back in time.",
        "The room went on.",
        "Teacher A stopped Amber Otter’s chat.",
        "Facilitator A removed Amber Otter from the session.",
        "Facilitator A ended the session.",
    ):
        assert sentence in told, sentence
    reasons = {line.sentence: line.reason for line in log if line.reason}
    assert reasons == {
        "Facilitator A asked to open the door for School A early.": "The bus was late",
        "Facilitator A removed Amber Otter from the session.": "Would not stop",
    }
    assert next(line.clause for line in log if "paused" in line.sentence) == "M9"
    assert [line.at for line in log] == sorted(line.at for line in log)
    assert {line.school for line in log if "Amber" in line.sentence} == {school}


def test_a_changed_plan_is_told_by_what_changed_in_it(charity: Charity) -> None:
    held = Held(charity)
    plan = held.plan
    seats = (
        *plan.seats[:1],
        type(plan.seats[1])(plan.seats[1].ref, plan.seats[1].school, plan.seats[1].join_name, key="another"),
    )
    changed = type(plan)(
        plan.session, 2, plan.rules, plan.rules_hash, plan.schools, plan.adults[1:], seats, plan.starts_at
    )
    held.do(-600, c.ChangePlan(plan=changed))
    held.do(
        -500,
        c.ChangePlan(
            plan=type(plan)(
                plan.session,
                3,
                plan.rules,
                plan.rules_hash,
                plan.schools,
                plan.adults[1:],
                seats,
                plan.starts_at,
            )
        ),
    )
    told = [line.sentence for line in story_of(held).door_log]
    assert told == [
        "The room was made ready for 3 pupils.",
        "Facilitator A may no longer come in.",
        "The code of Blue Heron was replaced.",
        "The seat Copper Finch was withdrawn.",
    ]


def test_every_message_with_what_became_of_it(charity: Charity) -> None:
    held = Held(charity)
    held.everybody_in()
    facilitator, amber = charity.facilitator.ref, charity.seats[0].ref
    held.say(1, facilitator, "Welcome everybody")
    held.do(2, c.SayToAdults(facilitator, id="a1", text="Ten minutes each?"))
    kept = held.say(3, amber, "this is held and shown", HOLD)
    held.do(4, c.ReleaseMessage(charity.teacher_a.ref, message=kept, reason="It is fine"))
    back = held.say(5, amber, "this is held and not shown", HOLD)
    held.do(6, c.WithholdMessage(facilitator, message=back, reason="Unkind"))
    waits = held.say(7, amber, "this waits for ever", HOLD)
    held.say(8, amber, "my number is 07700 900123", REFUSE)
    shown = held.say(9, amber, "this is taken away")
    held.do(10, c.RemoveMessage(facilitator, message=shown, reason="Named somebody"))
    asked = held.do(11, c.Ask(amber, id="q1", text="Were you afraid?", screened=c.Screened("deliver")))
    taken = held.do(12, c.TakeQuestion(facilitator, question=asked))
    aside = held.do(13, c.Ask(amber, id="q2", text="Are we done?", screened=c.Screened("deliver")))
    held.do(14, c.SetQuestionAside(facilitator, question=aside))
    held.do(15, c.Ask(amber, id="q3", text="Nobody took this", screened=c.Screened("deliver")))
    held.do(16, c.RemoveMessage(facilitator, message=taken, reason="Too personal"))
    story = story_of(held)
    standing = {
        message.text: (message.channel, message.standing, message.reason) for message in story.messages
    }
    assert standing == {
        "Welcome everybody": ("room", "shown", ""),
        "Ten minutes each?": ("adults", "shown", ""),
        "this is held and shown": ("room", "released", "It is fine"),
        "this is held and not shown": ("room", "withheld", "Unkind"),
        "this waits for ever": ("room", "held", ""),
        "this is taken away": ("room", "removed", "Named somebody"),
        "Were you afraid?": ("questions", "removed", "Too personal"),
        "Are we done?": ("questions", "set aside", ""),
        "Nobody took this": ("questions", "asked", ""),
    }
    released = said(story, "this is held and shown")
    assert (released.decided_by, released.decided_at, released.findings) == (
        "Teacher A",
        held.at(4),
        ("An adult should look at this.",),
    )
    assert released.is_seat
    assert released.school == charity.school_a.ref
    assert waits == said(story, "this waits for ever").seq
    assert [message.seq for message in story.messages] == sorted(message.seq for message in story.messages)
    # What was refused is counted by clause and label; the words are nowhere.
    (refusal,) = story.refusals
    assert "900123" not in repr(story)
    assert (refusal.clause, refusal.tried, refusal.labels, refusal.times) == ("Y7", "Say", ("phone",), 1)


def test_a_worry_is_nowhere_in_the_story(charity: Charity) -> None:
    held = Held(charity)
    held.everybody_in()
    held.do(5, c.NoteWorry(seat=charity.seats[0].ref, concern="cccccccccc"))
    assert any(entry.kind == "worry" for entry in read(f"room/{held.plan.session}"))
    assert "cccccccccc" not in repr(story_of(held))
    assert "worr" not in repr(story_of(held)).lower()


def test_an_empty_stream_is_an_empty_story() -> None:
    assert room_story([]) == RoomStory()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (60, "1 minute"),
        (90, "90 seconds"),
        (120, "2 minutes"),
        (565, "9 minutes 25 seconds"),
        (661, "11 minutes 1 second"),
        (7200, "120 minutes"),
    ],
)
def test_spans_in_words(seconds: float, words: str) -> None:
    assert span_in_words(seconds) == words


def test_moments_are_utc(charity: Charity) -> None:
    held = Held(charity)
    (line,) = story_of(held).door_log
    assert line.at == datetime.fromtimestamp(held.start, UTC) - timedelta(seconds=1200)
