"""The printed sheet: everything a class needs on paper, codes that scan, and nothing fetched from anywhere."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pypdf
import pytest
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from chaperone.people.actions import end_role, grant_role
from chaperone.people.models import School
from chaperone.people.roles import Role
from chaperone.sessions.actions import SeatsAsked
from chaperone.sessions.actions.invitations import teacher_as_reader, words_of
from chaperone.sessions.code_sheet import code_sheet_pdf, qr_picture, sheet_words
from chaperone.sessions.letters import letter
from chaperone.sessions.paper import only_what_is_here
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import SheetFacts, code_sheet
from tests.sessions.cast import NOW, START, Charity, colleague, done, individual

pytestmark = pytest.mark.django_db
URL = "https://rooms.charity.example"


def sheet_of(charity: Charity, **other: object) -> SheetFacts:
    session = charity.ready_session(**other)
    sheet = code_sheet(charity.teacher.person, session, charity.school, NOW)
    assert sheet is not None
    return sheet


def pages_of(sheet: SheetFacts) -> list[str]:
    """Return the words on each page of the sheet, blanks and line breaks as one blank."""
    reader = pypdf.PdfReader(io.BytesIO(code_sheet_pdf(sheet, URL, NOW)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def first_page_of(sheet: SheetFacts) -> str:
    """Return the words of the first page before it is printed, which takes a tenth of the time."""
    html = render_to_string("sessions/code_sheet/letter.html", sheet_words(sheet, URL, NOW))
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.mark.proves("P10", "Y11", "Y12", "Y4")
def test_the_sheet_says_who_when_and_whom_to_tell() -> None:
    charity = Charity()
    sheet = sheet_of(charity)
    first, rules, *_ = pages_of(sheet)
    for words in (
        "Dear Teacher B",
        "Thursday 26 November 2026, 2pm to 3pm (UK time)",
        "by 1.50pm",
        "Coll F, facilitator",
        "Coll S, speaker",
        "The school’s lead",
        "in the office by the main door",
        "Coll L, safeguarding lead",
        "Coll P, online-presence lead",
        "Sunday 22 November 2026",
        "Childline",
        "0800 1111",
        "office@charity.example",
    ):
        assert words in first, words
    assert "The rules of this session" in rules
    assert "I never arrange to meet somebody I know only from online." in rules


@pytest.mark.proves("P10")
def test_a_change_of_role_is_a_new_card() -> None:
    charity = Charity()
    sheet = sheet_of(charity)
    successor = colleague("Q")
    done(end_role(charity.presence, Role.ONLINE_PRESENCE_LEAD, None, NOW))
    done(grant_role(successor, Role.ONLINE_PRESENCE_LEAD, None, NOW))
    again = code_sheet(charity.teacher.person, sheet.session, charity.school, NOW)
    assert again is not None
    first = first_page_of(again)
    assert "Coll Q , online-presence lead" in first
    assert "Coll P" not in first


@pytest.mark.proves("Y8")
def test_every_seat_has_its_card_with_its_own_name_and_code_and_the_list_has_no_code() -> None:
    charity = Charity()
    sheet = sheet_of(
        charity,
        schools=(
            charity.asks(
                individual(9),
                SeatsAsked(SeatKind.CLASSROOM, 1, 30),
                SeatsAsked(SeatKind.TEACHER_SCREEN, 1, 28),
            ),
        ),
    )
    pages = pages_of(sheet)
    assert len(pages) == 6  # letter, rules, list, eight cards, one card, classroom
    names_and_codes = {seat.seat.join_name: seat.code for seat in sheet.seats}
    cards = " ".join(pages[3:])
    for name, code in names_and_codes.items():
        assert name in pages[2]
        if code:
            assert re.search(rf"{name}.*?{code}", cards), (name, code)
            assert code not in " ".join(pages[:3])
    assert "The school keeps this paper." in pages[2]
    assert "your own laptop on the projector, for 28 pupils" in pages[2]
    assert len(set(names_and_codes.values()) - {""}) == 10


def test_the_square_holds_the_address_with_the_code_behind_the_hash_sign() -> None:
    charity = Charity()
    words = sheet_words(sheet_of(charity), URL, NOW)
    card = words["pages"][0][0]
    assert card.qr == qr_picture(f"{URL}/join#{card.code}")
    assert card.qr != qr_picture(f"{URL}/join?{card.code}")


@pytest.mark.parametrize(
    "content",
    [
        '<img src="https://elsewhere.example/a.png">',
        '<img src="file:///etc/hostname">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "<style>@import url(https://elsewhere.example/x.css);</style>",
    ],
)
def test_nothing_can_make_the_sheet_ask_anybody(content: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        HTML(string=content, url_fetcher=only_what_is_here()).write_pdf()


def test_words_typed_by_people_are_words_on_the_sheet_and_nothing_else() -> None:
    charity = Charity()
    School.objects.filter(pk=charity.school.pk).update(
        dsl_name='<img src="https://elsewhere.example/a.png">', name="A & B <b>"
    )
    charity.school.refresh_from_db()
    first = pages_of(sheet_of(charity, title="<script>alert(1)</script> & birds"))[0]
    assert "<script>alert(1)</script> & birds" in first
    assert '<imgsrc="https://elsewhere.example/a.png">' in first.replace(" ", "")
    assert "For A & B <b>" in first


def test_times_are_those_of_the_teachers_own_zone() -> None:
    charity = Charity()
    School.objects.filter(pk=charity.school.pk).update(timezone="Europe/Madrid")
    charity.school.refresh_from_db()
    first = first_page_of(sheet_of(charity, timezone="Europe/London", starts_at=START + timedelta(days=1)))
    assert "3pm to 4pm (Madrid time)" in first
    assert "by 2.50pm" in first


def test_a_rehearsals_sheet_says_so() -> None:
    charity = Charity()
    assert "Rehearsal: a 30-second lead" in first_page_of(sheet_of(charity, pack_id="rehearsal"))


@pytest.mark.proves("M13")
def test_the_sheet_and_the_invitation_say_what_is_recorded_and_only_where_it_is() -> None:
    charity = Charity()
    sheet = sheet_of(charity)
    invited = letter("invitation", words_of(sheet.session), teacher_as_reader(sheet.teachers[0])).text
    for words in (first_page_of(sheet), " ".join(invited.split())):
        assert "The session is recorded, sound and picture, and kept safely for 1 year." in words
        assert "camera" not in words
    other = replace(sheet.pack.parameters, recording=False, pupil_cameras=True)
    words = first_page_of(replace(sheet, pack=replace(sheet.pack, parameters=other)))
    assert "recorded, sound" not in words and "Only the adults in the room see it" in words


def test_a_school_without_a_contact_gets_lines_to_fill_in() -> None:
    charity = Charity()
    School.objects.filter(pk=charity.school.pk).update(dsl_name="", dsl_route="")
    charity.school.refresh_from_db()
    assert "How to reach:" in first_page_of(sheet_of(charity))
