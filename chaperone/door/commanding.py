"""Makes the machine's command of a frame that needs nothing else: who sends it is the connection, never the frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chaperone.door import frames as f
from chaperone.door import media_frames as m
from chaperone.door.frame import Asking
from chaperone.room import commands as c

_COMMANDS: dict[type[Asking], Callable[[str, Any], c.Command]] = {
    f.Agree: lambda ref, x: c.Agree(ref, rules=x.rules),
    f.Hand: lambda ref, x: c.MoveHand(ref, up=x.up),
    f.LowerHand: lambda ref, x: c.MoveHand(ref, up=False, seat=x.seat),
    f.Take: lambda ref, x: c.TakeQuestion(ref, question=x.question),
    f.SetAside: lambda ref, x: c.SetQuestionAside(ref, question=x.question),
    f.Release: lambda ref, x: c.ReleaseMessage(ref, message=x.message, reason=x.reason),
    f.Withhold: lambda ref, x: c.WithholdMessage(ref, message=x.message, reason=x.reason),
    f.RemoveMessage: lambda ref, x: c.RemoveMessage(ref, message=x.message, reason=x.reason),
    f.Mute: lambda ref, x: c.MuteSeat(ref, seat=x.seat, muted=x.muted),
    f.ReturnSeat: lambda ref, x: c.ReturnSeat(ref, seat=x.seat, reason=x.reason),
    f.AdmitSeat: lambda ref, x: c.CallSeat(ref, seat=x.seat),
    f.Remove: lambda ref, x: c.Remove(ref, who=x.who, reason=x.reason),
    f.Waive: lambda ref, x: c.ProposeWaiver(ref, school=x.school, reason=x.reason),
    f.ConfirmWaiver: lambda ref, x: c.ConfirmWaiver(ref, school=x.school),
    f.End: lambda ref, _: c.End(ref),
    m.InviteToSpeak: lambda ref, x: c.InviteToSpeak(ref, seat=x.seat),
    m.AcceptToSpeak: lambda ref, _: c.AcceptToSpeak(ref),
    m.EndSpeaking: lambda ref, x: c.EndSpeaking(ref, seat=x.seat),
    m.ExplainNoRecording: lambda ref, x: c.ExplainNoRecording(ref, reason=x.reason),
}


def command_of(connection: str, frame: Asking) -> c.Command:
    """Return the command of a frame that holds no words and no sound or picture."""
    return _COMMANDS[type(frame)](connection, frame)
