"""Planning through the page: school first, then one form; every refusal keeps what was typed and keeps nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from chaperone.outbox.models import Letter
from chaperone.people.models import Person, Teacher
from chaperone.people.roles import Role
from chaperone.sessions.models import Seat, Session, SessionStaff
from chaperone.sessions.queries import readiness
from tests.pages.test_public import words
from tests.pages.town import Town, browser
from tests.sessions.cast import NOW, START, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(town: Town) -> Client:
    """The facilitator's browser."""
    return browser(town.charity.facilitator)


def filled(town: Town, **other: Any) -> dict[str, Any]:
    """Return a form that can be kept, some of it otherwise."""
    plain = {
        "title": "Bridges of the town",
        "purpose": "To meet a person who builds bridges and ask them anything.",
        "day": "2026-12-03",
        "time": "14:00",
        "minutes": "60",
        "facilitators": [str(town.charity.facilitator.pk)],
        "speakers": [str(town.charity.speaker.pk)],
        "teachers": [str(town.charity.teacher.pk)],
        "kind": "individual",
        "pupils": "28",
    }
    return {**plain, **other}


def plan_at(town: Town) -> str:
    return f"/sessions/plan?school={town.charity.school.pk}"


def test_the_school_comes_first_and_is_found_as_one_types(client: Client, town: Town) -> None:
    whole = client.get("/sessions/plan", {"text": "hill"}).content.decode()
    assert f'href="/sessions/plan?school={town.charity.school.pk}"' in whole
    assert "<html" in whole
    part = client.get("/sessions/plan", {"text": "hill"}, headers={"hx-request": "true"}).content.decode()
    assert f'href="/sessions/plan?school={town.charity.school.pk}"' in part
    assert "<html" not in part
    assert "No school matches" in words(client.get("/sessions/plan", {"text": "nowhere at all"}))
    for nonsense in ("x", "-1", "9" * 40, "999999"):
        assert client.get("/sessions/plan", {"school": nonsense}).status_code == 200


@pytest.mark.proves("M3", "S7", "S8")
def test_a_full_form_plans_the_session_and_writes_to_everybody(client: Client, town: Town) -> None:
    before = Letter.objects.count()
    answer = client.post(plan_at(town), filled(town))
    planned = Session.objects.get(title="Bridges of the town")
    assert answer.headers["Location"] == f"/sessions/{planned.ref}"
    assert planned.starts_at.isoformat() == "2026-12-03T14:00:00+00:00"
    assert planned.timezone == "Europe/London"
    assert planned.host == town.charity.facilitator
    assert planned.seats.count() == 28
    assert Letter.objects.count() > before
    page = words(client.get(answer.headers["Location"]))
    assert "Planned. The teachers have been written to" in page
    assert "Thursday 3 December 2026, 2pm to 3pm (UK time)" in page
    unmet = [line for line in readiness(planned, NOW) if not line.met]
    assert f"Not ready yet: {len(unmet)} thing" in page
    for line in unmet:
        assert line.sentence in page


