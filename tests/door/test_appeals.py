"""Refused words on their way to the adults who judge them: who is sent them, what is covered, and that no record holds them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chaperone.door import frames as f
from chaperone.room import events as e
from tests.door.screens import Frame, Screen, Stage
from tests.room import rooms as r

People = dict[str, tuple[str, Screen]]
Opened = tuple[Stage, People]
NAME = "my mate is called Jake Thompson"
NUMBER = "its 07700 900123 ok 17"
IN_CHARGE = (r.FACILITATOR, r.TEACHER_A)


def open_stage() -> Opened:
    """Two schools with the door open, a speaker and the projector of school A among them."""
    stage = Stage(r.a_plan(3, 2, (r.SEAT_A1, r.SEAT_A2, r.SEAT_B1, r.SCREEN_A)))
    here = (r.FACILITATOR, r.SPEAKER, r.TEACHER_A, r.TEACHER_B, r.SEAT_A1, r.SEAT_A2, r.SEAT_B1)
    people = {who: stage.come(who) for who in here}
    people["projector"] = stage.come(r.TEACHER_A, r.SCREEN_A)
    stage.tick(r.LEAD)
    stage.settle()
    return stage, people


@pytest.fixture
def opened() -> Iterator[Opened]:
    """That class."""
    stage, people = open_stage()
    yield stage, people
    stage.close()


def of_kind(screen: Screen, kind: str) -> list[Frame]:
    """The frames of one kind that a screen was sent."""
    return [frame for frame in screen.frames if frame["is"] == kind]


def send(opened: Opened, who: str, frame: f.AnyFrame) -> None:
    """Somebody sends a frame, and the ledger writes what follows."""
    opened[0].send(opened[1][who][0], frame)
    opened[0].settle()


def asks_about(opened: Opened, text: str) -> int:
    """A pupil says something that is refused, and asks; returns the number of the asking."""
    stage, people = opened
    send(opened, r.SEAT_A1, f.Say("said", text))
    (refused,) = people[r.SEAT_A1][1].answers("said")
    assert refused["is"] == "refused" and refused["may_appeal"] is True
    send(opened, r.SEAT_A1, f.Appeal("about", "said"))
    assert people[r.SEAT_A1][1].answers("about")[0]["is"] == "done"
    return stage.state.last_seq


def on_record(stage: Stage) -> str:
    """All that the room's stream holds."""
    return b"\n".join(e.encode(event) for event in stage.book.entries).decode()


@pytest.mark.proves("Y7", "S6")
def test_the_words_go_to_those_in_charge_and_then_to_the_room(opened: Opened) -> None:
    """Nothing of them is on record until an adult lets them through; then everybody sees them, on record first."""
    stage, people = opened
    seq = asks_about(opened, NAME)
    for who, (_, screen) in people.items():
        seen = [x["words"] for x in of_kind(screen, "appeal_words")]
        assert seen == ([NAME] if who in IN_CHARGE else []), who
        assert bool(of_kind(screen, "appeal")) == (who in IN_CHARGE), who
    start, end = of_kind(people[r.TEACHER_A][1], "appeal_words")[0]["marks"][0]
    assert NAME[start:end] == "Jake Thompson"
    assert "Thompson" not in on_record(stage)
    send(opened, r.TEACHER_A, f.AnswerAppeal("fine", seq, True))
    for _, screen in people.values():
        assert [x["text"] for x in of_kind(screen, "said")] == [NAME]
    (told,) = of_kind(people[r.SEAT_A1][1], "appeal_answered")
    assert told["of"] == "said" and "everybody sees it" in told["sentence"]
    assert not of_kind(people[r.SEAT_A2][1], "appeal_answered")
    assert stage.live.memory.refused(r.SEAT_A1, "said") is None


@pytest.mark.proves("M1")
def test_a_number_is_covered_and_never_shown_whatever_the_adult_says(opened: Opened) -> None:
    stage, people = opened
    seq = asks_about(opened, NUMBER)
    (shown,) = of_kind(people[r.FACILITATOR][1], "appeal_words")
    assert shown["words"] == "its ••••• •••••• ok ••", "and every other digit with it"
    assert of_kind(people[r.FACILITATOR][1], "appeal")[0]["may_be_shown"] is False
    send(opened, r.FACILITATOR, f.AnswerAppeal("fine", seq, True))
    (told,) = of_kind(people[r.SEAT_A1][1], "appeal_answered")
    assert "nothing wrong" in told["sentence"] and "never show" in told["next_step"]
    for who, (_, screen) in people.items():
        assert "900123" not in str(screen.frames), who
        assert not of_kind(screen, "said")
    assert "900123" not in on_record(stage)


