"""What somebody must be able to take back or put right: a seat, a teacher's proof or place, lost links, a school's clock."""

from __future__ import annotations

import pytest
from django.test import Client

from chaperone.people.actions import issue_sign_in_link
from chaperone.people.models import School, Teacher
from chaperone.sessions.actions import SchoolAsked, claim_seat
from chaperone.sessions.models import Seat
from chaperone.sessions.queries import standing_seats
from tests.pages.test_public import words
from tests.pages.town import IN_THE_ROOM, Town, browser, code_for, first_seat
from tests.sessions.cast import A_DAY, NOW, START, a_teacher, individual, refusal

pytestmark = pytest.mark.django_db


@pytest.mark.proves("Y8")
def test_a_seat_is_taken_away_after_a_question_by_its_teacher_or_by_staff(town: Town) -> None:
    """Its code is dead then, and a seat of another school is nobody else's to take."""
    own = f"/teaching/{town.own.ref}/seats"
    seats = standing_seats(town.own).filter(kind="individual").select_related("session", "school")
    by_staff, by_teacher, *_ = list(seats)
    for seat, client, listed, at in (
        (by_teacher, browser(town.charity.teacher.person), own, own),
        (
            by_staff,
            browser(town.charity.facilitator),
            f"/sessions/{town.own.ref}",
            f"/sessions/{town.own.ref}/seats",
        ),
    ):
        code = code_for(seat, town.charity.teacher)
        assert f'href="{at}/{seat.ref}/withdraw"' in client.get(listed).content.decode()
        assert f"Take away the seat {seat.join_name}?" in words(client.get(f"{at}/{seat.ref}/withdraw"))
        assert Seat.objects.get(pk=seat.pk).withdrawn_at is None
        answer = client.post(f"{at}/{seat.ref}/withdraw", follow=True)
        assert f"The seat {seat.join_name} is taken away." in words(answer)
        assert "taken away" in refusal(claim_seat(code, IN_THE_ROOM)).sentence
    other = first_seat(town.other)
    assert browser(town.charity.teacher.person).post(f"{own}/{other.ref}/withdraw").status_code == 404


@pytest.mark.proves("S8")
def test_a_teacher_is_confirmed_by_their_schools_office(town: Town) -> None:
    teacher = a_teacher(town.charity.school, "U", ready=False)
    office, at = browser(town.administrator), f"/schools/{town.charity.school.pk}"
    confirm = f"{at}/teachers/{teacher.person_id}/confirm"
    assert f'href="{confirm}"' in office.get(at).content.decode()
    assert "Ring the school’s office" in words(office.get(confirm))
    assert Teacher.objects.get(pk=teacher.pk).verified_at is None
    assert "Teacher U is confirmed by the school." in words(office.post(confirm, follow=True))
    assert Teacher.objects.get(pk=teacher.pk).verified_how == Teacher.VerifiedHow.SCHOOL_CONFIRMED
    assert f'href="{confirm}"' not in office.get(at).content.decode()
    elsewhere = f"/schools/{town.other_school.pk}/teachers/{teacher.person_id}/confirm"
    assert office.post(elsewhere).status_code == 404


@pytest.mark.proves("S8")
def test_a_teacher_who_left_the_school_counts_no_more(town: Town) -> None:
    teacher, office = a_teacher(town.charity.school, "U"), browser(town.administrator)
    link = issue_sign_in_link(teacher.person, NOW)
    at = f"/schools/{town.charity.school.pk}/teachers/{teacher.person_id}/end"
    assert "Has Teacher U left Hill School?" in words(office.get(at))
    assert "Teacher U no longer teaches there." in words(office.post(at, follow=True))
    assert Teacher.objects.get(pk=teacher.pk).left_at == NOW
    assert browser().get(link).status_code == 410
    assert office.get(at).status_code == 404


def test_lost_links_are_stopped_by_the_office(town: Town) -> None:
    """Of a colleague from their page, of a teacher from the school's; whoever does not manage people sees no such button."""
    office = browser(town.administrator)
    for person, page in (
        (town.charity.facilitator, f"/people/{town.charity.facilitator.pk}"),
        (town.charity.teacher.person, f"/schools/{town.charity.school.pk}"),
    ):
        link, theirs, at = issue_sign_in_link(person, NOW), browser(person), f"/people/{person.pk}/links"
        assert f'href="{at}"' in office.get(page).content.decode()
        assert f"Stop the sign-in links of {person.full_name}?" in words(office.get(at))
        assert browser().get(link).status_code == 200
        stopped = office.post(at, follow=True)
        assert f"The links of {person.full_name} no longer work." in words(stopped)
        assert stopped.redirect_chain[-1][0] == page
        assert browser().get(link).status_code == 410
        assert theirs.get("/home").headers["Location"].startswith("/sign-in")
    school = browser(town.other_facilitator).get(f"/schools/{town.charity.school.pk}")
    assert "Stop links" not in words(school)


@pytest.mark.parametrize("who", ["facilitator", "teacher"])
def test_everybody_can_sign_themselves_out_everywhere(who: str, town: Town) -> None:
    person = town.charity.facilitator if who == "facilitator" else town.charity.teacher.person
    link, here, elsewhere = issue_sign_in_link(person, NOW), browser(person), browser(person)
    front = "/home" if who == "facilitator" else "/teaching"
    assert 'href="/sign-out/everywhere"' in here.get(front).content.decode()
    assert "Sign out everywhere?" in words(here.get("/sign-out/everywhere"))
    assert elsewhere.get(front).status_code == 200
    assert "You are signed out everywhere" in words(here.post("/sign-out/everywhere", follow=True))
    for client in (here, elsewhere):
        assert client.get(front).headers["Location"].startswith("/sign-in?next=")
    assert browser().get(link).status_code == 410


def test_a_schools_clock_is_set_and_a_session_planned_afterwards_keeps_it(town: Town) -> None:
    office: Client = browser(town.administrator)
    at = f"/schools/{town.charity.school.pk}"
    kept = office.post(at, {"what": "clock", "clock-timezone": "Europe/Madrid"}, follow=True)
    assert "The school’s clock is written down." in words(kept)
    assert School.objects.get(pk=town.charity.school.pk).timezone == "Europe/Madrid"
    town.own.refresh_from_db()
    assert town.own.timezone == "Europe/London"
    school = School.objects.get(pk=town.charity.school.pk)
    asked = SchoolAsked(school, (town.charity.teacher,), (individual(1),))
    later = town.charity.session(starts_at=START + A_DAY, schools=(asked,))
    assert later.timezone == "Europe/Madrid"
    assert "Choose a place" in words(office.post(at, {"what": "clock", "clock-timezone": "Mars/Base"}))
    school.refresh_from_db()
    assert school.timezone == "Europe/Madrid"
