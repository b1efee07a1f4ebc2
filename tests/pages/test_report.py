"""The report page: nothing stays in the browser, nothing typed is lost, no file is taken, and five words lead back."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from chaperone.concerns.actions import raise_concern
from chaperone.concerns.models import Concern
from chaperone.ledger.models import Entry
from chaperone.pages.public.no_files import FORM_TYPE
from tests.pages.test_agreeing import hidden
from tests.pages.town import Clock, Town, browser
from tests.sessions.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.proves("U4", "Y11")]
WORDS = "Somebody from a session wants to meet me."
TELLS = {"teller": "young_person", "answer": "here"}
PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"


def stranger() -> Client:
    """Return a browser that has never been here, towards a server that insists on its CSRF checks."""
    return Client(enforce_csrf_checks=True)


def post(client: Client, address: str, **typed: str) -> HttpResponse:
    """Send a plain form, as the page does."""
    body = "&".join(f"{name}={_quoted(value)}" for name, value in typed.items())
    return client.post(address, body, content_type=FORM_TYPE)  # type: ignore[return-value] # the client's own kind


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02X}" for byte in value.encode("utf-8"))


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def told(client: Client, words: str = WORDS, **more: str) -> HttpResponse:
    """Open the page and send it."""
    token = hidden(client.get("/report").content.decode(), "token")
    return post(client, "/report", **TELLS, token=token, words=words, **more)


def five_words(answer: HttpResponse) -> str:
    """Return the phrase that a page shows."""
    shown = re.search(r"data-phrase>(.*?)</p>", answer.content.decode(), re.DOTALL)
    assert shown
    return " ".join(re.findall(r"<span>([a-z]+)</span>", shown[1]))


@pytest.mark.proves("Y12")
def test_a_report_needs_no_account_and_leaves_nothing_in_the_browser(town: Town) -> None:
    client = stranger()
    page = client.get("/report")
    for number in ("tel:999", "tel:08001111"):
        assert number in page.content.decode()
    assert page.content.decode().index("tel:999") < page.content.decode().index("<form")
    sent = told(client)
    back = post(stranger(), "/report/answers", phrase=five_words(sent))
    assert "Nobody has answered yet" in text_of(back)
    assert WORDS not in text_of(back), "what was written is not shown to whoever has the words"
    for answer in (page, sent, back):
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert not answer.cookies
    assert not client.cookies
    assert 'type="file"' not in page.content.decode() and "csrfmiddlewaretoken" not in page.content.decode()


@pytest.mark.proves("S14", "Y2")
@pytest.mark.parametrize("address", ["/report", "/report/answers"])
def test_a_file_is_refused_unread_whatever_it_is_called(address: str, town: Town) -> None:
    before = Entry.objects.count()
    picture = SimpleUploadedFile("notes.txt", b"\x89PNG\r\n\x1a\n", content_type="text/plain")
    answer = stranger().post(address, {**TELLS, "words": WORDS, "picture": picture})
    assert answer.status_code == 422
    assert "Report Remove" in text_of(answer) and "CEOP" in text_of(answer)
    assert (Entry.objects.count(), Concern.objects.count()) == (before, 0)


@pytest.mark.proves("S14", "Y2")
@pytest.mark.parametrize("picture", [PICTURE, "/9j/" + "4AAQSkZJRgABAQ" * 20])
def test_a_picture_written_out_as_text_is_given_back_and_the_words_are_kept(picture: str, town: Town) -> None:
    answer = told(stranger(), f"Look: {picture} that is him")
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "cannot take pictures" in shown
    assert "Look:" in shown and "that is him" in shown and picture not in shown
    assert not Concern.objects.exists()


def test_nothing_typed_is_lost_when_something_must_be_put_right(town: Town) -> None:
    typed = {**TELLS, "name": "Ms Vane", "session": "the rocks", "find": "hill", "about": "deputy_lead"}
    client = stranger()
    token = hidden(client.get("/report").content.decode(), "token")
    empty = post(client, "/report", **typed, token=token, words="  ")
    assert empty.status_code == 422 and "please help" in text_of(empty)
    book = post(client, "/report", **typed, token=token, words="é" * 100_001)
    assert book.status_code == 422 and "é" * 100_001 in text_of(book)
    forged = post(client, "/report", **typed, token="mine", words=WORDS)
    assert (
        forged.status_code == 422 and WORDS in text_of(forged) and "Press Send once more" in text_of(forged)
    )
    for answer in (empty, book, forged):
        assert "Ms Vane" in text_of(answer) and "the rocks" in text_of(answer)
        assert re.search(r'value="deputy_lead"[^>]*checked', answer.content.decode())
    assert hidden(book.content.decode(), "token") == html.escape(token)
    assert not Concern.objects.exists()
    assert told(client, "a" * 3_000_000).status_code == 422


def test_a_school_is_found_without_anything_being_kept(town: Town) -> None:
    client, before = stranger(), Entry.objects.count()
    token = hidden(client.get("/report").content.decode(), "token")
    typed = {**TELLS, "token": token, "words": WORDS, "find": "hill"}
    found = post(client, "/report", **typed, find_school="yes")
    assert "Hill School" in text_of(found) and WORDS in text_of(found)
    assert "found no school" in text_of(
        post(client, "/report", **{**typed, "find": "zzz"}, find_school="yes")
    )
    assert (Entry.objects.count(), Concern.objects.count()) == (before, 0)
    sent = post(client, "/report", **typed, school=town.charity.school.ref)
    assert sent.status_code == 200
    assert Concern.objects.get().school == town.charity.school


def test_one_form_sent_twice_is_one_report_with_the_same_five_words(town: Town, clock: Clock) -> None:
    client = stranger()
    token = hidden(client.get("/report").content.decode(), "token")
    first, second = (post(client, "/report", **TELLS, token=token, words=WORDS) for _ in range(2))
    assert five_words(first) == five_words(second)
    assert Concern.objects.count() == 1
    clock.set(NOW + timedelta(hours=2))
    assert "not shown a second time" in text_of(post(client, "/report", **TELLS, token=token, words=WORDS))


def test_a_mistyped_word_is_asked_about_and_wrong_ones_open_nothing(town: Town) -> None:
    first, *rest = five_words(told(stranger())).split()
    near = post(stranger(), "/report/answers", phrase=" ".join([f"{first}q", *rest]))
    assert near.status_code == 422 and f"“{first}”" in text_of(near)
    assert " ".join(rest) in text_of(near)
    wrong = post(stranger(), "/report/answers", phrase=" ".join([*rest, first]))
    assert wrong.status_code == 422 and "do not know this phrase" in text_of(wrong)


def test_the_lead_answers_and_the_reporter_reads_it_and_adds(town: Town, clock: Clock) -> None:
    phrase = five_words(told(stranger()))
    concern, lead = Concern.objects.get(), browser(town.charity.lead)
    at = f"/concerns/{concern.ref}/answer"
    assert at in lead.get(f"/concerns/{concern.ref}").content.decode()
    refused = lead.post(at, {"text": "Case closed."})
    assert refused.status_code == 422 and "Nobody is answered by" in text_of(refused)
    assert lead.post(at, {"text": "We are talking to your school today."}).status_code == 302
    home = stranger()
    opened = post(home, "/report/answers", phrase=phrase)
    assert "We are talking to your school today." in text_of(opened)
    mark = html.unescape(hidden(opened.content.decode(), "open"))
    for _ in range(2):
        assert "We have that too" in text_of(post(home, "/report/answers", open=mark, words="He came again."))
    case = lead.get(f"/concerns/{concern.ref}").content.decode()
    assert case.count("He came again.") == 1 and "Answered" in case
    clock.set(NOW + timedelta(minutes=31))
    late = post(home, "/report/answers", open=mark, words="And once more.")
    assert late.status_code == 422 and "And once more." in text_of(late)
    again = post(home, "/report/answers", phrase=phrase, words="And once more.")
    assert "And once more." in text_of(again), "what was being written comes along"
    assert not home.cookies


def test_the_address_can_be_printed_and_is_linked_where_people_look(town: Town) -> None:
    poster = text_of(browser().get("/report/poster"))
    assert "localhost:8000/report" in poster and "<svg" in poster
    for place in (
        "/",
        "/how-we-keep-our-policy",
        "/what-we-cannot-stop",
        "/official-channels",
        "/privacy",
        "/seat/left",
        "/nowhere",
    ):
        assert 'href="/report"' in text_of(browser().get(place)), place


def test_a_concern_that_came_another_way_has_nobody_to_answer_here(town: Town) -> None:
    from_a_room = Concern.objects.get(ref=_raised_in_a_room(town))
    page = browser(town.charity.lead).get(f"/concerns/{from_a_room.ref}/answer")
    assert page.status_code == 200 and "through the young person" in text_of(page)


def _raised_in_a_room(town: Town) -> str:
    return raise_concern("room", "", town.own.ref, "", "words", NOW).ref
