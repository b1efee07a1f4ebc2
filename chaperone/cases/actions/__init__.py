"""What happens in a case: decided, done, referred, looked at again, closed, called for; the only writers."""

from chaperone.cases.actions.calling import call_those_due
from chaperone.cases.actions.deciding import Triage, close_case, correct, decide, look_again, triage
from chaperone.cases.actions.doing import add_task, finish_task, note_outcome, refer

__all__ = [
    "Triage",
    "add_task",
    "call_those_due",
    "close_case",
    "correct",
    "decide",
    "finish_task",
    "look_again",
    "note_outcome",
    "refer",
    "triage",
]
