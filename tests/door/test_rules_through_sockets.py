"""The rules of the room as somebody outside meets them: through real sockets, with the records on PostgreSQL.

The rules know no database; that both keep what is said through every kill is shown in ``test_kills.py``.
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest

from chaperone.policy.documents import document_named
from chaperone.policy.pack import pack_named
from tests.support.guest import Guest, adult, pupil
from tests.support.server import Server, Visitor

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.slow,
    pytest.mark.parametrize("server", ["postgresql"], indirect=True, scope="session"),
]


@pytest.mark.proves("M8", "M9", "S7", "Y3")
def test_pupils_come_in_after_their_teacher_and_the_lead_and_never_without_a_second_adult(
    server: Server,
) -> None:
    staged = server.stage(seats=2)
    child, _ = pupil(server, staged, 0)
    child.gather(1.5)
    assert not any(frame.get("place") == "inside" for frame in child.frames), "nobody but the pupil is here"
    teacher = adult(server, staged, "teacher_a")
    child.gather(2.0)
    assert not any(frame.get("place") == "inside" for frame in child.frames), "one adult is not two"
    began = time.monotonic()
    facilitator = adult(server, staged, "facilitator")
    child.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
    assert time.monotonic() - began < 5
    assert child.ask("say", text="hello everybody")["is"] == "done"
    for guest in (teacher, facilitator, child):
        guest.wait(lambda f: f["is"] == "said" and f["text"] == "hello everybody")
    facilitator.vanish()
    child.state_where(lambda s: s["paused"] is not None)
    refused = child.ask("say", text="is anybody there")
    assert (refused["is"], refused["clause"]) == ("refused", "S7")
    again = adult(server, staged, "second")
    child.state_where(lambda s: s["paused"] is None)
    assert child.ask("say", text="good")["is"] == "done"
    again.leave()
    teacher.leave()


@pytest.mark.proves("M9")
def test_two_windows_of_one_teacher_are_one_adult(server: Server) -> None:
    staged = server.stage(seats=1)
    child, _ = pupil(server, staged)
    first, second = adult(server, staged, "teacher_a"), adult(server, staged, "teacher_a")
    child.gather(2.5)
    assert not any(frame.get("place") == "inside" for frame in child.frames)
    first.leave()
    second.leave()


@pytest.mark.proves("M9")
def test_a_teacher_of_another_school_is_not_their_teacher(server: Server) -> None:
    staged = server.stage(schools=2, seats=1)
    of_b = next(i for i, seat in enumerate(staged["seats"]) if seat["school"] == staged["schools"]["b"])
    child, _ = pupil(server, staged, of_b)
    adult(server, staged, "teacher_a")
    adult(server, staged, "facilitator")
    child.gather(2.5)
    assert not any(frame.get("place") == "inside" for frame in child.frames)
    adult(server, staged, "teacher_b")
    child.wait(lambda f: f["is"] == "place" and f["place"] == "inside")


@pytest.mark.proves("S7", "M9")
def test_a_sleeping_laptop_is_noticed(server: Server) -> None:
    """A socket that stays open but answers no ping is not presence: noticed in 5 seconds, paused within 2 more."""
    staged = server.stage(seats=1)
    child, _ = pupil(server, staged)
    adult(server, staged, "facilitator")
    teacher = adult(server, staged, "teacher_a")
    child.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
    teacher.fall_asleep()
    began = time.monotonic()
    child.state_where(lambda s: s["paused"] is not None, 8.0)
    assert time.monotonic() - began < 7.0


@pytest.mark.proves("M9", "M12")
def test_a_late_pupil_is_not_shown_what_was_said_before(server: Server) -> None:
    staged = server.stage(seats=2)
    first, _ = pupil(server, staged, 0)
    adult(server, staged, "teacher_a")
    facilitator = adult(server, staged, "facilitator")
    first.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
    first.ask("say", text="said before you came")
    late, _ = pupil(server, staged, 1)
    late.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
    facilitator.ask("say", text="welcome")
    late.wait(lambda f: f["is"] == "said" and f["text"] == "welcome")
    assert late.texts() == ["welcome"]


@pytest.mark.proves("Y7", "M1")
def test_a_number_is_refused_kindly_and_shown_to_nobody(server: Server) -> None:
    staged = server.stage(seats=2)
    first, _ = pupil(server, staged, 0)
    second, _ = pupil(server, staged, 1)
    adult(server, staged, "teacher_a")
    adult(server, staged, "facilitator")
    for child in (first, second):
        child.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
    refused = first.ask("say", text="ring me on 07700 900123")
    assert refused["is"] == "refused" and refused["clause"] in {"Y7", "M1"}
    assert "900123" not in str(refused)
    second.gather(0.5)
    assert second.texts() == []
    assert "900123" not in server.log()


@pytest.mark.proves("S6")
def test_a_pupil_never_sees_the_adults_channel_nor_can_write_in_it(server: Server) -> None:
    staged = server.stage(seats=1)
    child, _ = pupil(server, staged)
    teacher, facilitator = adult(server, staged, "teacher_a"), adult(server, staged, "facilitator")
    child.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
    assert teacher.ask("adults", text="keep an eye on the time")["is"] == "done"
    facilitator.wait(lambda f: f["is"] == "adults")
    refused = child.ask("adults", text="psst")
    assert (refused["is"], refused["clause"]) == ("refused", "S6")
    child.gather(0.3)
    assert not any(frame["is"] == "adults" for frame in child.frames)


@pytest.mark.proves("S7", "M9")
def test_the_teachers_own_screen_is_teacher_and_class_and_sees_only_what_pupils_may(server: Server) -> None:
    staged = server.stage(seats=1, teacher_screen=True)
    screen = adult(server, staged, "teacher_a", screen=True)
    assert screen.frames[0]["you"]["role"] == "teacher_screen"
    facilitator = adult(server, staged, "facilitator")
    assert (
        screen.ask("agree", rules=document_named("pupil-rules", pack_named("online-safeguarding")).hash)["is"]
        == "done"
    )
    screen.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
    second = adult(server, staged, "second")
    assert second.ask("adults", text="not for the class")["is"] == "done"
    facilitator.wait(lambda f: f["is"] == "adults")
    screen.gather(0.5)
    assert not any(frame["is"] in {"adults", "held", "seats"} for frame in screen.frames)
    assert "adults_only" not in screen.frames[0]


@pytest.mark.proves("M8")
def test_a_waiver_needs_two_names_and_a_reason(server: Server) -> None:
    staged = server.stage(seats=1, pack="slow")
    child, _ = pupil(server, staged)
    teacher, facilitator = adult(server, staged, "teacher_a"), adult(server, staged, "facilitator")
    school = staged["schools"]["a"]
    assert teacher.ask("waive", school=school, reason="")["is"] == "refused"
    assert teacher.ask("waive", school=school, reason="The class is here and settled")["is"] == "done"
    assert teacher.ask("confirm_waiver", school=school)["clause"] == "M8"
    assert child.ask("confirm_waiver", school=school)["is"] == "refused"
    assert facilitator.ask("confirm_waiver", school=school)["is"] == "done"
    child.wait(lambda f: f["is"] == "place" and f["place"] == "inside")


@pytest.mark.proves("Y8")
def test_a_code_works_once(server: Server) -> None:
    staged = server.stage(seats=1)
    pupil(server, staged)
    thief = Visitor(server)
    thief.get("/join")
    status, _, text = thief.post("/join", {"code": staged["seats"][0]["code"]})
    assert status == 422 and "has been used" in text


@pytest.mark.proves("M9")
def test_a_ticket_opens_one_room_once(server: Server) -> None:
    staged, other = server.stage(seats=1), server.stage(seats=1)
    visitor = Visitor(server)
    visitor.sign_in(staged["people"]["facilitator"]["link"])
    ticket = visitor.ticket(staged["ref"])
    elsewhere = Guest(server, other["ref"], ticket)
    assert elsewhere.wait("bye")["why"] == "ticket"
    Guest(server, staged["ref"], ticket).wait("welcome")
    assert Guest(server, staged["ref"], ticket).wait("bye")["why"] == "ticket"


@pytest.mark.proves("M12")
def test_coming_back_gives_every_word_once_and_in_order(server: Server) -> None:
    staged = server.stage(seats=1)
    child, visitor = pupil(server, staged)
    adult(server, staged, "teacher_a")
    facilitator = adult(server, staged, "facilitator")
    child.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
    for number in range(5):
        facilitator.ask("say", text=f"line {'abcdefghij'[number]}")
    child.wait(lambda f: f["is"] == "said" and f["text"] == "line e")
    last = max(frame["seq"] for frame in child.frames if "seq" in frame)
    child.vanish()
    for number in range(5, 10):
        facilitator.ask("say", text=f"line {'abcdefghij'[number]}")
    back = Guest(server, staged["ref"], visitor.ticket(staged["ref"]), after=last)
    back.wait(lambda f: f["is"] == "said" and f["text"] == "line j")
    assert back.texts() == [f"line {letter}" for letter in "fghij"]


@pytest.mark.proves("M12")
def test_the_same_frame_sent_twice_is_said_once(server: Server) -> None:
    staged = server.stage(seats=1)
    teacher, facilitator = adult(server, staged, "teacher_a"), adult(server, staged, "facilitator")
    first = facilitator.ask("say", id="same", text="once only")
    second = facilitator.ask("say", id="same", text="once only")
    assert first == second
    teacher.gather(0.5)
    assert teacher.texts() == ["once only"]


@pytest.mark.proves("Y10")
def test_removed_is_out_at_once_and_stays_out(server: Server) -> None:
    staged = server.stage(seats=1)
    child, visitor = pupil(server, staged)
    teacher, _ = adult(server, staged, "teacher_a"), adult(server, staged, "facilitator")
    child.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
    seat = staged["seats"][0]["ref"]
    assert teacher.ask("remove", who=seat, reason="")["is"] == "refused"
    assert teacher.ask("remove", who=seat, reason="unkind again and again")["is"] == "done"
    assert child.wait("bye")["why"] == "removed"
    again = Guest(server, staged["ref"], visitor.ticket(staged["ref"]))
    assert again.wait("bye")["why"] == "removed"


@pytest.mark.proves("M12", "M10")
def test_the_end_is_the_end_for_everybody(server: Server) -> None:
    staged = server.stage(seats=1)
    child, visitor = pupil(server, staged)
    teacher, facilitator = adult(server, staged, "teacher_a"), adult(server, staged, "facilitator")
    child.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
    assert teacher.ask("end")["is"] == "refused"
    facilitator.send({"do": "end", "id": "the-end"})
    assert child.wait("bye")["why"] == "ended"
    time.sleep(1.0)
    status, _, _ = visitor.post(f"/room/{staged['ref']}/ticket", {})
    if status == 200:
        assert Guest(server, staged["ref"], visitor.ticket(staged["ref"])).wait("bye")["why"] == "ended"


@pytest.mark.proves("M9", "S7")
def test_signing_out_closes_the_room_in_every_tab_of_that_browser_and_in_no_other(server: Server) -> None:
    staged = server.stage(seats=1, pack="calm")
    here, elsewhere = Visitor(server), Visitor(server)
    for browser in (here, elsewhere):
        browser.sign_in(staged["people"]["second"]["link"])
    tabs = [Guest(server, staged["ref"], here.ticket(staged["ref"])) for _ in range(2)]
    other = Guest(server, staged["ref"], elsewhere.ticket(staged["ref"]))
    for guest in (*tabs, other):
        guest.wait("welcome")
    kept = here.ticket(staged["ref"])
    assert here.post("/sign-out", {})[0] in {302, 303}
    for tab in tabs:
        bye = tab.wait("bye")
        assert (bye["why"], bye["again"]) == ("signed_out", False)
    late = Guest(server, staged["ref"], kept).wait("bye")
    assert late["why"] == "ticket"
    assert other.ask("adults", text="still here")["is"] == "done"
    assert not any(frame["is"] == "bye" for frame in other.frames)
    other.leave()


@pytest.mark.proves("P2", "S7")
def test_somebody_who_has_left_is_out_of_a_running_room_within_a_second(server: Server) -> None:
    """The lead says so on the page; the socket closes, the link is dead, and the room notices that an adult is missing."""
    staged = server.stage(seats=1, pack="calm")
    leaver, link = adult(server, staged, "second"), staged["people"]["second"]["link"]
    other = adult(server, staged, "facilitator")
    office = Visitor(server)
    office.sign_in(staged["people"]["lead"]["link"])
    at = f"/people/{staged['people']['second']['id']}/leave"
    assert office.get(at)[0] == 200
    assert office.post(at, {})[0] in {302, 303}
    assert leaver.wait("bye")["again"] is False
    assert Visitor(server).get(urlsplit(link).path)[0] == 410
    assert other.ask("adults", text="still here")["is"] == "done"
    other.leave()
