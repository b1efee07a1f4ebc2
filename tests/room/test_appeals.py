"""A seat asks an adult to look again: what may be let through, who may do it, and everything that stands against it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.appealing import NOT_SHOWN, REFUSED_KEPT
from chaperone.room.confiding import carers_of
from chaperone.room.state import MessageStatus
from chaperone.room.views import shown_for
from chaperone.screening.appealing import NEVER_BY_APPEAL
from tests.room import rooms as r
from tests.room.stories import A1, A2, B1, F1, F2, SPEAKS, TB, T, refused


def a_class() -> r.Room:
    """Two schools, all adults, three pupils inside, and the projector of school A."""
    room = r.Room(r.a_plan(3, 2, (r.SEAT_A1, r.SEAT_A2, r.SEAT_B1, r.SCREEN_A)))
    for who in (r.FACILITATOR, r.SECOND, r.SPEAKER, r.TEACHER_A, r.TEACHER_B):
        room.join(who)
    for seat in (r.SEAT_A1, r.SEAT_A2, r.SEAT_B1):
        room.enter(seat)
    room.join(r.TEACHER_A, "projector", r.SCREEN_A)
    room.do(c.Agree("projector", rules=r.RULES_HASH))
    room.tick(r.LEAD)
    return room


def say(room: r.Room, screened: c.Screened, frame_id: str = "said", device: str = A1) -> object:
    """A seat says what screening does not let through."""
    return room.do(c.Say(device, id=frame_id, text="the words", screened=screened))


def ask(room: r.Room, of: str = "said", device: str = A1, *, kept: bool = True) -> object:
    """A seat asks about it."""
    return room.do(c.Appeal(device, id=f"about {of} {len(room.events)}", of=of, words_kept=kept))


def asked(screened: c.Screened = r.REFUSE_NAME) -> tuple[r.Room, int]:
    """A class in which a seat has asked about refused words, and the number of its asking."""
    room = a_class()
    say(room, screened)
    assert isinstance(ask(room), tuple)
    return room, room.state.last_seq


def answer(room: r.Room, seq: int, device: str = F1, *, why: str = "") -> object:
    """An adult answers: fine, or why not."""
    return room.do(c.AnswerAppeal(device, appeal=seq, fine=not why, why=why, text="the words"))


def kinds(events: object) -> list[str]:
    """What happened, by kind."""
    assert isinstance(events, tuple), events
    return [e.kind_of(event) for event in events]


@pytest.mark.proves("Y7", "Y5")
def test_an_adult_lets_words_through_under_the_seats_own_name() -> None:
    for device in (F1, T):
        room, seq = asked()
        assert kinds(answer(room, seq, device)) == ["appeal.answered", "said"]
        said = room.events[-1]
        assert isinstance(said, e.Said) and (said.who, said.text, said.id) == (r.SEAT_A1, "the words", "said")
        assert not room.state.appeals
        # The frame is said now: sent again, it changes nothing.
        assert not isinstance(say(room, r.REFUSE_NAME), tuple | Refused)


@pytest.mark.proves("Y7")
def test_a_refused_question_let_through_joins_the_queue() -> None:
    room = a_class()
    room.do(c.Ask(A1, id="said", text="the words", screened=r.REFUSE_NAME))
    ask(room)
    command = c.AnswerAppeal(F1, appeal=room.state.last_seq, fine=True, text="the words", question=True)
    assert kinds(room.do(command)) == ["appeal.answered", "asked"]
    assert list(room.state.questions) == [room.state.last_seq]


@pytest.mark.proves("M1", "Y7", "Y8")
def test_no_number_address_account_or_password_is_ever_let_through() -> None:
    """An adult can only say that it was fine; the young person is told so."""
    for label in sorted(NEVER_BY_APPEAL):
        found = (e.Finding(label, "Y7", "No.", f"{label}/1"), *r.REFUSE_NAME.findings)
        room, seq = asked(c.Screened("refuse", found, "Y7", "No."))
        assert kinds(answer(room, seq)) == ["appeal.answered"], label
        assert not any(isinstance(event, e.Said) for event in room.events)
    assert {"phone", "email_address", "postal_address", "credential"} <= NEVER_BY_APPEAL


@pytest.mark.proves("Y10")
def test_why_not_is_one_of_a_few_kind_reasons_and_never_an_adults_own_words() -> None:
    for why in NOT_SHOWN:
        room, seq = asked()
        assert kinds(answer(room, seq, why=why)) == ["appeal.answered"]
    room, seq = asked()
    refused(answer(room, seq, why="meet me behind the shop"))
    assert list(room.state.appeals) == [seq]


@pytest.mark.proves("S5", "S6")
def test_only_those_who_look_after_the_seat_answer() -> None:
    """No pupil, no speaker, no other school's teacher, and nobody from the screen before the class."""
    room, seq = asked()
    for device in (A1, A2, B1, SPEAKS, TB, "projector", "nobody/1"):
        refused(answer(room, seq, device))
    assert list(room.state.appeals) == [seq]


