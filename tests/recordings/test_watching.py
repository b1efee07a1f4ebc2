"""Who may watch, a part at a time and nothing kept; every viewing on record with its spans, whatever the player says."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient

from chaperone.pages.byte_range import OutOfRange, Part, part_asked_for
from chaperone.pages.recording import PIECE_BYTES
from chaperone.recordings.actions import close_quiet_viewings
from chaperone.recordings.age import SealedFile
from chaperone.recordings.models import Recording, Viewing
from chaperone.recordings.places import COMPOSED, sealed_file
from chaperone.recordings.queries import secret_of
from chaperone.sessions.models import SessionSchool
from tests.recordings.cinema import FILM, a_showing, browser, entries, page, viewing_of
from tests.recordings.stage import SECONDS
from tests.records.held import Held
from tests.support.signed_in import asign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """A recording that is ready to be watched."""
    return a_showing(monkeypatch)


@pytest.mark.proves("M13", "S13")
def test_only_those_who_read_the_record_whole_may_watch(held: Held) -> None:
    charity = held.charity
    for person, status in (
        (charity.facilitator, 200),
        (charity.speaker, 200),
        (charity.lead, 200),
        (charity.deputy, 200),
        (charity.outsider, 404),
    ):
        assert page(person, held).status_code == status, person.full_name
    for teacher in (charity.teacher_a, charity.teacher_b):
        answer = page(teacher, held, "teaching")
        assert answer.status_code == 200
        assert "<video" not in answer.content.decode()
        assert "pupils may be heard in this recording" in answer.content.decode()
        stolen = Viewing.objects.filter(viewer=charity.lead).values_list("ref", flat=True)[0]
        file = f"/teaching/{held.plan.session}/record/recording.mp4?viewing={stolen}"
        assert browser(teacher).get(file).status_code == 403
    assert {actor for actor, _ in entries("recording.opened")} == {
        charity.facilitator.ref,
        charity.speaker.ref,
        charity.lead.ref,
        charity.deputy.ref,
    }


@pytest.mark.proves("M13")
def test_the_teacher_of_the_only_school_may_watch_and_sees_what_the_record_gives_them(held: Held) -> None:
    charity = held.charity
    SessionSchool.objects.filter(session=charity.session, school=charity.school_b).delete()
    answer = page(charity.teacher_a, held, "teaching").content.decode()
    assert "<video" in answer
    assert "hello from amber" in answer
    assert "hello from copper" not in answer, "what the record hides from this reader is hidden here too"


@pytest.mark.proves("M12", "M13")
def test_the_chat_stands_beside_it_on_its_own_clock_and_what_was_removed_is_folded_away(held: Held) -> None:
    answer = page(held.charity.lead, held).content.decode()
    assert 'data-at="3.00"' in answer
    assert "Welcome everybody" in answer
    removed = answer[answer.index('data-at="7.00"') :].split("</li>")[0]
    assert "<details><summary>Removed. Read it</summary>" in removed
    assert "hello from copper" in removed
    assert "destroyed on" in answer
    assert "We cannot stop anybody from filming a screen with a phone." in answer


@pytest.mark.proves("M13", "S13")
def test_a_player_gets_the_part_it_asks_for_and_never_more_than_a_piece(held: Held) -> None:
    client, file, viewing = viewing_of(held.charity.lead, held)
    first = client.get(file, headers={"Range": "bytes=0-"})
    assert first.status_code == 206
    assert first.content == FILM[:PIECE_BYTES]
    assert first.headers["Content-Range"] == f"bytes 0-{PIECE_BYTES - 1}/{len(FILM)}"
    middle = client.get(file, headers={"Range": "bytes=70000-70009"})
    assert (middle.content, middle.headers["Content-Length"]) == (FILM[70_000:70_010], "10")
    assert client.get(file, headers={"Range": "bytes=-5"}).content == FILM[-5:]
    behind = client.get(file, headers={"Range": f"bytes={len(FILM)}-"})
    assert (behind.status_code, behind.headers["Content-Range"]) == (416, f"bytes */{len(FILM)}")
    assert "no-store" in first.headers["Cache-Control"]
    assert first.headers["Content-Disposition"] == "inline"
    head = client.head(file)
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(len(FILM)), b"")
    viewing.refresh_from_db()
    assert viewing.served == [[0.0, float(PIECE_BYTES)], [float(len(FILM) - 5), float(len(FILM))]]


@pytest.mark.proves("S13")
def test_a_browser_that_holds_a_part_of_another_film_begins_anew(held: Held) -> None:
    client, file, _ = viewing_of(held.charity.lead, held)
    tag = client.head(file).headers["ETag"]
    ours = {"Range": "bytes=5-9", "If-Range": tag}
    other = {"Range": "bytes=5-9", "If-Range": '"other"'}
    assert client.get(file, headers=ours).status_code == 206
    whole = client.head(file, headers=other)
    assert (whole.status_code, whole.headers["Content-Length"]) == (200, str(len(FILM)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("M13", "S13")
def test_a_program_that_knows_no_ranges_gets_it_a_piece_at_a_time_each_on_record(held: Held) -> None:
    _, file, viewing = viewing_of(held.charity.lead, held)

    async def first_piece() -> bytes:
        client = AsyncClient()
        await asign_in(client, held.charity.lead)
        answer = await client.get(file)
        # The test client's own type hides that it is iterated as it is sent.
        pieces: Any = answer
        first = await anext(aiter(pieces))
        await sync_to_async(connections.close_all)()  # the thread that answered has a connection of its own
        return bytes(first)

    assert asyncio.run(first_piece()) == FILM[:PIECE_BYTES]
    viewing.refresh_from_db()
    assert viewing.served == [[0.0, float(PIECE_BYTES)]]


@pytest.mark.proves("S13")
def test_without_an_open_page_of_ones_own_there_is_no_film(held: Held) -> None:
    _, file, viewing = viewing_of(held.charity.lead, held)
    assert browser(held.charity.facilitator).get(file).status_code == 409, "another's viewing"
    bare = file.split("?")[0]
    assert browser(held.charity.lead).get(bare).status_code == 409
    Viewing.objects.update(opened_at=viewing.opened_at - timedelta(hours=13))
    assert browser(held.charity.lead).get(file).status_code == 409, "a page left open since yesterday"


@pytest.mark.proves("M13", "S13")
def test_what_was_watched_is_on_record_with_its_spans(held: Held) -> None:
    lead = held.charity.lead
    client, file, viewing = viewing_of(lead, held)
    client.get(file, headers={"Range": "bytes=0-"})
    told = file.split(".mp4")[0] + "/watched"
    for spans, over in (("0-4.5", ""), ("0-6,10-12.5", ""), ("0-6,10-99999", "1")):
        answer = client.post(told, {"viewing": viewing.ref, "spans": spans, "over": over})
        assert answer.status_code == 204
    ((actor, body),) = entries("recording.watched")
    assert actor == lead.ref
    assert body["session"] == held.plan.session
    assert body["watched"] == [[0.0, 6.0], [10.0, SECONDS]]
    assert body["watched_seconds"] == 16.0
    assert body["served_percent"] == round(100 * PIECE_BYTES / len(FILM))
    assert "Who watched it" in page(held.charity.deputy, held).content.decode()
    assert "Who watched it" not in page(held.charity.speaker, held).content.decode()


@pytest.mark.parametrize("spans", ["x", "1", "5-1", "-1-2", "nan-inf", "1-2-3", ",".join(["0-1"] * 501)])
def test_a_report_without_sense_is_refused(held: Held, spans: str) -> None:
    client, file, viewing = viewing_of(held.charity.lead, held)
    answer = client.post(file.split(".mp4")[0] + "/watched", {"viewing": viewing.ref, "spans": spans})
    assert answer.status_code == 400
    viewing.refresh_from_db()
    assert viewing.watched == []


@pytest.mark.proves("M13", "S13")
def test_a_player_that_never_says_a_word_is_on_record_by_what_it_was_handed(held: Held) -> None:
    client, file, _ = viewing_of(held.charity.lead, held)
    client.get(file, headers={"Range": "bytes=0-"})
    assert close_quiet_viewings(held.at(SECONDS + 901)) == 0, "it may still be watching"
    assert close_quiet_viewings(held.at(SECONDS + 1100)) == 1
    assert close_quiet_viewings(held.at(SECONDS + 1200)) == 0
    ((_, body),) = entries("recording.watched")
    assert (body["watched"], body["served_percent"]) == ([], round(100 * PIECE_BYTES / len(FILM)))


@pytest.mark.proves("M13")
def test_a_film_that_was_changed_is_not_shown(held: Held) -> None:
    client, file, _ = viewing_of(held.charity.lead, held)
    path = sealed_file(held.plan.session, COMPOSED)
    path.write_bytes(path.read_bytes()[:-1])
    answer = client.get(file, headers={"Range": "bytes=0-"})
    assert answer.status_code == 409
    assert "not what was sealed" in answer.content.decode()


@pytest.mark.proves("M13", "M11")
def test_when_the_key_is_gone_there_is_nothing_to_watch(held: Held) -> None:
    ref = held.plan.session
    secret = secret_of(ref)
    assert secret is not None
    client, file, _ = viewing_of(held.charity.lead, held)
    Recording.objects.update(state=Recording.State.FAILED)
    assert client.get(file, headers={"Range": "bytes=0-"}).status_code == 409
    with SealedFile(sealed_file(ref, COMPOSED), secret) as opened:
        assert opened.size == len(FILM)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-9", Part(0, 10)),
        ("bytes=95-", Part(95, 100)),
        ("bytes=-10", Part(90, 100)),
        ("bytes=-1000", Part(0, 50)),
        ("bytes=0-1000", Part(0, 50)),
        ("", None),
        ("bytes=-", None),
        ("bytes=9-5", None),
        ("bytes=0-1,5-6", None),
        ("pages=1-2", None),
    ],
)
def test_what_part_is_asked_for(header: str, part: Part | None) -> None:
    """At most fifty bytes of a hundred are given at once."""
    assert part_asked_for(header, 100, 50) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_what_lies_behind_the_end(header: str) -> None:
    with pytest.raises(OutOfRange):
        part_asked_for(header, 100, 50)
