"""Tells how the clause about recordings stands: none missing without a reason, none left after its time, no pupil's picture."""

from __future__ import annotations

from chaperone.people.cases import cases
from chaperone.policy.evidence import Evidence, Example, Found, both, found
from chaperone.policy.status import Asked, tells_status
from chaperone.recordings.models import Recording
from chaperone.sessions.models import Session

NO_REASON = "Not all of it was recorded, and nobody has written why."


@tells_status(
    "M13",
    "Every session with pupils: was all of it recorded, or is there a written reason why not; was a pupil's picture"
    " sent? A recording that could not be put together is at risk.",
)
def recorded_or_explained(asked: Asked) -> Evidence:
    """Find sessions that lack a recording and a reason, and recordings that went wrong."""
    tally = asked.tally
    missing, waiting = _unexplained(asked)
    failed = Recording.objects.filter(state=Recording.State.FAILED)
    return Evidence(
        judged=len(tally.with_pupils()),
        of="sessions with pupils",
        breaches=both(missing, tally.where("pupil_picture", "A pupil's device sent a picture.")),
        risks=both(
            waiting,
            cases(failed, "session", "session_ref", "sealed_at", "Its recording could not be put together."),
        ),
        numbers=(
            ("Sessions recorded", sum(1 for room in tally.rooms if room.numbers.get("recorded"))),
            ("Sessions with a written reason why not", tally.sum_of("recording_explained")),
            ("Recordings opened", tally.kinds.get("recording.opened", 0)),
        ),
    )


def _unexplained(asked: Asked) -> tuple[Found, Found]:
    """Find the sessions that lack a recording and a reason: those whose notes were due, and those whose notes are not due yet."""
    unexplained = [room for room in asked.tally.rooms if room.numbers.get("recording_unexplained")]
    sessions = {
        ref: (noted, due)
        for ref, noted, due in Session.objects.filter(
            ref__in=[room.session_ref for room in unexplained]
        ).values_list("ref", "notes_written_at", "notes_due_at")
    }
    missing: list[Example] = []
    waiting: list[Example] = []
    for room in unexplained:
        noted, due = sessions.get(room.session_ref, (None, None))
        since = room.when("recording_unexplained")
        # Notes are not kept without the reason while the question is open.
        if noted is None or (since is not None and noted < since):
            lacks = Example("session", room.session_ref, NO_REASON, room.began_at)
            (missing if due is None or due < asked.now else waiting).append(lacks)
    return found(missing), found(waiting)
