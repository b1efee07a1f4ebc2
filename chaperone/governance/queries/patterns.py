"""Where concerns point the same way, for the safeguarding lead; nobody is shown a pattern that points to themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from chaperone.concerns.models import Concern, KeptFrom
from chaperone.concerns.queries import concerns_for
from chaperone.governance.patterns import Pattern, Report, patterns
from chaperone.outbox.models import Letter
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters
from chaperone.sessions.models import Seat, SessionStaff

OF_ADULTS = frozenset({"person", "about"})
"""The kinds of pattern that point to an adult: one who was there, or one whom the concerns are about."""

TOLD = "pattern"
"""The kind of the letter that tells of one."""


A_LONG_ROW = timedelta(days=2 * 366)
"""How far back a row of reports may have begun: it keeps its beginning, by which it is known to have been told of."""


@carries_out("U5")
def patterns_now(
    parameters: Parameters, now: datetime, among: QuerySet[Concern] | None = None
) -> list[Pattern]:
    """Return the patterns whose last report lies within the policy's days; four looks at the database.

    Args:
        parameters: of the policy in force.
        now: the moment, UTC.
        among: the concerns that count; all of them when not given.
    """
    within = timedelta(days=parameters.bullying_pattern_days)
    concerns = (Concern.objects.all() if among is None else among).filter(
        raised_at__gt=now - within - A_LONG_ROW, raised_at__lte=now
    )
    rows = list(concerns.values_list("ref", "raised_at", "session_ref", "seat_ref", "school_id"))
    kinds = dict(Seat.objects.filter(ref__in={row[3] for row in rows if row[3]}).values_list("ref", "kind"))
    staff: dict[str, set[int]] = {}
    served = SessionStaff.objects.filter(session__ref__in={row[2] for row in rows if row[2]})
    for session, person in served.values_list("session__ref", "person_id"):
        staff.setdefault(session, set()).add(person)
    about: dict[str, set[int]] = {}
    kept = KeptFrom.objects.filter(concern__in=concerns.values("pk"), why=KeptFrom.Why.ABOUT_THEM)
    for ref, person in kept.values_list("concern__ref", "person_id"):
        about.setdefault(ref, set()).add(person)
    reports = []
    for ref, at, session, seat, school in rows:
        points = {("person", f"{person}") for person in staff.get(session, ())}
        points |= {("about", f"{person}") for person in about.get(ref, ())}
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
    """Return the patterns in the concerns that this reader may see, without those that point to themselves."""
    found = patterns_now(parameters, now, concerns_for(viewer, now))
    return [one for one in found if one.kind not in OF_ADULTS or one.ref != f"{viewer.pk}"]


def untold(found: list[Pattern]) -> list[Pattern]:
    """Return those of which no letter has told yet."""
    told = set(
        Letter.objects.filter(kind=TOLD, about__in=[one.about for one in found]).values_list(
            "about", flat=True
        )
    )
    return [one for one in found if one.about not in told]
