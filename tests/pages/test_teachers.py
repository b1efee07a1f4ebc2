"""A teacher's pages: what is next, the terms, the purpose, the contact, the codes, the projector, and afterwards their own part."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pytest
from django.test import Client
from pypdf import PdfReader

from chaperone.concerns.actions import raise_concern
from chaperone.ledger.queries import read
from chaperone.people.actions import issue_sign_in_link
from chaperone.people.models import Agreement, Teacher
from chaperone.policy.documents import document_named
from chaperone.sessions.actions import Rearrangement, SchoolAsked, rearrange_session
from chaperone.sessions.models import Seat, Session, SessionSchool
from chaperone.sessions.plan import SeatKind
from tests.pages.test_public import words
from tests.pages.test_pupils import accepted
from tests.pages.town import IN_THE_ROOM, Clock, Town, browser, first_seat
from tests.sessions.cast import A_DAY, NOW, START, a_school, a_teacher, done, individual
from tests.support.reading import read_by
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db


@dataclass
class Newcomer:
    """A teacher who has done nothing yet, and a session planned with them."""

    teacher: Teacher
    session: Session
    client: Client
    at: str


@pytest.fixture
def newcomer(town: Town) -> Newcomer:
    """Sign a teacher in for the first time, by the link of their invitation."""
    school = a_school("Moor School", "moor.school.example", contact=False)
    teacher = a_teacher(school, "M", ready=False)
    session = town.charity.session(
        schools=(SchoolAsked(school, (teacher,), (individual(2),)),), title="Winds", starts_at=START + A_DAY
    )
    client = browser()
    client.post(issue_sign_in_link(teacher.person, NOW, session.ref))
    # The code that follows a teacher's link has tests of its own.
    sign_in(client, teacher.person)
    return Newcomer(teacher, session, client, f"/teaching/{session.ref}")


@pytest.mark.proves("Y1", "M3", "Y11")
def test_a_new_teacher_is_led_through_what_only_they_can_do(newcomer: Newcomer) -> None:
    at, client = newcomer.at, newcomer.client
    for step in ("contact", "terms", "purpose"):
        page = client.get(at).content.decode()
        assert f"{at}/{step}" in page
        if step == "contact":
            sent = {"dsl_name": "The head of year", "dsl_route": "room 3"}
        elif step == "terms":
            sent = {"name_typed": "Teacher M", **read_by(newcomer.teacher.person, "teacher-terms")}
        else:
            sent = {"purpose_seen": newcomer.session.purpose}
        assert client.post(f"{at}/{step}", sent).headers["Location"] == at
    page = words(client.get(at))
    assert "You are ready" in page
    assert "Still to do" not in page
    assert "Please come into the room by 1.50pm" in page


def test_what_keeps_the_door_shut_comes_before_the_way_into_the_room(
    newcomer: Newcomer, clock: Clock
) -> None:
    begins_at = newcomer.session.starts_at
    clock.set(begins_at)
    newcomer.client.post(issue_sign_in_link(newcomer.teacher.person, begins_at, newcomer.session.ref))
    sign_in(newcomer.client, newcomer.teacher.person)
    page = words(newcomer.client.get(newcomer.at))
    assert page.index("The door stays shut for your pupils until this is done.") < page.index(
        "Go into the room"
    )
    assert "Print the code sheet" in page


@pytest.mark.proves("Y1")
def test_the_terms_are_shown_in_full_and_kept_to_the_letter(newcomer: Newcomer) -> None:
    document, client = document_named("teacher-terms"), newcomer.client
    page = client.get(f"{newcomer.at}/terms").content.decode()
    assert document.hash in page
    for line in document.text.splitlines():
        assert re.sub(r"\s+", " ", line.lstrip("#- ").strip()) in words(client.get(f"{newcomer.at}/terms")), (
            line
        )
    client.post(
        f"{newcomer.at}/terms", {"name_typed": "T. Moor", **read_by(newcomer.teacher.person, "teacher-terms")}
    )
    agreement = Agreement.objects.get(person=newcomer.teacher.person)
    assert (agreement.version, agreement.text_hash, agreement.name_typed) == (
        str(document.version),
        document.hash,
        "T. Moor",
    )
    assert "You agreed to this version" in words(client.get(f"{newcomer.at}/terms"))


@pytest.mark.proves("Y1")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name_typed": "", "text_hash": "h"}, "Type your name to agree."),
        (
            {"name_typed": "Teacher M", "text_hash": "an older text"},
            "The text has changed since you opened it.",
        ),
        ({"name_typed": "\u202eM rehcaeT", "text_hash": "current"}, "Please type your name to agree."),
        ({"name_typed": "Teacher M"}, "Reload the page"),
    ],
)
def test_nobody_agrees_by_half(sent: dict[str, str], told: str, newcomer: Newcomer) -> None:
    if sent.get("text_hash") == "current":
        sent = {**sent, "text_hash": document_named("teacher-terms").hash}
    answer = newcomer.client.post(f"{newcomer.at}/terms", sent)
    assert answer.status_code == 200
    assert told in words(answer)
    assert not Agreement.objects.filter(person=newcomer.teacher.person).exists()


@pytest.mark.proves("M3")
def test_a_purpose_that_changed_meanwhile_is_not_agreed_to(newcomer: Newcomer, town: Town) -> None:
    seen = newcomer.session.purpose
    change = Rearrangement(purpose="Something quite different, and longer than it was before.")
    done(rearrange_session(newcomer.session, change, town.charity.facilitator, NOW))
    answer = newcomer.client.post(f"{newcomer.at}/purpose", {"purpose_seen": seen}, follow=True)
    assert "The purpose has changed since you opened it." in words(answer)
    assert "Something quite different" in words(answer)
    assert SessionSchool.objects.get(session=newcomer.session).purpose_agreed_at is None


def test_a_contact_with_a_missing_half_is_kept_and_explained(newcomer: Newcomer) -> None:
    answer = newcomer.client.post(f"{newcomer.at}/contact", {"dsl_name": "The head of year", "dsl_route": ""})
    assert "Write where pupils find them." in words(answer)
    assert 'value="The head of year"' in answer.content.decode()


def test_the_list_holds_the_teachers_own_sessions_only(town: Town) -> None:
    page = words(browser(town.charity.teacher.person).get("/teaching"))
    assert "Birds of the coast" in page
    assert "Rocks of the dale" not in page


@pytest.mark.proves("Y8")
def test_a_teacher_sees_their_own_codes_and_staff_see_none(town: Town) -> None:
    page = browser(town.charity.teacher.person).get(f"/teaching/{town.own.ref}/seats").content.decode()
    codes = re.findall(r'<code class="ch-code">([A-Z0-9-]+)</code>', page)
    assert len(set(codes)) == 3
    staff = browser(town.charity.facilitator).get(f"/sessions/{town.own.ref}").content.decode()
    assert first_seat(town.own).join_name in staff
    assert not any(code in staff for code in codes)


@pytest.mark.proves("Y8", "P10", "Y11", "Y12")
def test_the_sheet_is_a_pdf_with_codes_and_whom_to_tell(town: Town) -> None:
    answer = browser(town.charity.teacher.person).get(f"/teaching/{town.own.ref}/seats/sheet.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="seats-{town.own.ref}.pdf"'
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for word in (first_seat(town.own).join_name, "0800 1111", "The school’s lead"):
        assert re.sub(r"\s", "", word) in re.sub(r"\s", "", text)


@pytest.mark.proves("Y8")
def test_a_lost_code_is_replaced_after_a_question(town: Town) -> None:
    client, seat = browser(town.charity.teacher.person), first_seat(town.own)
    address = f"/teaching/{town.own.ref}/seats/{seat.ref}/code"
    assert f"A new code for {seat.join_name}?" in words(client.get(address))
    assert Seat.objects.get(pk=seat.pk).code_generation == seat.code_generation
    assert client.post(address).status_code == 302
    assert Seat.objects.get(pk=seat.pk).code_generation == seat.code_generation + 1


def test_more_seats_and_their_bounds(town: Town) -> None:
    client, at = browser(town.charity.teacher.person), f"/teaching/{town.own.ref}/seats/add"
    before = town.own.seats.count()
    for sent, told in (
        ({"kind": "individual", "pupils": ""}, "Write how many pupils come."),
        ({"kind": "individual", "pupils": "0"}, "at least one pupil"),
        ({"kind": "individual", "pupils": "many"}, "Write a number"),
        ({"kind": "classroom", "pupils": "900"}, "can share a screen"),
        ({"kind": "sofa", "pupils": "3"}, "not one of the available choices"),
        ({"kind": "teacher_screen", "pupils": "20"}, "one teacher's own screen"),
    ):
        assert told in words(client.post(at, sent)), sent
    assert town.own.seats.count() == before
    assert client.post(at, {"kind": "individual", "pupils": "2"}).status_code == 302
    assert client.post(at, {"kind": "classroom", "pupils": "30"}).status_code == 302
    assert town.own.seats.count() == before + 3
    assert Seat.objects.get(session=town.own, kind=SeatKind.CLASSROOM).pupil_count == 30


@pytest.mark.proves("S7")
def test_the_projector_is_the_teacher_and_the_class_at_once(town: Town, clock: Clock) -> None:
    clock.set(IN_THE_ROOM)
    client = browser(town.charity.teacher.person)
    assert "Open on the projector" in words(client.get(f"/teaching/{town.own.ref}"))
    page = client.get(f"/room/{town.own.ref}/screen")
    assert "28 pupils at once" in words(page)
    screen = Seat.objects.get(session=town.own, kind=SeatKind.TEACHER_SCREEN)
    ticket = accepted(client.post(f"/room/{town.own.ref}/ticket?as=screen"), town.own.ref)
    assert (ticket.who, ticket.shows_class) == (town.charity.teacher.person.ref, screen.ref)
    plain = accepted(client.post(f"/room/{town.own.ref}/ticket"), town.own.ref)
    assert (plain.who, plain.shows_class) == (town.charity.teacher.person.ref, "")


def test_a_teacher_without_an_own_screen_has_none_to_open(newcomer: Newcomer) -> None:
    assert newcomer.client.get(f"/room/{newcomer.session.ref}/screen").status_code == 404
    assert newcomer.client.post(f"/room/{newcomer.session.ref}/ticket?as=screen").status_code == 404


@pytest.mark.proves("A2")
def test_the_room_of_adults_has_the_incident_card(town: Town) -> None:
    page = words(browser(town.charity.teacher.person).get(f"/room/{town.own.ref}"))
    assert "What do I do now?" in page
    assert "Colleague L" in page
    assert "020 7946 0018" in page


@pytest.mark.proves("Y11", "U4")
def test_concerns_of_ones_own_pupils_are_listed_opened_on_record_and_noted(town: Town) -> None:
    seat = first_seat(town.own)
    client, at = browser(town.charity.teacher.person), f"/teaching/{town.own.ref}/concerns"
    assert "Somebody is worried" not in words(client.get(f"/teaching/{town.own.ref}"))
    own = raise_concern("room", seat.school.ref, town.own.ref, seat.ref, "Please help", NOW)
    assert "Somebody is worried" in words(client.get(f"/teaching/{town.own.ref}"))
    assert "Please help" not in words(client.get(at))
    assert f"{at}/{own.ref}" in client.get(at).content.decode()
    assert [entry.kind for entry in read(own.stream)].count("concern.read") == 0
    page = words(client.get(f"{at}/{own.ref}"))
    assert "Please help" in page
    assert seat.join_name in page
    assert [entry.actor for entry in read(own.stream) if entry.kind == "concern.read"] == [
        town.charity.teacher.person.ref
    ]
    assert "Write what you have done." in words(
        client.post(f"{at}/{own.ref}/note", {"text": ""}, follow=True)
    )
    assert "Spoke with the form tutor" in words(
        client.post(f"{at}/{own.ref}/note", {"text": "Spoke with the form tutor"}, follow=True)
    )


@pytest.mark.proves("M12", "S13")
def test_the_record_afterwards_is_there_on_record_and_as_a_pdf(town: Town) -> None:
    sealed, client = town.sealed(), browser(town.charity.teacher.person)
    assert "The record of this session" in words(client.get(f"/teaching/{sealed.ref}"))
    assert "We talked." in words(client.get(f"/teaching/{sealed.ref}/record"))
    pdf = client.get(f"/teaching/{sealed.ref}/record.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert town.charity.teacher.person.full_name not in pdf.headers["Content-Disposition"]
    views = [entry for entry in read("organisation") if entry.kind == "dossier.viewed"]
    assert [(view.actor, (view.body or {})["how"]) for view in views] == [
        (town.charity.teacher.person.ref, "page"),
        (town.charity.teacher.person.ref, "pdf"),
    ]
    assert browser(town.charity.teacher.person).get(f"/teaching/{town.own.ref}/record").status_code == 404
