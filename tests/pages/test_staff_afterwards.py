"""After a session: notes, closing, the sealed record; and the queue of concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from chaperone.concerns.actions import raise_concern
from chaperone.concerns.models import Concern
from chaperone.ledger.queries import read
from chaperone.records.models import Dossier
from chaperone.sessions.actions import record_room_ended, record_room_opened
from chaperone.sessions.models import Session
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser, first_seat
from tests.sessions.cast import NOW, START, entries

pytestmark = pytest.mark.django_db
LATER = START + timedelta(hours=2)
NOTES = {
    "what_happened": "Two stories were told.",
    "attendance": "Three seats, two of us, one teacher.",
    "concerns": "",
    "follow_up": "",
}


@pytest.fixture
def ended(town: Town, clock: Clock) -> Client:
    """Hold the session; return the facilitator's browser afterwards."""
    record_room_opened(town.own.ref, START)
    record_room_ended(town.own.ref, START + timedelta(hours=1))
    clock.set(LATER)
    return browser(town.charity.facilitator)


@pytest.mark.proves("M10")
def test_notes_are_asked_for_kept_and_only_grow(ended: Client, town: Town) -> None:
    at = f"/sessions/{town.own.ref}/notes"
    assert "Notes are due by Sunday 29 November 2026." in words(ended.get("/home"))
    half = ended.post(at, {**NOTES, "attendance": ""})
    assert "Say who attended." in words(half)
    assert "Two stories were told." in half.content.decode()
    assert Session.objects.get(pk=town.own.pk).notes_written_at is None
    assert "The notes are kept." in words(ended.post(at, NOTES, follow=True))
    assert "Notes only grow" in words(ended.get(at))
    ended.post(at, {**NOTES, "what_happened": "And a third story."})
    kept = [(entry.body or {})["what_happened"] for entry in entries(town.own, "notes.written")]
    assert kept == ["Two stories were told.", "And a third story."]
    assert Concern.objects.count() == 0


@pytest.mark.proves("U4", "M10")
def test_what_worried_the_writer_is_in_the_queue_at_once(ended: Client, town: Town) -> None:
    answer = ended.post(
        f"/sessions/{town.own.ref}/notes", {**NOTES, "concerns": "Amber Otter was very quiet."}, follow=True
    )
    assert "safeguarding lead’s queue" in words(answer)
    concern = Concern.objects.get()
    assert (concern.source, concern.session_ref) == ("notes", town.own.ref)


@pytest.mark.proves("M1")
def test_a_number_in_notes_is_not_kept(ended: Client, town: Town) -> None:
    number = "07700 900123"
    answer = ended.post(f"/sessions/{town.own.ref}/notes", {**NOTES, "follow_up": f"Ring {number}"})
    assert "We cannot keep it." in words(answer)
    assert not entries(town.own, "notes.written")


@pytest.mark.proves("M10", "M12")
def test_closing_seals_the_record_and_needs_the_notes(ended: Client, town: Town) -> None:
    here = f"/sessions/{town.own.ref}"
    assert "Close the session" not in words(ended.get(here))
    refused = ended.post(f"{here}/close", follow=True)
    assert "This session has no notes yet." in words(refused)
    ended.post(f"{here}/notes", NOTES)
    assert "Close the session and seal its record" in words(ended.get(here))
    closed = words(ended.post(f"{here}/close", follow=True))
    assert "destroyed on 26 November 2027" in closed
    assert "The record of this session" in closed
    assert Session.objects.get(pk=town.own.pk).status == "closed"
    assert Dossier.objects.get(session_ref=town.own.ref).sealed_at == LATER


