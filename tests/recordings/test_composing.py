"""What is put together: as long as the session, sound on picture, the one who speaks, and nothing that does not belong in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaperone.recordings.composing import compose, without_blank_tail
from chaperone.recordings.places import COMPOSED
from chaperone.recordings.programs import CannotCompose
from chaperone.recordings.timeline import timeline
from chaperone.room import events as e
from tests.recordings.measure import beeps, colour_of, flashes, loudness, pixels, seconds_of
from tests.recordings.tape import Frames, part, picture, voice

BEGINS = 1_790_000_000.0
ANNA, BEN, OTTER, HERON, SHARED = "a" * 16, "b" * 16, "o" * 16, "h" * 16, "x" * 16
CAMERA = ("microphone", "camera")
OPENED = {
    ANNA: ("person:1", "camera", CAMERA),
    BEN: ("person:2", "camera", CAMERA),
    SHARED: ("person:1", "screen", ("screen",)),
    OTTER: ("seat:otter", "camera", ("microphone",)),
    HERON: ("seat:heron", "camera", CAMERA),
}


def opened(feed: str, second: float) -> e.FeedOpened:
    """Somebody begins to send."""
    who, peer, kinds = OPENED[feed]
    return e.FeedOpened(BEGINS + second, feed, f"device of {feed}", who, peer, kinds)


def composed(
    folder: Path, seconds: float, laid: list[tuple[str, str, Frames, float]], *happened: e.Event
) -> Path:
    """Put together what was laid: feed, ``audio`` or ``video``, frames, and the second at which it began."""
    between = sorted(happened, key=lambda event: event.at)
    story = timeline([e.RecordingStarted(BEGINS), *between, e.Ended(BEGINS + seconds, "person:1")])
    parts = [
        part(folder / f"abc.{feed}.1-{medium}-{n % 2}.mjr", frames, BEGINS + at)
        for n, (feed, medium, frames, at) in enumerate(laid)
    ]
    done = list(compose(parts, story, folder))
    assert done == sorted(done)
    return folder / COMPOSED


@pytest.mark.proves("M13")
def test_sound_and_picture_are_together_and_as_long_as_the_session(tmp_path: Path) -> None:
    """Anna comes 1.3 seconds late; the room pauses from 6 to 11, and nothing is said to anybody then."""
    film = composed(
        tmp_path,
        18.0,
        [(ANNA, "audio", voice(16), 1.3), (ANNA, "video", picture(16, "red"), 1.3)],
        opened(ANNA, 1.0),
        e.Paused(BEGINS + 6, "S7", "Paused."),
        e.Resumed(BEGINS + 11),
    )
    assert seconds_of(film) == pytest.approx(18.0, rel=0.02)
    seen, heard = flashes(film), beeps(film)
    assert seen == pytest.approx([1.3, 5.3, 13.3], abs=0.2)  # the one at 9.3 fell into the pause
    assert heard == pytest.approx(seen, abs=0.2)
    shown = [colour_of(pixel) for pixel in pixels(film)[::15]]
    assert shown[0] == "card", "nobody had a picture yet"
    assert set(shown[2:5]) == {"red"}
    assert set(shown[7:11]) == {"card"}, "the pause"
    assert set(shown[14:17]) == {"red"}


@pytest.mark.proves("M13")
def test_whoever_speaks_is_shown_and_nobody_is_cut_away_from_at_once(tmp_path: Path) -> None:
    """Ben begins to talk at second 5."""
    film = composed(
        tmp_path,
        12.0,
        [
            (ANNA, "audio", voice(12, volume=0.002, beeps=False), 0.0),
            (ANNA, "video", picture(12, "red", flashes=False), 0.0),
            (BEN, "audio", voice(7, pitch=400, beeps=False), 5.0),
            (BEN, "video", picture(12, "blue", flashes=False), 0.0),
        ],
        opened(ANNA, 0.0),
        opened(BEN, 0.0),
    )
    shown = [colour_of(pixel) for pixel in pixels(film)]
    assert set(shown[15 : 4 * 15]) == {"red"}
    assert set(shown[7 * 15 : 11 * 15]) == {"blue"}


@pytest.mark.proves("M13")
def test_a_shared_screen_is_shown_large(tmp_path: Path) -> None:
    film = composed(
        tmp_path,
        6.0,
        [
            (ANNA, "audio", voice(6), 0.0),
            (ANNA, "video", picture(6, "red", flashes=False), 0.0),
            (SHARED, "video", picture(2, "green", flashes=False, size="640x480"), 2.0),
        ],
        opened(ANNA, 0.0),
        opened(SHARED, 1.9),
        e.FeedClosed(BEGINS + 4.1, SHARED, "stopped"),
    )
    shown = [colour_of(pixel) for pixel in pixels(film)]
    assert (shown[15], shown[45], shown[80]) == ("red", "green", "red")


@pytest.mark.proves("M13", "M9")
def test_of_pupils_only_an_answer_an_adult_asked_for_is_in_it(tmp_path: Path) -> None:
    """Files of a pupil's picture, of a seat that waits, and of a device the room never knew lie there, and are left out."""
    loud = voice(8, beeps=False)
    film = composed(
        tmp_path,
        8.0,
        [
            (OTTER, "audio", loud, 0.0),
            (HERON, "video", picture(8, "green", flashes=False), 0.0),
            (HERON, "audio", loud, 0.0),
            ("z" * 16, "video", picture(8, "green", flashes=False), 0.0),
            ("z" * 16, "audio", loud, 0.0),
        ],
        opened(OTTER, 0.0),
        opened(HERON, 0.0),
        e.SpeakingAccepted(BEGINS + 2, "seat:otter", BEGINS + 92),
        e.SpeakingEnded(BEGINS + 5, "seat:otter", "said"),
    )
    assert {colour_of(pixel) for pixel in pixels(film)} == {"card"}
    # The codec's own echo, a fiftieth of a second, is not counted.
    levels = loudness(film)
    by_second = [max(levels[at + 5 : at + 45]) for at in range(0, 400, 50)]
    heard = [second for second, level in enumerate(by_second) if level > 1500]
    assert heard == [2, 3, 4]


