"""What a live room needs of whatever carries its sound and picture; ``janus/`` is one, and only ``config`` knows which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

Kind = Literal["microphone", "camera", "screen", "screen_sound"]
"""What a line of a description carries; ``microphone`` and ``screen_sound`` are sound."""


class Wanted(msgspec.Struct, frozen=True):
    """One line that a listener is to receive: this kind of this feed; ``small`` in its small size, where its sender sends two."""

    feed: str
    kind: Kind
    small: bool = False


class Line(msgspec.Struct, frozen=True):
    """A line of an offer to a listener: which of its media lines (``mid``) carries what."""

    mid: str
    feed: str
    kind: Kind


class Offer(msgspec.Struct, frozen=True):
    """What a listener is offered; ``lines`` leaves out media lines that carry nothing any more."""

    sdp: str
    lines: tuple[Line, ...]


class MediaRefused(Exception):
    """The media server did not do it. ``str()`` is one plain sentence for the person who asked; never their description (SDP)."""


class MediaLost(MediaRefused):
    """The media server is away; it comes back by itself, and everything it held is gone."""


class MediaWatch(Protocol):
    """Who is told what happens in the media server by itself. Called in the event loop; must not block."""

    def media_back(self) -> None:
        """It can be used (again); it holds nothing of ours."""

    def media_lost(self, sentence: str) -> None:
        """It went away; every room, feed and listener it held is gone. ``sentence`` says so plainly."""

    def room_lost(self, room: str) -> None:
        """What carried this room went away, but others are there.

        Everything the room held is gone; it may be published to again at once, and finds a new place by itself.
        """

    def feed_lost(self, room: str, feed: str) -> None:
        """This feed's connection broke by itself."""

    def listener_lost(self, room: str, listener: str) -> None:
        """This listener's connection broke by itself."""

    def feed_flows(self, room: str, feed: str) -> None:
        """This feed's connection is up: its sound and picture begin to arrive, and from now on it can be listened to."""

    def talking(self, room: str, feed: str, *, on: bool) -> None:
        """Somebody began or stopped talking."""


def tell_standing(watch: MediaWatch, sentence: str, *, is_up: bool) -> None:
    """Tell a watch that has just come how things stand; ``sentence`` says plainly why there is nothing, where there is not."""
    if is_up:
        watch.media_back()
    else:
        watch.media_lost(sentence)


class MediaServer(Protocol):
    """Carries media between browsers that never speak to it. Rooms, feeds and listeners are named by the caller.

    Every method may raise ``MediaLost``, and ``MediaRefused`` when the server says no. Ending what is not there does nothing.
    Names are opaque tokens (letters and digits); they may stand in file names and logs.
    """

    def watched_by(self, watch: MediaWatch) -> None:
        """Tell ``watch`` from now on; at once whether it is there."""

    @property
    def is_up(self) -> bool:
        """Whether it can be used at this moment."""

    async def publish(self, room: str, feed: str, offer: str, kinds: Sequence[Kind]) -> str:
        """Take a sender's offer, whose media lines carry ``kinds`` in this order; return the answer.

        A new feed is muted and unrecorded.
        """

    async def set_muted(self, room: str, feeds: Sequence[str], *, muted: bool) -> None:
        """Stop or let flow these feeds, whatever sender and listeners do. Unmuting asks the sender for a fresh picture."""

    async def record(self, room: str, feed: str, stem: str) -> None:
        """Write this feed down from now on, in files whose names begin with ``stem`` (see ``chaperone/recordings``)."""

    async def stop_recording(self, room: str, feed: str) -> None:
        """Write no more of this feed, which goes on; ``record`` with another stem begins again."""

    @property
    def why_not_recording(self) -> str:
        """Why nothing can be written down just now, such as a full disk, as one plain sentence; empty while it can."""

    async def unpublish(self, room: str, feed: str) -> None:
        """Destroy the sender's connection."""

    async def listen(self, room: str, listener: str, wanted: Sequence[Wanted]) -> Offer | None:
        """Let ``listener`` receive exactly ``wanted`` from now on: a first offer, or a changed one.

        What is no longer wanted stops at once, before the offer is answered. Feeds that the server does not hold, or that
        do not flow yet (see ``feed_flows``), are left out. Another size of the same picture needs no offer. Returns ``None``
        when nothing has to be negotiated, and also while an earlier offer still waits for its answer: there can be only one
        at a time, so ask again after ``answer`` (to ask for what one has costs nothing). When it raises, this listener's
        connection is gone.
        """

    async def answer(self, room: str, listener: str, sdp: str) -> None:
        """Take a listener's answer to the latest offer."""

    async def unlisten(self, room: str, listener: str) -> None:
        """Destroy the listener's connection."""

    async def close_room(self, room: str) -> None:
        """End everything of a room."""

    def drop(self) -> None:
        """The last resort when an ending was not confirmed: give up everything of ours at once, in every room.

        The watch is told ``media_lost``, and ``media_back`` when a new beginning is possible.
        """