@pytest.mark.proves("M12", "S13")
def test_the_record_is_shown_to_its_readers_each_view_on_record(town: Town) -> None:
    sealed = town.sealed()
    for person, status in (
        (town.charity.facilitator, 200),
        (town.charity.speaker, 200),
        (town.charity.lead, 200),
        (town.deputy, 200),
        (town.administrator, 404),
        (town.trustee, 404),
        (town.other_facilitator, 404),
    ):
        answer = browser(person).get(f"/sessions/{sealed.ref}/record")
        assert answer.status_code == status, person
        if status == 200:
            assert "We talked." in words(answer)
            assert "no-store" in answer.headers["Cache-Control"]
    pdf = browser(town.charity.lead).get(f"/sessions/{sealed.ref}/record.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="record-{sealed.ref}.pdf"'
    views = [
        (entry.actor, (entry.body or {})["how"])
        for entry in read("organisation")
        if entry.kind == "dossier.viewed"
    ]
    charity = town.charity
    assert views == [
        (charity.facilitator.ref, "page"),
        (charity.speaker.ref, "page"),
        (charity.lead.ref, "page"),
        (town.deputy.ref, "page"),
        (charity.lead.ref, "pdf"),
    ]


def raised(town: Town, text: str = "Somebody is mean to me") -> Concern:
    """Return a concern from the first school's seat."""
    seat = first_seat(town.own)
    return raise_concern("room", seat.school.ref, town.own.ref, seat.ref, text, NOW)


@pytest.mark.proves("R2", "U4")
def test_the_queue_shows_no_words_and_opening_one_is_in_its_case(town: Town, clock: Clock) -> None:
    concern, lead = raised(town), browser(town.charity.lead)
    assert "1 concern waits for you" in words(lead.get("/home"))
    queue = words(lead.get("/concerns"))
    assert "Hill School" in queue
    assert "mean to me" not in queue
    assert [entry.kind for entry in read(concern.stream)].count("concern.read") == 0
    page = words(lead.get(f"/concerns/{concern.ref}"))
    assert "Somebody is mean to me" in page
    assert "Told to Colleague D, Colleague L, Teacher B" in page
    assert [entry.kind for entry in read(concern.stream)].count("concern.read") == 1


def test_a_concern_is_told_in_its_sessions_own_time_and_leads_there(town: Town) -> None:
    """Ten thirty in London is half past seven in the evening in Tokyo; whoever reads the case can open the session."""
    concern, lead = raised(town), browser(town.charity.lead)
    Session.objects.filter(pk=town.own.pk).update(timezone="Asia/Tokyo")
    own = browser(town.charity.teacher.person)
    for client, place, session_page in (
        (lead, "/concerns", f"/sessions/{town.own.ref}"),
        (lead, f"/concerns/{concern.ref}", f"/sessions/{town.own.ref}"),
        (own, f"/teaching/{town.own.ref}/concerns", f"/teaching/{town.own.ref}"),
        (own, f"/teaching/{town.own.ref}/concerns/{concern.ref}", f"/teaching/{town.own.ref}"),
    ):
        page = client.get(place)
        told = words(page)
        assert "22 Nov 2026, 7.30pm (Tokyo time)" in told or "at 7.30pm (Tokyo time)" in told, place
        assert "UTC" not in words(page), place
        assert f'href="{session_page}"' in page.content.decode(), place
    assert "22 November 2026, 19:30:00" in words(lead.get(f"/concerns/{concern.ref}"))


def test_a_concern_without_a_session_is_told_in_its_schools_time(town: Town) -> None:
    concern = raise_concern("room", town.charity.school.ref, "", "", "words", NOW)
    page = words(browser(town.charity.lead).get(f"/concerns/{concern.ref}"))
    assert "Sunday 22 November 2026 at 10.30am (UK time)" in page
    nowhere = raise_concern("notes", "", "", "", "words", NOW)
    assert "(UK time)" in words(browser(town.charity.lead).get(f"/concerns/{nowhere.ref}"))


@pytest.mark.proves("R2")
def test_a_concern_is_taken_on_once_and_what_is_done_is_written_down(town: Town) -> None:
    concern, lead = raised(town), browser(town.charity.lead)
    at = f"/concerns/{concern.ref}"
    assert "You have taken this concern on." in words(lead.post(f"{at}/acknowledge", follow=True))
    browser(town.deputy).post(f"{at}/acknowledge")
    concern.refresh_from_db()
    assert concern.acknowledged_by == town.charity.lead
    assert "I take this on" not in words(lead.get(at))
    refused = lead.post(f"{at}/note", {"text": ""})
    assert refused.status_code == 422
    assert "Write what you have done." in words(refused)
    assert "Rang the school" in words(lead.post(f"{at}/note", {"text": "Rang the school"}, follow=True))
    long = lead.post(f"{at}/note", {"text": "x" * 5000})
    assert long.status_code == 422
    assert "at most 4000 characters" in words(long)