def test_a_classroom_screen_is_one_seat_for_many(client: Client, town: Town) -> None:
    client.post(plan_at(town), filled(town, kind="classroom", pupils="30"))
    seat = Seat.objects.get(session__title="Bridges of the town")
    assert (seat.kind, seat.pupil_count) == ("classroom", 30)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"title": ""}, "Write a title."),
        ({"purpose": ""}, "Write the purpose."),
        ({"purpose": "Fun"}, "Every session needs a purpose that teachers can agree to."),
        ({"day": "2026-02-30"}, "Write the day like 2026-12-03."),
        ({"day": "2020-01-01"}, "That time has passed."),
        ({"time": "25:00"}, "Write the time like 14:00."),
        ({"minutes": "5"}, "at least 10 minutes"),
        ({"facilitators": []}, "Choose who leads the session."),
        ({"facilitators": ["999999"]}, "not one of the available choices"),
        ({"speakers": []}, "at least 2 members of staff"),
        ({"teachers": []}, "Choose a teacher, or name a new one."),
        ({"teachers": ["999999"]}, "Choose teachers from the list."),
        ({"new_teacher_name": "Teacher Q"}, "Write the new teacher’s address at the school."),
        ({"new_teacher_email": "q@hill.school.example"}, "Write the new teacher’s name."),
        ({"new_teacher_name": "Q", "new_teacher_email": "q@gmail.com"}, "personal mailbox"),
        (
            {"new_teacher_name": "Q", "new_teacher_email": "q@dale.school.example"},
            "not at this school's domain",
        ),
        ({"pupils": "1201"}, "at most 1200 seats"),
    ],
)
def test_a_refused_plan_says_why_and_keeps_what_was_typed(
    other: dict[str, Any], told: str, client: Client, town: Town
) -> None:
    sessions, people, letters = Session.objects.count(), Person.objects.count(), Letter.objects.count()
    sent = filled(town, **other)
    answer = client.post(plan_at(town), sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert told in words(answer)
    assert "Please look at this again" in page
    assert "<title>Error: Plan a session" in page
    for field in ("title", "minutes", "pupils", "day"):
        if sent[field]:
            assert f'value="{sent[field]}"' in page, field
    assert (Session.objects.count(), Person.objects.count(), Letter.objects.count()) == (
        sessions,
        people,
        letters,
    )


def test_each_error_leads_to_its_field(client: Client, town: Town) -> None:
    page = client.post(plan_at(town), {"title": ""}).content.decode()
    for field in ("title", "purpose", "day", "time", "facilitators", "kind", "pupils", "teachers"):
        assert f'href="#id_{field}"' in page
        assert f'id="id_{field}"' in page


def test_a_new_teacher_is_folded_away_until_one_is_written(client: Client, town: Town) -> None:
    assert not _fold_is_open(client.get(plan_at(town)))
    assert _fold_is_open(client.post(plan_at(town), filled(town, new_teacher_name="Q", title="")))


def _fold_is_open(answer: Any) -> bool:
    fold = re.search(r"<details([^>]*)>(?=.{0,120}Invite a new teacher)", answer.content.decode(), re.DOTALL)
    assert fold is not None
    return " open" in fold[1]


@pytest.mark.proves("M8")
@pytest.mark.parametrize(
    ("day", "time", "told"),
    [("2027-03-28", "01:30", "does not exist"), ("2027-10-31", "01:30", "comes twice")],
)
def test_an_hour_the_clocks_take_or_give_is_refused(
    day: str, time: str, told: str, client: Client, town: Town
) -> None:
    assert told in words(client.post(plan_at(town), filled(town, day=day, time=time)))


def test_summer_time_is_the_schools_own(client: Client, town: Town) -> None:
    client.post(plan_at(town), filled(town, day="2027-06-10", time="14:00"))
    assert Session.objects.get(title="Bridges of the town").starts_at.hour == 13


@pytest.mark.proves("S8")
def test_a_new_teacher_is_invited_at_the_school(client: Client, town: Town) -> None:
    sent = filled(
        town, teachers=[], new_teacher_name="Teacher Q", new_teacher_email="q.teacher@hill.school.example"
    )
    assert client.post(plan_at(town), sent).status_code == 302
    teacher = Teacher.objects.get(person__email="q.teacher@hill.school.example")
    assert teacher.verified_at is None
    assert Letter.objects.filter(to=[teacher.person.email], text__contains="/sign-in/").exists()


@pytest.mark.proves("S7")
def test_a_teacher_of_a_known_name_needs_a_second_look(client: Client, town: Town) -> None:
    sent = filled(
        town, teachers=[], new_teacher_name="Teacher B", new_teacher_email="b.two@hill.school.example"
    )
    answer = client.post(plan_at(town), sent)
    assert "one person must not count as two" in words(answer)
    assert 'name="somebody_else"' in answer.content.decode()
    assert not Person.objects.filter(email="b.two@hill.school.example").exists()
    assert client.post(plan_at(town), {**sent, "somebody_else": "on"}).status_code == 302


@pytest.mark.proves("U6", "S7", "S1")
def test_who_cannot_host_is_greyed_with_the_reason_and_refused_when_forced(
    client: Client, town: Town
) -> None:
    newcomer = colleague("X", Role.FACILITATOR, agreed=False)
    page = client.get(plan_at(town)).content.decode()
    box = page.split(f'id="id_facilitators_{newcomer.pk}"')[1].split("</div>")[0]
    assert "disabled" in box
    assert "has not agreed to the staff policy" in box
    speaker = page.split(f'id="id_facilitators_{town.charity.speaker.pk}"')[1].split("</div>")[0]
    assert "is not a facilitator today" in speaker
    forced = client.post(plan_at(town), filled(town, facilitators=[str(newcomer.pk)]))
    assert "has not agreed to the staff policy" in words(forced)
    assert not SessionStaff.objects.filter(person=newcomer).exists()


@pytest.mark.proves("S7")
def test_the_picker_follows_the_day_and_time(client: Client, town: Town) -> None:
    """Both serve in a session on the 26th at 2pm; an hour later they are free."""
    school = str(town.charity.school.pk)
    busy = {"school": school, "day": f"{START:%Y-%m-%d}", "time": "14:30", "minutes": "60"}
    taken = words(client.get("/sessions/plan/staff", busy))
    assert "Colleague F is in “Birds of the coast” at that time." in taken
    free = words(client.get("/sessions/plan/staff", {**busy, "time": "15:30"}))
    assert "Birds of the coast" not in free
    for nonsense in ({"day": "never"}, {"time": "soon"}, {"minutes": "x" * 99}, {"school": "x"}):
        assert client.get("/sessions/plan/staff", {**busy, **nonsense}).status_code == 200
    chosen = client.get(
        "/sessions/plan/staff", {**busy, "time": "15:30", "facilitators": str(town.charity.facilitator.pk)}
    )
    assert "checked" in box_of(chosen, str(town.charity.facilitator.pk))


def box_of(page: Any, person: str) -> str:
    """Return what the page says of somebody's box in the list of facilitators."""
    content: str = page.content.decode()
    return content.split(f'id="id_facilitators_{person}"')[1].split(">", maxsplit=1)[0]


def test_a_tick_is_remembered_while_somebody_is_greyed(client: Client, town: Town) -> None:
    """Whoever was ticked and is busy at the day just typed is ticked again as soon as they are free."""
    facilitator = str(town.charity.facilitator.pk)
    at = {"school": str(town.charity.school.pk), "day": f"{START:%Y-%m-%d}", "minutes": "60"}
    busy = client.get("/sessions/plan/staff", {**at, "time": "14:30", "facilitators": facilitator})
    kept = f'<input type="hidden" name="wished_facilitators" value="{facilitator}">'
    assert kept in busy.content.decode()
    assert "checked" not in box_of(busy, facilitator)
    free = client.get("/sessions/plan/staff", {**at, "time": "15:30", "wished_facilitators": facilitator})
    assert "checked" in box_of(free, facilitator)
    assert "wished_" not in free.content.decode()


def test_a_school_without_a_domain_is_sent_there_first(client: Client, town: Town) -> None:
    town.other_school.email_domain = ""
    town.other_school.save()
    page = client.get(f"/sessions/plan?school={town.other_school.pk}").content.decode()
    assert f'href="/schools/{town.other_school.pk}?for=plan"' in page