def test_a_recording_without_any_part_is_silent_and_says_nothing_wrong(tmp_path: Path) -> None:
    film = composed(tmp_path, 3.0, [])
    assert seconds_of(film) == pytest.approx(3.0, rel=0.02)


def test_a_part_that_broke_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    """Janus was killed while it wrote: half a packet at one file's end, half a head in another."""
    story = timeline([e.RecordingStarted(BEGINS), opened(ANNA, 0.0), e.Ended(BEGINS + 6, "person:1")])
    sound = part(tmp_path / f"abc.{ANNA}.1-audio-0.mjr", voice(5), BEGINS)
    sound.write_bytes(sound.read_bytes()[:-9])
    shown = tmp_path / f"abc.{ANNA}.1-video-1.mjr"
    shown.write_bytes(b"MJR00002\x00\x40{")
    list(compose([sound, shown], story, tmp_path))
    assert beeps(tmp_path / COMPOSED) == pytest.approx([0.0, 4.0], abs=0.2)


def test_what_cannot_be_read_is_a_plain_sentence(tmp_path: Path) -> None:
    story = timeline([e.RecordingStarted(BEGINS), opened(ANNA, 0.0), e.Ended(BEGINS + 6, "person:1")])
    sound = part(tmp_path / f"abc.{ANNA}.1-audio-0.mjr", voice(2), BEGINS)
    sound.write_bytes(sound.read_bytes().replace(b'"opus"', b'"oqus"'))
    with pytest.raises(CannotCompose) as raised:
        list(compose([sound], story, tmp_path))
    assert str(raised.value).endswith("a part could not be read.")
    assert str(tmp_path) not in str(raised.value)


@pytest.mark.proves("M13")
@pytest.mark.parametrize(("came_back", "ends"), [(False, 14.0), (True, 14_400.0)])
def test_a_film_ends_with_the_last_life_when_the_server_died_and_nobody_came_back(
    tmp_path: Path, came_back: bool, ends: float
) -> None:
    """The record fell silent at second 6, Anna talked on until 14, and the room was shut four hours later."""
    told: list[e.Event] = [
        e.RecordingStarted(BEGINS),
        opened(ANNA, 1.0),
        e.Said(BEGINS + 6, "m", "person:1", "hello"),
        e.RoomRestarted(BEGINS + 14_390, unheard_since=BEGINS + 6),
        e.Ended(BEGINS + 14_400, "system"),
    ]
    if came_back:
        told.insert(4, e.Connected(BEGINS + 14_395, "device", "person:1", ""))
    sound = part(tmp_path / f"abc.{ANNA}.1-audio-0.mjr", voice(12), BEGINS + 2)
    story = without_blank_tail([sound], timeline(told))
    assert story.seconds == pytest.approx(ends, abs=0.1)
    empty = without_blank_tail([], timeline(told))
    assert empty.seconds == (ends if came_back else 6.0)
