"""Holds a recorded session through the real machine and ledger, and lays the parts where Janus would have left them."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from chaperone.recordings.places import clear_folder, media_folder, work_folders
from chaperone.room import commands as c
from chaperone.sessions.actions import (
    Notes,
    close_session,
    record_room_ended,
    record_room_opened,
    write_notes,
)
from tests.concerns.charity import NOW, a_charity
from tests.recordings.tape import part, picture, voice
from tests.records.held import Held

FACILITATOR, SPEAKER, PUPIL = "f" * 16, "s" * 16, "p" * 16
SECONDS = 20.0
CAMERA = ("microphone", "camera")


def fresh_media() -> Path:
    """Empty the folder of recordings, and the folders where they are put together."""
    shutil.rmtree(media_folder(), ignore_errors=True)
    for folder in work_folders():
        shutil.rmtree(folder, ignore_errors=True)
    return clear_folder()


def held_session(
    talk: Callable[[Held], object] = lambda _: None, *, end: bool = True, starts_at: datetime = NOW
) -> Held:
    """Hold a session with sound and picture: the recording begins at second 0, two adults send from 0.5, it ends at 20."""
    held = Held(a_charity(starts_at=starts_at))
    charity = held.charity
    held.do(-700, c.MediaTurned("", on=True))
    held.everybody_in()
    record_room_opened(charity.session.ref, held.at(0))
    held.do(0.5, c.OpenFeed(charity.facilitator.ref, feed=FACILITATOR, peer="camera", kinds=CAMERA))
    held.do(0.6, c.OpenFeed(charity.speaker.ref, feed=SPEAKER, peer="camera", kinds=CAMERA))
    talk(held)
    if end:
        held.do(SECONDS, c.End(charity.facilitator.ref))
        record_room_ended(charity.session.ref, held.at(SECONDS))
    charity.session.refresh_from_db()
    return held


def name_of(held: Held, feed: str, medium: str, number: int = 1) -> str:
    """Return the name that Janus would give to a part."""
    return f"{held.plan.session}.{feed}.{number}-{medium}-{0 if medium == 'audio' else 1}.mjr"


def lay_parts(held: Held) -> list[Path]:
    """Lay down what Janus wrote, all at once: both adults' sound and picture, the facilitator flashing and beeping."""
    began, length = held.start + 0.7, SECONDS - 1
    with tempfile.TemporaryDirectory(dir=media_folder()) as name:
        folder = Path(name)
        made = [
            part(folder / name_of(held, FACILITATOR, "audio"), voice(length), began),
            part(folder / name_of(held, FACILITATOR, "video"), picture(length, "red"), began),
            part(folder / name_of(held, SPEAKER, "audio"), voice(length, volume=0.001), began),
            part(folder / name_of(held, SPEAKER, "video"), picture(length, "blue", flashes=False), began),
        ]
        rest(*made)
        return [path.rename(clear_folder() / path.name) for path in made]


def rest(*parts: Path) -> None:
    """Let files look as if nothing had been written to them for a minute."""
    then = time.time() - 60
    for each in parts:
        os.utime(each, (then, then))


def close(held: Held) -> None:
    """Write the notes and close the session, so that its dossier can be sealed."""
    charity, later = held.charity, held.at(SECONDS + 600)
    write_notes(
        charity.session,
        Notes(what_happened="Two stories.", attendance="Three of three."),
        charity.facilitator,
        later,
    )
    close_session(charity.session, charity.facilitator, later)
    charity.session.refresh_from_db()