@pytest.mark.proves("Y10", "S6")
def test_why_not_is_told_kindly_to_the_sender_alone_and_the_words_are_gone(opened: Opened) -> None:
    stage, people = opened
    seq = asks_about(opened, NAME)
    send(opened, r.FACILITATOR, f.AnswerAppeal("no", seq, False, "personal"))
    (told,) = of_kind(people[r.SEAT_A1][1], "appeal_answered")
    assert "something personal" in told["sentence"] and told["next_step"]
    send(opened, r.TEACHER_A, f.AnswerAppeal("yes after all", seq, True))
    assert people[r.TEACHER_A][1].answers("yes after all")[0]["is"] == "refused"
    assert "Thompson" not in on_record(stage)
    assert stage.live.memory.refused(r.SEAT_A1, "said") is None


@pytest.mark.proves("S6")
def test_an_adult_who_comes_in_sees_what_waits_and_nobody_else_does(opened: Opened) -> None:
    stage, people = opened
    asks_about(opened, NAME)
    for who, sees in ((r.SECOND, True), (r.SPEAKER, False), (r.TEACHER_B, False), (r.SEAT_A2, False)):
        if who in people:
            stage.lose(people[who][0])
            stage.settle()
        _, screen = stage.come(who)
        assert bool(of_kind(screen, "appeal_words")) == sees, who
        assert bool(of_kind(screen, "appeal")) == sees, who
    stage.lose(people["projector"][0])
    stage.settle()
    assert not of_kind(stage.come(r.TEACHER_A, r.SCREEN_A)[1], "appeal_words")


def test_after_a_restart_the_appeal_is_over_and_everybody_can_go_on(opened: Opened) -> None:
    stage, people = opened
    seq = asks_about(opened, NAME)
    seen = people[r.SEAT_A1][1].last_seen()
    stage.take_up()
    for who in (r.FACILITATOR, r.TEACHER_A, r.TEACHER_B):
        people[who] = stage.come(who)
    people[r.SEAT_A1] = stage.come(r.SEAT_A1, after=seen)
    stage.tick(1.0)
    stage.settle()
    (told,) = of_kind(people[r.SEAT_A1][1], "appeal_answered")
    assert "start again" in told["sentence"]
    assert not of_kind(people[r.FACILITATOR][1], "appeal_words")
    send(opened, r.FACILITATOR, f.AnswerAppeal("late", seq, True))
    assert people[r.FACILITATOR][1].answers("late")[0]["is"] == "refused"


def test_an_adults_refused_words_are_not_offered_to_another(opened: Opened) -> None:
    send(opened, r.TEACHER_A, f.Say("said", NUMBER))
    (refused,) = opened[1][r.TEACHER_A][1].answers("said")
    assert refused["is"] == "refused" and refused["may_appeal"] is False


def test_the_end_forgets_the_words(opened: Opened) -> None:
    stage, people = opened
    asks_about(opened, NAME)
    send(opened, r.SEAT_A2, f.Say("not asked", NUMBER))
    send(opened, r.FACILITATOR, f.End("end"))
    assert stage.live.memory.refused(r.SEAT_A2, "not asked") is None
    assert "ended before" in of_kind(people[r.SEAT_A1][1], "appeal_answered")[0]["sentence"]
    assert stage.live.memory.refused(r.SEAT_A1, "said") is None


@pytest.mark.proves("M12")
def test_what_could_not_be_recorded_was_not_asked(opened: Opened) -> None:
    """The record fails: no adult is sent the words, the pupil is told, and may ask again."""
    stage, people = opened
    send(opened, r.SEAT_A1, f.Say("said", NAME))
    stage.send(people[r.SEAT_A1][0], f.Appeal("about", "said"))
    stage.fail()
    assert people[r.SEAT_A1][1].answers("about")[0]["clause"] == "M12"
    assert not of_kind(people[r.FACILITATOR][1], "appeal_words")
    stage.tick(2.1)
    stage.settle()
    send(opened, r.SEAT_A1, f.Appeal("again", "said"))
    assert of_kind(people[r.FACILITATOR][1], "appeal_words")
