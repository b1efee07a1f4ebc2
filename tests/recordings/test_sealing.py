"""Clear files are sealed when their session is over, never before, and nothing clear or openable outlives what it must not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from chaperone.config.checkups import State
from chaperone.config.checkups_recordings import recordings
from chaperone.config.cli import main
from chaperone.ledger.actions import destroy_key
from chaperone.ledger.queries import key_of, read
from chaperone.recordings.actions import begin_again, compose_next, seal_found, try_again
from chaperone.recordings.age import identity_text
from chaperone.recordings.models import Recording
from chaperone.recordings.places import (
    COMPOSED,
    clear_folder,
    sealed_file,
    sealed_folder,
    sealed_parts,
    work_folders,
)
from chaperone.recordings.queries import open_recording, secret_of
from chaperone.recordings.worker import only_one
from chaperone.records.actions import destroy_due, seal_dossier
from chaperone.records.models import Dossier
from tests.recordings.measure import seconds_of
from tests.recordings.stage import FACILITATOR, SECONDS, close, held_session, lay_parts, name_of, rest
from tests.records.held import Held

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def small_parts(held: Held) -> list[Path]:
    """Lay files of the right names; what is inside does not matter to sealing."""
    laid = []
    for medium in ("audio", "video"):
        laid.append(clear_folder() / name_of(held, FACILITATOR, medium))
        laid[-1].write_bytes(medium.encode() * 40_000)
    rest(*laid)
    return laid


def kinds(held: Held) -> list[str]:
    """Return what the session's stream says about its recording."""
    found = [entry.kind for entry in read(f"session/{held.plan.session}")]
    return [kind for kind in found if kind.startswith("recording.")]


@pytest.mark.proves("M13")
def test_what_is_over_is_sealed_and_age_itself_opens_it() -> None:
    held = held_session()
    laid = small_parts(held)
    done = seal_found(NOW)
    assert (done.sealed, done.waiting, done.unknown, done.failed) == (2, 0, 0, ())
    assert list(clear_folder().iterdir()) == []
    secret = secret_of(held.plan.session)
    assert secret is not None
    identity = pyrage.x25519.Identity.from_str(identity_text(secret))
    first = sealed_file(held.plan.session, laid[0].name)
    assert pyrage.decrypt(first.read_bytes(), [identity]) == b"audio" * 40_000
    assert b"audio" * 4 not in first.read_bytes()
    assert kinds(held) == ["recording.part_sealed"] * 2
    assert first.parent.stat().st_mode & 0o077 == 0


@pytest.mark.proves("M13")
def test_every_session_has_a_key_of_its_own_that_is_not_the_streams() -> None:
    one, other = held_session().plan.session, held_session().plan.session
    secrets = {secret_of(one), secret_of(other), key_of(f"session/{one}"), key_of(f"room/{one}")}
    assert len(secrets) == 4
    assert secret_of(one) == secret_of(one)


@pytest.mark.proves("M13")
def test_a_live_session_and_a_file_still_being_written_are_not_touched() -> None:
    live, over = held_session(end=False), held_session()
    live_parts, over_parts = small_parts(live), small_parts(over)
    over_parts[0].touch()
    done = seal_found(NOW)
    assert (done.sealed, done.waiting) == (1, 3)
    assert [path.exists() for path in (*live_parts, *over_parts)] == [True, True, True, False]


@pytest.mark.proves("M13")
def test_what_was_written_before_the_clock_was_put_back_does_not_lie_clear_until_that_hour_comes_again() -> (
    None
):
    laid = small_parts(held_session())
    tomorrow = time.time() + 86_400
    for path in laid:
        os.utime(path, (tomorrow, tomorrow))
    assert seal_found(NOW).sealed == len(laid)


@pytest.mark.proves("M13")
def test_what_belongs_to_no_session_is_refused_and_the_doctor_says_so() -> None:
    for name in (f"nosuchsess.{FACILITATOR}.1-audio-0.mjr", "holiday.mp4"):
        (clear_folder() / name).write_bytes(b"x")
    assert seal_found(NOW).unknown == 2
    assert len(list(clear_folder().iterdir())) == 2
    found = recordings()
    assert found.state is State.BAD
    assert "2 files" in found.sentence


def test_a_part_found_later_is_put_in_as_well() -> None:
    held = held_session()
    small_parts(held)
    seal_found(NOW)
    Recording.objects.update(state=Recording.State.FAILED, tries=3)
    late = clear_folder() / name_of(held, FACILITATOR, "audio", 2)
    late.write_bytes(b"more")
    rest(late)
    seal_found(NOW)
    kept = Recording.objects.get()
    assert (kept.state, kept.tries, len(kept.parts)) == (Recording.State.WAITING, 0, 3)


FULL = """
import resource, django
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from pathlib import Path
from chaperone.recordings.sealing import seal_copy
import sys
try:
    seal_copy(Path(sys.argv[1]), Path(sys.argv[2]), bytes(32))
except OSError as fault:
    print(type(fault).__name__)
"""


