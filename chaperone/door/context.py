"""What screening may take for the organisation's own and for a room's own, so that neither is mistaken for a personal detail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from chaperone.people.queries import names_of_staff, organisation
from chaperone.policy.clauses import carries_out
from chaperone.screening.types import Context
from chaperone.sessions.plan import Plan


def screening_context() -> Context:
    """Return what is the organisation's own; one that is not set up yet has nothing. Runs in the database's thread."""
    ours = organisation()
    if ours is None:
        return Context()
    site = urlsplit(ours.website if "//" in ours.website else f"//{ours.website}").hostname or ""
    return Context(
        official_numbers=(ours.phone,) if ours.phone else (),
        official_emails=(ours.official_email,) if ours.official_email else (),
        official_sites=(site,) if site else (),
        staff_names=names_of_staff(datetime.now(UTC).date()),
        staff_domain=ours.official_email.partition("@")[2],
    )


@carries_out("Y6", "Y7")
def room_context(ours: Context, plan: Plan) -> Context:
    """Return the organisation's context with what the room's plan adds: who is here by which name, and from which schools.

    Nobody of a class is in it but by join name: no other name is known.
    """
    adults = tuple(adult.name for adult in plan.adults)
    return replace(
        ours,
        names_here=(*(seat.join_name for seat in plan.seats), *adults),
        staff_names=(*ours.staff_names, *adults),
        schools_here=tuple(school.name for school in plan.schools),
    )
