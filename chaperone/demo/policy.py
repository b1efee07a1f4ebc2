"""Gives the demo a next version of its policy on the way: drafted by the deputy, waiting for the lead's advice."""

from __future__ import annotations

from datetime import datetime

from chaperone.demo.making import must
from chaperone.governance.actions.drafts import begin_draft, change_parameter, put_forward
from chaperone.governance.queries.versions import every_version, open_draft
from chaperone.people.models import Person

WHY = "Notes that are written after three days say little. Two days leave a weekend’s rest and the memory fresh."


def prepare_version(deputy: Person, now: datetime) -> None:
    """Draft the next version, if none was ever drafted or published here.

    Args:
        deputy: who drafts it.
        now: the time, UTC.
    """
    if open_draft() is not None or len(every_version()) > 1:
        return
    draft = must(begin_draft(deputy, now))
    must(change_parameter(draft.ref, "notes_due_hours", "48", "three days", deputy, now))
    must(change_parameter(draft.ref, "advice_answer_hours", "12", "24 hours", deputy, now))
    must(put_forward(draft.ref, WHY, deputy, now))
