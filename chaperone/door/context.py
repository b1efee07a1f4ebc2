"""What screening may take for the organisation's own: its published numbers, addresses and accounts, read at the server's start."""

from __future__ import annotations

from chaperone.people.queries import organisation
from chaperone.screening.types import Context


def screening_context() -> Context:
    """Return the context for the live rooms' chat; an organisation not set up yet has none of its own."""
    ours = organisation()
    if ours is None:
        return Context()
    return Context(
        official_numbers=(ours.phone,) if ours.phone else (),
        official_emails=(ours.official_email,) if ours.official_email else (),
        official_sites=(ours.website,) if ours.website else (),
    )
