"""What Janus wrote is read as it was: to the packet, on one clock, and only where the room's record allows it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from chaperone.recordings.mjr import NotARecording, Packet, cut, packets
from chaperone.recordings.places import part_name
from chaperone.recordings.rules import length_of, may_watch, merged, next_try
from chaperone.recordings.shots import HOLD_SECONDS, STEP_SECONDS, Picture, shots
from chaperone.recordings.timeline import timeline
from chaperone.room import events as e
from tests.recordings.tape import Frames, part

T = 1_790_000_000.0
ALWAYS = ((0.0, float("inf")),)
SOUND: Frames = tuple((n * 0.02, b"x" * 40) for n in range(500))  # ten seconds


def sound(folder: Path, **how: object) -> Path:
    return part(folder / "abc.f.1-audio-0.mjr", SOUND, T, **how)  # type: ignore[arg-type] # handed on


def read_back(path: Path) -> list[Packet]:
    with path.open("rb") as file:
        return list(packets(file)[1])


def test_every_packet_is_read_with_its_moment(tmp_path: Path) -> None:
    found = read_back(sound(tmp_path))
    assert len(found) == 500
    assert found[0].at == pytest.approx(T, abs=0.001)
    assert found[-1].at == pytest.approx(T + 9.98, abs=0.002)


def test_a_muted_stretch_parts_sound_and_each_piece_is_on_its_time(tmp_path: Path) -> None:
    first, second = cut(sound(tmp_path, without=[(3.0, 6.0)]), tmp_path, ALWAYS)
    found = [first.begins, first.ends, second.begins, second.ends]
    assert found == pytest.approx([T, T + 2.98, T + 6, T + 9.98], abs=0.01)
    assert read_back(second.path)[0].at == pytest.approx(T + 6, abs=0.002)


def test_a_picture_is_not_parted_because_it_leans_on_what_was_before(tmp_path: Path) -> None:
    frames: Frames = tuple((n / 15, b"\x00" * 100) for n in range(150))
    path = part(tmp_path / "abc.f.1-video-1.mjr", frames, T, without=[(3.0, 7.0)])
    (only,) = cut(path, tmp_path, ALWAYS)
    assert len(only.here) == 2, "when there was a picture is known all the same"


@pytest.mark.proves("M13", "M9")
def test_packets_outside_what_is_allowed_are_in_no_piece(tmp_path: Path) -> None:
    pieces = cut(sound(tmp_path), tmp_path, ((T + 1, T + 2), (T + 5, T + 5.5)))
    kept = [packet.at - T for piece in pieces for packet in read_back(piece.path)]
    assert len(kept) in range(73, 78)
    assert all(1 <= at < 2 or 5 <= at < 5.5 for at in kept)
    assert cut(sound(tmp_path), tmp_path, ()) == []


@pytest.mark.proves("M13")
@pytest.mark.parametrize("leap", [3600.0, -3600.0, 2.5])
def test_what_began_after_the_date_was_put_right_is_not_left_out(tmp_path: Path, leap: float) -> None:
    """The room's clock does not leap with the machine's date, by which Janus says when a part began."""
    story = timeline(
        [
            e.RecordingStarted(T - 100),
            e.ClockJumped(T - 50, leap),
            e.FeedOpened(T - 1, "f", "one", "person:1", "camera", ("microphone",)),
            e.FeedClosed(T + 5, "f", "left"),
            e.Ended(T + 100, "person:1"),
        ]
    )
    path = part(tmp_path / "abc.f.1-audio-0.mjr", SOUND, T + leap)
    (piece,) = cut(path, tmp_path, story.allowed("f", "audio"), lambda date: story.in_room_time("f", date))
    assert (piece.begins, piece.ends) == pytest.approx((T, T + 4.98), abs=0.01)


@pytest.mark.parametrize(
    "content", [b"", b"MJR00001", b"MJR00002", b"MJR00002\x00\x02{}", b"MJR00002\x00\x04null"]
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.mjr").write_bytes(content)
    with pytest.raises(NotARecording):
        cut(tmp_path / "a.mjr", tmp_path, ALWAYS)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a.mjr",
        "../x.f.1-audio-0.mjr",
        "abc.f.1-audio-0.mjr.tmp",
        "abc.f.1-data-0.mjr",
        "ABC.f.1-audio-0.mjr",
    ],
)
def test_a_name_that_is_not_janus_is_none(name: str) -> None:
    assert part_name(name) is None


def test_a_name_says_whose_it_is() -> None:
    found = part_name("k3f9abc2de.0123456789abcdef.2-video-1.mjr")
    assert found is not None
    assert (found.session, found.feed, found.number, found.medium, found.line) == (
        "k3f9abc2de",
        "0123456789abcdef",
        2,
        "video",
        1,
    )


def test_a_server_that_was_killed_loses_nothing_that_was_said_while_the_record_was_silent() -> None:
    camera = ("microphone", "camera")
    told = timeline(
        [
            e.RecordingStarted(T),
            e.FeedOpened(T + 1, "one", "c", "person:1", "camera", camera),
            e.SpeakingAccepted(T + 2, "seat:a", T + 92),
            e.RoomRestarted(T + 30, unheard_since=T + 10),
            e.RecordingStopped(T + 30, "The server began again."),
            e.RecordingStarted(T + 40),
            e.FeedOpened(T + 41, "two", "c", "person:1", "camera", camera),
        ]
    )
    assert told.allowed("one", "video") == ((T + 1, T + 30),)
    assert told.answers == {"seat:a": ((T + 2, T + 30),)}
    assert (told.begins, told.ends) == (T, T + 41), "the last word that was heard is the end"
    assert timeline([]).seconds == 0


def test_a_cough_changes_nothing_and_a_word_does() -> None:
    steps = round(20 / STEP_SECONDS)
    anna = Picture("anna", False, ((0.0, 20.0),), [400.0] * steps)
    words = [0.0] * 50 + [4000.0] + [0.0] * 20 + [2000.0] * (steps - 71)
    ben = Picture("ben", False, ((0.0, 20.0),), words)
    shown = shots([anna, ben], 20.0)
    assert next(shot.feed for shot in shown) == "anna"
    assert shown[-1].feed == "ben"
    assert all(shot.ends - shot.begins >= HOLD_SECONDS for shot in shown[:-1])
    assert shown[0].begins == 0
    assert shown[-1].ends == 20
    assert all(one.ends == other.begins for one, other in itertools.pairwise(shown))


def test_nobody_is_a_card_and_a_screen_comes_first() -> None:
    assert [(shot.feed, shot.ends) for shot in shots([], 5.0)] == [("", 5.0)]
    anna = Picture("anna", False, ((0.0, 10.0),))
    shared = Picture("shared", True, ((2.0, 4.0),))
    assert [shot.feed for shot in shots([anna, shared], 12.0)] == ["anna", "shared", "anna", ""]


def test_spans_are_made_one_where_they_touch() -> None:
    spans = merged([[5, 6], [0, 2], [1, 3], [3, 4]])
    assert spans == [[0.0, 4.0], [5.0, 6.0]]
    assert length_of(spans) == 5.0


@pytest.mark.proves("M13")
def test_who_may_watch() -> None:
    assert may_watch(reads_whole=True, brings_school=False, schools=5)
    assert may_watch(reads_whole=False, brings_school=True, schools=1)
    assert not may_watch(reads_whole=False, brings_school=True, schools=2)
    assert not may_watch(reads_whole=False, brings_school=False, schools=1)


def test_after_three_tries_a_person_is_asked() -> None:
    assert next_try(1) is not None
    assert next_try(2) is not None
    assert next_try(3) is None
