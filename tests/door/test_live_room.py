"""What a live room shows, to whom and when, told as short stories: acknowledgements, failures, coming back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from chaperone.door import frames as f
from chaperone.policy.refusal import Refused
from chaperone.room import events as e
from chaperone.room.state import Place
from tests.door.screens import Screen, Stage, open_stage
from tests.room import rooms as r

Opened = tuple[Stage, dict[str, tuple[str, Screen]]]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """A room with the door open."""
    stage, people = open_stage()
    yield stage, people
    stage.close()


def texts(screen: Screen) -> list[str]:
    """The words of the room this screen was shown."""
    return [x["text"] for x in screen.frames if x["is"] in {"said", "released", "taken"}]


@pytest.mark.proves("M12")
def test_no_word_is_shown_or_acknowledged_before_it_is_written(opened: Opened) -> None:
    stage, people = opened
    ref, child = people[r.SEAT_A1]
    stage.send(ref, f.Say("one", "hello"))
    assert texts(child) == [] and child.answers("one") == []
    stage.run(stage.book.keep_one)
    assert texts(child) == [], "written, but the room has not heard so yet"
    stage.settle()
    assert [texts(screen) for _, screen in people.values()] == [["hello"]] * 4
    said = next(x for x in child.frames if x["is"] == "said")
    assert child.frames.index(child.answers("one")[0]) < child.frames.index(said)
    assert child.answers("one") == [{"is": "done", "id": "one", "seq": said["seq"]}]


@pytest.mark.proves("M12")
def test_the_same_frame_again_in_flight_is_acknowledged_once_it_is_durable(opened: Opened) -> None:
    stage, people = opened
    ref, child = people[r.SEAT_A1]
    stage.send(ref, f.Say("one", "hello"))
    stage.send(ref, f.Say("one", "hello"))
    assert child.answers("one") == []
    stage.settle()
    first, second = child.answers("one")
    assert first == second and texts(child) == ["hello"]


@pytest.mark.proves("M12")
def test_words_that_could_not_be_written_are_never_acknowledged_by_the_next_ones_number(
    opened: Opened,
) -> None:
    stage, people = opened
    ref, child = people[r.SEAT_A1]
    stage.send(ref, f.Say("one", "hello"))
    stage.send(ref, f.Say("one", "hello"))
    stage.send(ref, f.Hand("up", True))
    stage.send(ref, f.Hand("up again", True))
    stage.fail(2)
    for frame_id in ("one", "up", "up again"):
        assert {x["is"] for x in child.answers(frame_id)} == {"refused"}, frame_id
    stage.send(ref, f.Say("two", "still here"))
    stage.settle()
    assert {x["is"] for x in child.answers("one")} == {"refused"} and texts(child) == ["still here"]


@pytest.mark.proves("M12")
def test_when_the_record_fails_everybody_is_told_and_it_goes_on_by_itself(opened: Opened) -> None:
    stage, people = opened
    ref, child = people[r.SEAT_A1]
    stage.send(ref, f.Say("one", "hello"))
    stage.fail()
    assert child.answers("one")[0]["clause"] == "M12"
    for _, screen in people.values():
        assert [x["is"] for x in screen.frames].count("notice") == 1
        assert screen.frames[-1]["is"] in {"state", "refused"}
        assert [x for x in screen.frames if x["is"] == "state"][-1]["paused"]["clause"] == "M12"
    for _ in range(3):
        stage.tick(1.0)
        stage.fail()
    stage.tick(2.1)
    stage.settle()
    for _, screen in people.values():
        assert [x["is"] for x in screen.frames].count("notice") == 1, "said once, not at every try"
        assert [x for x in screen.frames if x["is"] == "state"][-1]["paused"] is None
    stage.send(ref, f.Say("two", "hello again"))
    stage.settle()
    assert texts(child) == ["hello again"]


@pytest.mark.proves("M9", "S7")
def test_no_word_slips_by_a_teacher_who_vanished_while_the_record_failed(opened: Opened) -> None:
    stage, people = opened
    teacher, _ = people[r.TEACHER_A]
    ref, child = people[r.SEAT_A1]
    stage.send(ref, f.Say("one", "hello"))
    stage.fail()
    stage.tick(r.PRESENCE + 1, silent=(teacher,))
    stage.fail(9)
    stage.send(ref, f.Say("two", "is anybody there"))
    stage.settle()
    assert child.answers("two")[0]["clause"] == "M9" and texts(child) == []
    assert stage.state.paused is not None


@pytest.mark.proves("M9")
def test_no_word_slips_by_when_somebody_coming_in_is_what_the_record_first_takes(opened: Opened) -> None:
    stage, people = opened
    teacher, _ = people[r.TEACHER_A]
    ref, child = people[r.SEAT_A1]
    stage.send(ref, f.Say("one", "hello"))
    stage.fail()
    stage.clock.time += r.PRESENCE + 1
    for device in list(stage.live.hub.devices):
        if device != teacher:
            stage.live.heard(device)
    stage.join(r.SECOND)
    stage.run(stage.book.keep_one)
    stage.answer(1)
    stage.send(ref, f.Say("two", "is anybody there"))
    stage.settle()
    assert child.answers("two")[0]["clause"] == "M9" and texts(child) == []


@pytest.mark.proves("M8")
def test_a_changed_plan_that_could_not_be_written_is_brought_again(opened: Opened) -> None:
    stage, _ = opened
    changed = replace(stage.state.plan, version=7)
    changed = replace(changed, seats=changed.seats[:1])
    stage.run(lambda: stage.live.change_plan(changed))
    assert stage.live.plan_seen == 7
    stage.fail()
    assert stage.live.plan_seen == 1, "the watch over plans will see that the room still has the old one"
    stage.run(lambda: stage.live.change_plan(changed))
    stage.settle()
    assert list(stage.state.seats) == [r.SEAT_A1]


def test_a_coming_that_could_not_be_written_is_told_to_come_again(opened: Opened) -> None:
    stage, _ = opened
    joined = stage.join(r.SECOND)
    assert not isinstance(joined, Refused)
    stage.fail()
    assert joined[1].frames[-1]["is"] == "bye" and joined[1].frames[-1]["again"] is True
    assert r.SECOND not in stage.state.present


def test_a_frame_before_the_welcome_gets_an_answer(opened: Opened) -> None:
    stage, _ = opened
    joined = stage.join(r.SECOND)
    assert not isinstance(joined, Refused)
    stage.send(joined[0], f.Say("early", "hello"))
    assert joined[1].answers("early")[0]["is"] == "refused"
    stage.send(joined[0], f.Leave())
    stage.settle()
    assert r.SECOND not in stage.state.present and joined[1].gone


@pytest.mark.proves("M12")
def test_coming_back_shows_what_was_missed_and_no_removed_message(opened: Opened) -> None:
    stage, people = opened
    teacher, _ = people[r.TEACHER_A]
    ref, child = people[r.SEAT_A1]
    for text in ("one", "two", "three"):
        stage.send(teacher, f.Say(text, text))
        stage.settle()
    seen = child.last_seen()
    stage.lose(ref)
    stage.settle()
    for text in ("four", "five", "six"):
        stage.send(teacher, f.Say(text, text))
        stage.settle()
    five = next(x["seq"] for x in people[r.SEAT_A2][1].frames if x.get("text") == "five")
    stage.send(teacher, f.RemoveMessage("out", five, "unkind"))
    stage.settle()
    _, back = stage.come(r.SEAT_A1, after=seen)
    assert texts(back) == ["four", "six"]
    assert [x["message"] for x in back.frames if x["is"] == "removed"] == [five]
    _, anew = stage.come(r.SEAT_A1)
    assert texts(anew) == ["one", "two", "three", "four", "six"]


@pytest.mark.proves("M9")
def test_a_seat_sent_back_is_shown_nothing_said_meanwhile_but_loses_what_is_removed(opened: Opened) -> None:
    stage, people = opened
    teacher, _ = people[r.TEACHER_A]
    _, child = people[r.SEAT_A1]
    stage.send(teacher, f.Say("one", "one"))
    stage.settle()
    stage.send(teacher, f.ReturnSeat("back", r.SEAT_A1, "a word first"))
    stage.settle()
    assert stage.state.seats[r.SEAT_A1].place is Place.RETURNED
    stage.send(teacher, f.Say("two", "two"))
    stage.settle()
    first = next(x["seq"] for x in child.frames if x.get("text") == "one")
    stage.send(teacher, f.RemoveMessage("out", first, "unkind"))
    stage.settle()
    assert [x["message"] for x in child.frames if x["is"] == "removed"] == [first]
    stage.send(teacher, f.AdmitSeat("in", r.SEAT_A1))
    stage.send(teacher, f.Say("three", "three"))
    stage.settle()
    assert texts(child) == ["one", "three"]
    _, back = stage.come(r.SEAT_A1, after=first)
    assert texts(back) == ["three"]


@pytest.mark.proves("S6")
def test_the_reason_for_sending_a_seat_back_never_reaches_the_pupil_as_a_private_word(opened: Opened) -> None:
    stage, people = opened
    teacher, _ = people[r.TEACHER_A]
    _, child = people[r.SEAT_A1]
    stage.send(teacher, f.ReturnSeat("back", r.SEAT_A1, "find me behind the shop"))
    stage.settle()
    assert [x["place"] for x in child.frames if x["is"] == "place"][-1] == "returned"
    for _, screen in people.values():
        assert "behind the shop" not in str(screen.frames)


@pytest.mark.proves("S6", "M1")
def test_a_reason_that_holds_a_number_or_an_account_is_refused_and_not_kept(opened: Opened) -> None:
    stage, people = opened
    teacher, screen = people[r.TEACHER_A]
    reason = "asked for 07700 900123"
    asked = (
        f.Release("release", 1, reason),
        f.Withhold("withhold", 1, reason),
        f.RemoveMessage("take off", 1, reason),
        f.ReturnSeat("back", r.SEAT_A1, reason),
        f.Remove("out", r.SEAT_A1, reason),
        f.Waive("early", r.SCHOOL_A, reason),
    )
    for frame in asked:
        stage.send(teacher, frame)
        stage.settle()
        answer = screen.answers(frame.id)[-1]
        assert (answer["is"], answer["clause"]) == ("refused", "S6"), frame
        assert "900123" not in str(answer)
    assert stage.state.seats[r.SEAT_A1].place is Place.INSIDE
    stage.send(teacher, f.ReturnSeat("well", r.SEAT_A1, "gave out a number"))
    stage.settle()
    assert screen.answers("well")[-1]["is"] == "done"


@pytest.mark.proves("M9")
def test_who_is_let_in_by_the_very_command_that_shows_a_message_does_not_see_it(opened: Opened) -> None:
    stage, people = opened
    teacher, _ = people[r.TEACHER_A]
    stage.send(people[r.FACILITATOR][0], f.Say("hm", "hm, is this all right"))
    stage.settle()
    held = stage.state.last_seq
    stage.send(teacher, f.ReturnSeat("back", r.SEAT_A1, "a word first"))
    stage.settle()
    # The seat is called while no teacher is here, so that the door lets it in with the next thing that happens.
    state = stage.live.recorder.decided
    called = replace(
        state,
        seats=state.seats.set(r.SEAT_A1, replace(state.seats[r.SEAT_A1], place=Place.WAITING)),
        knocking=state.knocking.set(r.SEAT_A1, True),
    )
    stage.live.recorder.decided = stage.live.recorder.durable = called
    stage.send(teacher, f.Release("show", held))
    stage.settle()
    assert isinstance(stage.book.entries[-1], e.SeatAdmitted)
    assert texts(people[r.SEAT_A1][1]) == [] and texts(people[r.SEAT_A2][1]) == ["hm, is this all right"]


@pytest.mark.proves("Y8")
def test_a_new_codes_holder_is_not_shown_what_was_for_the_old_one(opened: Opened) -> None:
    stage, people = opened
    stage.send(people[r.SEAT_A1][0], f.Ask("q", "why?"))
    stage.settle()
    plan = stage.state.plan
    seats = tuple(replace(seat, key="new") if seat.ref == r.SEAT_A1 else seat for seat in plan.seats)
    stage.run(lambda: stage.live.change_plan(replace(plan, version=2, seats=seats)))
    stage.settle()
    assert people[r.SEAT_A1][1].frames[-1]["why"] == "replaced"
    _, other = stage.come(r.SEAT_A1)
    assert [x["is"] for x in other.recorded()] == []


def test_the_end_hangs_up_on_everybody_after_the_last_picture(opened: Opened) -> None:
    stage, people = opened
    stage.send(people[r.FACILITATOR][0], f.End("end"))
    stage.settle()
    for _, screen in people.values():
        assert [x["is"] for x in screen.frames][-2:] == ["state", "bye"]
        assert screen.frames[-2]["phase"] == "closed" and screen.frames[-1]["why"] == "ended"
    assert not stage.live.hub.devices
