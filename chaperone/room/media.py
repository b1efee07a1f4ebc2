"""What may be sent, heard, seen and recorded at this moment: pure questions that the door asks after every recorded command."""

from __future__ import annotations

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.room.rules import is_whole, may_act
from chaperone.room.state import Feed, Phase, Place, RecordingState, Speaking, State, is_inside

CAMERA_KINDS, SCREEN_KINDS = frozenset({"microphone", "camera"}), frozenset({"screen", "screen_sound"})
SOUND_ONLY, PICTURE_ONLY = ("microphone",), ("camera",)
NO_MEDIA = "There is no sound and picture just now."


def speaking(state: State, seat: str) -> Speaking | None:
    """What became of an adult's asking this seat to say one thing aloud; ``None`` when nobody asks."""
    return state.speaking.get(seat)


def may_answer(state: State, seat: str, now: float) -> bool:
    """Has this seat accepted to speak, and is its time not over? ``now`` in the room's seconds."""
    asked = state.speaking.get(seat)
    return asked is not None and asked.accepted and now < asked.until


@carries_out("M7", "M13", "Y5")
def may_send(
    state: State, connection: str, who: str, peer: str, kinds: tuple[str, ...], now: float | None = None
) -> Verdict:
    """May this device of ``who`` send this? Whether it also flows is another question: a paused room takes a feed and stops it.

    Args:
        state: the room.
        connection: the device.
        who: the adult or seat behind it; for a teacher's own screen before the class, the teacher.
        peer: ``camera`` or ``screen``.
        kinds: what its media lines carry.
        now: the room's seconds; the room's own clock when not given.
    """
    held = state.connections.get(connection)
    if held is None or held.who != who:
        return Refused("", "You are not in the room.", "Open the page again.")
    if not (verdict := may_act(state, who)):
        return verdict
    if not state.media_on:
        return Refused("", NO_MEDIA, "You can still write.")
    if who in state.adults:
        return ALLOWED if _fits(peer, kinds) else Refused("", "That cannot be sent.")
    if not is_inside(state, who):
        return Refused("M9", "You are in the waiting room.", "You can be heard once you are inside.")
    return _seat_may_send(state, who, peer, kinds, state.clock if now is None else now)


def _fits(peer: str, kinds: tuple[str, ...]) -> bool:
    """What an adult's connection may carry: a camera or a microphone or both; a screen, perhaps with its sound."""
    found = frozenset(kinds)
    if len(found) != len(kinds) or not found:
        return False
    if peer == "camera":
        return found <= CAMERA_KINDS
    return peer == "screen" and found <= SCREEN_KINDS and "screen" in found


def _seat_may_send(state: State, seat: str, peer: str, kinds: tuple[str, ...], now: float) -> Verdict:
    """A seat's sound and its picture never share a feed, so that one can be recorded without the other."""
    if peer == "camera" and kinds == PICTURE_ONLY:
        if state.plan.rules.pupil_cameras:
            return _may_be_seen(state, seat)
        return Refused("M13", "Cameras of pupils stay off here.")
    if peer == "camera" and kinds == SOUND_ONLY:
        if may_answer(state, seat, now):
            return ALLOWED
        return Refused(
            "Y5", "You can speak when an adult asks you to.", "Raise your hand if you have an answer."
        )
    return Refused("Y5", "Pupils cannot send that.")


@carries_out("M13", "Y10")
def _may_be_seen(state: State, seat: str) -> Verdict:
    """A pupil's picture ends with a pause and with an adult's word: nobody comes back to an open camera unasked."""
    if state.paused is not None:
        sentence = f"The room is paused. {state.paused.sentence}"
        return Refused(state.paused.clause, sentence, "You can show yourself again when it goes on.")
    if state.seats[seat].muted:
        return Refused("Y10", "An adult has switched off your chat and your camera for now.")
    return ALLOWED


@carries_out("S7", "M9")
def _flows(state: State, feed: Feed) -> bool:
    if state.phase is Phase.CLOSED or state.paused is not None or not state.media_on:
        return False
    return bool(may_send(state, feed.connection, feed.who, feed.peer, feed.kinds))


def feeds_flowing(state: State) -> frozenset[str]:
    """The feeds that may flow at this moment: none while the room is paused or closed, or without sound and picture."""
    return frozenset(token for token, feed in state.feeds.items() if _flows(state, feed))


@carries_out("M9", "M13", "S6")
def may_receive(state: State, who: str, shows_class: str, feed: str) -> bool:
    """May this connection be sent that feed now?

    Args:
        state: the room.
        who: the adult or seat behind the connection.
        shows_class: the seat whose class looks at it, if it is a teacher's own screen: then only what both may see.
        feed: the feed's token.

    Returns:
        For an adult here, every flowing feed but their own. For a seat inside a whole room, adults' feeds and the sound of
        seats that were asked to speak. For anybody else nothing.
    """
    sent = state.feeds.get(feed)
    if sent is None or sent.who in {who, shows_class} or not _flows(state, sent):
        return False
    if who not in state.present:
        return False
    if who in state.adults:
        return not shows_class or _seat_may_receive(state, shows_class, sent)
    return not shows_class and _seat_may_receive(state, who, sent)


def receivable(state: State, who: str, shows_class: str) -> tuple[str, ...]:
    """All that this connection may be sent now, in a fixed order."""
    return tuple(feed for feed in sorted(state.feeds) if may_receive(state, who, shows_class, feed))


def _seat_may_receive(state: State, seat: str, sent: Feed) -> bool:
    held = state.seats.get(seat)
    if held is None or held.place is not Place.INSIDE or not held.agreed or seat not in state.present:
        return False
    return not is_pupils_picture(state, sent) and bool(is_whole(state))


def is_pupils_picture(state: State, sent: Feed) -> bool:
    """Is this a seat's camera? Anything of a seat but plain sound counts as one."""
    return sent.who not in state.adults and sent.kinds != SOUND_ONLY


def pupils_seen(state: State, but: str) -> int:
    """How many seats show their camera just now, ``but`` left out."""
    return sum(feed.who != but and is_pupils_picture(state, feed) for feed in state.feeds.values())


@carries_out("M13")
def recorded_feeds(state: State) -> frozenset[str]:
    """The feeds that are being written down: what flows while the recording runs, never a pupil's picture.

    A pause empties this too; a muted feed writes nothing, so nothing has to be stopped for it.
    """
    if state.recording.state is not RecordingState.RUNNING:
        return frozenset()
    return frozenset(
        token for token in feeds_flowing(state) if not is_pupils_picture(state, state.feeds[token])
    )


def same_for_media(before: State, after: State) -> bool:
    """Whether every question here has the same answer in both: looks only at what they share, so words cost nothing.

    An answer whose time passes is no exception: its end is an event of its own.
    """
    return (
        after.feeds is before.feeds
        and after.seats is before.seats
        and after.connections is before.connections
        and after.adults is before.adults
        and after.speaking is before.speaking
        and after.paused is before.paused
        and after.phase is before.phase
        and after.media_on is before.media_on
        and after.recording is before.recording
        and after.plan is before.plan
    )


def needs_explaining(state: State) -> bool:
    """Must an adult in charge still say why this is not recorded? Not where the policy itself keeps no recording."""
    kept = state.recording
    return kept.state is RecordingState.ABSENT and not kept.reason and state.plan.rules.recording
