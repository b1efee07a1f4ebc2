"""Where concerns point the same way, for the safeguarding lead; nobody is shown a pattern that points to themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from chaperone.concerns.models import Concern
from chaperone.governance.patterns import Pattern, Report, patterns
from chaperone.outbox.models import Letter
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters
from chaperone.sessions.models import Seat, SessionStaff

TOLD = "pattern"
"""The kind of the letter that tells of one."""


A_LONG_ROW = timedelta(days=2 * 366)
"""How far back a row of reports may have begun: it keeps its beginning, by which it is known to have been told of."""


@carries_out("U5")
def patterns_now(parameters: Parameters, now: datetime) -> list[Pattern]:
    """Return the patterns whose last report lies within the policy's days; three looks at the database."""
    within = timedelta(days=parameters.bullying_pattern_days)
    concerns = Concern.objects.filter(raised_at__gt=now - within - A_LONG_ROW, raised_at__lte=now)
    rows = list(concerns.values_list("ref", "raised_at", "session_ref", "seat_ref", "school_id"))
    kinds = dict(Seat.objects.filter(ref__in={row[3] for row in rows if row[3]}).values_list("ref", "kind"))
    staff: dict[str, set[int]] = {}
    served = SessionStaff.objects.filter(session__ref__in={row[2] for row in rows if row[2]})
    for session, person in served.values_list("session__ref", "person_id"):
        staff.setdefault(session, set()).add(person)
    reports = []
    for ref, at, session, seat, school in rows:
        points = {("person", f"{person}") for person in staff.get(session, ())}
        if session:
            points.add(("session", session))
        if school:
            points.add(("school", f"{school}"))
        if school and seat in kinds:
            points.add(("seats", f"{school}:{kinds[seat]}"))
        reports.append(Report(ref, at, session, frozenset(points)))
    found = patterns(reports, parameters.bullying_pattern_reports, within)
    return [one for one in found if now - one.last_at <= within]


@carries_out("U5")
def patterns_for(viewer: Person, parameters: Parameters, now: datetime) -> list[Pattern]:
    """Return the patterns this reader of concerns may see: not one that points to themselves."""
    return [one for one in patterns_now(parameters, now) if (one.kind, one.ref) != ("person", f"{viewer.pk}")]


def untold(found: list[Pattern]) -> list[Pattern]:
    """Return those of which no letter has told yet."""
    told = set(
        Letter.objects.filter(kind=TOLD, about__in=[one.about for one in found]).values_list(
            "about", flat=True
        )
    )
    return [one for one in found if one.about not in told]
