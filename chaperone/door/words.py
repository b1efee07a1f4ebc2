"""Words on their way in: may they be said now, cleaned, screened; the machine decides with what screening found."""

from __future__ import annotations

import time

import structlog
from msgspec.structs import replace

from chaperone.door import frames as f
from chaperone.door.frame import REASON_LENGTH_LIMIT
from chaperone.door.hub import Device
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room.events import Finding
from chaperone.room.rules import may_speak, may_speak_to_adults
from chaperone.room.state import State
from chaperone.screening.chat_rule import Decision, decide_chat
from chaperone.screening.cleaning import clean_text
from chaperone.screening.types import Context, Utterance

log = structlog.get_logger()

SCREENING_LIMIT_SECONDS = 0.1
DELIVER = c.Screened("deliver")


class Words:
    """Makes a command of words, with the organisation's own details known so that they are not taken for personal ones."""

    def __init__(self, context: Context) -> None:
        """Screen a first text now: it loads all rules, and nobody's words shall be held because that took too long."""
        self.context = context
        decide_chat(Utterance("chat_pupil", "Good morning, everybody."), context)

    def command(
        self, state: State, device: Device, frame: f.Say | f.Adults | f.Ask, now: float
    ) -> tuple[c.Command, tuple[str, ...]] | Refused:
        """Return the command and the labels screening found, or the refusal that needs no screening.

        The machine is asked first whether this adult or seat may speak at all, so that nobody's words are looked at who may not.
        """
        if isinstance(frame, f.Adults):
            verdict = may_speak_to_adults(state, device.who)
        else:
            verdict = may_speak(
                state, device.who if isinstance(frame, f.Say) else device.shows_class or device.who, now
            )
        text = clean_text(frame.text, state.plan.rules.message_length_limit)
        if isinstance(frame, f.Adults):
            if isinstance(text, Refused) and verdict:
                return text
            return c.SayToAdults(device.ref, id=frame.id, text=str(text)), ()
        kind = c.Say if isinstance(frame, f.Say) else c.Ask
        if not verdict or isinstance(text, Refused):
            if verdict and isinstance(text, Refused):
                return text
            return kind(device.ref, id=frame.id, text="", screened=DELIVER), ()
        screened = self._screen(text, is_seat=device.who in state.seats)
        return kind(device.ref, id=frame.id, text=text, screened=screened), tuple(
            x.label for x in screened.findings
        )

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
    def _screen(self, text: str, *, is_seat: bool) -> c.Screened:
        """Screen one text; what takes too long or fails is held for an adult (decision 7)."""
        began = time.thread_time()  # of the text itself: a busy machine is not its fault
        decision: Decision = decide_chat(
            Utterance("chat_pupil" if is_seat else "chat_staff", text), self.context
        )
        slow = time.thread_time() - began > SCREENING_LIMIT_SECONDS
        if slow:
            log.warning("screening.slow", characters=len(text))
        if decision.outcome == "route":  # slow or not: what is held could still be released to the class
            return c.Screened(
                "route", _findings(decision), "Y9", decision.sentence, decision.next_step, tells_lead=True
            )
        if slow:
            return c.Screened("hold", _findings(decision), tells_lead=decision.tells_lead)
        if decision.outcome == "deliver":
            return DELIVER
        if decision.outcome == "refuse" and decision.refusal is not None:
            refusal = decision.refusal
            return c.Screened(
                "refuse", _findings(decision), refusal.clause, refusal.sentence, refusal.next_step
            )
        return c.Screened("hold", _findings(decision), tells_lead=decision.tells_lead)


def _findings(decision: Decision) -> tuple[Finding, ...]:
    return tuple(Finding(found.label, found.clause, found.sentence) for found in decision.findings)
