"""The list of sessions, the page of one, and every change that can be made to it through a page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from chaperone.people.models import Person, Teacher
from chaperone.people.roles import Role
from chaperone.policy.pack import pack_named
from chaperone.sessions.actions import NewSession, SchoolAsked, plan_session
from chaperone.sessions.models import Seat, Session, SessionTeacher
from chaperone.sessions.queries import lists
from tests.pages.test_public import words
from tests.pages.town import IN_THE_ROOM, Clock, Town, browser, first_seat
from tests.sessions.cast import A_DAY, NOW, START, a_teacher, colleague, done, individual, letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(town: Town) -> Client:
    """The facilitator's browser."""
    return browser(town.charity.facilitator)


def session_as_now(town: Town) -> Session:
    return Session.objects.get(pk=town.own.pk)


def test_each_sees_their_own_sessions_and_the_lead_sees_all(town: Town) -> None:
    for person, own, other in (
        (town.charity.facilitator, True, False),
        (town.other_speaker, False, True),
        (town.charity.lead, True, True),
        (town.administrator, True, True),
        (town.trustee, False, False),
    ):
        page = words(browser(person).get("/sessions"))
        assert ("Birds of the coast" in page, "Rocks of the dale" in page) == (own, other)
    assert "No session is planned" in words(browser(town.trustee).get("/sessions"))


def test_the_list_is_searched_by_title_school_and_town(town: Town) -> None:
    lead = browser(town.charity.lead)
    for text, own, other in (
        ("birds", True, False),
        ("DALE", False, True),
        ("anytown", True, True),
        ("birds dale", False, False),
    ):
        page = words(lead.get("/sessions", {"text": text}))
        assert ("Birds of the coast" in page, "Rocks of the dale" in page) == (own, other), text
    assert "No session matches “nothing”" in words(lead.get("/sessions", {"text": "nothing"}))
    assert 'value="&lt;b&gt;"' in lead.get("/sessions", {"text": "<b>"}).content.decode()


def test_the_list_goes_on_from_where_it_stopped_and_shows_each_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "ROWS_ON_A_PAGE", 2)
    plan = [
        done(
            plan_session(
                NewSession(
                    title=f"Number {number}",
                    purpose="To count sessions, and to count them again.",
                    starts_at=START + A_DAY * (number + 1),
                    minutes=30,
                    schools=(SchoolAsked(town.charity.school, (town.charity.teacher,), (individual(1),)),),
                    facilitators=(town.charity.facilitator,),
                    speakers=(town.charity.speaker,),
                ),
                town.charity.facilitator,
                NOW,
            )
        )
        for number in range(3)
    ]
    client, seen, address = browser(town.charity.lead), [], "/sessions"
    while address:
        page = client.get(address).content.decode()
        rows = page.split("<tbody>")[1].split("</tbody>")[0]
        seen += [ref for ref in Session.objects.values_list("ref", flat=True) if f"/sessions/{ref}" in rows]
        _, _, rest = page.partition('href="?when=upcoming&amp;after=')
        address = f"/sessions?when=upcoming&after={rest.split(chr(34))[0]}" if rest else ""
    assert sorted(seen) == sorted([town.own.ref, town.other.ref, *(session.ref for session in plan)])
    for nonsense in ("~", "x~1", "2026-11-26T14:00:00~5", "2026-11-26T14:00:00+00:00~" + "9" * 40):
        assert client.get("/sessions", {"after": nonsense}).status_code == 200


def test_the_past_has_a_list_of_its_own(town: Town) -> None:
    town.sealed()
    client = browser(town.charity.facilitator)
    assert "Boats of the bay" not in words(client.get("/sessions"))
    past = words(client.get("/sessions", {"when": "past"}))
    assert "Boats of the bay" in past
    assert "Closed" in past
    assert "Birds of the coast" not in past


def test_a_ready_session_says_so_and_opens_in_its_hour(client: Client, town: Town, clock: Clock) -> None:
    page = words(client.get(f"/sessions/{town.own.ref}"))
    assert "Everything the policy asks for is in place." in page
    assert "Open the room" not in page
    clock.set(IN_THE_ROOM)
    client = browser(town.charity.facilitator)  # the sign-in of four days ago is over
    assert f'href="/room/{town.own.ref}"' in client.get(f"/sessions/{town.own.ref}").content.decode()


