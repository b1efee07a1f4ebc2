"""The absence of a recording is never silent: in the record, on the page, on paper, and in the notes that cannot do without it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from chaperone.pages.for_staff.forms import NotesForm
from chaperone.people.roles import Role
from chaperone.policy.refusal import Refused
from chaperone.recordings.models import Recording
from chaperone.recordings.programs import missing_programs
from chaperone.records.actions import open_dossier, seal_dossier
from chaperone.records.dossier import Dossier
from chaperone.records.pdf import dossier_words
from chaperone.records.playback import recording_in_words
from chaperone.room import commands as c
from chaperone.room.media import needs_explaining
from chaperone.sessions.actions import (
    Notes,
    close_session,
    record_room_ended,
    record_room_opened,
    write_notes,
)
from chaperone.sessions.queries import recording_unexplained
from tests.concerns.charity import a_charity, a_person
from tests.recordings.stage import SECONDS, close, held_session
from tests.records.held import Held
from tests.support.signed_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.proves("M13")]
NOTES = Notes(what_happened="Two stories.", attendance="Three of three.")
AWAY = "The media server is away."


def ended(*between: tuple[float, c.Command], recorded: bool = True) -> Held:
    """Hold a session that has no sound and picture but for what happens between, and end it."""
    charity = a_charity()
    held = Held(charity)
    if recorded:
        held.do(-700, c.MediaTurned("", on=True))
    held.everybody_in()
    record_room_opened(charity.session.ref, held.at(0))
    for second, command in between:
        held.do(second, command)
    held.do(SECONDS, c.End(charity.facilitator.ref))
    record_room_ended(charity.session.ref, held.at(SECONDS))
    charity.session.refresh_from_db()
    return held


def written(held: Held, notes: Notes = NOTES) -> object:
    return write_notes(held.charity.session, notes, held.charity.facilitator, held.at(SECONDS + 60))


def dossier_of(held: Held) -> Dossier:
    """Close the session and open its dossier as the lead."""
    charity, later = held.charity, held.at(SECONDS + 120)
    closed = close_session(charity.session, charity.facilitator, later)
    assert not isinstance(closed, Refused), closed
    seal_dossier(held.plan.session, later)
    dossier = open_dossier(charity.lead, held.plan.session, later)
    assert dossier is not None
    return dossier


def on_paper(held: Held, dossier: Dossier) -> str:
    words = dossier_words(dossier, "Lead A", held.at(SECONDS + 130))
    return " ".join(render_to_string("records/dossier.html", words).split())


def test_a_whole_recording_needs_no_reason() -> None:
    held = ended()
    assert not recording_unexplained(held.charity.session)
    assert not isinstance(written(held), Refused)
    told = dossier_of(held).room.recording
    assert [(stay.from_at, stay.to_at) for stay in told.ran] == [(held.at(0), held.at(SECONDS))]
    assert (told.missing, told.explained, told.nothing) == ((), (), "")


def test_without_a_recording_notes_need_the_reason_and_the_record_has_it() -> None:
    held = ended(recorded=False)
    refused = written(held)
    assert isinstance(refused, Refused)
    assert refused.clause == "M13"
    assert isinstance(written(held, Notes(what_happened="x", attendance="y", recording="   ")), Refused)
    reason = "The school’s network lets no video through."
    kept = written(held, Notes(what_happened="Two stories.", attendance="Three of three.", recording=reason))
    assert not isinstance(kept, Refused)
    assert not isinstance(written(held), Refused), "once is enough"
    dossier = dossier_of(held)
    assert reason in repr(dossier.notes)
    assert len(dossier.room.recording.missing) == 1
    paper = on_paper(held, dossier)
    assert reason in paper
    assert "Not recorded from 14:00:00 on." in paper


def test_one_that_broke_off_needs_the_reason_unless_it_was_given_in_the_room() -> None:
    broke_off: tuple[float, c.Command] = (8, c.MediaTurned("", on=False, why=AWAY))
    held = ended(broke_off, (12, c.MediaTurned("", on=True)))
    assert isinstance(written(held), Refused)
    assert isinstance(written(ended(broke_off)), Refused)
    told = ended_with_reason()
    assert not isinstance(written(told), Refused)
    room = dossier_of(told).room
    log = [line.sentence for line in room.door_log if line.clause == "M13"]
    assert log[:3] == [
        "The recording began.",
        f"Nothing was recorded from now on. {AWAY}",
        "Facilitator A said why there was no recording.",
    ]
    story = room.recording
    assert [one.why for one in story.missing] == [AWAY]
    assert [(one.by, one.why) for one in story.explained] == [("Facilitator A", "A cable was pulled.")]
    assert len(story.ran) == 2


def ended_with_reason() -> Held:
    """The media server goes away, the facilitator says why, and it comes back."""
    charity = a_charity()
    held = Held(charity)
    held.do(-700, c.MediaTurned("", on=True))
    held.everybody_in()
    record_room_opened(charity.session.ref, held.at(0))
    held.do(8, c.MediaTurned("", on=False, why=AWAY))
    held.do(9, c.ExplainNoRecording(charity.facilitator.ref, reason="A cable was pulled."))
    held.do(12, c.MediaTurned("", on=True))
    held.do(SECONDS, c.End(charity.facilitator.ref))
    record_room_ended(charity.session.ref, held.at(SECONDS))
    charity.session.refresh_from_db()
    return held


@pytest.mark.proves("M13")
def test_the_reason_of_one_gap_does_not_stand_for_a_later_one() -> None:
    """Else somebody explains a second in which nothing was recorded, and the half hour after it is asked of nobody."""
    one = held_with_two_gaps(explained_twice=False)
    assert needs_explaining(one.recorder.durable) and recording_unexplained(one.charity.session)
    other = held_with_two_gaps(explained_twice=True)
    assert not needs_explaining(other.recorder.durable) and not recording_unexplained(other.charity.session)


def held_with_two_gaps(*, explained_twice: bool) -> Held:
    """The media server goes away, the facilitator says why, it comes back and goes away again."""
    charity = a_charity()
    held = Held(charity)
    held.do(-700, c.MediaTurned("", on=True))
    held.everybody_in()
    for second in (8, 14):
        held.do(second, c.MediaTurned("", on=False, why=AWAY))
        if second == 8 or explained_twice:
            reason = f"A cable was pulled at {second}."
            held.do(second + 1, c.ExplainNoRecording(charity.facilitator.ref, reason=reason))
        if second == 8:
            held.do(12, c.MediaTurned("", on=True))
    return held


def test_the_form_asks_for_the_reason_only_where_it_is_missing() -> None:
    assert "recording" in NotesForm(recording_unexplained=True).fields
    assert "recording" not in NotesForm(recording_unexplained=False).fields


def test_the_page_asks_for_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    held = ended(recorded=False)
    monkeypatch.setattr(timezone, "now", lambda: held.at(SECONDS + 60))
    client = Client()
    sign_in(client, held.charity.facilitator)
    at = f"/sessions/{held.plan.session}/notes"
    assert "Why it was not recorded" in client.get(at).content.decode()
    said = {"what_happened": "Two stories.", "attendance": "Three."}
    refused = client.post(at, said)
    assert "Say why. One sentence is enough." in refused.content.decode()
    assert client.post(at, {**said, "recording": "No video that day."}).status_code == 302
    assert "Why it was not recorded" not in client.get(at).content.decode()


def test_the_page_of_a_recording_that_never_was_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    held = ended(recorded=False)
    written(held, Notes(what_happened="x", attendance="y", recording="No video that day."))
    dossier_of(held)
    monkeypatch.setattr(timezone, "now", lambda: held.at(SECONDS + 600))
    client = Client()
    sign_in(client, held.charity.lead)
    shown = client.get(f"/sessions/{held.plan.session}/record/recording").content.decode()
    assert "Not recorded from 14:00:00 on." in shown
    assert "<video" not in shown
    assert (
        "Not recorded from 14:00:00 on."
        in client.get(f"/sessions/{held.plan.session}/record").content.decode()
    )


def test_how_far_it_is_is_said_plainly() -> None:
    held = held_session()
    close(held)
    now = held.at(60)
    row = Recording(session_ref=held.plan.session, due_at=now, sealed_at=now, parts={"a": 1})
    assert recording_in_words(None, ()) == ""
    assert recording_in_words(row, ()) == "It is sealed, and waits to be put together."
    missing = recording_in_words(row, ("ffmpeg",))
    assert missing.endswith("cannot be put together on this machine until ffmpeg is installed.")
    row.state, row.percent = Recording.State.COMPOSING, 40
    assert "40 %" in recording_in_words(row, ())
    row.state, row.duration_seconds = Recording.State.READY, 3725.0
    assert "1:02:05" in recording_in_words(row, ("ffmpeg",))
    row.state, row.trouble = Recording.State.FAILED, "ffmpeg stopped with 1."
    assert "Its parts are kept sealed" in recording_in_words(row, ())
    assert missing_programs() == ()


def test_a_recording_that_failed_is_a_task_for_those_who_see_the_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = held_session()
    now = held.at(600)
    Recording.objects.create(
        session_ref=held.plan.session, state="failed", trouble="A part is lost.", due_at=now, sealed_at=now
    )
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=1))
    for person, told in (
        (held.charity.facilitator, True),
        (held.charity.lead, True),
        (a_person("Speaker B", Role.SPEAKER), False),
    ):
        client = Client()
        sign_in(client, person)
        assert ("A part is lost." in client.get("/home").content.decode()) is told, person.full_name
