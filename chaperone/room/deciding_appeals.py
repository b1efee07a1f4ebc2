"""Decisions about appeals: a seat asks an adult to look again, and an adult answers; ``machine`` calls them."""

from __future__ import annotations

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.appealing import NOT_SHOWN, may_answer, may_appeal, may_be_shown
from chaperone.room.asking import NOT_THERE, Answer, who_asks
from chaperone.room.state import MessageStatus, State
from chaperone.screening.appealing import may_be_let_through

NEEDS_WHY = Refused("", "Please choose why not.", "They are told that, kindly, and nothing else.")
FORGOTTEN = Refused("", "We have forgotten those words.", "Send them again, and then ask an adult.")
WITH_THE_LEAD = Refused(
    "Y9",
    "What you told us is with the safeguarding lead, and that is where it belongs.",
    "You did the right thing. You can talk to Childline, too: 0800 1111.",
)


@carries_out("Y5", "Y7")
def appeal(state: State, command: c.Appeal, now: float) -> Answer:
    """Ask an adult about what was refused or is held; what was told in confidence is nobody's to show (Y9)."""
    who = who_asks(state, command)
    verdict = may_appeal(state, who, command.of, now)
    if isinstance(verdict, Refused):
        return verdict
    seq = state.said.get((who, command.of), 0)
    if kept := state.messages.get(seq):
        if kept.status is MessageStatus.ROUTED:
            return WITH_THE_LEAD
        held = kept.status is MessageStatus.HELD
        return (e.Appealed(now, who, command.id, command.of, message=seq),) if held else NOT_THERE
    refused = next((each for each in state.refused.get(who, ()) if each.id == command.of), None)
    if refused is None:
        return NOT_THERE
    if not command.words_kept:
        return FORGOTTEN
    return (e.Appealed(now, who, command.id, command.of, refused.clause, refused.labels, refused.rules),)


@carries_out("Y7", "M1", "S6")
def answer_appeal(state: State, command: c.AnswerAppeal, now: float) -> Answer:
    """Answer one: show the words, say that they were fine and still cannot be shown, or say kindly why not."""
    asked = state.appeals.get(command.appeal)
    verdict = may_answer(state, command.connection, "" if asked is None else asked.who)
    if isinstance(verdict, Refused):
        return verdict
    if asked is None:
        return NOT_THERE
    who = who_asks(state, command)
    if not command.fine:
        if command.why not in NOT_SHOWN:
            return NEEDS_WHY
        return (e.AppealAnswered(now, command.appeal, who, fine=False, why=command.why),)
    if not may_be_let_through(asked.labels):
        return (e.AppealAnswered(now, command.appeal, who, fine=True),)
    verdict = may_be_shown(state, asked.who)
    if isinstance(verdict, Refused):
        return verdict
    if not command.text:
        return NOT_THERE
    say = e.Asked if command.question else e.Said
    return (
        e.AppealAnswered(now, command.appeal, who, fine=True, shown=True),
        say(now, asked.who, command.text, asked.of),
    )