def test_a_speaker_reads_the_session_and_has_no_button_to_change_it(town: Town) -> None:
    page = browser(town.other_speaker).get(f"/sessions/{town.other.ref}").content.decode()
    assert "Readiness" in page
    for change in ("rearrange", "cancel", "staff", "remind", "replace", "seats/add"):
        assert f"/{change}" not in page, change


def test_a_rehearsal_says_so_on_top_of_its_page(town: Town) -> None:
    session = town.charity.session(pack_id="rehearsal", starts_at=START + A_DAY, title="A try")
    label = pack_named("rehearsal").label
    for address in (f"/sessions/{session.ref}", f"/room/{session.ref}"):
        assert label in words(browser(town.charity.facilitator).get(address))
    assert label not in words(browser(town.charity.facilitator).get(f"/sessions/{town.own.ref}"))


def plain(town: Town, **other: Any) -> dict[str, Any]:
    """Return the rearranging form as it opens, some of it otherwise."""
    form = {
        "title": town.own.title,
        "purpose": town.own.purpose,
        "day": "2026-11-26",
        "time": "14:00",
        "minutes": "60",
    }
    return {**form, **other}


@pytest.mark.proves("M8")
def test_another_time_tells_everybody(client: Client, town: Town) -> None:
    at = f"/sessions/{town.own.ref}/rearrange"
    page = client.get(at).content.decode()
    assert 'value="2026-11-26"' in page
    assert 'value="14:00"' in page
    before = len(letters(town.own))
    assert client.post(at, plain(town, day="2026-11-27", time="09:30")).status_code == 302
    assert session_as_now(town).starts_at.isoformat() == "2026-11-27T09:30:00+00:00"
    assert len(letters(town.own)) > before
    assert "That time has passed." in words(client.post(at, plain(town, day="2026-11-01")))
    assert "does not exist" in words(client.post(at, plain(town, day="2027-03-28", time="01:30")))


def test_cancelling_asks_first_and_needs_a_reason(client: Client, town: Town) -> None:
    at = f"/sessions/{town.own.ref}/cancel"
    assert "Cancel this session?" in words(client.get(at))
    assert "Write a reason." in words(client.post(at, {"reason": ""}))
    assert session_as_now(town).status == "planned"
    assert "Cancelled." in words(client.post(at, {"reason": "The speaker is ill."}, follow=True))
    assert session_as_now(town).status == "cancelled"
    assert "This session has been cancelled." in words(client.post(at, {"reason": "Again"}))


def test_seats_are_added_to_the_school_that_was_chosen(client: Client, town: Town) -> None:
    at = f"/sessions/{town.own.ref}/seats/add"
    before = town.own.seats.count()
    assert "Choose a school" in words(
        client.post(at, {"school": str(town.other_school.pk), "kind": "individual", "pupils": "2"})
    )
    done_ = client.post(at, {"school": str(town.charity.school.pk), "kind": "individual", "pupils": "2"})
    assert done_.status_code == 302
    assert town.own.seats.count() == before + 2


@pytest.mark.proves("Y8")
def test_staff_replace_a_code_and_never_see_it(client: Client, town: Town) -> None:
    seat = first_seat(town.own)
    at = f"/sessions/{town.own.ref}/seats/{seat.ref}/code"
    assert client.get(at).status_code == 200
    answer = client.post(at, follow=True)
    assert f"{seat.join_name} has a new code." in words(answer)
    assert Seat.objects.get(pk=seat.pk).code_generation == seat.code_generation + 1
    assert client.get(f"/sessions/{town.own.ref}/seats/{first_seat(town.other).ref}/code").status_code == 404


@pytest.mark.proves("M9")
def test_another_school_joins(client: Client, town: Town) -> None:
    at = f"/sessions/{town.own.ref}/schools/add"
    assert f"{at}?school={town.other_school.pk}" in client.get(at, {"text": "dale"}).content.decode()
    sent = {"teachers": [str(town.other_teacher.pk)], "kind": "classroom", "pupils": "30"}
    assert client.post(f"{at}?school={town.other_school.pk}", sent).status_code == 302
    assert [row.school.name for row in session_as_now(town).schools.all()] == ["Hill School", "Dale School"]
    again = client.post(f"{at}?school={town.other_school.pk}", sent)
    assert "takes part already" in words(again)
    teacher_page = words(browser(town.other_teacher.person).get(f"/teaching/{town.own.ref}"))
    assert "Dale School" in teacher_page
    assert first_seat(town.own).join_name not in words(
        browser(town.other_teacher.person).get(f"/teaching/{town.own.ref}/seats")
    )


