"""The roles an adult may hold in the organisation, in the words a safeguarding lead uses; no Django here."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an adult does for the organisation, or for a school that takes part."""

    SAFEGUARDING_LEAD = "safeguarding_lead"
    DEPUTY_LEAD = "deputy_lead"
    ONLINE_PRESENCE_LEAD = "online_presence_lead"
    SUPERVISOR = "supervisor"
    FACILITATOR = "facilitator"
    SPEAKER = "speaker"
    TRUSTEE = "trustee"
    ADMINISTRATOR = "administrator"
    TEACHER = "teacher"

    @property
    def in_words(self) -> str:
        """How the role is written on screen, in the middle of a sentence."""
        return self.value.replace("_", " ").replace("online presence", "online-presence")


STAFF_ROLES = frozenset(Role) - {Role.TEACHER}

STANDS_IN = {
    Role.SAFEGUARDING_LEAD: frozenset({Role.DEPUTY_LEAD}),
    Role.DEPUTY_LEAD: frozenset({Role.SAFEGUARDING_LEAD}),
    Role.ONLINE_PRESENCE_LEAD: frozenset({Role.SUPERVISOR}),
    Role.SUPERVISOR: frozenset({Role.ONLINE_PRESENCE_LEAD}),
    Role.SPEAKER: frozenset({Role.FACILITATOR}),
}
"""Who stands in for whom; for every other role it is a second person who holds the same one."""

ON_EVERY_CARD = (Role.ONLINE_PRESENCE_LEAD, Role.SAFEGUARDING_LEAD)
"""Whom every card for young people must name (P10), whatever other roles the policy puts on it."""
