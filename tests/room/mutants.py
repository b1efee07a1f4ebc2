"""The rules of the room, each broken by hand: file, the words of the rule, and what becomes of them."""

from __future__ import annotations

from tests.room.mutants_media import MEDIA_MUTANTS
from tests.room.mutating import Mutant

ASKING, ANSWERS = "chaperone/room/appealing.py", "chaperone/room/deciding_appeals.py"
CONFIDING = "chaperone/room/confiding.py"
RULES, STATE, PLACES = (f"chaperone/room/{name}.py" for name in ("rules", "state", "deciding_places"))
WORDS, FOLD, FOLLOWS = (f"chaperone/room/{name}.py" for name in ("deciding_words", "fold", "consequences"))
MACHINE, RECORDER, VIEWS = (f"chaperone/room/{name}.py" for name in ("machine", "recorder", "views"))
LIVE, SHOWING, HUB, RECEIPTS = (
    f"chaperone/door/{name}.py" for name in ("live", "showing", "hub", "receipts")
)

QUORUM = [
    Mutant(RULES, "if missing > 0:", "if missing > 1:"),
    Mutant(RULES, "if not teachers_here(state, school):", "if False:"),
    Mutant(
        RULES, "len(adults_here(state))", "sum(x.who in state.adults for x in state.connections.values())"
    ),
    Mutant(RULES, "if seats and not", "if seats > 1 and not"),
    Mutant(STATE, "a.role is Role.TEACHER and a.school == school", "a.role is Role.TEACHER"),
    Mutant(STATE, "if adult.ref in state.present", "if True"),
    Mutant(FOLLOWS, "return [e.Paused(now, verdict.clause, verdict.sentence)]", "return []"),
    Mutant(FOLLOWS, "state.paused is not None and is_whole(state)", "state.paused is not None"),
    Mutant(FOLLOWS, "door.is_open and has_quorum(state, school)", "door.is_open"),
    Mutant(FOLLOWS, "if not state.knocking or not is_whole(state):", "if not state.knocking:"),
    Mutant(FOLLOWS, "*(_teachers, _pause,", "*(_admissions, _teachers, _pause,"),
    Mutant(MACHINE, "return (*answer, *consequences(_after(state, answer), now))", "return answer"),
]
LEAD = [
    Mutant(RULES, "now - door.signed_in_at < state", "now - door.signed_in_at > state"),
    Mutant(RULES, "now - door.signed_in_at < state", "now - door.signed_in_at <= state"),
    Mutant(RULES, "if door.waiver is not None and door.waiver.second:", "if door.waiver is not None:"),
    Mutant(RULES, "if state.plan.unready:", "if False:"),
    Mutant(
        RULES,
        "if not (verdict := has_quorum(state, school)):\n        return verdict\n    door =",
        "door =",
    ),
    Mutant(FOLLOWS, "if not door.is_open and may_open_door(state, school, now):", "if not door.is_open:"),
    Mutant(FOLLOWS, "if now - gone_since > state.plan.rules.absence_limit_seconds:", "if False:"),
    Mutant(FOLLOWS, "if now - gone_since > state.plan", "if now - gone_since >= state.plan"),
    Mutant(FOLLOWS, "is not None and now - door.teacher_gone_since > limit", "is not None and False"),
    Mutant(FOLLOWS, "elif not here and door.signed_in_at", "elif False and door.signed_in_at"),
    Mutant(FOLD, "seat.school == event.school and after.seats[seat.ref].place is Place.INSIDE", "False"),
    Mutant(FOLD, "is_open=False, signed_in_at=None, teacher", "is_open=False, teacher"),
    Mutant(FOLD, "teacher_gone_since=None, waiver=None)", "teacher_gone_since=None)"),
    Mutant(FOLD, "teacher_gone_since=event.unheard_since", "teacher_gone_since=event.at"),
    Mutant(MACHINE, "now = max(now, state.clock)", "now = now + 0.0"),
]
WAIVER = [
    Mutant(PLACES, "if waiver.first == who:", "if False:"),
    Mutant(PLACES, "if waiver.first not in state.present or waiver.first not in state.adults:", "if False:"),
    Mutant(PLACES, "if waiver is not None and waiver.second:", "if False:"),
    Mutant(RULES, "adult.role is Role.TEACHER and adult.school == school", "adult.role is Role.TEACHER"),
    Mutant(
        RULES,
        "MODERATORS = frozenset({Role.FACILITATOR, Role.SAFEGUARDING_LEAD})",
        "MODERATORS = frozenset({Role.FACILITATOR, Role.SPEAKER})",
    ),
]
COMING_AND_GOING = [
    Mutant(PLACES, "if command.who in state.removed:", "if False:"),
    Mutant(PLACES, "if command.key != seat.key:", "if False:"),
    Mutant(PLACES, "if command.key != state.adults[command.who].key:", "if False:"),
    Mutant(PLACES, "if _watches_over(state, command.who) and not _watches_over(state, who):", "if False:"),
    Mutant(PLACES, "if seat is None or seat.kind is SeatKind.TEACHER_SCREEN:", "if seat is None:"),
    Mutant(
        PLACES,
        "(*displaced, e.Connected(now, command.connection, seat.ref",
        "(e.Connected(now, command.connection, seat.ref",
    ),
    Mutant(PLACES, "or seat.school != own", ""),
    Mutant(PLACES, "if held.shows_class == seat.ref", "if False"),
    Mutant(PLACES, "held.since) > limit", "held.since) > 9 * limit"),
    Mutant(PLACES, "held.since) > limit", "held.since) > 0"),
    Mutant(PLACES, "return (*gone, e.PlanChanged", "return (e.PlanChanged"),
    Mutant(PLACES, "if command.rules != state.plan.rules_hash:", "if False:"),
    Mutant(PLACES, "who, command.reason), *cut)", "who, command.reason),)"),
    Mutant(PLACES, "if not is_seat and state.adults[who].role not in rules.MODERATORS:", "if False:"),
    Mutant(PLACES, "if command.who == who:", "if False:"),
    Mutant(
        PLACES,
        'if state.adults[who].role not in rules.MODERATORS:\n        return Refused("S7"',
        'if False:\n        return Refused("S7"',
    ),
    Mutant(FOLD, "held.agreed and held.place is Place.WAITING", "held.place is Place.WAITING"),
    Mutant(FOLD, "held.place is Place.WAITING and seat in state.present", "held.place is Place.WAITING"),
    Mutant(FOLD, "connections=Map(), present=Map(), knocking=Map()", "knocking=Map()"),
    Mutant(FOLD, "_count(state.present, gone.who, -1)", "state.present"),
    Mutant(
        FOLD,
        "seat not in present and is_inside(after, seat):",
        "seat not in present and seat in after.seats:",
    ),
    Mutant(
        FOLD,
        "adults = after.adults.delete(event.who) if event.who in after.adults else after.adults",
        "adults = after.adults",
    ),
    Mutant(FOLD, "inside = _count(inside, school, -1)", "pass"),
    Mutant(
        FOLD,
        "return _move(state, event.seat, Place.RETURNED)",
        "return _move(state, event.seat, Place.WAITING)",
    ),
    Mutant(FOLD, "old[seat.ref].key != seat.key", "False"),
    Mutant(FOLD, "Place.RETURNED if before.place is Place.RETURNED else Place.WAITING", "Place.WAITING"),
    Mutant(FOLD, "hand = held.hand and place is Place.INSIDE", "hand = held.hand"),
]
SPEAKING = [
    Mutant(RULES, "if who not in state.present:", "if False:"),
    Mutant(RULES, "if state.paused is not None:", "if False:"),
    Mutant(RULES, "if held.place is not Place.INSIDE:", "if held.place is Place.REMOVED:"),
    Mutant(RULES, "if held.muted:", "if False:"),
    Mutant(RULES, "len(spoken) >= state", "len(spoken) > state"),
    Mutant(RULES, "if who not in state.adults:", "if False:"),
    Mutant(RULES, "plan is not None and plan.school == adult.school", "plan is not None"),
    Mutant(
        RULES, "HOSTS = frozenset({Role.FACILITATOR,", "HOSTS = frozenset({Role.TEACHER, Role.FACILITATOR,"
    ),
    Mutant(WORDS, "if state.connections[command.connection].shows_class:", "if False:"),
    Mutant(WORDS, "if state.messages[command.message].who == who:", "if False:"),
    Mutant(WORDS, "refused if refused is not None else (e.Withheld", "(e.Withheld"),
    Mutant(
        WORDS,
        "verdict = rules.may_speak(state, who, now)\n    if isinstance(verdict, Refused):\n"
        "        return verdict\n    return (e.Released",
        "return (e.Released",
    ),
    Mutant(MACHINE, "return None if seq is None else Already(seq)", "return None"),
    Mutant(
        MACHINE,
        "seat_behind(state, command) if isinstance(command, c.Ask) else who_asks(state, command)",
        "who_asks(state, command)",
    ),
]
TOLD_IN_CONFIDENCE = [
    Mutant(WORDS, 'if screened.outcome == "route":', "if False:"),
    Mutant(WORDS, "screened.findings, asked, screened.tells_lead)", "screened.findings, asked)"),
    Mutant("chaperone/room/fold_words.py", "MessageStatus.ROUTED", "MessageStatus.HELD"),
    Mutant("chaperone/room/fold_words.py", "MessageStatus.ROUTED", "MessageStatus.SHOWN"),
    Mutant(CONFIDING, "adult is None or shows_class or not", "adult is None or not"),
    Mutant(CONFIDING, "adult.role in MODERATORS or (", "adult.role not in MODERATORS or ("),
    Mutant(CONFIDING, "adult.role is Role.TEACHER and adult.school == school", "adult.role is Role.TEACHER"),
    Mutant(CONFIDING, "adult.role is Role.TEACHER and adult.school == school", "adult.school == school"),
    Mutant(VIEWS, "Shown((carers_of(after, event.who),), frame)", "Shown((ADULTS,), frame)"),
    Mutant(VIEWS, "Shown((carers_of(after, event.who),), frame)", "Shown((ROOM,), frame)"),
    Mutant(PLACES, "command.message in state.messages if command.message else", ""),
    Mutant(HUB, "if is_carer(state, x.who, x.shows_class, name)", ""),
]
APPEALS = [
    Mutant(ASKING, "if who not in state.seats:", "if False:"),
    Mutant(
        ASKING,
        "if not (verdict := rules.may_speak(state, who, now)):\n        return verdict\n    if (who",
        "if (who",
    ),
    Mutant(ASKING, "if (who, of) in state.appealed:", "if False:"),
    Mutant(ASKING, "if any(asked.who == who for asked in state.appeals.values()):", "if False:"),
    Mutant(
        ASKING,
        ">= state.plan.rules.appeals_turned_down_limit:",
        "> state.plan.rules.appeals_turned_down_limit:",
    ),
    Mutant(ASKING, '"" if held is None else held.who, seat)', '"" if held is None else held.who)'),
    Mutant(ASKING, "if verdict and held is not None and held.shows_class:", "if False:"),
    Mutant(ASKING, "if state.seats[seat].muted:", "if False:"),
    Mutant(ASKING, "return rules.is_whole(state)", "return ALLOWED"),
    Mutant(ANSWERS, "if kept.status is MessageStatus.ROUTED:", "if False:"),
    Mutant(ANSWERS, "held = kept.status is MessageStatus.HELD", "held = True"),
    Mutant(ANSWERS, "if not command.words_kept:", "if False:"),
    Mutant(ANSWERS, "if each.id == command.of", "if True"),
    Mutant(ANSWERS, "if command.why not in NOT_SHOWN:", "if False:"),
    Mutant(ANSWERS, "if not may_be_let_through(asked.labels):", "if False:"),
    Mutant(ANSWERS, "if not command.text:", "if False:"),
    Mutant(ANSWERS, "say(now, asked.who, command.text, asked.of),", ""),
    Mutant(ANSWERS, "e.Asked if command.question else e.Said", "e.Said"),
    Mutant("chaperone/room/fold_appeals.py", "if event.who not in state.seats or", "if"),
    Mutant("chaperone/room/fold_appeals.py", "[-REFUSED_KEPT:]", ""),
    Mutant("chaperone/room/fold_appeals.py", "replace(asked, forgotten=True)", "asked"),
    Mutant("chaperone/room/fold_appeals.py", "after.turned_down.get(who, 0) + 1", "0"),
    Mutant("chaperone/room/consequences_appeals.py", "if state.phase is Phase.CLOSED:", "if False:"),
    Mutant("chaperone/room/consequences_appeals.py", "if not is_inside(state, asked.who):", "if False:"),
    Mutant("chaperone/room/consequences_appeals.py", "if asked.forgotten:", "if False:"),
    Mutant(
        "chaperone/room/consequences_appeals.py", "if now - asked.at > state", "if now - asked.at > 9 * state"
    ),
    Mutant("chaperone/room/views_appeals.py", "(ADULTS,) if event.message else", "(ADULTS,) if True else"),
    Mutant(
        "chaperone/room/views_appeals.py", "Shown((carers_of(before, asked.who),), {", "Shown((ADULTS,), {"
    ),
    Mutant("chaperone/door/appeals.py", "(carers_of(after, asked.who),), data)", '("adults",), data)'),
    Mutant("chaperone/door/appeals.py", "self._memory.forget(over.who, over.of)", "pass"),
    Mutant("chaperone/door/appeals.py", "self._memory.forget_all()", "pass"),
    Mutant(
        "chaperone/door/appeals.py", "if is_carer(state, comer.who", "if True or is_carer(state, comer.who"
    ),
    Mutant("chaperone/door/appeals.py", '"words": kept.shown', '"words": kept.text'),
]
WRITTEN_BEFORE_SHOWN = [
    Mutant(RECORDER, "if attempt != self._attempt:", "if False:"),
    Mutant(RECORDER, "self.decided = self.durable\n", "pass\n"),
    Mutant(RECORDER, "self.stale = self.stale or outcome is Outcome.STALE", "pass"),
    Mutant(
        RECORDER,
        "            before.last_seq + 1,\n",
        "            before.last_seq + 1 - (len(facts) > 1),\n",
    ),
    Mutant(RECEIPTS, "for owed in self._owed if owed[0] <= durable]", "for owed in self._owed]"),
    Mutant(RECEIPTS, "        self._owed.clear()", "        pass"),
    Mutant(LIVE, "        if recovered:\n            self.tick()", ""),
    Mutant(
        LIVE,
        "words slip by a missing adult.\n            self.tick()",
        "words slip by a missing adult.\n            pass",
    ),
    Mutant(LIVE, "self.plan_seen = self.recorder.durable.plan.version", "pass"),
    Mutant(RECEIPTS, "        self._promised.clear()", ""),
]
SEEING = [
    Mutant(VIEWS, "first <= seq and (last is None or seq <= last)", "last is None or seq <= last"),
    Mutant(VIEWS, "first <= seq and (last is None or seq <= last)", "first <= seq"),
    Mutant(VIEWS, "return ROOM in shown.to and any(", "return any("),
    Mutant(VIEWS, "return seq >= state.seats[seat].since", "return True"),
    Mutant(
        VIEWS, "return is_inside(state, shows_class), False", "return is_inside(state, shows_class), True"
    ),
    Mutant(VIEWS, "return is_inside(state, shows_class), False", "return True, False"),
    Mutant(VIEWS, "return adult or is_inside(state, who), adult", "return True, adult"),
    Mutant(VIEWS, 'Shown((ROOM,), _worded("said"', 'Shown((event.who,), _worded("said"'),
    Mutant(VIEWS, 'Shown((ADULTS,), _worded("adults"', 'Shown((ROOM,), _worded("adults"'),
    Mutant(VIEWS, "Shown((ROOM, *outside),", "Shown((ROOM,),"),
    Mutant(FOLD, "stays = (*stays, (state.last_seq + 1, None))", "stays = (*stays, (1, None))"),
    Mutant(FOLD, "stays = (*stays[:-1], (stays[-1][0], state.last_seq))", "pass"),
    Mutant(SHOWING, "if kept.seq > after_seq", "if kept.seq >= after_seq"),
    Mutant(SHOWING, "and not (kept.shown.message in self._gone and ROOM in kept.shown.to)", ""),
    Mutant(SHOWING, "after = recorded.after if alone else apply(before, event)", "after = recorded.after"),
    Mutant(
        HUB,
        "if last is not None and last.seats is state.seats and last.adults is state.adults:",
        "if last is not None:",
    ),
    Mutant(HUB, "            if room:\n", "            if True:\n"),
]
MUTANTS = [
    *QUORUM,
    *LEAD,
    *WAIVER,
    *COMING_AND_GOING,
    *SPEAKING,
    *TOLD_IN_CONFIDENCE,
    *APPEALS,
    *WRITTEN_BEFORE_SHOWN,
    *SEEING,
    *MEDIA_MUTANTS,
]