def test_two_facilitators_at_once_answer_once() -> None:
    room, seq = asked()
    assert kinds(answer(room, seq, F1)) == ["appeal.answered", "said"]
    assert "dealt with by somebody else" in refused(answer(room, seq, F2, why="personal")).next_step


@pytest.mark.proves("S5")
def test_no_adult_appeals_for_themself() -> None:
    room = a_class()
    for device in (F1, T, SPEAKS, "projector"):
        say(room, r.REFUSE_NAME, f"by {device}", device)
        assert refused(ask(room, f"by {device}", device)).clause == "S5"


@pytest.mark.proves("Y9")
def test_what_was_told_in_confidence_is_never_appealed() -> None:
    room = a_class()
    say(room, r.ROUTE)
    no = refused(ask(room))
    assert no.clause == "Y9" and "0800 1111" in no.next_step


@pytest.mark.proves("Y5")
def test_what_is_held_is_marked_and_decided_as_before() -> None:
    room = a_class()
    say(room, r.HOLD)
    held = room.state.last_seq
    assert kinds(ask(room)) == ["appealed"]
    assert not room.state.appeals, "an adult has it before them already"
    refused(ask(room))
    assert kinds(room.do(c.ReleaseMessage(F1, message=held, reason="a joke"))) == ["released"]
    assert room.state.messages[held].status is MessageStatus.SHOWN
    say(room, r.HOLD, "other")
    room.do(c.WithholdMessage(F1, message=room.state.last_seq, reason="unkind"))
    refused(ask(room, "other"))


def test_nothing_is_asked_that_was_not_refused_to_this_very_seat() -> None:
    room = a_class()
    say(room, r.REFUSE_NAME, "mine", A2)
    room.say(A1, frame_id="shown")
    for of in ("mine", "shown", "never sent"):
        refused(ask(room, of))


def test_only_the_last_few_refused_messages_can_be_asked_about() -> None:
    room = a_class()
    for number in range(REFUSED_KEPT + 1):
        say(room, r.REFUSE_NAME, str(number))
    refused(ask(room, "0"))
    assert kinds(ask(room, "1")) == ["appealed"]


@pytest.mark.proves("Y4")
def test_whoever_appeals_everything_is_stopped_kindly() -> None:
    """Once for each message, one at a time, and no more after three that were not fine; fine ones do not count."""
    room, seq = asked()
    refused(ask(room))
    say(room, r.REFUSE_NAME, "second")
    assert "still looking" in refused(ask(room, "second")).sentence
    answer(room, seq)
    for number in range(room.state.plan.rules.appeals_turned_down_limit):
        room.tick(20.0)
        say(room, r.REFUSE_NAME, f"again {number}")
        assert kinds(ask(room, f"again {number}")) == ["appealed"]
        answer(room, room.state.last_seq, why="personal")
    room.tick(20.0)
    say(room, r.REFUSE_NAME, "once more")
    assert refused(ask(room, "once more")).clause == "Y4"
    say(room, r.REFUSE_NAME, "another's", A2)
    assert kinds(ask(room, "another's", A2)) == ["appealed"]


