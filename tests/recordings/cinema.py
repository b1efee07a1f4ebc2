"""A recording that is ready to be watched, and people who watch it; for tests."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from chaperone.ledger.queries import read
from chaperone.people.models import Person
from chaperone.recordings.models import Recording, Viewing
from chaperone.recordings.places import COMPOSED, clear_folder, sealed_file
from chaperone.recordings.queries import secret_of
from chaperone.recordings.sealing import seal_copy
from chaperone.records.actions import seal_dossier
from chaperone.room import commands as c
from tests.recordings.stage import SECONDS, close, held_session
from tests.records.held import Held
from tests.support.signed_in import sign_in

FILM = bytes(range(256)) * 10_000  # 2.5 MB; its bytes are what matters here, not its picture


def talk(held: Held) -> None:
    """What is written during the session."""
    charity = held.charity
    held.say(3, charity.facilitator.ref, "Welcome everybody")
    held.say(5, charity.seats[0].ref, "hello from amber")
    removed = held.say(7, charity.seats[2].ref, "hello from copper")
    held.do(9, c.RemoveMessage(charity.facilitator.ref, message=removed, reason="Not kind."))


def a_showing(monkeypatch: pytest.MonkeyPatch) -> Held:
    """A closed session with a recording that is ready; the pages' clock stands a quarter of an hour after its end."""
    held = held_session(talk)
    close(held)
    seal_dossier(held.plan.session, held.at(SECONDS + 700))
    ready(held)
    monkeypatch.setattr(timezone, "now", lambda: held.at(SECONDS + 900))
    return held


def ready(held: Held) -> Recording:
    """Seal a film as the worker does, and write down that it is ready."""
    secret, ref = secret_of(held.plan.session), held.plan.session
    assert secret is not None
    film = clear_folder() / "film"
    film.write_bytes(FILM)
    size = seal_copy(film, sealed_file(ref, COMPOSED), secret)
    film.unlink()
    return Recording.objects.create(
        session_ref=ref,
        state=Recording.State.READY,
        due_at=held.at(30),
        sealed_at=held.at(30),
        composed_at=held.at(60),
        begins_at=held.at(0),
        duration_seconds=SECONDS,
        size_bytes=size,
    )


def browser(person: Person) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    sign_in(client, person)
    return client


def page(person: Person, held: Held, area: str = "sessions") -> HttpResponse:
    """The page of the recording, as this person gets it."""
    answer = browser(person).get(f"/{area}/{held.plan.session}/record/recording")
    assert isinstance(answer, HttpResponse)
    return answer


def viewing_of(person: Person, held: Held, area: str = "sessions") -> tuple[Client, str, Viewing]:
    """Open the page; return the browser, the file's address and the viewing."""
    assert page(person, held, area).status_code == 200
    viewing = Viewing.objects.get(viewer=person)
    return browser(person), f"/{area}/{held.plan.session}/record/recording.mp4?viewing={viewing.ref}", viewing


def entries(kind: str) -> list[tuple[str, dict[str, object]]]:
    """Who did what of this kind, as the organisation's stream has it."""
    return [(entry.actor, entry.body or {}) for entry in read("organisation") if entry.kind == kind]