@pytest.mark.proves("M9", "S8")
def test_another_teacher_takes_the_place_on_the_day(town: Town, clock: Clock) -> None:
    clock.set(IN_THE_ROOM)
    client = browser(town.charity.facilitator)
    leaving = town.charity.teacher
    stand_in = a_teacher(town.charity.school, "K")
    at = f"/sessions/{town.own.ref}/teachers/{leaving.person_id}/replace"
    assert "Choose a teacher, or name a new one." in words(client.post(at, {"teachers": []}))
    assert client.post(at, {"teachers": [str(stand_in.pk)]}).status_code == 302
    here = SessionTeacher.objects.filter(session=town.own, replaced_at=None)
    assert [row.teacher_id for row in here] == [stand_in.pk]
    assert browser(leaving.person).get(f"/teaching/{town.own.ref}").status_code == 404
    assert browser(stand_in.person).get(f"/teaching/{town.own.ref}").status_code == 200
    assert client.get(at).status_code == 404  # no longer in the session


def test_a_new_teacher_who_cannot_be_leaves_nothing_behind(client: Client, town: Town) -> None:
    at = f"/sessions/{town.own.ref}/teachers/{town.charity.teacher.person_id}/replace"
    counts = Person.objects.count(), Teacher.objects.count()
    answer = client.post(at, {"new_teacher_name": "Teacher Q", "new_teacher_email": "q@elsewhere.example"})
    assert "not at this school's domain" in words(answer)
    assert (Person.objects.count(), Teacher.objects.count()) == counts


@pytest.mark.proves("S7")
def test_the_team_changes_and_never_below_two(client: Client, town: Town) -> None:
    at, charity = f"/sessions/{town.own.ref}/staff", town.charity
    alone = client.post(at, {"facilitators": [str(charity.facilitator.pk)]})
    assert "at least 2 members of staff" in words(alone)
    twice = {"facilitators": [str(charity.facilitator.pk)], "speakers": [str(charity.facilitator.pk)]}
    assert "Somebody is named twice." in words(client.post(at, twice))
    busy = {"facilitators": [str(charity.facilitator.pk)], "speakers": [str(town.other_speaker.pk)]}
    assert "at that time" in words(client.post(at, busy))
    free = colleague("Z", Role.SPEAKER)
    team = {"facilitators": [str(charity.facilitator.pk)], "speakers": [str(free.pk)]}
    assert client.post(at, team).status_code == 302
    assert {duty.person_id for duty in town.own.staff.all()} == {charity.facilitator.pk, free.pk}


def test_a_teachers_link_is_sent_again_by_one_button(client: Client, town: Town) -> None:
    teacher = town.charity.teacher
    before = len(letters(town.own, to=teacher.person))
    at = f"/sessions/{town.own.ref}/teachers/{teacher.person_id}/remind"
    answer = client.post(at, follow=True)
    assert "Teacher B has been sent a new link." in words(answer)
    assert len(letters(town.own, to=teacher.person)) == before + 1
    assert (
        client.post(f"/sessions/{town.own.ref}/teachers/{town.other_teacher.person_id}/remind").status_code
        == 404
    )


def test_what_needs_me_today_gathers_what_one_session_needs(town: Town, clock: Clock) -> None:
    client = browser(town.other_facilitator)
    page = client.get("/home").content.decode()
    assert page.count("Rocks of the dale</h2>") == 1
    assert "Dale School has not agreed to the purpose." in page
    clock.set(IN_THE_ROOM)
    assert f"/room/{town.own.ref}" in browser(town.charity.facilitator).get("/home").content.decode()
    assert "Nothing needs you just now" in words(browser(town.trustee).get("/home"))
    clock.set(START + timedelta(hours=2))
    assert "Write the notes" in words(browser(town.charity.facilitator).get("/home"))
