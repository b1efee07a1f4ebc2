"""Reads from a room's stream what its recording may hold: from when to when, whose feeds, which answers, and where it paused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from chaperone.policy.clauses import carries_out
from chaperone.recordings.mjr import Span
from chaperone.room import events as e

# A screen shows little for long stretches, and a feed's last word may come a moment after its packets.
FOREVER = float("inf")
NOTICED_WITHIN_SECONDS = 2.0  # of a leap: the rooms look twice a second


@dataclass(frozen=True, slots=True)
class FeedSpan:
    """One feed as the room knew it, open from ``opened`` to ``closed`` (seconds since 1970)."""

    feed: str
    who: str
    peer: str
    kinds: tuple[str, ...]
    opened: float
    closed: float

    @property
    def is_seat(self) -> bool:
        """Whether a pupil or a class sends it."""
        return self.who.startswith("seat:")

    @property
    def is_screen(self) -> bool:
        """Whether it is a shared screen."""
        return self.peer == "screen"


@dataclass(frozen=True, slots=True)
class Timeline:
    """What decides about the composition of one session's recording; moments are seconds since 1970.

    Attributes:
        begins, ends: from the recording's first start to its end; both 0 when it never ran.
        feeds: every feed by its token.
        answers: by seat, from when to when it was speaking with an adult's leave.
        silences: when the room was paused, or nothing was recorded.
        leaps: from when on the machine's date was so many seconds ahead of the room's clock, which does not leap.
        heard_until: where the server died and nobody came back, the last the record knows of the room; else 0.
    """

    begins: float = 0.0
    ends: float = 0.0
    feeds: dict[str, FeedSpan] = field(default_factory=dict)
    answers: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    silences: tuple[Span, ...] = ()
    leaps: tuple[tuple[float, float], ...] = ()
    heard_until: float = 0.0

    @carries_out("M13")
    def ending_with(self, last_packet: float) -> Timeline:
        """Return the timeline without the blank tail of a room that was only shut hours after its last life.

        What was written down outlives what the record knew: somebody may have talked on after the last entry.
        """
        if not self.heard_until:
            return self
        return replace(self, ends=min(self.ends, max(self.begins, self.heard_until, last_packet)))

    @property
    def seconds(self) -> float:
        """How long the recording is."""
        return max(0.0, self.ends - self.begins)

    @carries_out("M13")
    def allowed(self, feed: str, medium: str) -> tuple[Span, ...]:
        """Return the spans of this feed's sound or picture (``audio``, ``video``) that belong in the recording.

        An adult's whole feed while the room was not paused; of a seat only its microphone, only while it was answering, and
        nothing at all of a feed that carries its picture. A feed the room does not know has none.
        """
        known = self.feeds.get(feed)
        if known is None:
            return ()
        spans: Sequence[Span] = ((known.opened, known.closed),)
        if known.is_seat:
            if medium != "audio" or set(known.kinds) != {"microphone"}:
                return ()
            spans = overlap(spans, self.answers.get(known.who, ()))
        spans = overlap(spans, ((self.begins, self.ends),))
        for begin, end in self.silences:
            spans = overlap(spans, ((0.0, begin), (end, FOREVER)))
        return tuple(spans)

    @carries_out("M13")
    def in_room_time(self, feed: str, date: float) -> float:
        """Return what the room's clock said when a part of this feed began; the part itself has the machine's date.

        Without this, whatever began after the date was put right would lie outside all that is allowed, and be left out.
        """
        known = self.feeds.get(feed)
        if known is None or not self.leaps:
            return date
        since = [begin for begin, _ in self.leaps]
        for begin, end, ahead in zip(
            since, [*since[1:], FOREVER], (one[1] for one in self.leaps), strict=True
        ):
            at = date - ahead
            if max(begin, known.opened) - NOTICED_WITHIN_SECONDS <= at < min(end, known.closed):
                return at
        return date


def overlap(one: Sequence[Span], other: Sequence[Span]) -> tuple[Span, ...]:
    """Return what lies in both."""
    found = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted((begin, end) for begin, end in found if begin < end))


@carries_out("M13")
def timeline(happened: Iterable[e.Event]) -> Timeline:
    """Read the room's events, in order, into what the composition needs.

    Whatever was still going on at the last event is over then: a server that was killed wrote no end.
    """
    story = _Story()
    for event in happened:
        story.take(event)
    return story.told()


class _Story:
    """The timeline in the making."""

    def __init__(self) -> None:
        self._feeds: dict[str, FeedSpan] = {}
        self._answers: dict[str, list[Span]] = {}
        self._answering: dict[str, Span] = {}
        self._running = _Switch()
        self._quiet = _Switch()
        self._leaps: list[tuple[float, float]] = []
        self._last = 0.0
        self._heard_until = 0.0

    def take(self, event: e.Event) -> None:
        """Take note of the next event."""
        self._note_life(event)
        self._last = max(self._last, event.at)
        match event:
            case e.FeedOpened():
                opened = (event.feed, event.who, event.peer, event.kinds, event.at, FOREVER)
                self._feeds[event.feed] = FeedSpan(*opened)
            case e.FeedClosed():
                self._close_feed(event.feed, event.at)
            case e.SpeakingAccepted():
                self._answering[event.seat] = (event.at, event.until)
            case e.SpeakingEnded() | e.SeatReturned():
                self._answered(event.seat, event.at)
            case e.PersonRemoved():
                self._answered(event.who, event.at)
            case e.RecordingStarted() | e.RecordingStopped():
                self._running.turn(on=isinstance(event, e.RecordingStarted), at=event.at)
            case e.Paused() | e.Resumed():
                self._quiet.turn(on=isinstance(event, e.Paused), at=event.at)
            case e.ClockJumped():
                self._leaps = self._leaps or [(0.0, 0.0)]
                self._leaps.append((event.at, self._leaps[-1][1] + event.seconds))
            case e.RoomRestarted() | e.Ended():
                self._everything_ends(event)
            case _:
                pass

    def _note_life(self, event: e.Event) -> None:
        if isinstance(event, e.RoomRestarted):
            self._heard_until = self._heard_until or max(self._last, event.unheard_since)
        elif isinstance(event, e.Connected):
            self._heard_until = 0.0

    def _close_feed(self, feed: str, at: float) -> None:
        known = self._feeds.get(feed)
        if known is not None and known.closed == FOREVER:
            shut = (known.feed, known.who, known.peer, known.kinds, known.opened, at)
            self._feeds[feed] = FeedSpan(*shut)

    def _answered(self, who: str, at: float) -> None:
        began, until = self._answering.pop(who, (0.0, 0.0))
        if began:
            self._answers.setdefault(who, []).append((began, min(at, until)))

    def _everything_ends(self, event: e.RoomRestarted | e.Ended) -> None:
        # Not when the room was last heard of: while somebody tells their story the record is silent. Nothing can have been
        # written down between the server's death and this moment, because its Janus dies with it.
        for feed in list(self._feeds):
            self._close_feed(feed, event.at)
        for who in list(self._answering):
            self._answered(who, event.at)
        if self._leaps:
            self._leaps.append((event.at, 0.0))  # a process that begins takes the date as it is
        if isinstance(event, e.Ended):
            self._running.turn(on=False, at=event.at)

    def told(self) -> Timeline:
        """Return the timeline."""
        for feed in list(self._feeds):
            self._close_feed(feed, self._last)
        for who in list(self._answering):
            self._answered(who, self._last)
        ran, paused = self._running.spans(self._last), self._quiet.spans(self._last)
        if not ran:
            return Timeline()
        between = [(one[1], other[0]) for one, other in pairwise(ran)]
        return Timeline(
            begins=ran[0][0],
            ends=ran[-1][1],
            feeds=self._feeds,
            answers={who: tuple(spans) for who, spans in self._answers.items()},
            silences=tuple(sorted([*paused, *between])),
            leaps=tuple(self._leaps),
            heard_until=self._heard_until,
        )


class _Switch:
    """Something that is on from time to time."""

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self._since: float | None = None

    def turn(self, *, on: bool, at: float) -> None:
        """Take note that it went on or off."""
        if on and self._since is None:
            self._since = at
        elif not on and self._since is not None:
            self._spans.append((self._since, at))
            self._since = None

    def spans(self, last: float) -> list[Span]:
        """Return when it was on, until ``last`` where it never went off."""
        return [*self._spans, *([] if self._since is None else [(self._since, last)])]
