"""Puts one recording together from its clear parts in a private folder: cut, unpack, listen, choose, mix, film."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.recordings.mjr import NotARecording, Piece, cut, last_packet
from chaperone.recordings.picture import FACES, SCREEN, Film, Footage
from chaperone.recordings.places import COMPOSED, part_name
from chaperone.recordings.programs import CannotCompose, unpack_rtp
from chaperone.recordings.shots import Picture, shots
from chaperone.recordings.sound import Voice, levels, mix
from chaperone.recordings.timeline import Timeline, overlap

SHORTEST_SECONDS: Final = 1.0
_PREPARED: Final = 10.0  # per cent of the work that is done when the film begins, roughly


@dataclass(frozen=True, slots=True)
class _Unpacked:
    feed: str
    medium: str
    piece: Piece
    path: Path


@carries_out("M13")
def compose(parts: Sequence[Path], story: Timeline, folder: Path) -> Iterator[float]:
    """Make ``folder/recording.mp4`` from clear parts; yield how many per cent are done.

    What the room's record does not allow (a pupil's picture, a waiting seat's sound, anything said while the room was paused)
    is left out packet by packet, whatever the files hold. Second 0 is the start of the recording; pauses stay as long as they were.

    Args:
        parts: files as Janus wrote them.
        story: from the room's stream.
        folder: private, and gone afterwards.

    Raises:
        CannotCompose: a program failed, or the recording never ran.
        OSError: there is no room.
    """
    if story.seconds < SHORTEST_SECONDS:
        raise CannotCompose("The recording ran for less than a second.")
    unpacked: list[_Unpacked] = []
    for number, part in enumerate(parts):
        unpacked += _unpacked(part, story, folder)
        yield _PREPARED * number / len(parts) / 2
    voices = [
        Voice(each.path, each.feed, each.piece.begins - story.begins) for each in _of(unpacked, "audio")
    ]
    pictures = _pictures(unpacked, voices, story)
    sound = mix(voices, story.seconds, folder / "sound.m4a")
    yield _PREPARED
    footage = [
        Footage(each.path, each.feed, each.piece.begins - story.begins, each.piece.ends - story.begins)
        for each in _of(unpacked, "video")
    ]
    has_screen = any(picture.is_screen for picture in pictures)
    film = Film(shots(pictures, story.seconds), footage, SCREEN if has_screen else FACES, sound)
    for done in film.make(folder / COMPOSED):
        yield _PREPARED + done * (100.0 - _PREPARED)


@carries_out("M13")
def without_blank_tail(parts: Sequence[Path], story: Timeline) -> Timeline:
    """Return the story, ended at its last life where the server died and nobody came back: by the record, or by what was written.

    Somebody may have talked on after the last entry, and the room was shut only hours later.
    """
    if not story.heard_until:
        return story
    last = 0.0
    for part in parts:
        name = part_name(part.name)
        allowed = story.allowed(name.feed, name.medium) if name else ()
        if name is not None and allowed:
            last = max(last, last_packet(part, allowed, partial(story.in_room_time, name.feed)))
    return story.ending_with(last)


def _unpacked(part: Path, story: Timeline, folder: Path) -> Iterator[_Unpacked]:
    name = part_name(part.name)
    if name is None:
        return
    allowed = story.allowed(name.feed, name.medium)
    if not allowed:
        return
    try:
        pieces = cut(part, folder, allowed, lambda date: story.in_room_time(name.feed, date))
    except NotARecording:
        return  # Janus was killed before it wrote the first packet
    for piece in pieces:
        if piece.ends - piece.begins > 0.1:  # less than that is no sound and no picture
            yield _Unpacked(name.feed, name.medium, piece, unpack_rtp(piece.path, piece.codec))
        piece.path.unlink()


def _of(unpacked: Sequence[_Unpacked], medium: str) -> list[_Unpacked]:
    return [each for each in unpacked if each.medium == medium]


def _pictures(unpacked: Sequence[_Unpacked], voices: Sequence[Voice], story: Timeline) -> list[Picture]:
    """Return what can be shown, in the order in which it began; a shared screen counts as there for as long as it is shared."""
    found: dict[str, list[tuple[float, float]]] = {}
    for each in _of(unpacked, "video"):
        here = each.piece.here
        if story.feeds[each.feed].is_screen:
            # A still screen sends next to nothing, and is there all the same; only a pause takes it away.
            here = overlap(((each.piece.begins, each.piece.ends),), story.allowed(each.feed, "video"))
        spans = [(begin - story.begins, end - story.begins) for begin, end in here]
        found.setdefault(each.feed, []).extend(spans)
    return [
        Picture(
            feed,
            story.feeds[feed].is_screen,
            tuple(sorted(spans)),
            levels([voice for voice in voices if voice.feed == feed], story.seconds),
        )
        for feed, spans in sorted(found.items(), key=lambda one: min(one[1]))
    ]