@pytest.mark.proves("M9", "S7")
def test_a_paused_room_takes_no_appeal_and_shows_nothing() -> None:
    room, seq = asked()
    say(room, r.REFUSE_NAME, "later", A2)
    room.do(c.Leave(T, why="vanished"))
    room.do(c.Leave("projector", why="vanished"))
    assert room.state.paused is not None
    refused(ask(room, "later", A2))
    refused(answer(room, seq))
    room.join(r.TEACHER_A)
    assert kinds(answer(room, seq)) == ["appeal.answered", "said"]


@pytest.mark.proves("Y10")
def test_a_seat_that_is_silent_or_gone_has_nothing_shown() -> None:
    room, seq = asked()
    room.do(c.MuteSeat(F1, seat=r.SEAT_A1, muted=True))
    refused(answer(room, seq))
    room.do(c.MuteSeat(F1, seat=r.SEAT_A1, muted=False))
    over = room.do(c.ReturnSeat(F1, seat=r.SEAT_A1, reason="a word"))
    assert e.AppealOver(room.now, seq, "gone") in over  # type: ignore[operator]
    for leave in (c.Remove(F1, who=r.SEAT_A1, reason="unkind"), c.Leave(A1, why="left")):
        room, seq = asked()
        room.do(leave)
        room.tick()
        refused(answer(room, seq))
        assert not room.state.appeals


@pytest.mark.proves("Y8")
def test_a_withdrawn_seats_card_leaves_the_screens_of_those_who_have_it() -> None:
    """Its school is known no more, and its teacher is told all the same."""
    room, seq = asked()
    plan = room.state.plan
    before = room.state
    room.do(c.ChangePlan(plan=replace(plan, version=2, seats=plan.seats[1:])))
    over = next(event for event in room.events if isinstance(event, e.AppealOver))
    to = {name for shown in shown_for(before, room.state, over, seq + 1) for name in shown.to}
    assert carers_of(before, r.SEAT_A1) in to


@pytest.mark.proves("M1")
def test_nobody_waits_for_ever() -> None:
    room, seq = asked()
    limit = room.state.plan.rules.appeal_limit_seconds
    room.tick(limit - 1.0)
    assert list(room.state.appeals) == [seq]
    room.tick(2.0)
    assert room.events[-1] == e.AppealOver(room.now, seq, "late")


def test_the_end_and_a_restart_end_it_and_say_so() -> None:
    room, seq = asked()
    room.do(c.End(F1))
    assert e.AppealOver(room.now, seq, "ended") in room.events
    refused(ask(room))
    room, seq = asked()
    say(room, r.REFUSE_NAME, "before", A2)
    room.restart()
    assert e.AppealOver(room.now, seq, "restarted") in room.events
    for who in (r.FACILITATOR, r.TEACHER_A, r.TEACHER_B, r.SEAT_A2):
        room.join(who)
    assert "forgotten" in refused(ask(room, "before", A2, kept=False)).sentence


def test_words_that_the_process_lost_are_not_shown_as_nothing() -> None:
    room, seq = asked()
    refused(room.do(c.AnswerAppeal(F1, appeal=seq, fine=True, text="")))
    assert list(room.state.appeals) == [seq]


def test_the_same_asking_sent_twice_is_asked_once() -> None:
    room, seq = asked()
    first = room.events[-1]
    assert isinstance(first, e.Appealed)
    again = room.do(c.Appeal(A1, id=first.id, of="said", words_kept=True))
    assert not isinstance(again, tuple | Refused) and room.state.last_seq == seq
