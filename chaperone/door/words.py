"""Words on their way in: may they be said now, cleaned, screened; the machine decides with what screening found."""

from __future__ import annotations

import time

import structlog
from msgspec.structs import replace

from chaperone.door import frames as f
from chaperone.door.context import screening_context
from chaperone.door.frame import REASON_LENGTH_LIMIT
from chaperone.door.hub import Device
from chaperone.door.remembering import Line, RoomMemory
from chaperone.own_rules.queries import live_rules
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room.events import Finding
from chaperone.room.rules import may_speak, may_speak_to_adults
from chaperone.room.state import State
from chaperone.screening.appealing import NEVER_BY_APPEAL, shown_to_adults
from chaperone.screening.chat_rule import Decision, decide_chat
from chaperone.screening.cleaning import clean_text
from chaperone.screening.decision import HELD_BECAUSE_SCREENING_FAILED
from chaperone.screening.engine import Engine
from chaperone.screening.rule import Rule
from chaperone.screening.types import Context, Utterance

log = structlog.get_logger()

SCREENING_LIMIT_SECONDS = 0.1
DELIVER = c.Screened("deliver")


class Words:
    """Makes a command of words, with the organisation's own details known so that they are not taken for personal ones."""

    def __init__(self, context: Context) -> None:
        """Screen a first text now: it loads all rules, and nobody's words shall be held because that took too long."""
        self.context = context
        self._own_rules: tuple[Rule, ...] = ()
        self._own: Engine | None = None
        decide_chat(Utterance("chat_pupil", "Good morning, everybody."), context)

    def read_again(self) -> None:
        """Take in what has changed at the organisation; runs in the database's thread."""
        self.context = screening_context()
        rules = live_rules()
        if rules != self._own_rules:
            self._own_rules = rules
            self._own = Engine(rules) if rules else None

    def command(
        self, state: State, device: Device, frame: f.Say | f.Adults | f.Ask, memory: RoomMemory, now: float
    ) -> c.Command | Refused:
        """Return the command, with what screening found, or the refusal that needs no screening.

        The machine is asked first whether this adult or seat may speak at all, so that nobody's words are looked at who may not.
        """
        if isinstance(frame, f.Adults):
            return _to_adults(state, device, frame)
        asks = isinstance(frame, f.Ask)
        kind = c.Ask if asks else c.Say
        who = device.shows_class or device.who if asks else device.who
        text = clean_text(frame.text, state.plan.rules.message_length_limit)
        if not may_speak(state, who, now) or (who, frame.id) in state.said:
            # The machine says why not, or that it was said already; either way nobody looks at the words.
            return kind(device.ref, id=frame.id, text="", screened=DELIVER)
        if isinstance(text, Refused):
            return text
        line = Line(
            who, frame.id, text, "chat_pupil" if device.who in state.seats else "chat_staff", question=asks
        )
        decision = self._decide(line, memory, now)
        memory.remember(line, now)
        prints: tuple[str, ...] = ()
        if decision.outcome == "refuse":
            memory.keep_refused(line, decision.findings, now)
            prints = memory.prints(text, decision.findings)
        kept = _without_numbers(text, decision)
        return kind(device.ref, id=frame.id, text=kept, screened=_screened(decision, prints))

    @carries_out("M1", "M12")
    def with_kept_reason(self, frame: f.Reasoned) -> f.Reasoned | Refused:
        """Return the frame with the reason as it can go on record and be shown, or say why it cannot.

        A number or an account in it is refused as it is in the chat, and so are marks that show words back to front; hidden
        characters are dropped, so that an adult reads in the record what the other one read on the screen.
        """
        if not frame.reason.strip():
            return replace(frame, reason="")  # whether one is needed is the machine's word
        reason = clean_text(frame.reason, REASON_LENGTH_LIMIT)
        if isinstance(reason, Refused):
            return reason
        refusal = decide_chat(Utterance("chat_staff", reason), self.context).refusal
        return replace(frame, reason=reason) if refusal is None else refusal

    @carries_out("Y5", "Y7", "Y9")
    def _decide(self, line: Line, memory: RoomMemory, now: float) -> Decision:
        """Screen one text after what was said just before; what takes too long or fails is held for an adult (decision 7).

        What is refused or told in confidence stays so however long it took: held, it could still be shown to the class.
        """
        recent = memory.just_said(line.who, now)
        began = time.thread_time()  # of the text itself: a busy machine is not its fault
        decision = decide_chat(Utterance(line.channel, line.text), memory.context, recent, self._own)
        if time.thread_time() - began <= SCREENING_LIMIT_SECONDS:
            return decision
        log.warning("screening.slow", characters=len(line.text))
        return HELD_BECAUSE_SCREENING_FAILED if decision.outcome == "deliver" else decision


def _to_adults(state: State, device: Device, frame: f.Adults) -> c.Command | Refused:
    text = clean_text(frame.text, state.plan.rules.message_length_limit)
    if isinstance(text, Refused) and may_speak_to_adults(state, device.who):
        return text
    return c.SayToAdults(device.ref, id=frame.id, text=str(text))


@carries_out("M1")
def _without_numbers(text: str, decision: Decision) -> str:
    """Cover a number, address or password in words that are held for something else: those are kept, and may be shown."""
    if decision.outcome != "hold" or all(found.label not in NEVER_BY_APPEAL for found in decision.findings):
        return text
    return shown_to_adults(text, decision.findings)[0]


def _screened(decision: Decision, prints: tuple[str, ...]) -> c.Screened:
    if decision.outcome == "deliver":
        return DELIVER
    findings = tuple(
        Finding(found.label, found.clause, found.sentence, found.rule) for found in decision.findings
    )
    if decision.refusal is not None:
        no = decision.refusal
        return c.Screened("refuse", findings, no.clause, no.sentence, no.next_step, prints=prints)
    if decision.outcome == "route":
        return c.Screened("route", findings, "Y9", decision.sentence, decision.next_step, tells_lead=True)
    return c.Screened("hold", findings, tells_lead=decision.tells_lead)