@pytest.mark.proves("M13")
def test_on_a_full_disk_the_clear_file_stays_and_no_half_of_a_sealed_one(tmp_path: Path) -> None:
    """The system itself refuses to let the file grow, as it does when a disk is full."""
    clear = tmp_path / "part.mjr"
    clear.write_bytes(b"x" * 300_000)
    told = subprocess.run(
        [sys.executable, "-c", FULL, str(clear), str(tmp_path / "sealed" / "part.age")],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "Error" in told
    assert clear.read_bytes() == b"x" * 300_000
    assert list((tmp_path / "sealed").iterdir()) == []


@pytest.mark.proves("M13")
def test_a_session_is_put_together_and_only_sealed_files_remain() -> None:
    held = held_session()
    lay_parts(held)
    seal_found(NOW)
    done = compose_next(NOW)
    assert done is not None
    assert (done.state, done.trouble) == (Recording.State.READY, "")
    assert done.duration_seconds == pytest.approx(SECONDS, abs=0.1)
    assert not any(folder.exists() and list(folder.iterdir()) for folder in work_folders())
    names = {path.name for path in sealed_folder(held.plan.session).iterdir()}
    assert f"{COMPOSED}.age" in names
    assert len(names) == 5, "the parts stay sealed beside it"
    opened = open_recording(done)
    assert opened is not None
    film = clear_folder() / "film.mp4"
    with opened:
        film.write_bytes(opened.read_at(0, opened.size))
        assert opened.size == done.size_bytes
    assert seconds_of(film) == pytest.approx(SECONDS, rel=0.02)
    assert kinds(held)[-1] == "recording.composed"


@pytest.mark.proves("M13")
def test_what_cannot_be_put_together_is_tried_three_times_and_then_given_to_a_person() -> None:
    held = held_session()
    small_parts(held)
    seal_found(NOW)
    sealed_parts(held.plan.session)[0].write_bytes(b"not what was sealed")
    now, waits = NOW, []
    for _ in range(3):
        tried = compose_next(now)
        assert tried is not None
        waits.append(tried.due_at - now)
        assert compose_next(now) is None, "not before it is due"
        now = max(now, tried.due_at)
    assert waits[:2] == [timedelta(minutes=1), timedelta(minutes=10)]
    kept = Recording.objects.get()
    assert (kept.state, kept.tries) == (Recording.State.FAILED, 3)
    assert kept.trouble == "This is not a sealed file."
    assert len(sealed_parts(held.plan.session)) == 2
    assert kinds(held)[-1] == "recording.failed"
    assert try_again(held.plan.session, now)
    assert Recording.objects.get().state == Recording.State.WAITING


def test_a_worker_that_was_killed_is_cleared_up_after() -> None:
    held = held_session()
    small_parts(held)
    seal_found(NOW)
    Recording.objects.update(state=Recording.State.COMPOSING, percent=40)
    left = sealed_folder(held.plan.session) / "x.age.unfinished"
    left.write_bytes(b"half")
    for folder in work_folders():
        folder.mkdir(parents=True)
        (folder / "clear.mp4").write_bytes(b"clear")
    begin_again(NOW)
    assert not left.exists()
    assert not any(folder.exists() for folder in work_folders())
    assert (Recording.objects.get().state, Recording.objects.get().percent) == ("waiting", 0)


@pytest.mark.proves("M13", "M11")
def test_when_its_time_is_over_the_recording_is_unreadable_and_gone() -> None:
    held = held_session()
    laid = small_parts(held)
    seal_found(NOW)
    close(held)
    dossier = seal_dossier(held.plan.session, held.at(SECONDS + 700))
    copy = sealed_file(held.plan.session, laid[0].name).read_bytes()
    secret = secret_of(held.plan.session)
    late = clear_folder() / name_of(held, FACILITATOR, "audio", 9)
    late.write_bytes(b"left clear")
    assert isinstance(dossier, Dossier)
    swept = destroy_due(dossier.destroy_at)
    assert swept.destroyed == (held.plan.session,)
    assert secret_of(held.plan.session) is None, "what would open a copy elsewhere can be derived by nobody"
    assert secret is not None and pyrage.decrypt(
        copy, [pyrage.x25519.Identity.from_str(identity_text(secret))]
    )
    assert not sealed_folder(held.plan.session).exists()
    assert Recording.objects.get().state == Recording.State.DESTROYED
    seal_found(NOW)
    assert not late.exists()


def test_the_key_of_a_session_gone_means_nothing_is_sealed_to_it() -> None:
    held = held_session()
    destroy_key(f"session/{held.plan.session}", NOW)
    small_parts(held)
    assert seal_found(NOW).sealed == 0
    assert list(clear_folder().iterdir()) == []


def test_the_command_seals_and_says_how_far_each_is(capsys: pytest.CaptureFixture[str]) -> None:
    held = held_session()
    small_parts(held)
    assert main(["recordings", "status"]) == 0
    assert "is still clear" in capsys.readouterr().out
    assert main(["recordings", "seal"]) == 0
    assert "2 sealed, 0 wait" in capsys.readouterr().out
    assert main(["recordings", "status"]) == 0
    assert "Waiting to be put together; 2 sealed parts, 400,000 bytes." in capsys.readouterr().out
    assert main(["recordings", "retry", held.plan.session]) == 1
    Recording.objects.update(state=Recording.State.FAILED, trouble="A part is lost.")
    assert main(["recordings", "status"]) == 1
    assert main(["recordings", "retry", held.plan.session]) == 0


def test_one_worker_at_a_time() -> None:
    with only_one() as first, only_one() as second:
        assert (first, second) == (True, False)
    with only_one() as again:
        assert again
