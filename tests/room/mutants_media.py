"""The rules of sound and picture, each broken by hand: file, the words of the rule, and what becomes of them."""

from __future__ import annotations

from tests.room.mutating import Mutant

MEDIA, DECIDES, FOLLOWS, FOLD, VIEWS = (
    f"chaperone/room/{name}.py"
    for name in ("media", "deciding_media", "consequences_media", "fold_media", "views_media")
)
ORDER, MACHINE, WHOLE_VIEW = (f"chaperone/room/{name}.py" for name in ("consequences", "machine", "views"))
WHOLE_FOLD = "chaperone/room/fold.py"

SENDING = [
    Mutant(
        MEDIA,
        "asked is not None and asked.accepted and now < asked.until",
        "asked is not None and asked.accepted",
    ),
    Mutant(MEDIA, "asked is not None and asked.accepted and now", "asked is not None and now"),
    Mutant(MEDIA, "if held is None or held.who != who:", "if held is None:"),
    Mutant(
        MEDIA,
        'if not state.media_on:\n        return Refused("", NO_MEDIA',
        'if False:\n        return Refused("", NO_MEDIA',
    ),
    Mutant(
        MEDIA,
        "if who in state.adults:\n        return ALLOWED if _fits",
        "if True:\n        return ALLOWED if _fits",
    ),
    Mutant(MEDIA, "return ALLOWED if _fits(peer, kinds) else", "return ALLOWED if kinds else"),
    Mutant(MEDIA, "if not is_inside(state, who):", "if False:"),
    Mutant(MEDIA, "if len(found) != len(kinds) or not found:", "if not found:"),
    Mutant(MEDIA, "if len(found) != len(kinds) or not found:", "if len(found) != len(kinds):"),
    Mutant(MEDIA, "found <= CAMERA_KINDS", "found <= CAMERA_KINDS | SCREEN_KINDS"),
    Mutant(MEDIA, "found <= SCREEN_KINDS and", "found <= CAMERA_KINDS | SCREEN_KINDS and"),
    Mutant(MEDIA, ' and "screen" in found', ""),
    Mutant(MEDIA, "if state.plan.rules.pupil_cameras:", "if True:"),
    Mutant(
        MEDIA,
        "if state.paused is not None:\n        sentence",
        "if False:\n        sentence",
    ),
    Mutant(MEDIA, "if state.seats[seat].muted:", "if False:"),
    Mutant(DECIDES, "pupils_seen(state, who) >= SEEN_AT_ONCE", "False"),
    Mutant(MEDIA, 'if peer == "camera" and kinds == PICTURE_ONLY:', "if kinds == PICTURE_ONLY:"),
    Mutant(MEDIA, "kinds == PICTURE_ONLY:", '"camera" in kinds:'),
    Mutant(MEDIA, 'if peer == "camera" and kinds == SOUND_ONLY:', 'if "microphone" in kinds:'),
    Mutant(MEDIA, "if may_answer(state, seat, now):", "if True:"),
    Mutant(DECIDES, "command.peer, command.kinds, now)", "command.peer, command.kinds)"),
    Mutant(DECIDES, "TOKEN.fullmatch(command.feed) is None or", ""),
    Mutant(DECIDES, "TOKEN.fullmatch(", "TOKEN.match("),
    Mutant(DECIDES, " or command.feed in state.feeds", ""),
    Mutant(
        DECIDES,
        "if feed.who == who and feed.peer == command.peer",
        "if feed.connection == command.connection",
    ),
    Mutant(DECIDES, "if feed.who == who and feed.peer == command.peer", "if feed.who == who"),
    Mutant(DECIDES, 'if command.connection not in {"", feed.connection}:', "if False:"),
]
FLOWING = [
    Mutant(
        MEDIA, "state.phase is Phase.CLOSED or state.paused is not None or", "state.phase is Phase.CLOSED or"
    ),
    Mutant(
        MEDIA,
        "if sent is None or sent.who in {who, shows_class} or not _flows(state, sent):",
        "if sent is None or not _flows(state, sent):",
    ),
    Mutant(
        MEDIA,
        "if sent is None or sent.who in {who, shows_class} or not _flows(state, sent):",
        "if sent is None or sent.who in {who, shows_class}:",
    ),
    Mutant(MEDIA, "if who not in state.present:", "if False:"),
    Mutant(MEDIA, "return not shows_class or _seat_may_receive(state, shows_class, sent)", "return True"),
    Mutant(
        MEDIA,
        "held.place is not Place.INSIDE or not held.agreed",
        "held.place is Place.REMOVED or not held.agreed",
    ),
    Mutant(
        MEDIA,
        "return not is_pupils_picture(state, sent) and bool(is_whole(state))",
        "return bool(is_whole(state))",
    ),
    Mutant(MEDIA, "sent.who not in state.adults and sent.kinds != SOUND_ONLY", "False"),
    Mutant(MEDIA, "if state.recording.state is not RecordingState.RUNNING:", "if False:"),
    Mutant(MEDIA, "if not is_pupils_picture(state, state.feeds[token])", "if True"),
    Mutant(MEDIA, "        and after.paused is before.paused\n", ""),
    Mutant(MEDIA, "        and after.speaking is before.speaking\n", ""),
    Mutant(MEDIA, "        and after.connections is before.connections\n", ""),
]
ANSWERS = [
    Mutant(
        DECIDES,
        "verdict = rules.may_mute(state, who, seat)\n    if",
        "verdict = rules.may_act(state, who)\n    if",
    ),
    Mutant(DECIDES, "if seat == who else rules.may_mute(state, who, seat)", ""),
    Mutant(DECIDES, "if state.paused is not None:", "if False:"),
    Mutant(DECIDES, "return None if state.media_on else", "return None if True else"),
    Mutant(DECIDES, "not is_inside(state, seat) or seat not in state.present:", "seat not in state.present:"),
    Mutant(DECIDES, "if plan.kind is SeatKind.TEACHER_SCREEN:", "if False:"),
    Mutant(DECIDES, "if seat in state.speaking:", "if False:"),
    Mutant(DECIDES, "if len(state.speaking) >= ASKED_AT_ONCE:", "if False:"),
    Mutant(DECIDES, "if asked is None or now >= asked.until:", "if asked is None:"),
    Mutant(DECIDES, "if asked.accepted:\n        return ()", "if False:\n        return ()"),
    Mutant(
        DECIDES,
        "now + state.plan.rules.answer_limit_seconds",
        "now + 9 * state.plan.rules.answer_limit_seconds",
    ),
    Mutant(FOLLOWS, 'return "left"', 'return ""'),
    Mutant(FOLLOWS, "or seat not in state.present:", ":"),
    Mutant(FOLLOWS, "if now >= asked.until:", "if False:"),
    Mutant(FOLLOWS, "if asked.accepted and state.paused is not None", "if False"),
    Mutant(FOLLOWS, "if asked.accepted and state.paused is not None", "if state.paused is not None"),
    Mutant(FOLD, "replace(asked, accepted=True, until=event.until)", "replace(asked, accepted=True)"),
    Mutant(FOLD, "state.speaking.delete(event.seat)", "state.speaking"),
]
ENDING = [
    Mutant(
        FOLLOWS,
        'if feed.connection not in state.connections:\n        return "gone"',
        "if False:\n        return 'gone'",
    ),
    Mutant(FOLLOWS, 'return "" if may_send(', 'return "" if True or may_send('),
    Mutant(
        ORDER,
        "_WHEN_CLOSED if state.phase is Phase.CLOSED else _IN_ORDER",
        "() if state.phase is Phase.CLOSED else _IN_ORDER",
    ),
    Mutant(
        ORDER,
        "*(appeals_over, answers_over, feeds_over, recording_follows, _resume)",
        "*(appeals_over, feeds_over, answers_over, recording_follows, _resume)",
    ),
    Mutant(FOLD, "feeds=Map(), speaking=Map(), media_on=False", "speaking=Map(), media_on=False"),
    Mutant(FOLD, "speaking=Map(), media_on=False", "media_on=False"),
    Mutant(FOLD, "speaking=Map(), media_on=False", "speaking=Map()"),
    Mutant(WHOLE_FOLD, "return media.silenced(appeals.forgotten(gone))", "return appeals.forgotten(gone)"),
]
RECORDING = [
    Mutant(
        DECIDES,
        'if command.connection:\n        return Refused("M7"',
        'if False:\n        return Refused("M7"',
    ),
    Mutant(DECIDES, "if state.adults[who].role not in rules.MODERATORS:", "if False:"),
    Mutant(DECIDES, "if not state.recording.missing:", "if False:"),
    Mutant(DECIDES, "if not command.reason.strip():", "if False:"),
    Mutant(FOLLOWS, "can = state.plan.rules.recording and state.media_on", "can = state.media_on"),
    Mutant(
        FOLLOWS, "can = state.plan.rules.recording and state.media_on", "can = state.plan.rules.recording"
    ),
    Mutant(
        FOLLOWS,
        "kept is RecordingState.WAITING and any(state.inside.values())",
        "kept is RecordingState.WAITING",
    ),
    Mutant(
        FOLLOWS,
        "if kept is RecordingState.RUNNING and",
        "if kept is RecordingState.RUNNING and not any(state.inside.values()) or",
    ),
    Mutant(FOLLOWS, "if kept is RecordingState.RUNNING and", "if False and"),
    Mutant(FOLLOWS, "state.media_on and not cannot", "state.media_on"),
    Mutant(FOLLOWS, "(cannot or not state.media_on)", "not state.media_on"),
    Mutant(DECIDES, "if state.phase is Phase.CLOSED or state.recording.cannot == why:", "if False:"),
    Mutant(
        DECIDES,
        'if command.connection:\n        return Refused("M13"',
        'if False:\n        return Refused("M13"',
    ),
    Mutant(FOLLOWS, "if kept is RecordingState.ABSENT and can:", "if False:"),
    Mutant(FOLLOWS, "if kept is RecordingState.RUNNING else []\n    can", "if False else []\n    can"),
    Mutant(
        FOLD,
        'state=RecordingState.ABSENT, why=event.why, reason="", missing=True)\n\n\ndef _explained',
        "state=RecordingState.ABSENT, why=event.why)\n\n\ndef _explained",
    ),
]
SHOWN = [
    Mutant(VIEWS, "if for_adults or not is_pupils_picture(state, feed)", "if True"),
    Mutant(VIEWS, "shown = for_adults or state.phase is not Phase.WAITING", "shown = True"),
    Mutant(VIEWS, 'and (for_adults or answer["state"] == "speaking")', ""),
    Mutant(VIEWS, 'seat.school if for_adults else ""', "seat.school"),
    Mutant(VIEWS, "    if not for_adults:\n", "    if False:\n"),
    Mutant(WHOLE_VIEW, '"speaking": speaking_view(state, ref)', '"speaking": None'),
    Mutant(WHOLE_VIEW, 'you["speaking"] = speaking_view(state, seat)', 'you["speaking"] = None'),
]
MEDIA_MUTANTS = [*SENDING, *FLOWING, *ANSWERS, *ENDING, *RECORDING, *SHOWN]
